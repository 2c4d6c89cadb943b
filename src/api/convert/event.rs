//! Events and their types.

use placard_client::v1;
use serde_json::Value;

use super::{check::Checks, timestamp, value::struct_proto};
use crate::{
    domain::{
        event::{Event, EventType},
        event_type::{self, Alias, Fact, selectable, selected_by},
        violation::{Violation, suggestion},
    },
    payload,
};

/// How many types a filter may name.
const MAX_NAMES: usize = 32;

/// An event as a client sees it.
pub fn event(event: Event) -> v1::Event {
    let data = match serde_json::from_slice::<Value>(&event.payload).map(|mut envelope| envelope["data"].take()) {
        Ok(Value::Object(data)) => Some(struct_proto(&data)),
        _ => None,
    };
    v1::Event {
        event_id: event.id.to_string(),
        event_type: event.event_type.as_str().to_owned(),
        create_time: Some(timestamp(event.create_time)),
        data,
        payload: event.payload.into(),
    }
}

/// Checks the names of a filter by types.
pub fn names(checks: &mut Checks, names: &[String]) {
    if names.len() > MAX_NAMES {
        checks.add(Violation::invalid("event_types", format!("must be at most {MAX_NAMES}")));
    }
    for (index, name) in names.iter().enumerate().take(MAX_NAMES) {
        if selected_by(name).is_empty() {
            let message = format!("is no event type: {}", suggestion(name, selectable()));
            checks.add(Violation::invalid(format!("event_types[{index}]"), message));
        }
    }
}

/// Every type and every alias. `schema_url` says where a type's schema is served.
pub fn types(schema_url: impl Fn(EventType) -> String) -> Vec<v1::EventType> {
    let described = |event_type: EventType, alias: Option<&Alias>| {
        let schema: Value = serde_json::from_str(event_type.json_schema()).expect("a test reads every schema");
        v1::EventType {
            name: alias.map_or(event_type.as_str(), |alias| alias.name).to_owned(),
            description: schema["description"].as_str().unwrap_or_default().to_owned(),
            alias_of: alias.map(|alias| alias.event_type.as_str().to_owned()).unwrap_or_default(),
            data_type: alias.map(|alias| alias.data_type.to_owned()).unwrap_or_default(),
            filters: event_type.facts().iter().map(|fact: &Fact| fact.as_str().to_owned()).collect(),
            json_schema: event_type.json_schema().to_owned(),
            schema_url: schema_url(event_type),
            example: payload::example(event_type).to_string(),
        }
    };
    let types = EventType::ALL.iter().map(|event_type| described(*event_type, None));
    types.chain(event_type::ALIASES.iter().map(|alias| described(alias.event_type, Some(alias)))).collect()
}
