//! Everything that decides the pixels of a picture.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::modification::Modification;
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
    /// As a design of its own.
    Scene,
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
    /// Without a name and of version 0, where there is a scene.
    pub template: TemplateRef,
    /// A design that came with the spec: a template's `variables`, `values` and `canvas`.
    pub scene: Option<Value>,
    pub variables: Variables,
    /// Changes to the design's named nodes, the later over the earlier.
    pub modifications: Vec<Modification>,
    pub output: Output,
}

impl RenderSpec {
    /// A template, its variables, and nothing else out of the ordinary.
    pub fn of_template(template: TemplateRef, variables: Variables, output: Output) -> RenderSpec {
        let form = SpecForm::Template;
        RenderSpec { form, template, scene: None, variables, modifications: Vec::new(), output }
    }

    /// Where the caller wrote what a renderer found fault with, within the spec. The renderer tells a variable by its
    /// name, and by `name[2].price` what lies within a list; `modifications[0].text` as it is; and by its path in the
    /// template (`canvas.children[1]`) what is the template's own.
    pub fn field_path(&self, field: &str) -> String {
        if field.starts_with("modifications[") {
            return field.to_owned();
        }
        let is_design =
            field == "canvas" || ["canvas.", "values.", "variables."].iter().any(|part| field.starts_with(part));
        match (is_design, field.find('[').filter(|_| field.ends_with(|c: char| c == ']' || c.is_alphanumeric()))) {
            (true, _) if self.form == SpecForm::Scene => format!("scene.{field}"),
            (true, _) => self.template_path("").to_owned(),
            (false, Some(at)) => format!("{}{}", self.variable_path(&field[..at]), &field[at..]),
            (false, None) => self.variable_path(field),
        }
    }

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
            (SpecForm::Scene, _) => "scene",
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
            SpecForm::Scene => "scene",
        });
        json
    }

    /// What of the spec decides pixels, as JSON with a fixed order of keys: what a digest is taken of.
    pub fn content_json(&self) -> Value {
        let variables: Map<String, Value> = self.variables.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let mut json = json!({
            "template": { "name": self.template.name, "version": self.template.version },
            "variables": variables,
            "output": {
                "format": self.output.format.as_str(),
                "width": self.output.width,
                "height": self.output.height,
                "scale": self.output.scale,
                "quality": self.output.quality,
                "effort": self.output.effort.as_str(),
            },
        });
        if let Some(max_bytes) = self.output.max_bytes {
            json["output"]["max_bytes"] = json!(max_bytes);
        }
        if let Some(scene) = &self.scene {
            json["scene"] = scene.clone();
        }
        if !self.modifications.is_empty() {
            json["modifications"] = self.modifications.iter().map(Modification::to_json).collect();
        }
        json
    }

    /// A stored spec; `None` if it is not one.
    pub fn from_json(value: &Value) -> Option<RenderSpec> {
        use super::output::{Effort, FormatChoice};
        let output = value.get("output")?;
        let small = |field: &str| output.get(field)?.as_u64().and_then(|n| u32::try_from(n).ok());
        Some(RenderSpec {
            form: match value.get("form")?.as_str()? {
                "card" => SpecForm::Card,
                "scene" => SpecForm::Scene,
                _ => SpecForm::Template,
            },
            template: TemplateRef {
                name: value.pointer("/template/name")?.as_str()?.to_owned(),
                version: u32::try_from(value.pointer("/template/version")?.as_u64()?).ok()?,
            },
            scene: value.get("scene").cloned(),
            modifications: match value.get("modifications") {
                Some(list) => list.as_array()?.iter().map(Modification::from_json).collect::<Option<_>>()?,
                None => Vec::new(),
            },
            variables: value.get("variables")?.as_object()?.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            output: Output {
                format: FormatChoice::from_name(output.get("format")?.as_str()?)?,
                width: small("width")?,
                height: small("height")?,
                scale: output.get("scale")?.as_f64()? as f32,
                quality: u8::try_from(small("quality")?).ok()?,
                effort: Effort::from_name(output.get("effort")?.as_str()?)?,
                max_bytes: match output.get("max_bytes") {
                    Some(_) => Some(small("max_bytes")?),
                    None => None,
                },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_spec_comes_back_the_same() {
        use crate::domain::output::FormatChoice;
        let spec = RenderSpec {
            form: SpecForm::Card,
            template: TemplateRef { name: "card".into(), version: 3 },
            scene: None,
            modifications: vec![
                Modification { name: "title".into(), text: Some(String::new()), ..Modification::default() },
                Modification { name: "logo".into(), visible: Some(false), ..Modification::default() },
            ],
            variables: [("title".to_owned(), json!("Hé 👋")), ("n".to_owned(), json!(1.5))].into(),
            output: Output { scale: 1.1, format: FormatChoice::Auto, max_bytes: Some(300_000), ..Output::default() },
        };
        assert_eq!(RenderSpec::from_json(&spec.to_json()).as_ref(), Some(&spec));
        let scene = Some(json!({ "canvas": { "children": [{ "type": "shape" }] } }));
        let name = String::new();
        let spec = RenderSpec {
            form: SpecForm::Scene,
            template: TemplateRef { name, version: 0 },
            scene,
            output: Output::default(),
            ..spec
        };
        assert_eq!(RenderSpec::from_json(&spec.to_json()), Some(spec));
    }

    #[test]
    fn fields_are_told_where_the_caller_wrote_them() {
        let mut spec = RenderSpec::of_template(
            TemplateRef { name: "card".into(), version: 0 },
            Variables::new(),
            Output::default(),
        );
        for (form, field, path) in [
            (SpecForm::Card, "title", "card.title"),
            (SpecForm::Card, "rows[2].price", "variables[\"rows\"][2].price"),
            (SpecForm::Card, "canvas.children[1].text", "card.template"),
            (SpecForm::Template, "values.x", "template.template_id"),
            (SpecForm::Template, "a.b", "variables[\"a.b\"]"),
            (SpecForm::Template, "modifications[0].name", "modifications[0].name"),
            (SpecForm::Scene, "canvas.children[1].text", "scene.canvas.children[1].text"),
            (SpecForm::Scene, "title", "variables[\"title\"]"),
        ] {
            spec.form = form;
            assert_eq!(spec.field_path(field), path);
        }
    }
}
