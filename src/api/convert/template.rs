//! Templates.

use placard_client::v1;

use super::{check::Checks, timestamp, value};
use crate::{
    domain::{
        template::{TemplateChange, TemplateVersion, TemplateView, VariableView},
        violation::Violation,
    },
    engine::template::NewTemplate,
};

/// Bytes of a source.
const MAX_SOURCE: usize = 1024 * 1024;

/// A template as a client sees it.
pub fn template(view: TemplateView) -> v1::Template {
    v1::Template {
        built_in: view.times.is_none(),
        create_time: view.times.map(|(created, _)| timestamp(created)),
        update_time: view.times.map(|(_, updated)| timestamp(updated)),
        template_id: view.id,
        name: view.name,
        description: view.description,
        content: view.source.map(v1::template::Content::Source),
        version: number(view.version),
        latest_version: number(view.latest_version),
        digest: view.digest,
        variables: variables(view.variables),
    }
}

/// Declared variables as a client sees them.
pub fn variables(views: Vec<VariableView>) -> Vec<v1::TemplateVariable> {
    let variable = |view: VariableView| v1::TemplateVariable {
        name: view.name,
        r#type: view.kind.to_owned(),
        required: view.required,
        default_value: view.default.as_ref().map(value::proto),
        description: view.description,
        example: view.example.as_ref().map(value::proto),
        choices: view.choices,
        max_length: view.max_length.map_or(0, |length| i32::try_from(length).unwrap_or(i32::MAX)),
    };
    views.into_iter().map(variable).collect()
}

/// A version as a client sees it.
pub fn version(version: TemplateVersion) -> v1::TemplateVersion {
    v1::TemplateVersion {
        template_id: version.template_id.to_string(),
        version: number(version.version),
        digest: hex::encode(version.digest),
        source_bytes: number(version.source_bytes),
        create_time: Some(timestamp(version.create_time)),
    }
}

fn number(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A version that a request names: 0 and up.
pub fn wanted_version(checks: &mut Checks, field: &str, number: i32) -> u32 {
    u32::try_from(number).unwrap_or_else(|_| {
        checks.add(Violation::invalid(field, "must be at least 0; 0 is the latest"));
        0
    })
}

/// What a new template is made of, or all that is wrong with the request itself.
pub fn new(proto: Option<v1::Template>) -> Result<NewTemplate, Vec<Violation>> {
    let proto = proto.ok_or_else(|| vec![Violation::required("template")])?;
    let mut checks = Checks::default();
    checks.text("template.name", &proto.name, 200);
    checks.text("template.description", &proto.description, 2000);
    let source = content(&mut checks, proto.content);
    checks.done()?;
    Ok(NewTemplate { name: proto.name, description: proto.description, source })
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateTemplateRequest) -> Result<(String, TemplateChange), Vec<Violation>> {
    let proto = request.template.ok_or_else(|| vec![Violation::required("template")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut change = TemplateChange::default();
    for path in checks.mask(&mask, ["name", "description", "source"]) {
        match path {
            "name" => {
                checks.required_text("template.name", &proto.name, 200);
                change.name = Some(proto.name.clone());
            }
            "description" => {
                checks.text("template.description", &proto.description, 2000);
                change.description = Some(proto.description.clone());
            }
            "source" => change.source = Some(content(&mut checks, proto.content.clone())),
            _ => {}
        }
    }
    checks.done()?;
    Ok((proto.template_id, change))
}

fn content(checks: &mut Checks, content: Option<v1::template::Content>) -> String {
    match content {
        Some(v1::template::Content::Source(source)) => {
            self::source(checks, "template.source", &source);
            source
        }
        None => {
            checks.add(Violation::required("template.source"));
            String::new()
        }
    }
}

/// A template file, as far as it can be judged without reading it.
pub fn source(checks: &mut Checks, field: &str, source: &str) {
    if source.is_empty() {
        checks.add(Violation::required(field));
    } else if source.len() > MAX_SOURCE {
        checks.add(Violation::invalid(field, format!("must be at most {MAX_SOURCE} bytes")));
    } else {
        checks.text(field, source, MAX_SOURCE);
    }
}
