//! Workspaces: the tenants, and what they may set.

use super::{id::WorkspaceId, timestamp::Timestamp};

/// A workspace: the tenant that every resource belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    /// For people.
    pub name: String,
    pub create_time: Timestamp,
    /// Whether URLs of pictures on demand need no signature.
    pub unsigned_urls: bool,
}

impl Workspace {
    /// One that has set nothing yet.
    pub fn new(id: WorkspaceId, name: impl Into<String>, create_time: Timestamp) -> Self {
        Self { id, name: name.into(), create_time, unsigned_urls: false }
    }
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceChange {
    pub name: Option<String>,
    pub unsigned_urls: Option<bool>,
}
