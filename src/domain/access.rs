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
        /// Create, change and delete templates, fonts and images.
        Templates = "templates",
        /// Create, change, refresh and delete bindings.
        Bindings = "bindings",
        /// Change the workspace.
        Workspace = "workspace",
        /// Make workspaces, list all of them, and grant them credits.
        Operator = "operator",
    }
}

impl Scope {
    /// Every scope that is about one's own workspace.
    pub fn of_workspace() -> Vec<Scope> {
        Scope::ALL.iter().copied().filter(|scope| *scope != Scope::Operator).collect()
    }
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

/// What every API key's secret begins with.
pub const KEY_PREFIX: &str = "plk_";

/// Whether a text has the form of an API key's secret: `plk_` and 20 to 100 letters, digits, `-` or `_`.
pub fn is_key(text: &str) -> bool {
    text.strip_prefix(KEY_PREFIX).is_some_and(|rest| {
        (20..=100).contains(&rest.len())
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_a_form() {
        let of = |rest: String| is_key(&format!("plk_{rest}"));
        assert!(of("aZ09-_".repeat(4)) && of("x".repeat(20)) && of("x".repeat(100)));
        assert!(!of("x".repeat(19)) && !of("x".repeat(101)) && !of(" ".repeat(20)) && !of("\u{e4}".repeat(20)));
        assert!(!is_key("") && !is_key(&"x".repeat(30)) && !is_key(&format!("PLK_{}", "x".repeat(30))));
    }
}
