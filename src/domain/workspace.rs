//! Workspaces: the tenants, and what they may set.

use super::{
    id::WorkspaceId,
    storage::{NewStorageTarget, StorageTarget},
    timestamp::Timestamp,
};

/// Credits that a workspace can have at most, and that a grant can give or take.
pub const MAX_CREDITS: i64 = 1_000_000_000_000;

/// What a workspace has left to render with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credits {
    /// Nobody counts.
    Unlimited,
    /// So many pictures.
    Left(u64),
}

/// A change of what a workspace has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// Added to what is left, or taken from it if negative, though never below 0. A workspace that was not limited has
    /// as many from then on.
    Credits(i64),
    /// Nobody counts from then on.
    Unlimited,
}

/// A workspace: the tenant that every resource belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    /// For people.
    pub name: String,
    pub create_time: Timestamp,
    pub credits: Credits,
    /// Where its pictures go besides the server's.
    pub storage: Option<StorageTarget>,
    /// Whether URLs of pictures on demand need no signature.
    pub unsigned_urls: bool,
}

impl Workspace {
    /// One that has set nothing yet.
    pub fn new(id: WorkspaceId, name: impl Into<String>, create_time: Timestamp) -> Self {
        Self { id, name: name.into(), create_time, credits: Credits::Unlimited, storage: None, unsigned_urls: false }
    }
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceChange {
    pub name: Option<String>,
    /// `Some(None)`: none from now on.
    pub storage: Option<Option<NewStorageTarget>>,
    pub unsigned_urls: Option<bool>,
}
