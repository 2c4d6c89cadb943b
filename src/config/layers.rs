//! Defaults < TOML file < `PLACARD_*` variables < flags: the values of each laid over those before.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use super::{
    ConfigError,
    setting::{SETTINGS, Setting, find, is_others},
};
use crate::domain::violation::suggestion;

/// Where a value was written, so that an error can say which one to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File,
    Variable,
    Flag,
}

/// Values by key, of all layers so far.
#[derive(Clone)]
pub struct Layers(pub(super) BTreeMap<&'static str, (String, Origin)>);

impl fmt::Debug for Layers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}

impl Layers {
    /// The defaults alone.
    pub fn defaults() -> Self {
        Self(SETTINGS.iter().map(|s| (s.key, (s.default.to_owned(), Origin::Default))).collect())
    }

    /// Lays a TOML file over what there is.
    pub fn file(mut self, text: &str) -> Result<Self, ConfigError> {
        let table: toml::Table = text.parse().map_err(|error| not_toml(text, &error))?;
        let mut values = Vec::new();
        flatten("", &table, &mut values)?;
        for (key, value) in values {
            let setting = find(&key).ok_or_else(|| unknown(&key, SETTINGS.iter().map(|s| s.key)))?;
            self.0.insert(setting.key, (value, Origin::File));
        }
        Ok(self)
    }

    /// Lays the `PLACARD_*` variables over what there is.
    pub fn variables(mut self, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        for (name, value) in variables {
            if !name.starts_with("PLACARD_") || is_others(&name) {
                continue;
            }
            let known: Vec<String> = SETTINGS.iter().map(Setting::variable).collect();
            let Some(setting) = SETTINGS.iter().find(|s| s.variable() == name) else {
                return Err(unknown(&name, known.iter().map(String::as_str)));
            };
            self.0.insert(setting.key, (value, Origin::Variable));
        }
        Ok(self)
    }

    /// Lays one flag over what there is. `key` is one of the settings.
    #[must_use]
    pub fn flag(mut self, key: &'static str, value: Option<String>) -> Self {
        debug_assert!(find(key).is_some(), "{key} is no setting");
        if let Some(value) = value {
            self.0.insert(key, (value, Origin::Flag));
        }
        self
    }

    /// The result as TOML, with where each value comes from, and secrets masked.
    pub fn show(&self) -> String {
        let mut out = String::new();
        for setting in SETTINGS {
            let (value, origin) = &self.0[setting.key];
            let origin = match origin {
                Origin::Default => "default".to_owned(),
                Origin::File => "file".to_owned(),
                Origin::Variable => setting.variable(),
                Origin::Flag => "flag".to_owned(),
            };
            let value = if setting.secret && !value.is_empty() { "[secret]".into() } else { without_password(value) };
            let value = toml::Value::String(value.into_owned());
            writeln!(out, "# {}\n{} = {value} # {origin}\n", setting.help, setting.key)
                .expect("a String can be written");
        }
        out
    }
}

/// Where and why, without the line itself: it may hold a secret.
fn not_toml(text: &str, error: &toml::de::Error) -> ConfigError {
    let place = match error.span() {
        Some(span) => format!(", line {}", text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1),
        None => String::new(),
    };
    ConfigError(format!("the configuration file is not TOML{place}: {}", error.message()))
}

fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> ConfigError {
    ConfigError(format!("`{name}` is not a setting: {}", suggestion(name, known)))
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut Vec<(String, String)>) -> Result<(), ConfigError> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let scalar = |value: &toml::Value| match value {
            toml::Value::String(text) => Some(text.clone()),
            toml::Value::Integer(number) => Some(number.to_string()),
            _ => None,
        };
        let value = match value {
            toml::Value::Table(inner) => {
                flatten(&key, inner, out)?;
                continue;
            }
            toml::Value::Array(items) => {
                items.iter().map(scalar).collect::<Option<Vec<_>>>().map(|items| items.join(","))
            }
            other => scalar(other),
        };
        let value =
            value.ok_or_else(|| ConfigError(format!("`{key}` must be text, a whole number or a list of texts")))?;
        out.push((key, value));
    }
    Ok(())
}

/// A URL with its password masked: between user and host, or as a parameter.
fn without_password(value: &str) -> Cow<'_, str> {
    const MASK: &str = "[secret]";
    let Some((scheme, rest)) = value.split_once("://") else { return value.into() };
    let mut shown = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((name, _)) => format!("{scheme}://{name}:{MASK}@{host}"),
            None => value.to_owned(),
        },
        None => value.to_owned(),
    };
    let mut from = 0;
    while let Some(found) = shown[from..].find("password=") {
        let start = from + found + "password=".len();
        let end = shown[start..].find('&').map_or(shown.len(), |length| start + length);
        shown.replace_range(start..end, MASK);
        from = start + MASK.len();
    }
    shown.into()
}
