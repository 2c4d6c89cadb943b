//! The server as its callers see it.

mod artifact;
mod constraint;
mod credentials;
mod garbage;
mod image;
mod invalid;
mod limits;
mod list;
mod method;
mod render;
mod scene;
mod service;
mod tenants;
mod text;
mod url;
mod watch;
mod web;
mod wording;
