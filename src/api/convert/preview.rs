//! Templates tried out, and texts measured.

use std::collections::BTreeMap;

use placard_client::v1::{self, preview_template_request, validate_template_request};
use prost_types::Value as ProtoValue;
use serde_json::{Map, Value};

use super::{
    check::Checks,
    render::{reason, report},
    spec,
    template::{source, variables, wanted_version},
};
use crate::{
    domain::{output::Output, reason::Reason, spec::TemplateRef, spec::Variables, violation::Violation},
    engine::{
        measure::TextRequest,
        preview::{Tried, Validation},
    },
    render::Measurement,
};

/// Problems that an answer has at most.
const MAX_PROBLEMS: usize = 500;

/// What a validation is asked for: the template, the values to lay it out with if it is to be, and the size.
pub fn validation(request: v1::ValidateTemplateRequest) -> Result<(Tried, Option<Variables>, Output), Vec<Violation>> {
    use validate_template_request::Design;
    let mut checks = Checks::default();
    let tried = match request.design {
        Some(Design::Source(text)) => from_source(&mut checks, text),
        Some(Design::Template(template)) => from_template(&mut checks, template),
        None => none(&mut checks),
    };
    let fill = request.lay_out || !request.variables.is_empty();
    let mut values = spec::overrides(&mut checks, "variables", request.variables);
    values.retain(|_, value| !value.is_null());
    let output = checks.part("output", spec::output(request.output.unwrap_or_default()));
    checks.done()?;
    Ok((tried, fill.then_some(values), output.expect("without violations there is an output")))
}

/// What a preview is asked for. A null among the variables is kept: it takes an example away.
pub fn preview(request: v1::PreviewTemplateRequest) -> Result<(Tried, Variables, Output), Vec<Violation>> {
    use preview_template_request::Design;
    let mut checks = Checks::default();
    let tried = match request.design {
        Some(Design::Source(text)) => from_source(&mut checks, text),
        Some(Design::Template(template)) => from_template(&mut checks, template),
        None => none(&mut checks),
    };
    let values = spec::overrides(&mut checks, "variables", request.variables);
    let output = checks.part("output", spec::output(request.output.unwrap_or_default()));
    checks.done()?;
    Ok((tried, values, output.expect("without violations there is an output")))
}

fn from_source(checks: &mut Checks, text: String) -> Tried {
    source(checks, "source", &text);
    Tried::Source(text)
}

fn from_template(checks: &mut Checks, template: v1::TemplateRef) -> Tried {
    checks.required_text("template.template_id", &template.template_id, 64);
    let version = wanted_version(checks, "template.version", template.version);
    Tried::Template(TemplateRef { name: template.template_id, version })
}

fn none(checks: &mut Checks) -> Tried {
    checks.add(Violation::new("design", Reason::FieldRequired, "is required: give a `source` or a `template`"));
    Tried::Source(String::new())
}

/// A validation as a client sees it.
pub fn validated(validation: Validation) -> v1::ValidateTemplateResponse {
    let problem = |violation: Violation| v1::TemplateProblem {
        path: violation.field,
        reason: i32::from(reason(violation.reason)),
        message: violation.message,
    };
    v1::ValidateTemplateResponse {
        valid: validation.problems.is_empty(),
        problems: validation.problems.into_iter().take(MAX_PROBLEMS).map(problem).collect(),
        variables: variables(validation.variables),
        report: validation.report.map(report),
    }
}

/// What is to be measured.
pub fn text(request: v1::MeasureTextRequest) -> Result<TextRequest, Vec<Violation>> {
    let mut checks = Checks::default();
    checks.required_text("text", &request.text, 10_000);
    let style: Map<String, Value> = style(&mut checks, request.style);
    for (field, side) in [("width", request.width), ("height", request.height)] {
        if side.is_some_and(|side| !(1.0..=8192.0).contains(&side)) {
            checks.add(Violation::invalid(field, "must be from 1 to 8192 pixels"));
        }
    }
    checks.done()?;
    Ok(TextRequest { text: request.text, style, width: request.width, height: request.height })
}

fn style(checks: &mut Checks, proto: BTreeMap<String, ProtoValue>) -> Map<String, Value> {
    checks.pairs("style", &proto, 64);
    spec::values(checks, "style", proto).into_iter().collect()
}

/// A measured text as a client sees it.
pub fn measured(measured: Measurement) -> v1::MeasureTextResponse {
    let lines = measured.lines.into_iter().map(|line| v1::MeasuredLine {
        text: line.text,
        left: line.left,
        top: line.top,
        width: line.width,
        height: line.height,
        baseline: line.baseline,
    });
    v1::MeasureTextResponse {
        lines: lines.collect(),
        width: measured.width,
        height: measured.height,
        font_size: measured.font_size,
        truncated: measured.truncated,
        missing_glyphs: measured.missing_glyphs,
        fonts: measured.fonts,
    }
}
