//! Templates tried out: looked at, laid out, drawn, and nothing kept of it.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Engine, Error,
    compose::{ComposeError, Design},
    template::{source_path, variables},
};
use crate::{
    domain::{
        asset::REFERENCE,
        id::WorkspaceId,
        output::Output,
        spec::{RenderSpec, SpecForm, TemplateRef, Variables},
        template::VariableView,
        violation::Violation,
    },
    render::{Kind, Rendered, Report, Template},
};

/// Which template is tried out.
#[derive(Debug, Clone)]
pub enum Tried {
    /// A source that is not saved.
    Source(String),
    Template(TemplateRef),
}

/// What is wrong with a template, what it declares, and how it comes out.
#[derive(Debug, Default)]
pub struct Validation {
    /// Paths are within the template's source, or name a variable as in `variables["title"]`.
    pub problems: Vec<Violation>,
    pub variables: Vec<VariableView>,
    /// Where it was laid out.
    pub report: Option<Report>,
}

impl Engine {
    /// Tells all that is wrong with a template; with `fill`, fills it and lays it out too.
    pub async fn validate_template(
        &self,
        workspace: WorkspaceId,
        tried: Tried,
        fill: Option<Variables>,
        output: Output,
    ) -> Result<Validation, Error> {
        let mut spec = spec(&tried, output);
        let design = match tried {
            Tried::Template(_) => self.design(workspace, &spec).await?,
            Tried::Source(source) => match self.composer.parse(source).await {
                Ok(template) => self.design_of(workspace, template).await?,
                Err(ComposeError::Invalid(problems)) => return Ok(Validation { problems, ..Default::default() }),
                Err(other) => return Err(other.into()),
            },
        };
        let mut validation = Validation { variables: variables(&design.template), ..Default::default() };
        let Some(values) = fill else { return Ok(validation) };
        spec.variables = values;
        // What is wrong with the design is told by its place within it, as of a scene.
        spec.form = SpecForm::Scene;
        match self.laid_out(workspace, design, &spec).await {
            Ok(report) => validation.report = Some(report),
            Err(error) => match error.renamed(|field| in_template(field, "")) {
                Error::Invalid(problems) => validation.problems = problems,
                other => return Err(other),
            },
        }
        Ok(validation)
    }

    async fn laid_out(&self, workspace: WorkspaceId, design: Design, spec: &RenderSpec) -> Result<Report, Error> {
        let resolved = self.filled(workspace, design, spec).await?;
        Ok(self.composer.lay_out(resolved).await?)
    }

    /// Draws a template. Variables that are not given take their examples, but for remote pictures; null is none.
    pub async fn preview_template(
        &self,
        workspace: WorkspaceId,
        tried: Tried,
        given: Variables,
        output: Output,
    ) -> Result<Rendered, Error> {
        let mut spec = spec(&tried, output);
        let is_source = matches!(tried, Tried::Source(_));
        let design = match tried {
            Tried::Template(_) => self.design(workspace, &spec).await?,
            Tried::Source(source) => self.design_of(workspace, self.sound(&source).await?).await?,
        };
        for declared in &design.template.variables {
            let variable = &declared.variable;
            // A picture's example is an URL of somebody's, which may well lead nowhere.
            let is_away = variable.kind == Kind::Image
                && !variable.example.as_ref().and_then(Value::as_str).is_some_and(|url| url.starts_with(REFERENCE));
            if is_away {
                continue;
            }
            if let (false, Some(example)) = (given.contains_key(&variable.name), &variable.example) {
                spec.variables.insert(variable.name.clone(), example.clone());
            }
        }
        if is_source {
            spec.form = SpecForm::Scene;
        }
        spec.variables.extend(given.into_iter().filter(|(_, value)| !value.is_null()));
        let drawn = self.drawn(workspace, design, &spec).await;
        drawn.map_err(|error| error.renamed(|field| in_template(field, "source:")))
    }

    async fn drawn(&self, workspace: WorkspaceId, design: Design, spec: &RenderSpec) -> Result<Rendered, Error> {
        let resolved = self.filled(workspace, design, spec).await?;
        let prepared = self.composer.gather(spec, resolved, false).await?;
        Ok(self.composer.paint(spec, prepared).await?)
    }

    /// A source that is sound, or all that is wrong with it, each at `source:` and its path within.
    pub(super) async fn sound(&self, source: &str) -> Result<Template, Error> {
        let parsed = self.composer.parse(source.to_owned()).await.map_err(Error::from);
        parsed.map_err(|error| error.renamed(source_path))
    }

    /// A template that is not saved.
    pub(super) async fn design_of(&self, workspace: WorkspaceId, template: Template) -> Result<Design, Error> {
        Ok(Design::of(Arc::new(template), 1).with(self.fonts(workspace).await?))
    }
}

/// A spec without variables.
fn spec(tried: &Tried, output: Output) -> RenderSpec {
    let template = match tried {
        Tried::Template(template) => template.clone(),
        Tried::Source(_) => TemplateRef { name: String::new(), version: 0 },
    };
    RenderSpec::of_template(template, Variables::new(), output)
}

/// Where a spec has its scene, the requests here have a template's source: `place` and the path within.
fn in_template(field: &str, place: &str) -> String {
    match field.strip_prefix("scene") {
        Some("") => place.trim_end_matches(':').to_owned(),
        Some(within) if within.starts_with('.') => format!("{place}{}", &within[1..]),
        _ => field.to_owned(),
    }
}
