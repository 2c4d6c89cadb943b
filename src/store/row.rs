//! How columns hold what the domain knows: times, digests, JSON and names.

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::StoreError;
use crate::domain::timestamp::Timestamp;

pub(super) fn time(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

pub(super) fn digest(what: &str, bytes: &[u8]) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::corrupt(what))
}

/// The least id that is made at a time: UUIDv7 begins with 48 bits of milliseconds (RFC 9562, section 5.7).
pub(super) fn first_id(time: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(time.as_millis().unsigned_abs()) << 80)
}

/// A number that was not negative, and not too large, when it was stored.
pub(super) fn number<T: TryFrom<i64>>(what: &str, stored: impl Into<i64>) -> Result<T, StoreError> {
    T::try_from(stored.into()).map_err(|_| StoreError::corrupt(what))
}

/// A value whose name was stored.
pub(super) fn named<T>(what: &str, name: &str, from_name: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
    from_name(name).ok_or_else(|| StoreError::corrupt(what))
}

pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("maps with text keys, lists and texts are JSON")
}

pub(super) fn from_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt(what))
}

/// A size for an INTEGER column. No attempt or status number comes near its end.
pub(super) fn small(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

/// A size for a BIGINT column. No size or duration comes near its end.
pub(super) fn large(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
