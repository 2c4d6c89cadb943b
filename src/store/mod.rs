//! The only code that sees the database. Domain types go in and come out.
//!
//! It runs on SQLite and on PostgreSQL with one code path. It reads no clock: `now` is a parameter. Everything of a
//! tenant's is asked for with its workspace; what belongs to another one is not found.
//!
//! Where several rows are locked, bindings come first, then batches, renders, credits, uploads and their storage,
//! subscriptions, deliveries, lanes, endpoints, and what is counted last, so that no two transactions wait for each other.
//! Claims are the exception; they never wait for a row (see `claim`).

mod api_key;
mod artifact;
mod backlog;
mod batch;
mod batch_item;
mod binding;
mod binding_refresh;
mod change;
mod claim;
mod claimant;
mod claimers;
mod connect;
mod credit;
mod delete;
mod delivery;
mod desk;
mod destination;
mod due;
mod endpoint;
mod entity;
mod error;
mod event;
mod event_log;
mod font;
mod idempotency;
mod image;
mod lane;
mod options;
mod page;
mod private;
mod queue;
mod quota;
mod record;
mod recovery;
mod redelivery;
mod render;
mod render_end;
mod render_queue;
mod render_retention;
mod retention;
mod round;
mod row;
mod schema;
mod seal;
mod statement;
mod storage;
mod subscription;
mod sweep;
mod template;
mod transaction;
mod tries;
mod trigger;
mod upload;
mod url_key;
mod usage;
mod wakeup;
mod workspace;
mod writer;

pub use backlog::{Backlog, Due};
pub use batch::Announce;
pub use batch_item::Retried;
pub use binding_refresh::{RefreshClaim, RefreshEnd, RefreshTurn};
pub use change::{Change, ChangePage, Cursor};
pub use claim::Room;
pub use claimant::{Claimant, Claiming, Offer, Taker};
pub use claimers::Vigil;
pub use connect::{Ids, Store, StoreConfig};
pub use credit::Granted;
pub use due::Looks;
pub use error::StoreError;
pub use event_log::EventPage;
pub use idempotency::Created;
pub use queue::Queue;
pub use record::AttemptRecord;
pub use render::RenderRecord;
pub use render_end::{Recorded, RenderEnding, RenderNext};
pub use render_queue::{NewRender, RenderClaim};
pub use render_retention::SweptRenders;
pub use retention::Swept;
pub use schema::SchemaStatus;
pub use template::{NewSource, TemplateUpdate};
pub use tries::Tries;
pub use upload::{UploadClaim, UploadEnding, UploadNext};
