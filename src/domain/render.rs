//! Renders, and the artifacts they end in.

use std::time::Duration;

use serde_json::Value;

use super::{
    access::Metadata,
    id::{BatchId, BindingId, RenderId, TriggerId, WorkspaceId},
    named::named_enum,
    output::Format,
    reason::Reason,
    secret::Secret,
    spec::RenderSpec,
    storage::Stored,
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
    /// How it stands in its workspace's own storage, where that has one and somebody asked.
    pub stored: Option<Box<Stored>>,
}

impl Artifact {
    /// What it is called where it is served: slug and ending.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.slug, self.format.extension())
    }
}

/// Where a render came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderSource {
    Api,
    Trigger(TriggerId),
    Binding(BindingId),
    Batch {
        id: BatchId,
        /// Its place in the batch, from 0; none once another render took the place.
        index: Option<u32>,
    },
    /// A URL of a picture on demand.
    Url,
}

impl RenderSource {
    /// The name in events and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            RenderSource::Api => "api",
            RenderSource::Trigger(_) => "trigger",
            RenderSource::Binding(_) => "binding",
            RenderSource::Batch { .. } => "batch",
            RenderSource::Url => "url",
        }
    }

    /// The batch that it is an item of.
    pub const fn batch(self) -> Option<BatchId> {
        match self {
            RenderSource::Batch { id, .. } => Some(id),
            RenderSource::Api | RenderSource::Trigger(_) | RenderSource::Url | RenderSource::Binding(_) => None,
        }
    }
}

/// A webhook for one render, or for one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderWebhook {
    pub url: String,
    pub secret: Secret,
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
    /// Taken back before its turn came.
    Cancelled,
}

/// How far a render is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// Waits for its turn.
    Queued,
    /// Its turn came.
    Running,
    Ended {
        outcome: RenderOutcome,
        finish_time: Timestamp,
    },
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
        Queued = "queued",
        Running = "running",
        Succeeded = "succeeded",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

/// One request to turn a spec into an artifact.
#[derive(Debug, Clone, PartialEq)]
pub struct Render {
    pub id: RenderId,
    pub workspace_id: WorkspaceId,
    pub source: RenderSource,
    /// The caller's id of the request, or the one made for it.
    pub request_id: String,
    pub spec: RenderSpec,
    /// The version that "latest" was; 0 before its turn, and for a scene.
    pub template_version: u32,
    pub metadata: Metadata,
    pub progress: Progress,
    pub create_time: Timestamp,
}

impl Render {
    pub fn state(&self) -> RenderState {
        match &self.progress {
            Progress::Queued => RenderState::Queued,
            Progress::Running => RenderState::Running,
            Progress::Ended { outcome: RenderOutcome::Succeeded { .. }, .. } => RenderState::Succeeded,
            Progress::Ended { outcome: RenderOutcome::Failed(_), .. } => RenderState::Failed,
            Progress::Ended { outcome: RenderOutcome::Cancelled, .. } => RenderState::Cancelled,
        }
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<&RenderOutcome> {
        match &self.progress {
            Progress::Ended { outcome, .. } => Some(outcome),
            Progress::Queued | Progress::Running => None,
        }
    }

    pub fn finish_time(&self) -> Option<Timestamp> {
        match &self.progress {
            Progress::Ended { finish_time, .. } => Some(*finish_time),
            Progress::Queued | Progress::Running => None,
        }
    }

    /// From the request to the end, once it has come.
    pub fn duration(&self) -> Option<Duration> {
        self.finish_time().map(|end| end.since(self.create_time))
    }

    /// What it takes of its workspace's credits: one for a picture that was newly made, nothing for one that was there
    /// already, and nothing where there is none.
    pub fn cost(&self) -> u64 {
        u64::from(matches!(self.outcome(), Some(RenderOutcome::Succeeded { cached: false, .. })))
    }

    pub fn artifact(&self) -> Option<&Artifact> {
        match self.outcome()? {
            RenderOutcome::Succeeded { artifact, .. } => Some(artifact),
            RenderOutcome::Failed(_) | RenderOutcome::Cancelled => None,
        }
    }
}

/// Which renders a list shows; an empty filter shows all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderFilter {
    pub state: Option<RenderState>,
    pub template: Option<String>,
    pub request_id: Option<String>,
    pub batch: Option<BatchId>,
    /// All of these labels, each with this value.
    pub metadata: Metadata,
    /// Created at or after.
    pub from: Option<Timestamp>,
    /// Created before.
    pub until: Option<Timestamp>,
}
