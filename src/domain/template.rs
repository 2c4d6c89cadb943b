//! Templates that a workspace has saved.

use serde_json::Value;
use uuid::Uuid;

use super::{
    id::{TemplateId, WorkspaceId},
    timestamp::Timestamp,
};

/// A template, without its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub id: TemplateId,
    pub workspace_id: WorkspaceId,
    /// For people.
    pub name: String,
    /// For people; may be empty.
    pub description: String,
    /// The newest one; each from 1 to this is there.
    pub latest_version: u32,
    /// SHA-256 of the newest version's source.
    pub digest: [u8; 32],
    pub create_time: Timestamp,
    pub update_time: Timestamp,
}

/// One version of a template: immutable, and without its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateVersion {
    pub template_id: TemplateId,
    /// From 1.
    pub version: u32,
    /// SHA-256 of the source.
    pub digest: [u8; 32],
    /// Bytes of the source.
    pub source_bytes: u32,
    pub create_time: Timestamp,
}

impl TemplateVersion {
    /// Where it stands in a list of its template's versions.
    pub fn place(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.version))
    }
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateChange {
    pub name: Option<String>,
    pub description: Option<String>,
    /// One that differs from the newest version's makes a new version.
    pub source: Option<String>,
}

/// A template as it is shown: one of the workspace, or a built-in.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateView {
    /// `tpl_…`, or a built-in's name.
    pub id: String,
    pub name: String,
    pub description: String,
    /// `None` in lists.
    pub source: Option<String>,
    pub version: u32,
    pub latest_version: u32,
    /// SHA-256 of the source, in hex.
    pub digest: String,
    /// Empty in lists.
    pub variables: Vec<VariableView>,
    /// `None` for a built-in.
    pub times: Option<(Timestamp, Timestamp)>,
}

/// A declared variable as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableView {
    pub name: String,
    /// The type's name in template files.
    pub kind: &'static str,
    pub required: bool,
    /// An expression as it was written, where the default is worked out.
    pub default: Option<Value>,
    pub description: String,
    pub example: Option<Value>,
    pub choices: Vec<String>,
    /// In characters.
    pub max_length: Option<usize>,
}
