//! A template's variables: what each takes, and whether a value is one.

use serde_json::Value;

use super::color::Color;
use super::fonts::Fonts;
use crate::domain::asset::REFERENCE;
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};

/// What a variable takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Text of at most `max_length` characters (Unicode scalar values).
    String {
        max_length: usize,
    },
    /// A CSS colour.
    Color,
    /// The URL of a picture, `http` or `https`.
    Image,
    /// One of these words.
    Choice {
        choices: Vec<String>,
    },
    /// A font family that is there.
    Font,
    /// A colour, or one of these names.
    Background {
        presets: Vec<String>,
    },
    /// A finite number.
    Number,
    Bool,
}

impl Kind {
    /// The types' names in template files.
    pub const NAMES: [&'static str; 8] = ["string", "color", "image", "choice", "font", "background", "number", "bool"];
}

/// A declared variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    pub name: String,
    pub kind: Kind,
    pub required: bool,
    pub description: String,
    /// A value that shows what is meant.
    pub example: Option<Value>,
}

/// The longest URL that is taken, in bytes.
pub const MAX_URL_LENGTH: usize = 2048;

impl Variable {
    /// The value as the template sees it, or what is wrong with it. An empty text counts as none at all, because that
    /// is what clients without optional fields send.
    pub fn check(&self, value: Option<&Value>, fonts: &Fonts) -> Result<Option<minijinja::Value>, Violation> {
        let value = match value {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(value) => Some(value),
        };
        let Some(value) = value else {
            return if self.required { Err(Violation::required(&self.name)) } else { Ok(None) };
        };
        self.kind.check(value, fonts).map(Some).map_err(|(reason, message)| Violation::new(&self.name, reason, message))
    }
}

impl Kind {
    /// The type's name in template files.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::String { .. } => "string",
            Kind::Color => "color",
            Kind::Image => "image",
            Kind::Choice { .. } => "choice",
            Kind::Font => "font",
            Kind::Background { .. } => "background",
            Kind::Number => "number",
            Kind::Bool => "bool",
        }
    }

    /// The words that it takes, by themselves or beside other values.
    pub fn choices(&self) -> &[String] {
        match self {
            Kind::Choice { choices } => choices,
            Kind::Background { presets } => presets,
            _ => &[],
        }
    }

    /// The longest text that it takes, in characters.
    pub fn max_length(&self) -> Option<usize> {
        match self {
            Kind::String { max_length } => Some(*max_length),
            _ => None,
        }
    }

    fn check(&self, value: &Value, fonts: &Fonts) -> Result<minijinja::Value, (Reason, String)> {
        let invalid = |message: String| (Reason::InvalidField, message);
        match self {
            Kind::Number => {
                let number = value.as_f64().filter(|n| n.is_finite());
                return number.map(minijinja::Value::from).ok_or_else(|| invalid("must be a number".to_owned()));
            }
            Kind::Bool => {
                let bool = value.as_bool();
                return bool.map(minijinja::Value::from).ok_or_else(|| invalid("must be true or false".to_owned()));
            }
            _ => {}
        }
        let text = value.as_str().ok_or_else(|| invalid("must be a string".to_owned()))?;
        match self {
            Kind::String { max_length } => {
                let length = text.chars().count();
                if length > *max_length {
                    return Err(invalid(format!("has {length} characters; at most {max_length} are taken")));
                }
                Ok(clean(text).into())
            }
            Kind::Color => Color::parse(text).map(|color| color.to_string().into()).map_err(invalid),
            Kind::Image => {
                if text.len() > MAX_URL_LENGTH {
                    return Err(invalid(format!("has {} bytes; at most {MAX_URL_LENGTH} are taken", text.len())));
                }
                // An uploaded one: whoever has the uploads knows whether there is such a one.
                if text.starts_with(REFERENCE) {
                    return Ok(text.into());
                }
                // As it was written: whoever fetches it judges what was written, not what a parser makes of it.
                match url::Url::parse(text) {
                    Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(text.into()),
                    _ => Err(invalid(format!(
                        "must be the `https` or `http` URL of a picture, not `{}`",
                        Excerpt(text.trim())
                    ))),
                }
            }
            Kind::Choice { choices } => match choices.iter().find(|choice| *choice == text) {
                Some(choice) => Ok(choice.as_str().into()),
                None => Err(invalid(format!(
                    "has no value `{}`: {}",
                    Excerpt(text),
                    suggestion(text, choices.iter().map(String::as_str))
                ))),
            },
            Kind::Font => match fonts.family(text) {
                Some(family) => Ok(family.into()),
                None => Err((
                    Reason::UnknownFont,
                    format!("names no font family that is here: {}", suggestion(text, fonts.families())),
                )),
            },
            Kind::Background { presets } => {
                if let Some(preset) = presets.iter().find(|preset| *preset == text) {
                    return Ok(preset.as_str().into());
                }
                Color::parse(text).map(|color| color.to_string().into()).map_err(|_| {
                    invalid(format!(
                        "is neither a colour nor a preset: `{}`; {}",
                        Excerpt(text),
                        suggestion(text, presets.iter().map(String::as_str))
                    ))
                })
            }
            Kind::Number | Kind::Bool => unreachable!("answered above"),
        }
    }
}

