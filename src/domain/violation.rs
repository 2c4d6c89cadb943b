//! What is wrong with a field, where it is, and what would be right.

use std::fmt;

use super::reason::Reason;

/// One thing wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field as the caller wrote it, relative to where the check was made: `output.width`.
    pub field: String,
    /// Why, for machines.
    pub reason: Reason,
    /// What is wrong and what would be right, for people. Begins lower-case, ends without a full stop.
    pub message: String,
    /// More for machines, by name: `rule`, for a URL that the guard refuses.
    pub detail: Option<(&'static str, &'static str)>,
}

impl Violation {
    /// A violation of `field`.
    pub fn new(field: impl Into<String>, reason: Reason, message: impl Into<String>) -> Self {
        Self { field: field.into(), reason, message: message.into(), detail: None }
    }

    /// The common case: a value that is not one this field takes.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(field, Reason::InvalidField, message)
    }

    /// A field that must be there and is not.
    pub fn required(field: impl Into<String>) -> Self {
        Self::new(field, Reason::FieldRequired, "is required")
    }

    /// The same violation seen from one level up: `width` within `output` is `output.width`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.field = path(parent, &self.field);
        self
    }
}

/// The path of `field` within `parent`; either may be empty.
pub fn path(parent: &str, field: &str) -> String {
    let dot = if parent.is_empty() || field.is_empty() || field.starts_with('[') { "" } else { "." };
    format!("{parent}{dot}{field}")
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() { write!(f, "{}", self.message) } else { write!(f, "{} {}", self.field, self.message) }
    }
}

/// `did you mean …?`, where a name among `known` is close enough to `name` to be what was meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Names are short; a 100 kB "name" is no typo, and comparing it would cost quadratic time.
    if name.len() > 64 {
        return None;
    }
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The end of a message about an unknown name: the nearest known one, or all of them.
pub fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.into_iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_typos_and_leaves_strangers_alone() {
        let known = ["card", "blog", "changelog"];
        assert_eq!(nearest("crad", known), Some("card"));
        assert_eq!(nearest("Card", known), Some("card"));
        assert_eq!(nearest("chagelog", known), Some("changelog"));
        assert_eq!(nearest("invoice", known), None);
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }

    #[test]
    fn a_path_grows_outwards() {
        let v = Violation::invalid("width", "must be at least 1").within("output").within("spec");
        assert_eq!(v.to_string(), "spec.output.width must be at least 1");
        assert_eq!(Violation::invalid("[2]", "x").within("types").field, "types[2]");
    }
}
