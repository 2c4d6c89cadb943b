//! Who asks, and what their key lets them do.

use std::collections::BTreeMap;

use super::{
    id::{ApiKeyId, WorkspaceId},
    named::named_enum,
    timestamp::Timestamp,
};

named_enum! {
    /// What an API key lets its bearer do.
    Scope {
        /// Read everything of the workspace: get, list, watch, download.
        Read = "read",
        /// Make renders.
        Render = "render",
        /// Create, change and delete triggers.
        Triggers = "triggers",
        /// Fire triggers.
        Fire = "fire",
        /// Create, change, test and delete subscriptions.
        Subscriptions = "subscriptions",
        /// Create and revoke API keys.
        Keys = "keys",
    }
}

/// A workspace: the tenant that every resource belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    pub id: WorkspaceId,
    pub name: String,
    pub create_time: Timestamp,
}

/// An API key without its secret, of which only a hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub workspace_id: WorkspaceId,
    /// For people: what the key is for.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// The first characters of the secret, to tell keys apart.
    pub hint: String,
    pub create_time: Timestamp,
    pub expire_time: Option<Timestamp>,
    pub revoke_time: Option<Timestamp>,
}

impl ApiKey {
    /// Whether the key opens anything at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.revoke_time.is_none() && self.expire_time.is_none_or(|at| now < at)
    }

    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// What `request_id` on a create promises: the same request twice makes one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The method the id was given to; ids of different methods don't meet.
    pub method: &'static str,
    pub request_id: String,
    /// SHA-256 of the request's content.
    pub request_hash: [u8; 32],
}

/// The caller's own labels on a resource.
pub type Metadata = BTreeMap<String, String>;
