//! Texts measured, without a picture.

use serde_json::{Map, Value};

use super::{Engine, Error};
use crate::{
    domain::{excerpt::Excerpt, id::WorkspaceId, output::Output, violation::Violation},
    render::{MeasureText, Measurement, Scalar},
};

/// A text to be measured.
#[derive(Debug, Clone)]
pub struct TextRequest {
    pub text: String,
    /// Properties of a text node, by name.
    pub style: Map<String, Value>,
    /// Of the box, in pixels; `None`: as the text wants to be.
    pub width: Option<f32>,
    pub height: Option<f32>,
}

impl Engine {
    /// How a text comes out with these properties, set in the workspace's fonts.
    pub async fn measure_text(&self, workspace: WorkspaceId, request: TextRequest) -> Result<Measurement, Error> {
        let TextRequest { text, style, width, height } = request;
        let (mut properties, mut violations) = (Vec::new(), Vec::new());
        for (name, value) in style {
            match scalar(value) {
                Some(scalar) => properties.push((name, scalar)),
                None => {
                    let field = format!("style[\"{}\"]", Excerpt(&name));
                    violations.push(Violation::invalid(field, "must be a string, a number or a boolean"));
                }
            }
        }
        // Percents of the canvas are of the usual one.
        let Output { width: across, height: down, .. } = Output::default();
        let fonts = self.fonts(workspace).await?;
        let named = properties.iter().map(|(name, scalar)| (name.as_str(), scalar));
        match MeasureText::new(text, named, (across as f32, down as f32), width, height, fonts) {
            Ok(text) if violations.is_empty() => Ok(self.composer.measure(text).await?),
            Ok(_) => Err(Error::Invalid(violations)),
            Err(more) => {
                violations.extend(more.into_iter().map(|mut violation| {
                    // Maps' entries are written like this in all requests.
                    if let Some(name) = violation.field.strip_prefix("style.") {
                        violation.field = format!("style[\"{name}\"]");
                    }
                    violation
                }));
                Err(Error::Invalid(violations))
            }
        }
    }
}

fn scalar(value: Value) -> Option<Scalar> {
    match value {
        Value::String(text) => Some(Scalar::Text(text)),
        Value::Number(number) => number.as_f64().map(Scalar::Number),
        Value::Bool(value) => Some(Scalar::Bool(value)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
