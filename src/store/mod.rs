//! The only code that sees the database. Domain types go in and come out.
//!
//! It runs on SQLite and on PostgreSQL with one code path. It reads no clock: `now` is a parameter. Everything of a
//! tenant's is asked for with its workspace; what belongs to another one is not found.

mod api_key;
mod artifact;
mod change;
mod claim;
mod connect;
mod delivery;
mod error;
mod event;
mod record;
mod render;
mod schema;
mod subscription;
mod trigger;
mod workspace;

pub use change::{Change, ChangePage, Cursor};
pub use connect::{Ids, Store, StoreConfig};
pub use error::StoreError;
pub use record::AttemptRecord;
pub use render::RenderRecord;
pub use schema::SchemaStatus;

/// What a create with a `request_id` came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Created<T> {
    New(T),
    /// The same request made this before.
    Existing(T),
    /// Another request had the id, or what the same request made is deleted since.
    RequestIdReused,
}
