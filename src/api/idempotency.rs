//! `request_id` in a message: the same request twice makes one resource.

use prost::Message;
use sha2::{Digest, Sha256};

use crate::domain::access::Idempotency;

/// What the store keeps of a request that named an id. Maps are sorted when encoded, so the same request has the same
/// hash.
pub fn of(method: &'static str, request_id: &str, request: &impl Message) -> Option<Idempotency> {
    (!request_id.is_empty()).then(|| Idempotency {
        method,
        request_id: request_id.to_owned(),
        request_hash: Sha256::digest(request.encode_to_vec()).into(),
    })
}
