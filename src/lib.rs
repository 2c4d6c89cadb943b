//! Placard: renders social cards and delivers them. ARCHITECTURE.md is the map.

pub mod domain;
pub mod store;
