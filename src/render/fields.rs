//! Reading a mapping key by key, so that all that is wrong with it is told at once.

use serde_norway::{Mapping, Value};

use super::style::Scalar;
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};

/// Problems that are told at most: a text of a megabyte can hold a hundred thousand.
const MAX_PROBLEMS: usize = 100;

/// What was found wrong so far, each with its path in the file.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<Violation>);

impl Problems {
    /// Notes a problem; answers `None` for use in place of the value.
    pub fn add<T>(&mut self, path: &str, message: impl Into<String>) -> Option<T> {
        if !self.is_full() {
            self.0.push(Violation::new(path, Reason::InvalidTemplate, message));
        }
        None
    }

    /// Whether so much is wrong that looking for more is idle.
    pub fn is_full(&self) -> bool {
        self.0.len() >= MAX_PROBLEMS
    }
}

/// A mapping of which every key must be asked for.
pub struct Fields<'a> {
    pub path: String,
    mapping: &'a Mapping,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The mapping at `path`, or a problem.
    pub fn of(value: &'a Value, path: impl Into<String>, problems: &mut Problems) -> Option<Fields<'a>> {
        let path = path.into();
        match value {
            Value::Mapping(mapping) => Some(Fields { path, mapping, known: Vec::new() }),
            other => problems.add(&path, format!("must be a mapping, not {}", kind(other))),
        }
    }

    /// `a.b` within this mapping.
    pub fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key, if it is there.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.mapping.get(key).filter(|value| !value.is_null())
    }

    /// A text, if it is there.
    pub fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        match self.get(key)? {
            Value::String(text) => Some(text.clone()),
            other => problems.add(&self.at(key), format!("must be a text, not {}", kind(other))),
        }
    }

    /// A text that must be there.
    pub fn required_text(&mut self, key: &'static str, problems: &mut Problems) -> Option<String> {
        if self.mapping.contains_key(key) {
            return self.text(key, problems);
        }
        self.known.push(key);
        problems.add(&self.at(key), "is required")
    }

    /// A whole number of at least `least`, if it is there.
    pub fn count(&mut self, key: &'static str, least: u64, problems: &mut Problems) -> Option<u64> {
        match self.get(key)?.as_u64() {
            Some(number) if number >= least => Some(number),
            _ => problems.add(&self.at(key), format!("must be a whole number of at least {least}")),
        }
    }

    /// A bool, if it is there.
    pub fn bool(&mut self, key: &'static str, problems: &mut Problems) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(value) => Some(*value),
            other => problems.add(&self.at(key), format!("must be `true` or `false`, not {}", kind(other))),
        }
    }

    /// A text, number or bool, if it is there.
    pub fn scalar(&mut self, key: &'static str, problems: &mut Problems) -> Option<Scalar> {
        let value = self.get(key)?;
        scalar(value).or_else(|| problems.add(&self.at(key), format!("must be a single value, not {}", kind(value))))
    }

    /// Names every key that nothing asked for, with the nearest that something did.
    pub fn finish(self, problems: &mut Problems) {
        for key in self.mapping.keys() {
            if problems.is_full() {
                break;
            }
            match key.as_str() {
                Some(key) if self.known.contains(&key) => {}
                Some(key) => {
                    let hint = suggestion(key, self.known.iter().copied());
                    problems.add::<()>(&self.at(&Excerpt(key).to_string()), format!("is not known here: {hint}"));
                }
                None => {
                    problems.add::<()>(&self.path, "has a key that is not a text");
                }
            }
        }
    }
}

/// The mapping at `path`: names with what each stands for. None, where there is nothing.
pub fn entries<'a>(value: Option<&'a Value>, path: &str, problems: &mut Problems) -> Vec<(&'a str, &'a Value)> {
    let mapping = match value {
        None => return Vec::new(),
        Some(Value::Mapping(mapping)) => mapping,
        Some(other) => {
            problems.add::<()>(path, format!("must be a mapping, not {}", kind(other)));
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for (key, value) in mapping {
        match key.as_str() {
            Some(name) => entries.push((name, value)),
            None => drop(problems.add::<()>(path, "has a key that is not a text")),
        }
    }
    entries
}

/// The list at `path`. None, where there is nothing.
pub fn list<'a>(value: Option<&'a Value>, path: &str, problems: &mut Problems) -> &'a [Value] {
    match value {
        None => &[],
        Some(Value::Sequence(items)) => items,
        Some(other) => {
            problems.add::<()>(path, format!("must be a list, not {}", kind(other)));
            &[]
        }
    }
}

/// A text, number or bool.
pub fn scalar(value: &Value) -> Option<Scalar> {
    match value {
        Value::String(text) => Some(Scalar::Text(text.clone())),
        Value::Number(number) => number.as_f64().map(Scalar::Number),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        _ => None,
    }
}

/// What a value is, in words.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a tagged value",
    }
}
