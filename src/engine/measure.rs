//! Texts measured, without a picture.

use serde_json::{Map, Value, json};

use super::{Engine, Error};
use crate::{
    domain::{
        excerpt::Excerpt,
        id::WorkspaceId,
        output::{MAX_SIDE, Output},
        spec::{RenderSpec, SpecForm, TemplateRef},
        violation::{Violation, suggestion},
    },
    render::{self, Measured},
};

/// Where the text's node stands in the template that is made of a request.
const NODE: &str = "canvas.children[0]";

impl Engine {
    /// How a text comes out with these properties of a text node, in a box of this width if one is given.
    pub async fn measure_text(
        &self,
        workspace: WorkspaceId,
        text: String,
        style: Map<String, Value>,
        width: Option<f32>,
    ) -> Result<Measured, Error> {
        let unknown: Vec<Violation> = style
            .keys()
            .filter(|name| !render::text_properties().any(|known| known == name.as_str()))
            .map(|name| {
                let hint = suggestion(name, render::text_properties());
                let field = format!("style.{}", Excerpt(name));
                Violation::invalid(field, format!("is no property of a text: {hint}"))
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Error::Invalid(unknown));
        }
        // Measured by what renders: a template of this one text, in a box that is as wide as it may be.
        let mut node = style;
        node.insert("type".into(), "text".into());
        node.insert("text".into(), "{{ text }}".into());
        node.insert("max_width".into(), json!(width.unwrap_or(MAX_SIDE as f32)));
        let variable = json!({ "type": "string", "max_length": text.chars().count().max(1) });
        let source = json!({
            "name": "measure",
            "variables": { "text": variable },
            "canvas": { "direction": "column", "align": "start", "children": [node] },
        });
        let side = MAX_SIDE;
        let spec = RenderSpec {
            form: SpecForm::Template,
            template: TemplateRef { name: String::new(), version: 0 },
            variables: [("text".to_owned(), Value::String(text))].into(),
            output: Output { width: side, height: side, ..Output::default() },
        };
        let named = |field: &str| match field.strip_prefix(NODE) {
            Some(rest) => format!("style{rest}"),
            None if field.starts_with("variables") => "text".to_owned(),
            None => "style".to_owned(),
        };
        let measured = async {
            let template = self.composer.parse(source.to_string()).await?;
            let design = self.design_of(workspace, template).await?;
            let resolved = self.composer.resolve(design, &spec).await?;
            Ok(self.composer.measure(resolved).await?)
        };
        measured.await.map_err(|error: Error| error.renamed(named))
    }
}
