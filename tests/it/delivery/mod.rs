//! What receivers get, and what callers see of it.

mod endpoint;
mod events;
mod limits;
mod names;
mod options;
mod retry;
mod trigger;
mod watch;
mod webhook;
