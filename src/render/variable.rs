//! A template's variables: what each takes, and whether a value is one.

use serde_json::Value;

use super::color::Color;
use super::filters;
use super::fonts::Fonts;
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
    /// A day (`2026-03-01`) or a moment (RFC 3339).
    Date,
    List {
        items: Items,
        max_items: usize,
    },
}

/// What a list holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Items {
    /// Values of one kind.
    Single(Box<Kind>),
    /// Objects of these fields.
    Objects(Vec<Field>),
}

/// A field of a list's items.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: String,
    pub kind: Kind,
    pub required: bool,
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
            Kind::Date => "date",
            Kind::List { .. } => "list",
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

    /// The types' names in template files.
    pub const NAMES: [&'static str; 10] =
        ["string", "color", "image", "choice", "font", "background", "number", "bool", "date", "list"];
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
/// Violations of one list that are told at most.
const MAX_TOLD: usize = 100;

impl Variable {
    /// The value as the template sees it, or all that is wrong with it: the violations' fields are the variable's name,
    /// with `[2].price` behind it for what lies within a list. An empty text counts as none at all, because that is what
    /// clients without optional fields send.
    pub fn check(&self, value: Option<&Value>, fonts: &Fonts) -> Result<Option<minijinja::Value>, Vec<Violation>> {
        check(&self.kind, self.required, value, fonts, &self.name)
    }
}

fn check(
    kind: &Kind,
    required: bool,
    value: Option<&Value>,
    fonts: &Fonts,
    path: &str,
) -> Result<Option<minijinja::Value>, Vec<Violation>> {
    let value = match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(value) => Some(value),
    };
    match (value, kind) {
        (None, _) if required => Err(vec![Violation::required(path)]),
        (None, _) => Ok(None),
        (Some(Value::Array(list)), Kind::List { items, max_items }) => {
            if list.len() > *max_items {
                let message = format!("has {} items; at most {max_items} are taken", list.len());
                return Err(vec![Violation::invalid(path, message)]);
            }
            let checked = list.iter().enumerate().map(|(i, item)| items.check(item, fonts, &format!("{path}[{i}]")));
            gather(checked).map(|items| Some(items.into()))
        }
        (Some(_), Kind::List { .. }) => Err(vec![Violation::invalid(path, "must be a list")]),
        (Some(value), kind) => {
            kind.check(value, fonts).map(Some).map_err(|(reason, message)| vec![Violation::new(path, reason, message)])
        }
    }
}

impl Items {
    fn check(&self, value: &Value, fonts: &Fonts, path: &str) -> Result<minijinja::Value, Vec<Violation>> {
        let fields = match self {
            Items::Single(kind) => {
                let checked = check(kind, false, Some(value), fonts, path)?;
                return Ok(checked.unwrap_or_else(|| "".into()));
            }
            Items::Objects(fields) => fields,
        };
        let Value::Object(object) = value else {
            return Err(vec![Violation::invalid(path, "must be an object")]);
        };
        let unknown = object.keys().filter(|key| !fields.iter().any(|field| field.name == **key)).map(|key| {
            let hint = suggestion(key, fields.iter().map(|field| field.name.as_str()));
            let message = format!("is no field of the list's items: {hint}");
            Err(vec![Violation::new(format!("{path}.{}", Excerpt(key)), Reason::UnknownVariable, message)])
        });
        let known = fields.iter().map(|field| {
            let path = format!("{path}.{}", field.name);
            let checked = check(&field.kind, field.required, object.get(&field.name), fonts, &path)?;
            Ok((field.name.clone(), checked.unwrap_or_else(|| "".into())))
        });
        gather(unknown.chain(known)).map(minijinja::Value::from_pairs)
    }
}

/// All of them, or all that is wrong with any.
fn gather<T>(parts: impl Iterator<Item = Result<T, Vec<Violation>>>) -> Result<Vec<T>, Vec<Violation>> {
    let (mut sound, mut violations) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Ok(part) => sound.push(part),
            Err(told) => violations.extend(told),
        }
        if violations.len() >= MAX_TOLD {
            break;
        }
    }
    if violations.is_empty() { Ok(sound) } else { Err(violations) }
}

