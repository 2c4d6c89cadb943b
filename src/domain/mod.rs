//! Types that cannot be invalid, and the arithmetic that needs no world.
//!
//! Nothing in here does I/O, reads a clock, draws a random number or knows another room of this crate.

pub mod access;
pub mod asset;
pub mod batch;
pub mod binding;
pub mod binding_schedule;
pub mod delivery;
pub mod endpoint;
pub mod endpoint_options;
pub mod event;
pub mod event_type;
pub mod excerpt;
pub mod id;
pub mod modification;
mod named;
pub mod output;
pub mod page;
pub mod quota;
pub mod reason;
pub mod recovery;
pub mod render;
pub mod schedule;
pub mod secret;
pub mod signature;
pub mod signed_url;
pub mod spec;
pub mod storage;
pub mod subscription;
pub mod template;
pub mod timestamp;
pub mod trigger;
pub mod usage;
pub mod violation;
pub mod workspace;
