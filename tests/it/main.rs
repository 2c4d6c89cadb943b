//! Every integration test in one binary: each binary of its own would link everything again.

mod api;
mod store;
mod support;