/// The URL of a picture: `https`, `http`, or `asset:` and the name of an uploaded one.
pub fn image_url(text: &str) -> Result<String, String> {
    if text.len() > MAX_URL_LENGTH {
        return Err(format!("has {} bytes; at most {MAX_URL_LENGTH} are taken", text.len()));
    }
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let is_url = match text.strip_prefix("asset:") {
        Some(name) => is_name(name) && !name.contains("..") && !name.starts_with('/'),
        None => url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()),
    };
    // As it was written: whoever fetches it judges what was written, not what a parser makes of it.
    match is_url {
        true => Ok(text.to_owned()),
        false => Err(format!("must be the `https` or `http` URL of a picture, not `{}`", Excerpt(text.trim()))),
    }
}

impl Kind {
    fn check(&self, value: &Value, fonts: &Fonts) -> Result<minijinja::Value, (Reason, String)> {
        let invalid = |message: String| (Reason::InvalidField, message);
        match self {
            Kind::Number => {
                let number = value.as_f64().filter(|n| n.is_finite());
                let number = number.ok_or_else(|| invalid("must be a number".to_owned()))?;
                // A whole number is written without decimals.
                return Ok(value.as_i64().map_or_else(|| number.into(), minijinja::Value::from));
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
            Kind::Image => image_url(text).map(Into::into).map_err(invalid),
            Kind::Date => match filters::date::parse(text) {
                Some(_) => Ok(text.trim().into()),
                None => Err(invalid(format!(
                    "must be a date like `2026-03-01` or `2026-03-01T09:30:00Z`, not `{}`",
                    Excerpt(text)
                ))),
            },
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
            Kind::Number | Kind::Bool | Kind::List { .. } => unreachable!("answered above, or by who called"),
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
        let checked = variable(kind).check(Some(&value), &Fonts::bundled());
        checked.map(|v| v.map(|v| v.to_string()).unwrap_or_default()).map_err(|mut told| told.remove(0))
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
            assert_eq!(title.check(value.as_ref(), &Fonts::bundled()).unwrap_err()[0].reason, Reason::FieldRequired);
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

    #[test]
    fn whole_numbers_stay_whole_and_dates_are_dates() {
        assert_eq!(check(Kind::Number, json!(5)).unwrap(), "5");
        assert_eq!(check(Kind::Date, json!("2026-03-01")).unwrap(), "2026-03-01");
        assert_eq!(check(Kind::Date, json!("2026-03-01T10:00:00+01:00")).unwrap(), "2026-03-01T10:00:00+01:00");
        for bad in [json!("2026-02-30"), json!("1 March"), json!(20_260_301)] {
            assert!(check(Kind::Date, bad).is_err());
        }
    }

    #[test]
    fn uploaded_pictures_have_names() {
        assert_eq!(check(Kind::Image, json!("asset:logo.png")).unwrap(), "asset:logo.png");
        for bad in ["asset:", "asset:../x", "asset:/etc/passwd", "asset:a b", "ASSET:x"] {
            assert!(check(Kind::Image, json!(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_checked_item_by_item() {
        let field = |name: &str, kind, required| Field { name: name.into(), kind, required };
        let items = Items::Objects(vec![
            field("label", Kind::String { max_length: 5 }, true),
            field("price", Kind::Number, false),
        ]);
        let list = || variable(Kind::List { items: items.clone(), max_items: 3 });
        let sound = list().check(Some(&json!([{ "label": "a", "price": 2 }, { "label": "b" }])), &Fonts::bundled());
        assert_eq!(sound.unwrap().unwrap().len(), Some(2));
        let told = list()
            .check(Some(&json!([{ "labl": "a" }, 7, { "label": "too long", "price": "2" }])), &Fonts::bundled())
            .unwrap_err();
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "v[0].labl is no field of the list's items: did you mean `label`?",
                "v[0].label is required",
                "v[1] must be an object",
                "v[2].label has 8 characters; at most 5 are taken",
                "v[2].price must be a number",
            ]
        );
        assert_eq!(
            list().check(Some(&json!([1, 2, 3, 4])), &Fonts::bundled()).unwrap_err()[0].message,
            "has 4 items; at most 3 are taken"
        );
        let words = Kind::List { items: Items::Single(Box::new(Kind::String { max_length: 3 })), max_items: 2 };
        assert_eq!(check(words.clone(), json!(["a", ""])).unwrap(), "['a', '']");
        assert_eq!(check(words, json!("a")).unwrap_err().message, "must be a list");
    }
}
