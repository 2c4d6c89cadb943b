//! The tables, one file each: rows as SeaORM sees them. They never leave the store.

pub mod api_key;
pub mod artifact;
pub mod attempt;
pub mod batch;
pub mod binding;
pub mod delivery;
pub mod delivery_change;
pub mod endpoint;
pub mod event;
pub mod font;
pub mod idempotency;
pub mod image;
pub mod recovery;
pub mod render;
pub mod render_lane;
pub mod render_metadata;
pub mod setting;
pub mod subscription;
pub mod template;
pub mod template_version;
pub mod trigger;
pub mod workspace;
