//! Every integration test in one binary: each binary of its own would link everything again.

mod api;
mod architecture;
mod binding;
mod catalogue;
mod delivery;
mod process;
mod store;
mod support;
