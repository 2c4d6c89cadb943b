//! What the benchmarks share: the cards they render, the server as a process, a quick receiver, and how they write down
//! what they measured.

// Each benchmark is a crate of its own and uses a part.
#![allow(dead_code, reason = "each benchmark uses a part of this")]

pub mod card;
pub mod log;
pub mod receiver;
pub mod server;
pub mod turns;
