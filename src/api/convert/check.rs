//! Checks of fields, gathering all that is wrong before anything is answered.

use std::collections::BTreeMap;

use prost_types::FieldMask;
use tonic::Status;

use crate::{
    api::status::{MAX_TOLD, invalid},
    domain::{
        access::Metadata,
        excerpt::Excerpt,
        secret::Secret,
        violation::{Violation, suggestion},
    },
};

/// Violations that are gathered at most: one more than an answer tells, by which it knows that there are more.
const MAX_VIOLATIONS: usize = MAX_TOLD + 1;

/// What databases take in no text.
const NO_NUL: &str = "must not hold the character U+0000";

/// What is wrong with a request so far.
#[derive(Default)]
pub struct Checks(Vec<Violation>);

impl Checks {
    pub fn add(&mut self, violation: Violation) {
        if !self.is_full() {
            self.0.push(violation);
        }
    }

    /// Whether so much is wrong that looking for more is idle. Whatever walks a list of the caller's stops then.
    pub fn is_full(&self) -> bool {
        self.0.len() >= MAX_VIOLATIONS
    }

    /// How much is wrong so far.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Takes a part's value, or its violations, their paths within `parent`.
    pub fn part<T>(&mut self, parent: &str, part: Result<T, Vec<Violation>>) -> Option<T> {
        let add = |violations: Vec<Violation>| violations.into_iter().for_each(|v| self.add(v.within(parent)));
        part.map_err(add).ok()
    }

    /// A text of at most `max` characters, which may be empty. U+0000 is none that databases take in a text.
    pub fn text(&mut self, field: &str, text: &str, max: usize) {
        if text.contains('\0') {
            self.add(Violation::invalid(field, NO_NUL));
        }
        if text.chars().count() > max {
            self.add(Violation::invalid(field, format!("must be at most {max} characters")));
        }
    }

    /// A text of 1 to `max` characters.
    pub fn required_text(&mut self, field: &str, text: &str, max: usize) {
        if text.is_empty() {
            self.add(Violation::required(field));
        } else {
            self.text(field, text, max);
        }
    }

    /// A secret of the caller's choosing: 16 to 256 characters, and base64 behind `whsec_`.
    pub fn secret(&mut self, field: &str, text: &str) -> Secret {
        if text.is_empty() {
            self.add(Violation::required(field));
        } else if !(16..=256).contains(&text.chars().count()) {
            self.add(Violation::invalid(field, "must be 16 to 256 characters"));
        } else if crate::domain::signature::key(text).is_none() {
            self.add(Violation::invalid(field, "must have the base64 of 1 byte or more behind `whsec_`"));
        }
        Secret::new(text)
    }

    /// At most `max` labels, such as a resource carries or a filter names.
    pub fn labels(&mut self, field: &str, labels: BTreeMap<String, String>, max: usize) -> Metadata {
        self.pairs(field, &labels, max);
        for (key, value) in &labels {
            if self.is_full() {
                break;
            }
            let entry = format!("{field}[\"{}\"]", Excerpt(key));
            if !(1..=64).contains(&key.chars().count()) {
                self.add(Violation::invalid(field, "must have keys of 1 to 64 characters"));
            } else if key.contains('\0') {
                self.add(Violation::invalid(field, NO_NUL));
            }
            self.text(&entry, value, 512);
        }
        labels
    }

    /// A map of at most `max` entries.
    pub fn pairs<V>(&mut self, field: &str, map: &BTreeMap<String, V>, max: usize) {
        if map.len() > max {
            self.add(Violation::invalid(field, format!("must have at most {max} entries")));
        }
    }

    /// A mask of at least one path, each of `known`; answers those that it names, each once.
    pub fn mask<const N: usize>(&mut self, mask: &FieldMask, known: [&'static str; N]) -> Vec<&'static str> {
        if mask.paths.is_empty() {
            self.add(Violation::required("update_mask"));
        }
        for path in mask.paths.iter().filter(|path| !known.contains(&path.as_str())) {
            if self.is_full() {
                break;
            }
            let hint = suggestion(path, known);
            let path = Excerpt(path);
            self.add(Violation::invalid("update_mask", format!("names `{path}`, which cannot be changed: {hint}")));
        }
        known.into_iter().filter(|known| mask.paths.iter().any(|path| path == known)).collect()
    }

    /// Nothing, if nothing was wrong; all that was, otherwise.
    pub fn done(self) -> Result<(), Vec<Violation>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// The same as an answer.
    pub fn answer(self) -> Result<(), Status> {
        self.done().map_err(|violations| invalid(&violations))
    }
}

/// An enum's value: `None` for 0 and for a number that it doesn't have; the latter is a violation too.
pub fn enumeration<T: TryFrom<i32>>(checks: &mut Checks, field: &str, number: i32) -> Option<T> {
    if number == 0 {
        return None;
    }
    let value = T::try_from(number).ok();
    if value.is_none() {
        checks.add(Violation::invalid(field, format!("has no value {number}")));
    }
    value
}
