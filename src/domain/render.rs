//! Renders, and the artifacts they end in.

use std::time::Duration;

use serde_json::Value;

use super::{
    access::Metadata,
    id::{RenderId, TriggerId, WorkspaceId},
    named::named_enum,
    output::Format,
    reason::Reason,
    spec::RenderSpec,
    timestamp::Timestamp,
};

/// Immutable bytes, reachable under a short slug.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    /// What `/i/{slug}.{ext}` names. Derived from workspace and spec under a key: the same spec has the same one,
    /// and nobody can guess it.
    pub slug: String,
    pub workspace_id: WorkspaceId,
    /// SHA-256 of the bytes, under which the blob store has them.
    pub sha256: [u8; 32],
    /// Digest of all that decided the pixels; the cache's key within the workspace.
    pub spec_digest: [u8; 32],
    pub format: Format,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    pub size_bytes: u64,
    /// What the renderer saw while it worked: lines, fonts used, missing glyphs, warnings.
    pub report: Value,
    pub create_time: Timestamp,
}

/// Where a render came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderSource {
    Api,
    Trigger(TriggerId),
}

impl RenderSource {
    /// The name in events and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            RenderSource::Api => "api",
            RenderSource::Trigger(_) => "trigger",
        }
    }
}

/// How a render ended.
#[derive(Debug, Clone, PartialEq)]
pub enum RenderOutcome {
    Succeeded {
        artifact: Artifact,
        /// Answered from an earlier render of the same spec.
        cached: bool,
    },
    Failed(RenderFailure),
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderFailure {
    pub reason: Reason,
    /// Path within the spec of the field at fault, where one is.
    pub field: Option<String>,
    pub message: String,
}

named_enum! {
    /// The states a list can be filtered by.
    RenderState {
        Succeeded = "succeeded",
        Failed = "failed",
    }
}

/// One request to turn a spec into an artifact, ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Render {
    pub id: RenderId,
    pub workspace_id: WorkspaceId,
    pub source: RenderSource,
    /// The caller's id of the request, or the one made for it.
    pub request_id: String,
    pub spec: RenderSpec,
    /// The version that "latest" was.
    pub template_version: u32,
    pub metadata: Metadata,
    pub outcome: RenderOutcome,
    pub create_time: Timestamp,
    pub finish_time: Timestamp,
}

impl Render {
    pub fn state(&self) -> RenderState {
        match self.outcome {
            RenderOutcome::Succeeded { .. } => RenderState::Succeeded,
            RenderOutcome::Failed(_) => RenderState::Failed,
        }
    }

    /// From the request to the artifact.
    pub fn duration(&self) -> Duration {
        self.finish_time.since(self.create_time)
    }

    pub fn artifact(&self) -> Option<&Artifact> {
        match &self.outcome {
            RenderOutcome::Succeeded { artifact, .. } => Some(artifact),
            RenderOutcome::Failed(_) => None,
        }
    }
}

/// Which renders a list shows; an empty filter shows all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderFilter {
    pub state: Option<RenderState>,
    pub template: Option<String>,
    pub request_id: Option<String>,
    /// All of these labels, each with this value.
    pub metadata: Metadata,
    /// Created at or after.
    pub from: Option<Timestamp>,
    /// Created before.
    pub until: Option<Timestamp>,
}
