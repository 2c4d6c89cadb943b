//! Specs.

use std::collections::BTreeMap;

use placard_client::v1;
use prost_types::Value as ProtoValue;
use serde_json::Value;

use super::{
    check::{Checks, enumeration},
    scene::{modification_proto, modifications, scene_json, scene_proto},
    value,
};
use crate::domain::{
    excerpt::Excerpt,
    output::{Effort, Format, FormatChoice, Output, OutputRequest},
    reason::Reason,
    spec::{CARD_FIELDS, RenderSpec, SpecForm, TemplateRef, Variables},
    violation::Violation,
};

const DEFAULT_TEMPLATE: &str = "card";
const MAX_VARIABLES: usize = 200;

/// A spec, all that is wrong with it at once; what only its template can tell comes later.
pub fn spec(proto: Option<v1::RenderSpec>) -> Result<RenderSpec, Vec<Violation>> {
    let proto = proto.ok_or_else(|| vec![Violation::required("")])?;
    let mut checks = Checks::default();
    let variables = variables(&mut checks, "variables", proto.variables);
    let output = checks.part("output", output(proto.output.unwrap_or_default()));
    let modifications = modifications(&mut checks, proto.modifications);
    let mut scene = None;
    let (form, template, variables) = match proto.design {
        Some(v1::render_spec::Design::Card(card)) => {
            let (template, variables) = self::card(&mut checks, card, variables);
            (SpecForm::Card, template, variables)
        }
        Some(v1::render_spec::Design::Template(template)) => {
            checks.required_text("template.template_id", &template.template_id, 64);
            let version = u32::try_from(template.version).unwrap_or_else(|_| {
                checks.add(Violation::invalid("template.version", "must be at least 0; 0 is the latest"));
                0
            });
            (SpecForm::Template, TemplateRef { name: template.template_id, version }, variables)
        }
        Some(v1::render_spec::Design::Scene(proto)) => {
            scene = scene_json(&mut checks, &proto);
            (SpecForm::Scene, TemplateRef { name: String::new(), version: 0 }, variables)
        }
        None => {
            let message = "is required: give a `card`, a `template` or a `scene`";
            checks.add(Violation::new("design", Reason::FieldRequired, message));
            (SpecForm::Card, TemplateRef { name: String::new(), version: 0 }, variables)
        }
    };
    checks.done()?;
    let output = output.expect("without violations there is an output");
    Ok(RenderSpec { form, template, scene, variables, modifications, output })
}

fn card(checks: &mut Checks, card: v1::Card, mut variables: Variables) -> (TemplateRef, Variables) {
    let style = card.style.unwrap_or_default();
    checks.text("card.template", &card.template, 64);
    if card.title.is_empty() {
        checks.add(Violation::required("card.title"));
    }
    let fields = [
        (card.title, 500),
        (card.description, 2000),
        (card.author, 200),
        (card.tag, 100),
        (card.image_url, 2048),
        (card.avatar_url, 2048),
        (style.accent, 64),
        (style.font, 100),
        (style.theme, 16),
        (style.background, 64),
    ];
    for ((variable, path), (text, max)) in CARD_FIELDS.into_iter().zip(fields) {
        if variables.contains_key(variable) {
            let message = format!("is the card's own: give it as `card.{path}`");
            checks.add(Violation::invalid(format!("variables[\"{variable}\"]"), message));
        }
        if !text.is_empty() {
            checks.text(&format!("card.{path}"), &text, max);
            variables.insert(variable.to_owned(), Value::String(text));
        }
    }
    let name = if card.template.is_empty() { DEFAULT_TEMPLATE.to_owned() } else { card.template };
    (TemplateRef { name, version: 0 }, variables)
}

/// Variables by name; a null is as good as absent.
fn variables(checks: &mut Checks, field: &str, proto: BTreeMap<String, ProtoValue>) -> Variables {
    let mut variables = overrides(checks, field, proto);
    variables.retain(|_, value| !value.is_null());
    variables
}

/// Variables by name; a null is kept, as one that takes a variable away.
pub fn overrides(checks: &mut Checks, field: &str, proto: BTreeMap<String, ProtoValue>) -> Variables {
    checks.pairs(field, &proto, MAX_VARIABLES);
    values(checks, field, proto)
}

