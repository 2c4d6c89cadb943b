//! What the tests stand on.

pub mod caller;
pub mod clock;
pub mod connect;
pub mod database;
pub mod dns;
pub mod http;
pub mod process;
pub mod raw;
pub mod receiver;
pub mod refusal;
pub mod s3;
pub mod sample;
pub mod server;
pub mod tls;
pub mod web;
