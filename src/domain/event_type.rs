//! What is known of every type of event, and the names that select types.

use super::event::EventType;

/// Stands for every type.
pub const ALL: &str = "*";

/// A name for the events of one type that are about one kind of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    pub name: &'static str,
    pub event_type: EventType,
    /// What `data.type` is.
    pub data_type: &'static str,
}

const fn alias(name: &'static str, event_type: EventType, data_type: &'static str) -> Alias {
    Alias { name, event_type, data_type }
}

/// What may be named besides the types themselves.
pub const ALIASES: &[Alias] = &[
    alias("image.completed", EventType::RenderCompleted, "image"),
    alias("image.failed", EventType::RenderFailed, "image"),
    alias("video.completed", EventType::RenderCompleted, "video"),
    alias("video.failed", EventType::RenderFailed, "video"),
];

/// What `data.type` can be.
pub const DATA_TYPES: [&str; 4] = ["image", "gif", "video", "pdf"];

/// Something that a filter may ask of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Template,
    DataType,
    Metadata,
}

impl Fact {
    /// The name of the filter's field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Fact::Template => "template_id",
            Fact::DataType => "type",
            Fact::Metadata => "metadata",
        }
    }
}

impl EventType {
    /// The JSON Schema of its envelope (draft 2020-12), with a description and an example in it.
    pub const fn json_schema(self) -> &'static str {
        macro_rules! file {
            ($name:literal) => {
                include_str!(concat!("../../assets/events/", $name, ".json"))
            };
        }
        match self {
            EventType::RenderCompleted => file!("render.completed"),
            EventType::RenderFailed => file!("render.failed"),
            EventType::BatchCompleted => file!("batch.completed"),
            EventType::CollectionCompleted => file!("collection.completed"),
            EventType::BindingUpdated => file!("binding.updated"),
            EventType::BindingFailed => file!("binding.failed"),
            EventType::TriggerFired => file!("trigger.fired"),
            EventType::SubscriptionDisabled => file!("subscription.disabled"),
            EventType::DeliveryExhausted => file!("delivery.exhausted"),
            EventType::Test => file!("test"),
        }
    }

    /// What its events have that a filter can ask for.
    pub const fn facts(self) -> &'static [Fact] {
        match self {
            EventType::RenderCompleted | EventType::RenderFailed | EventType::TriggerFired => {
                &[Fact::Template, Fact::DataType, Fact::Metadata]
            }
            EventType::BatchCompleted | EventType::CollectionCompleted => &[Fact::Template, Fact::Metadata],
            EventType::BindingUpdated | EventType::BindingFailed => &[Fact::Template],
            EventType::SubscriptionDisabled | EventType::DeliveryExhausted | EventType::Test => &[],
        }
    }
}

/// Every name that selects types: `*`, the types, the aliases.
pub fn selectable() -> impl Iterator<Item = &'static str> + Clone {
    let types = EventType::ALL.iter().map(|event_type| event_type.as_str());
    [ALL].into_iter().chain(types).chain(ALIASES.iter().map(|alias| alias.name))
}

/// What a name selects: events of this type, all or only those about this kind of data. `*` selects each type.
pub fn selected_by(name: &str) -> Vec<(EventType, Option<&'static str>)> {
    if name == ALL {
        return EventType::ALL.iter().map(|event_type| (*event_type, None)).collect();
    }
    let alias = ALIASES.iter().find(|alias| alias.name == name);
    let selected = alias.map(|alias| (alias.event_type, Some(alias.data_type)));
    selected.or_else(|| EventType::from_name(name).map(|event_type| (event_type, None))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_type_has_a_schema_of_its_own_with_an_example() {
        for event_type in EventType::ALL {
            let schema: Value = serde_json::from_str(event_type.json_schema()).unwrap();
            assert_eq!(schema["properties"]["type"]["const"], event_type.as_str());
            assert_eq!(schema["examples"][0]["type"], event_type.as_str());
            assert!(schema["description"].as_str().is_some_and(|text| text.ends_with('.')));
            let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
            let example = &schema["examples"][0];
            let wrong: Vec<String> = validator.iter_errors(example).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{event_type:?}: {wrong:?}");
        }
    }

    #[test]
    fn names_select_types() {
        assert_eq!(selected_by("video.failed"), [(EventType::RenderFailed, Some("video"))]);
        assert_eq!(selected_by("test"), [(EventType::Test, None)]);
        assert_eq!(selected_by("*").len(), EventType::ALL.len());
        assert_eq!(selected_by("render"), []);
        assert!(selectable().all(|name| !selected_by(name).is_empty()));
    }
}
