//! Everything that decides the pixels of a picture.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::output::Output;

/// Values for a template's variables, by name. Numbers are finite: JSON has no others.
pub type Variables = BTreeMap<String, Value>;

/// A design by name, and which version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRef {
    /// A built-in's name.
    pub name: String,
    /// 0 is the latest.
    pub version: u32,
}

/// How a spec was written. It decides no pixels, only how the spec is shown and its fields are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpecForm {
    /// As a card: title, description, author and so on.
    Card,
    /// As a template and its variables.
    Template,
}

/// The fields of a card: (the variable it fills, its path within the card).
pub const CARD_FIELDS: [(&str, &str); 10] = [
    ("title", "title"),
    ("description", "description"),
    ("author", "author"),
    ("tag", "tag"),
    ("image_url", "image_url"),
    ("avatar_url", "avatar_url"),
    ("accent", "style.accent"),
    ("font", "style.font"),
    ("theme", "style.theme"),
    ("background", "style.background"),
];

/// A design, what to fill it with, and what to make of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderSpec {
    pub form: SpecForm,
    pub template: TemplateRef,
    pub variables: Variables,
    pub output: Output,
}

impl RenderSpec {
    /// Where the caller wrote a variable, within the spec.
    pub fn variable_path(&self, name: &str) -> String {
        match CARD_FIELDS.iter().find(|(variable, _)| self.form == SpecForm::Card && *variable == name) {
            Some((_, path)) => format!("card.{path}"),
            None => format!("variables[\"{name}\"]"),
        }
    }

    /// Where the caller wrote which template it is, within the spec.
    pub fn template_path(&self, field: &str) -> &'static str {
        match (self.form, field) {
            (SpecForm::Card, _) => "card.template",
            (SpecForm::Template, "version") => "template.version",
            (SpecForm::Template, _) => "template.template_id",
        }
    }

    /// The spec as JSON with a fixed order of keys: what is stored.
    pub fn to_json(&self) -> Value {
        let mut json = self.content_json();
        json["form"] = json!(match self.form {
            SpecForm::Card => "card",
            SpecForm::Template => "template",
        });
        json
    }

    /// What of the spec decides pixels, as JSON with a fixed order of keys: what a digest is taken of.
    pub fn content_json(&self) -> Value {
        let variables: Map<String, Value> = self.variables.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        json!({
            "template": { "name": self.template.name, "version": self.template.version },
            "variables": variables,
            "output": {
                "format": self.output.format.extension(),
                "width": self.output.width,
                "height": self.output.height,
                "scale": self.output.scale,
                "quality": self.output.quality,
                "effort": self.output.effort.as_str(),
            },
        })
    }

    /// A stored spec; `None` if it is not one.
    pub fn from_json(value: &Value) -> Option<RenderSpec> {
        use super::output::{Effort, Format};
        let output = value.get("output")?;
        let small = |field: &str| output.get(field)?.as_u64().and_then(|n| u32::try_from(n).ok());
        Some(RenderSpec {
            form: match value.get("form")?.as_str()? {
                "card" => SpecForm::Card,
                _ => SpecForm::Template,
            },
            template: TemplateRef {
                name: value.pointer("/template/name")?.as_str()?.to_owned(),
                version: u32::try_from(value.pointer("/template/version")?.as_u64()?).ok()?,
            },
            variables: value.get("variables")?.as_object()?.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            output: Output {
                format: Format::from_extension(output.get("format")?.as_str()?)?,
                width: small("width")?,
                height: small("height")?,
                scale: output.get("scale")?.as_f64()? as f32,
                quality: u8::try_from(small("quality")?).ok()?,
                effort: Effort::from_name(output.get("effort")?.as_str()?)?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_spec_comes_back_the_same() {
        let spec = RenderSpec {
            form: SpecForm::Card,
            template: TemplateRef { name: "card".into(), version: 3 },
            variables: [("title".to_owned(), json!("Hé 👋")), ("n".to_owned(), json!(1.5))].into(),
            output: Output { scale: 1.1, ..Output::default() },
        };
        assert_eq!(RenderSpec::from_json(&spec.to_json()), Some(spec));
    }
}
