//! The server as its callers see it.

mod artifact;
mod asset;
mod async_render;
mod batch;
mod connect;
mod connections;
mod constraint;
mod credentials;
mod credits;
mod garbage;
mod image;
mod invalid;
mod limits;
mod list;
mod method;
mod on_demand;
mod render;
mod retention;
mod scene;
mod service;
mod template;
mod tenants;
mod text;
mod tryout;
mod url;
mod usage;
mod watch;
mod web;
mod wording;
mod workspace;

pub use self::{
    constraint::request_of,
    method::{Resources, all},
};
