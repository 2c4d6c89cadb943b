//! The store, on both engines: every test is written once.

mod batches;
mod bindings;
mod changes;
mod claimers;
mod credits;
mod dispatch;
mod endpoints;
mod events;
mod fairness;
mod faults;
mod gone;
mod paging;
mod renders;
mod retention;
mod sample;
mod schema;
mod secrets;
mod templates;
mod tenants;
mod uploads;
mod url_keys;