/// Line ends as `\n`, tabs as blanks, and without the control characters that no font draws.
fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\t' => cleaned.push(' '),
            '\u{2028}' | '\u{2029}' | '\u{85}' => cleaned.push('\n'),
            c if c.is_control() && c != '\n' => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variable(kind: Kind) -> Variable {
        Variable { name: "v".into(), kind, required: false, description: String::new(), example: None }
    }

    fn check(kind: Kind, value: Value) -> Result<String, Violation> {
        variable(kind).check(Some(&value), &Fonts::bundled()).map(|v| v.map(|v| v.to_string()).unwrap_or_default())
    }

    #[test]
    fn strings_hold_at_their_length_in_characters() {
        let kind = || Kind::String { max_length: 5 };
        assert_eq!(check(kind(), json!("ありがとう")).unwrap(), "ありがとう");
        assert_eq!(check(kind(), json!("ありがとうね")).unwrap_err().message, "has 6 characters; at most 5 are taken");
        assert_eq!(check(kind(), json!(5)).unwrap_err().message, "must be a string");
        assert_eq!(check(Kind::String { max_length: 50 }, json!(" a\r\nb\tc\u{7}\rd ")).unwrap(), "a\nb c\nd");
    }

    #[test]
    fn empty_counts_as_absent() {
        let mut title = variable(Kind::String { max_length: 5 });
        assert_eq!(title.check(Some(&json!("  ")), &Fonts::bundled()).unwrap(), None);
        assert_eq!(title.check(Some(&Value::Null), &Fonts::bundled()).unwrap(), None);
        title.required = true;
        for value in [None, Some(json!(" \n"))] {
            assert_eq!(title.check(value.as_ref(), &Fonts::bundled()).unwrap_err().reason, Reason::FieldRequired);
        }
    }

    #[test]
    fn images_are_urls() {
        assert_eq!(check(Kind::Image, json!("https://A.example/x y.png")).unwrap(), "https://A.example/x y.png");
        for bad in ["x.png", "ftp://a/x", "file:///etc/passwd", "data:image/png;base64,AA", "//a/b", "https://"] {
            assert!(check(Kind::Image, json!(bad)).is_err(), "{bad}");
        }
        let long = |bytes: usize| json!(format!("https://a.example/{}", "x".repeat(bytes - 18)));
        assert!(check(Kind::Image, long(MAX_URL_LENGTH)).is_ok());
        assert!(check(Kind::Image, long(MAX_URL_LENGTH + 1)).is_err());
    }

    #[test]
    fn named_things_suggest_the_nearest() {
        let theme = Kind::Choice { choices: vec!["dark".into(), "light".into()] };
        assert!(check(theme, json!("ligth")).unwrap_err().message.contains("did you mean `light`?"));
        let font = check(Kind::Font, json!("Intr")).unwrap_err();
        assert_eq!(font.reason, Reason::UnknownFont);
        assert!(font.message.contains("did you mean `Inter`?"), "{font}");
        assert_eq!(check(Kind::Font, json!("source serif 4")).unwrap(), "Source Serif 4");
        let background = || Kind::Background { presets: vec!["aurora".into()] };
        assert_eq!(check(background(), json!("aurora")).unwrap(), "aurora");
        assert_eq!(check(background(), json!("navy")).unwrap(), "#000080ff");
        assert!(check(background(), json!("auora")).unwrap_err().message.contains("did you mean `aurora`?"));
    }

    #[test]
    fn numbers_and_bools_are_not_strings() {
        assert_eq!(check(Kind::Number, json!(2.5)).unwrap(), "2.5");
        assert!(check(Kind::Number, json!("2.5")).is_err());
        assert_eq!(check(Kind::Bool, json!(true)).unwrap(), "True");
        assert!(check(Kind::Bool, json!("true")).is_err());
    }
}
