//! Lists, a page at a time, newest first.

use uuid::Uuid;

/// Which part of a list: what comes after (is older than) `after`, at most `size` of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// 1 to [`PageRequest::MAX_SIZE`].
    pub size: u32,
    /// The id of the last one already seen.
    pub after: Option<Uuid>,
}

impl PageRequest {
    pub const DEFAULT_SIZE: u32 = 50;
    pub const MAX_SIZE: u32 = 1000;
}

/// A part of a list, and where the next one begins; `None` after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Uuid>,
}
