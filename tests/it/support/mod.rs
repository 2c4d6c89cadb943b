//! What the tests stand on.

pub mod caller;
pub mod database;
pub mod http;
pub mod process;
pub mod raw;
pub mod receiver;
pub mod refusal;
pub mod sample;
pub mod server;
pub mod web;