/// A map's values, each at its own path.
pub fn values(checks: &mut Checks, field: &str, proto: BTreeMap<String, ProtoValue>) -> Variables {
    let mut variables = Variables::new();
    for (name, value) in proto {
        if checks.is_full() {
            break;
        }
        match value::json(value) {
            Ok(value) => drop(variables.insert(name, value)),
            Err(violation) => checks.add(violation.within(&format!("{field}[\"{}\"]", Excerpt(&name)))),
        }
    }
    variables
}

/// An output, all that is wrong with it at once.
pub fn output(proto: v1::Output) -> Result<Output, Vec<Violation>> {
    let mut checks = Checks::default();
    let format = enumeration(&mut checks, "format", proto.format).map(|format| match format {
        v1::Format::Unspecified | v1::Format::Png => FormatChoice::Only(Format::Png),
        v1::Format::Jpeg => FormatChoice::Only(Format::Jpeg),
        v1::Format::Webp => FormatChoice::Only(Format::Webp),
        v1::Format::Avif => FormatChoice::Only(Format::Avif),
        v1::Format::Svg => FormatChoice::Only(Format::Svg),
        v1::Format::Auto => FormatChoice::Auto,
    });
    let effort = enumeration(&mut checks, "effort", proto.effort).map(|effort| match effort {
        v1::Effort::Fast => Effort::Fast,
        v1::Effort::Unspecified | v1::Effort::Balanced => Effort::Balanced,
        v1::Effort::Small => Effort::Small,
    });
    let request = OutputRequest {
        format,
        effort,
        size_preset: Some(proto.size_preset).filter(|name| !name.is_empty()),
        width: proto.width.map(i64::from),
        height: proto.height.map(i64::from),
        scale: proto.scale,
        quality: proto.quality.map(i64::from),
        max_bytes: proto.max_bytes.map(i64::from),
    };
    let output = checks.part("", request.validate());
    checks.done()?;
    Ok(output.expect("without violations there is an output"))
}

/// A stored spec in the form it was written in.
pub fn spec_proto(spec: &RenderSpec) -> v1::RenderSpec {
    let mut variables: BTreeMap<String, ProtoValue> =
        spec.variables.iter().map(|(name, value)| (name.clone(), value::proto(value))).collect();
    let design = match spec.form {
        SpecForm::Template => v1::render_spec::Design::Template(v1::TemplateRef {
            template_id: spec.template.name.clone(),
            version: i32::try_from(spec.template.version).unwrap_or(i32::MAX),
        }),
        SpecForm::Scene => v1::render_spec::Design::Scene(spec.scene.as_ref().map(scene_proto).unwrap_or_default()),
        SpecForm::Card => {
            let mut take = |name: &str| {
                variables.remove(name);
                spec.variables.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            v1::render_spec::Design::Card(v1::Card {
                template: spec.template.name.clone(),
                title: take("title"),
                description: take("description"),
                author: take("author"),
                tag: take("tag"),
                image_url: take("image_url"),
                avatar_url: take("avatar_url"),
                style: Some(v1::CardStyle {
                    accent: take("accent"),
                    font: take("font"),
                    theme: take("theme"),
                    background: take("background"),
                }),
            })
        }
    };
    let Output { format, width, height, scale, quality, effort, max_bytes } = spec.output;
    let side = |pixels: u32| i32::try_from(pixels).ok();
    let output = v1::Output {
        format: i32::from(match format {
            FormatChoice::Only(Format::Png) => v1::Format::Png,
            FormatChoice::Only(Format::Jpeg) => v1::Format::Jpeg,
            FormatChoice::Only(Format::Webp) => v1::Format::Webp,
            FormatChoice::Only(Format::Avif) => v1::Format::Avif,
            FormatChoice::Only(Format::Svg) => v1::Format::Svg,
            FormatChoice::Auto => v1::Format::Auto,
        }),
        size_preset: String::new(),
        width: side(width),
        height: side(height),
        scale: Some(scale),
        quality: Some(i32::from(quality)),
        effort: i32::from(match effort {
            Effort::Fast => v1::Effort::Fast,
            Effort::Balanced => v1::Effort::Balanced,
            Effort::Small => v1::Effort::Small,
        }),
        max_bytes: max_bytes.and_then(|bytes| i32::try_from(bytes).ok()),
    };
    let modifications = spec.modifications.iter().map(modification_proto).collect();
    v1::RenderSpec { design: Some(design), variables, modifications, output: Some(output) }
}
