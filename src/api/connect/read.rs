//! JSON to messages, as proto3 maps it, and all that is wrong with it at once, each thing with its path as it was
//! written. What a single value says is read by prost-reflect; this finds out which value it is that says nothing.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value as Field};
use serde_json::{Map, Value};

use crate::{
    api::convert::check::Checks,
    domain::{
        excerpt::Excerpt,
        violation::{Violation, path, suggestion},
    },
};

/// Of a value that is too deep for a message.
pub const DEEP: &str = "has values deeper within each other than the server takes";

/// The message that an object says.
pub fn message(descriptor: &MessageDescriptor, value: Value) -> Result<DynamicMessage, Vec<Violation>> {
    let mut checks = Checks::default();
    let message = read(&mut checks, descriptor, value, "");
    checks.done()?;
    Ok(message.expect("without violations there is a message"))
}

/// A message of our own or of others whose fields are seen. Those that JSON has a form of its own for are values.
fn has_fields(kind: &Kind) -> Option<MessageDescriptor> {
    kind.as_message().filter(|message| !message.full_name().starts_with("google.protobuf.")).cloned()
}

fn read(checks: &mut Checks, descriptor: &MessageDescriptor, value: Value, at: &str) -> Option<DynamicMessage> {
    let Value::Object(fields) = value else {
        checks.add(Violation::invalid(at, "must be an object"));
        return None;
    };
    let mut message = DynamicMessage::new(descriptor.clone());
    let (mut seen, mut arms) = (BTreeSet::new(), BTreeMap::new());
    for (key, value) in fields {
        if checks.is_full() {
            break;
        }
        let at = path(at, &Excerpt(&key).to_string());
        let by_name = || descriptor.get_field_by_name(&key);
        let Some(field) = descriptor.get_field_by_json_name(&key).or_else(by_name) else {
            let known: Vec<_> = descriptor.fields().map(|field| field.name().to_owned()).collect();
            let hint = match known.is_empty() {
                true => "it has none".to_owned(),
                false => suggestion(&key, known.iter().map(String::as_str)),
            };
            checks.add(Violation::invalid(at, format!("is no field of {}: {hint}", descriptor.name())));
            continue;
        };
        if !seen.insert(field.number()) {
            let message = format!("is given twice, as `{}` and as `{}`", field.json_name(), field.name());
            checks.add(Violation::invalid(at, message));
            continue;
        }
        // Nothing, as if it were not there; but for a value of any kind, which can be nothing.
        if value.is_null() && !takes_null(&field) {
            continue;
        }
        if let Some(oneof) = field.containing_oneof()
            && let Some(other) = arms.insert(oneof.full_name().to_owned(), key.clone())
        {
            checks.add(Violation::invalid(at, format!("stands beside `{other}`: give the one or the other")));
            continue;
        }
        if let Some(value) = read_field(checks, descriptor, &field, value, &at) {
            message.set_field(&field, value);
        }
    }
    Some(message)
}

fn takes_null(field: &FieldDescriptor) -> bool {
    !field.is_list()
        && !field.is_map()
        && field.kind().as_message().is_some_and(|message| message.full_name() == "google.protobuf.Value")
}

fn read_field(
    checks: &mut Checks,
    parent: &MessageDescriptor,
    field: &FieldDescriptor,
    value: Value,
    at: &str,
) -> Option<Field> {
    let kind = match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    };
    match (has_fields(&kind), value) {
        (Some(inner), Value::Array(items)) if field.is_list() => {
            let mut list = Vec::with_capacity(items.len());
            for (index, item) in items.into_iter().enumerate() {
                if checks.is_full() {
                    break;
                }
                list.extend(read(checks, &inner, item, &format!("{at}[{index}]")).map(Field::Message));
            }
            Some(Field::List(list))
        }
        (Some(inner), Value::Object(entries)) if field.is_map() => {
            let mut map = std::collections::HashMap::new();
            for (key, item) in entries {
                if checks.is_full() {
                    break;
                }
                let entry = read(checks, &inner, item, &entry_path(at, &key));
                map.extend(entry.map(|entry| (MapKey::String(key), Field::Message(entry))));
            }
            Some(Field::Map(map))
        }
        (Some(inner), value) if !field.is_list() && !field.is_map() => {
            read(checks, &inner, value, at).map(Field::Message)
        }
        (_, value) => {
            let read = single(parent, field, value);
            read.map_err(|value| explain(checks, parent, field, &kind, value, at)).ok().flatten()
        }
    }
}

