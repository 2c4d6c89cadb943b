//! What receivers get, and what callers see of it.

mod endpoint;
mod events;
mod limits;
mod misbehaved;
mod names;
mod options;
mod retention;
mod retry;
mod storage;
mod trigger;
mod watch;
mod webhook;
