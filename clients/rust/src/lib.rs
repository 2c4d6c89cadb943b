//! Client for Placard, the server that renders social cards.
//!
//! `gen` is written by `make generate` from the files in `proto/`.

/// `placard.v1`: messages, `*_client` (feature `stubs`) and `*_server` (feature `server`).
#[allow(clippy::all, clippy::pedantic, missing_docs)] // generated
pub mod v1 {
    include!("gen/placard.v1.rs");
}

/// The descriptors of `placard.v1` and of all it imports, annotations included: a serialised `FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/placard.v1.binpb");

#[cfg(feature = "client")]
mod call;
#[cfg(feature = "client")]
mod client;
mod codec;
#[cfg(feature = "client")]
mod download;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod gateway;
#[cfg(feature = "client")]
mod retry;
/// The services, each with its methods: [`Client::renders`](services::Renders) and so on.
#[cfg(feature = "client")]
pub mod services;
#[cfg(feature = "client")]
mod watch;
#[cfg(feature = "webhook")]
pub mod webhook;

#[cfg(feature = "client")]
pub use tonic::Code;
#[cfg(feature = "client")]
pub use {
    call::{Call, Paged, Streaming, Unary},
    client::{Client, ClientOptions},
    download::Downloaded,
    error::{Error, FieldProblem, Problem, Resource},
    gateway::Gateway,
    watch::{Told, Watch, Watched},
};
