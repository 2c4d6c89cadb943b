//! Bindings: a spec tied to a source of JSON, refreshed on a schedule under one stable URL.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    binding_schedule::BindingSchedule,
    id::{BindingId, RenderId, WorkspaceId},
    output::{Format, FormatChoice},
    reason::Reason,
    secret::Secret,
    spec::{RenderSpec, Variables},
    timestamp::Timestamp,
};

/// Of each variable, how its value is found in the source's document: a JSON Pointer, or a text with expressions.
pub type Mapping = BTreeMap<String, String>;

/// A source of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingSource {
    pub url: String,
    /// Names of the headers that are sent along; their values are kept apart.
    pub headers: Vec<String>,
}

/// The last good picture of a binding.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundImage {
    pub render_id: RenderId,
    /// The mapped values that it shows.
    pub data: Variables,
    pub change_time: Timestamp,
}

/// Why a refresh failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshFailure {
    pub reason: Reason,
    /// For people. Without U+0000, which databases take in no text.
    pub message: String,
}

impl RefreshFailure {
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into().replace('\0', "\u{fffd}") }
    }
}

/// How a binding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingState {
    Active,
    /// Refreshed only when somebody asks for it.
    Paused,
    /// The last refresh failed.
    Failing,
}

/// A spec tied to a source of JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    pub id: BindingId,
    pub workspace_id: WorkspaceId,
    /// For people; may be empty.
    pub name: String,
    /// Its variables are those that stay; the mapped ones go over them. Its format is never AUTO.
    pub spec: RenderSpec,
    pub source: BindingSource,
    pub mapping: Mapping,
    pub schedule: BindingSchedule,
    pub paused: bool,
    /// None before the first one.
    pub image: Option<BoundImage>,
    /// Refreshes that failed since the last good one.
    pub retry_count: u32,
    /// Why the last one failed, if it did.
    pub failure: Option<RefreshFailure>,
    /// When a refresh last ended.
    pub refresh_time: Option<Timestamp>,
    /// When one last ended well.
    pub success_time: Option<Timestamp>,
    /// When it is refreshed next; none while it is paused.
    pub next_time: Option<Timestamp>,
    pub create_time: Timestamp,
    pub update_time: Timestamp,
}

impl Binding {
    pub fn state(&self) -> BindingState {
        match (self.paused, self.retry_count) {
            (true, _) => BindingState::Paused,
            (false, 0) => BindingState::Active,
            (false, _) => BindingState::Failing,
        }
    }

    /// What its pictures are.
    pub fn format(&self) -> Format {
        match self.spec.output.format {
            FormatChoice::Only(format) => format,
            // Refused when a binding is saved.
            FormatChoice::Auto => Format::Png,
        }
    }

    /// Its spec with these values in place.
    pub fn filled(&self, data: &Variables) -> RenderSpec {
        let mut spec = self.spec.clone();
        spec.variables.extend(data.iter().map(|(name, value)| (name.clone(), value.clone())));
        spec
    }
}

/// SHA-256 of values as JSON with sorted keys: the same values have the same one, in whatever order a source told them.
pub fn data_digest(data: &Variables) -> [u8; 32] {
    let fields: serde_json::Map<String, Value> = data.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    Sha256::digest(Value::Object(fields).to_string()).into()
}

/// What a source said of its answer's version, to be asked by whether it changed since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What an update changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BindingChange {
    pub name: Option<String>,
    pub spec: Option<RenderSpec>,
    pub source: Option<SourceChange>,
    pub mapping: Option<Mapping>,
    pub schedule: Option<BindingSchedule>,
    pub paused: Option<bool>,
}

/// Another source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceChange {
    pub url: String,
    /// All of them; one without a value keeps the one it has.
    pub headers: BTreeMap<String, Option<Secret>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_digest_does_not_depend_on_the_order_in_which_a_source_tells() {
        let data = |text: &str| -> Variables { serde_json::from_str(text).unwrap() };
        let one = data(r#"{"a": {"x": 1, "y": [1, 2]}, "b": "t"}"#);
        let other = data(r#"{"b": "t", "a": {"y": [1, 2], "x": 1}}"#);
        assert_eq!(data_digest(&one), data_digest(&other));
        assert_ne!(data_digest(&one), data_digest(&data(r#"{"b": "t", "a": {"y": [2, 1], "x": 1}}"#)));
        assert_ne!(data_digest(&one), data_digest(&Variables::new()));
        assert_eq!(json!({ "b": 1, "a": 2 }).to_string(), r#"{"a":2,"b":1}"#);
    }

    #[test]
    fn no_failure_says_what_no_database_takes() {
        assert_eq!(RefreshFailure::new(Reason::MappingFailed, "a\0b").message, "a\u{fffd}b");
    }
}