fn entry_path(at: &str, key: &str) -> String {
    format!("{at}[\"{}\"]", Excerpt(key))
}

/// What prost-reflect makes of a field's value; the value again, if it is none.
fn single(parent: &MessageDescriptor, field: &FieldDescriptor, value: Value) -> Result<Option<Field>, Value> {
    let mut object = Value::Object(Map::from_iter([(field.json_name().to_owned(), value)]));
    match DynamicMessage::deserialize(parent.clone(), &object) {
        Ok(mut message) => Ok(message.take_field(field)),
        Err(_) => Err(object[field.json_name()].take()),
    }
}

/// Which of a field's values is none, and what would be one.
fn explain(
    checks: &mut Checks,
    parent: &MessageDescriptor,
    field: &FieldDescriptor,
    kind: &Kind,
    value: Value,
    at: &str,
) {
    match value {
        Value::Array(items) if field.is_list() => {
            for (index, item) in items.into_iter().enumerate() {
                if checks.is_full() {
                    break;
                }
                if let Err(list) = single(parent, field, Value::Array(vec![item])) {
                    checks.add(Violation::invalid(format!("{at}[{index}]"), expected(kind, &list[0])));
                }
            }
        }
        Value::Object(entries) if field.is_map() => {
            for (key, item) in entries {
                if checks.is_full() {
                    break;
                }
                let entry = Value::Object(Map::from_iter([(key.clone(), item)]));
                if let Err(entry) = single(parent, field, entry) {
                    checks.add(Violation::invalid(entry_path(at, &key), expected(kind, &entry[&key])));
                }
            }
        }
        _ if field.is_list() => checks.add(Violation::invalid(at, "must be a list")),
        _ if field.is_map() => checks.add(Violation::invalid(at, "must be an object")),
        value => checks.add(Violation::invalid(at, expected(kind, &value))),
    }
}

/// What a value of this kind would be.
fn expected(kind: &Kind, value: &Value) -> String {
    let whole = |least: &dyn std::fmt::Display, most: &dyn std::fmt::Display| {
        format!("must be a whole number from {least} to {most}")
    };
    match kind {
        Kind::Bool => "must be true or false".to_owned(),
        Kind::String => "must be a text".to_owned(),
        Kind::Bytes => "must be a text: the bytes in base64".to_owned(),
        Kind::Float | Kind::Double => "must be a number".to_owned(),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole(&i32::MIN, &i32::MAX),
        Kind::Uint32 | Kind::Fixed32 => whole(&u32::MIN, &u32::MAX),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole(&i64::MIN, &i64::MAX),
        Kind::Uint64 | Kind::Fixed64 => whole(&u64::MIN, &u64::MAX),
        Kind::Enum(values) => {
            let known: Vec<_> = values.values().map(|value| value.name().to_owned()).collect();
            let known = known.iter().map(String::as_str);
            match value.as_str() {
                Some(name) => format!("has no value `{}`: {}", Excerpt(name), suggestion(name, known)),
                None => format!("must be the name of a value: {}", suggestion("", known)),
            }
        }
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "must be a time such as \"2026-03-01T12:00:00Z\"".to_owned(),
            "google.protobuf.Duration" => "must be a duration in seconds such as \"3.5s\"".to_owned(),
            "google.protobuf.FieldMask" => {
                "must be a text: names of fields in lowerCamelCase, with commas between them".to_owned()
            }
            "google.protobuf.Struct" if !value.is_object() => "must be an object".to_owned(),
            "google.protobuf.ListValue" if !value.is_array() => "must be a list".to_owned(),
            // Any value is one, but for those that make no message.
            _ => DEEP.to_owned(),
        },
    }
}
