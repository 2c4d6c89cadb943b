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
