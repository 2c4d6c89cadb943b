//! Triggers: a saved spec, and where to post its picture.

use super::{
    id::{TriggerId, WorkspaceId},
    signature::SigningKey,
    spec::RenderSpec,
    timestamp::Timestamp,
};

/// A saved spec and a callback URL.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    pub id: TriggerId,
    pub workspace_id: WorkspaceId,
    /// For people; may be empty.
    pub name: String,
    /// Where the picture's bytes are posted. Judged by the egress guard when saved and when dialled.
    pub url: String,
    pub spec: RenderSpec,
    /// What verifies the ed25519 signatures, where they are asked for.
    pub public_key: Option<String>,
    pub create_time: Timestamp,
    pub update_time: Timestamp,
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TriggerChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub spec: Option<RenderSpec>,
    /// Whether there are ed25519 signatures, and if so the key, for when there is none yet.
    pub signing_key: Option<Option<SigningKey>>,
}
