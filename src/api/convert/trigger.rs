//! Triggers.

use placard_client::v1;

use super::{
    check::Checks,
    spec::{self, spec_proto},
    timestamp,
};
use crate::{
    domain::{excerpt::Excerpt, trigger::Trigger, violation::Violation},
    engine::trigger::{NewTrigger, Override, TriggerUpdate},
};

/// A trigger as a client sees it.
pub fn trigger(trigger: Trigger) -> v1::Trigger {
    let public_key = trigger.public_key;
    v1::Trigger {
        trigger_id: trigger.id.to_string(),
        url: trigger.url,
        spec: Some(spec_proto(&trigger.spec)),
        name: trigger.name,
        signature: Some(v1::TriggerSignature {
            ed25519: public_key.is_some(),
            public_key: public_key.unwrap_or_default(),
        }),
        create_time: Some(timestamp(trigger.create_time)),
        update_time: Some(timestamp(trigger.update_time)),
    }
}

/// What a new trigger is made of.
pub fn new(proto: Option<v1::Trigger>) -> Result<NewTrigger, Vec<Violation>> {
    let proto = proto.ok_or_else(|| vec![Violation::required("trigger")])?;
    let mut checks = Checks::default();
    checks.text("trigger.name", &proto.name, 200);
    checks.required_text("trigger.url", &proto.url, 2048);
    let spec = checks.part("trigger.spec", spec::spec(proto.spec));
    checks.done()?;
    let spec = spec.expect("without violations there is a spec");
    Ok(NewTrigger { name: proto.name, url: proto.url, spec, ed25519: ed25519(proto.signature) })
}

/// The change that a masked update asks for, and the id of what it is asked of.
pub fn change(request: v1::UpdateTriggerRequest) -> Result<(String, TriggerUpdate), Vec<Violation>> {
    let trigger = request.trigger.ok_or_else(|| vec![Violation::required("trigger")])?;
    let mask = request.update_mask.unwrap_or_default();
    let mut checks = Checks::default();
    let mut update = TriggerUpdate::default();
    for path in checks.mask(&mask, ["url", "spec", "name", "signature"]) {
        let change = &mut update.rest;
        match path {
            "name" => {
                checks.text("trigger.name", &trigger.name, 200);
                change.name = Some(trigger.name.clone());
            }
            "url" => {
                checks.required_text("trigger.url", &trigger.url, 2048);
                change.url = Some(trigger.url.clone());
            }
            "spec" => change.spec = checks.part("trigger.spec", spec::spec(trigger.spec.clone())),
            "signature" => update.ed25519 = Some(ed25519(trigger.signature.clone())),
            _ => {}
        }
    }
    checks.done()?;
    Ok((trigger.trigger_id, update))
}

fn ed25519(proto: Option<v1::TriggerSignature>) -> bool {
    proto.is_some_and(|signature| signature.ed25519)
}

/// The variables that a firing overrides.
pub fn overrides(proto: Option<v1::TriggerOverrides>) -> Result<Vec<Override>, Vec<Violation>> {
    let proto = proto.unwrap_or_default();
    let mut checks = Checks::default();
    let variables = spec::overrides(&mut checks, "overrides.variables", proto.variables);
    let written = |(name, value): (String, _)| Override {
        field: format!("overrides.variables[\"{}\"]", Excerpt(&name)),
        name,
        value,
    };
    let mut overrides: Vec<Override> = variables.into_iter().map(written).collect();
    let fields = [
        ("title", proto.title, 500),
        ("description", proto.description, 2000),
        ("author", proto.author, 200),
        ("tag", proto.tag, 100),
    ];
    for (name, text, max) in fields {
        let Some(text) = text else { continue };
        let field = format!("overrides.{name}");
        if name == "title" {
            checks.required_text(&field, &text, max);
        } else {
            checks.text(&field, &text, max);
        }
        // Overridden by nothing: as if the trigger had never set it.
        let value = if text.is_empty() { serde_json::Value::Null } else { text.into() };
        if overrides.iter().any(|given| given.name == name) {
            checks.add(Violation::invalid(field, "stands in `overrides.variables` too: give it once"));
        } else {
            overrides.push(Override { name: name.to_owned(), value, field });
        }
    }
    checks.done()?;
    Ok(overrides)
}
