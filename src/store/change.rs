use super::{Store, StoreError};
use crate::domain::{
    delivery::{Delivery, DeliveryFilter},
    id::WorkspaceId,
};
/// A place in the log of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    xid: u64,
    seq: u64,
}
impl Cursor {
    /// Before the first change.
    pub const START: Cursor = Cursor { xid: 0, seq: 0 };
    pub fn to_bytes(self) -> [u8; 16] {
        todo!()
    }
    pub fn from_bytes(bytes: &[u8]) -> Option<Cursor> {
        let _ = bytes;
        todo!()
    }
}
/// A delivery as it stood after one change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub cursor: Cursor,
    pub delivery: Delivery,
}
/// A stretch of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangePage {
    pub changes: Vec<Change>,
    /// Where to read on: past the changes, and past what the filter left out.
    pub next: Cursor,
    /// Whether there was more than `limit`: read on at once.
    pub more: bool,
}
#[allow(unused_variables)]
impl Store {
    pub async fn changes_after(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        after: Cursor,
        limit: u32,
    ) -> Result<ChangePage, StoreError> {
        todo!()
    }
    /// After everything that is there now.
    pub async fn changes_end(&self) -> Result<Cursor, StoreError> {
        todo!()
    }
    /// What lies before this is past its retention: a smaller cursor has expired.
    pub async fn oldest_change_cursor(&self) -> Result<Cursor, StoreError> {
        todo!()
    }
}
