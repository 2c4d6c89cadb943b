//! What receivers get, and what callers see of it.

mod endpoint;
mod limits;
mod retry;
mod trigger;
mod watch;
mod webhook;
