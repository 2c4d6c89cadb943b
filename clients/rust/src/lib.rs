//! The Placard API in Rust: messages, clients and server traits.
//!
//! `gen` is written by `make generate` from the files in `proto/`.

/// `placard.v1`: messages, `*_client` (feature `client`) and `*_server` (feature `server`).
#[allow(clippy::all, clippy::pedantic, missing_docs)] // generated
pub mod v1 {
    include!("gen/placard.v1.rs");
}

/// The descriptors of `placard.v1` and of all it imports, annotations included: a serialised `FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!("gen/placard.v1.binpb");
