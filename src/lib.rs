//! Placard: renders social cards and delivers them. ARCHITECTURE.md is the map.

pub mod blob;
pub mod clock;
pub mod config;
pub mod domain;
pub mod shutdown;
pub mod telemetry;
