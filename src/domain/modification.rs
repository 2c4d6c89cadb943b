//! Changes to named nodes of a template, from outside.

use serde_json::{Map, Value};

/// What is changed of every node of a name. What is `None` stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Modification {
    pub name: String,
    pub text: Option<String>,
    /// A CSS colour.
    pub color: Option<String>,
    pub image_url: Option<String>,
    /// Whether the node is there, whatever its `when` says.
    pub visible: Option<bool>,
    /// As the property of that name.
    pub background: Option<String>,
}

impl Modification {
    /// As JSON with a fixed order of keys, without what is not given.
    pub fn to_json(&self) -> Value {
        let Self { name, text, color, image_url, visible, background } = self;
        let mut json = Map::from_iter([("name".to_owned(), Value::from(name.as_str()))]);
        for (key, value) in [("text", text), ("color", color), ("image_url", image_url), ("background", background)] {
            json.extend(value.as_ref().map(|value| (key.to_owned(), Value::from(value.as_str()))));
        }
        json.extend(visible.map(|visible| ("visible".to_owned(), Value::from(visible))));
        Value::Object(json)
    }

    /// A stored modification; `None` if it is not one.
    pub fn from_json(value: &Value) -> Option<Modification> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Modification {
            name: text("name")?,
            text: text("text"),
            color: text("color"),
            image_url: text("image_url"),
            visible: value.get("visible").and_then(Value::as_bool),
            background: text("background"),
        })
    }
}
