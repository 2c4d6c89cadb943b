//! Placard: renders social cards and delivers them. ARCHITECTURE.md is the map.

pub mod api;
pub mod app;
pub mod blob;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connections;
pub mod dispatch;
pub mod domain;
pub mod egress;
pub mod engine;
pub mod http;
pub mod payload;
pub mod render;
pub mod shutdown;
pub mod store;
pub mod telemetry;

/// For Skia, SQLite and the codecs too. Against that of glibc it saves a tenth of the processor's time of a delivery and a
/// fifth of that of a small card, and holds less when cards of all kinds are painted.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
