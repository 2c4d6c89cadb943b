//! A property's value before it is read.

use super::Length;
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::background::split;
use crate::render::color::Color;

/// A value as it stands in a template file, or as an expression made it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Text(String),
    Number(f64),
    Bool(bool),
    /// Only properties that are lists by nature take it: see [`super::LISTS`].
    List(Vec<Scalar>),
}

impl Scalar {
    pub(super) fn number(&self) -> Result<f32, String> {
        let number = match self {
            Scalar::Number(number) => *number,
            Scalar::Text(text) => {
                text.trim().parse().map_err(|_| format!("must be a number, not `{}`", Excerpt(text)))?
            }
            other => return Err(format!("must be a number, not `{}`", Excerpt(&other.text()))),
        };
        // Bounded so that sums of a few of them stay exact enough to lay out.
        if number.abs() <= 1e6 { Ok(number as f32) } else { Err(format!("is {number}, out of all bounds")) }
    }

    /// Any number that is one: what is only compared and scaled.
    pub(super) fn finite(&self) -> Result<f32, String> {
        let number = match self {
            Scalar::Number(number) => *number as f32,
            other => other.text().trim().parse().unwrap_or(f32::NAN),
        };
        if number.is_finite() { Ok(number) } else { Err(format!("must be a number, not `{}`", Excerpt(&self.text()))) }
    }

    pub(super) fn number_in(&self, range: std::ops::RangeInclusive<f32>) -> Result<f32, String> {
        let number = self.number()?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(format!("is {number}; it must be from {} to {}", range.start(), range.end()))
        }
    }

    pub(super) fn bool(&self) -> Result<bool, String> {
        match self {
            Scalar::Bool(value) => Ok(*value),
            Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            other => Err(format!("must be `true` or `false`, not `{}`", Excerpt(&other.text()))),
        }
    }

    /// As it would be written.
    pub fn text(&self) -> String {
        match self {
            Scalar::Text(text) => text.clone(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::List(items) => items.iter().map(Scalar::text).collect::<Vec<_>>().join(", "),
        }
    }

    /// As JSON; `None` for a number that JSON does not have.
    pub fn json(&self) -> Option<serde_json::Value> {
        Some(match self {
            Scalar::Text(text) => text.as_str().into(),
            Scalar::Number(number) => serde_json::Number::from_f64(*number)?.into(),
            Scalar::Bool(value) => (*value).into(),
            Scalar::List(items) => items.iter().map(Scalar::json).collect::<Option<Vec<_>>>()?.into(),
        })
    }

    /// The items of a list; of a text, the parts between commas that stand in no brackets.
    pub(super) fn items(&self) -> Vec<Scalar> {
        match self {
            Scalar::List(items) => items.clone(),
            other => {
                let text = other.text();
                if text.trim().is_empty() {
                    return Vec::new();
                }
                split(&text, ',').into_iter().map(|part| Scalar::Text(part.trim().to_owned())).collect()
            }
        }
    }

    pub(super) fn length(&self) -> Result<Length, String> {
        match self {
            Scalar::Number(_) => self.number().map(Length::Px),
            other => Length::parse(&other.text()),
        }
    }

    pub(super) fn color(&self) -> Result<Color, String> {
        Color::parse(&self.text())
    }

    pub(super) fn one_of<T: Copy>(&self, known: &[(&'static str, T)]) -> Result<T, String> {
        let text = self.text();
        known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            format!("has no value `{}`: {}", Excerpt(&text), suggestion(&text, names))
        })
    }
}
