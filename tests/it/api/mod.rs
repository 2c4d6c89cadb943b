//! The server as its callers see it.

mod artifact;
mod credentials;
mod image;
mod invalid;
mod limits;
mod list;
mod method;
mod render;
mod tenants;
mod url;
mod watch;
