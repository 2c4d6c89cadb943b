//! What the rules of one field forbid and allow.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, Value};

use super::flag;
use crate::api::method::NOWHERE;

/// Takes a case: its path, what it is, and what is forbidden and allowed.
pub type Add<'a> = dyn FnMut(String, String, Option<Value>, Option<Value>) + 'a;

/// What the rules of one field forbid and allow.
pub fn rule_cases(field: &FieldDescriptor, present: &Value, rules: &DynamicMessage, path: &str, add: &mut Add<'_>) {
    for (rule, value) in rules.fields() {
        let inner = || value.as_message().expect("rules of a type are a message");
        match rule.name() {
            "required" => {
                // An unset field is one set to its default, where that is none.
                add(path.to_owned(), "required".into(), Some(Value::Bool(false)), None);
            }
            "string" => text_cases(inner(), &mut |what, wrong, right| {
                let value = |text: Option<String>| text.map(Value::String);
                let (wrong, right) = (value(wrong), value(right.map(|text| fitting(field, text))));
                add(path.to_owned(), what, wrong, right);
            }),
            "int32" | "int64" | "float" => number_cases(inner(), &mut |what, wrong, right| {
                let value = |number: f64| match field.kind() {
                    Kind::Int32 => Value::I32(number as i32),
                    Kind::Int64 => Value::I64(number as i64),
                    _ => Value::F32(number as f32),
                };
                add(path.to_owned(), what, Some(value(wrong)), Some(value(right)));
            }),
            "enum" => {
                assert!(flag(inner(), "defined_only"), "{path}");
                for undefined in [99, -1] {
                    add(path.to_owned(), format!("= {undefined}"), Some(Value::EnumNumber(undefined)), None);
                }
            }
            "bytes" => {
                for (rule, value) in inner().fields() {
                    let limit = as_number(value).expect("a length");
                    let bytes = |length: i64| Value::Bytes(vec![0; usize::try_from(length).unwrap()].into());
                    let (wrong, right) = match rule.name() {
                        "min_len" => (bytes(limit - 1), bytes(limit)),
                        "max_len" => (bytes(limit + 1), bytes(limit)),
                        other => panic!("{path} has the rule {other}, which this test doesn't know"),
                    };
                    add(path.to_owned(), format!("{} {limit}", rule.name()), Some(wrong), Some(right));
                }
            }
            "duration" => duration_cases(field, inner(), &mut |what, wrong, right| {
                add(path.to_owned(), what, Some(wrong), Some(right));
            }),
            "repeated" => repeated_cases(field, inner(), present, path, add),
            "map" => map_cases(field, inner(), path, add),
            other => panic!("{path} has the rule {other}, which this test doesn't know"),
        }
    }
}

fn text_cases(rules: &DynamicMessage, add: &mut dyn FnMut(String, Option<String>, Option<String>)) {
    let of_length = |length: i64| "é".repeat(usize::try_from(length).unwrap());
    for (rule, value) in rules.fields() {
        match (rule.name(), as_number(value)) {
            ("min_len", Some(min)) => {
                add(format!("shorter than {min}"), Some(of_length(min - 1)), Some(of_length(min)));
            }
            ("max_len", Some(max)) => {
                add(format!("longer than {max}"), Some(of_length(max + 1)), Some(of_length(max)));
            }
            ("max_bytes", Some(max)) => {
                let of_bytes = |bytes: i64| "b".repeat(usize::try_from(bytes).unwrap());
                add(format!("more than {max} bytes"), Some(of_bytes(max + 1)), Some(of_bytes(max)));
            }
            ("in", None) => {
                let allowed = value.as_list().unwrap().last().unwrap().as_str().unwrap().to_owned();
                add("none of those".into(), Some("something else".into()), Some(allowed));
            }
            (other, _) => panic!("a text has the rule {other}, which this test doesn't know"),
        }
    }
}

/// A text of as many characters that a field of this meaning takes.
fn fitting(field: &FieldDescriptor, text: String) -> String {
    let length = text.chars().count();
    match field.name() {
        // Judged in bytes of its normal form, so ASCII.
        "url" | "image_url" | "avatar_url" if length > NOWHERE.len() => {
            format!("{NOWHERE}?{}", "a".repeat(length - NOWHERE.len() - 1))
        }
        _ => text,
    }
}

fn number_cases(rules: &DynamicMessage, add: &mut dyn FnMut(String, f64, f64)) {
    for (rule, value) in rules.fields() {
        let whole = value.as_i32().map(i64::from).or_else(|| value.as_i64());
        let limit = whole.map(|limit| limit as f64).or_else(|| value.as_f32().map(f64::from)).expect("a number");
        let step = if whole.is_some() { 1.0 } else { 0.001 };
        match rule.name() {
            "gte" => add(format!("below {limit}"), limit - step, limit),
            "lte" => add(format!("above {limit}"), limit + step, limit),
            other => panic!("a number has the rule {other}, which this test doesn't know"),
        }
    }
}

fn duration_cases(field: &FieldDescriptor, rules: &DynamicMessage, add: &mut dyn FnMut(String, Value, Value)) {
    let Kind::Message(duration) = field.kind() else { panic!("a duration is a message") };
    let seconds = |message: &DynamicMessage| message.get_field_by_name("seconds").and_then(|value| value.as_i64());
    for (rule, limit) in rules.fields() {
        let limit = limit.as_message().and_then(seconds).expect("a limit in seconds");
        let of = |seconds: i64| {
            let mut message = DynamicMessage::new(duration.clone());
            message.set_field_by_name("seconds", Value::I64(seconds));
            Value::Message(message)
        };
        match rule.name() {
            "gte" => add(format!("below {limit} s"), of(limit - 1), of(limit)),
            "lte" => add(format!("above {limit} s"), of(limit + 1), of(limit)),
            other => panic!("a duration has the rule {other}, which this test doesn't know"),
        }
    }
}

fn repeated_cases(field: &FieldDescriptor, rules: &DynamicMessage, present: &Value, path: &str, add: &mut Add<'_>) {
    let item = present.as_list().and_then(|items| items.first()).cloned().unwrap_or_else(|| match field.kind() {
        Kind::Message(message) => Value::Message(DynamicMessage::new(message)),
        // The only other lists of which a sample may be empty are filters by an enum.
        _ => Value::EnumNumber(1),
    });
    for (rule, value) in rules.fields() {
        let items = |count: i64| Value::List(vec![item.clone(); usize::try_from(count).unwrap()]);
        match (rule.name(), as_number(value)) {
            ("min_items", Some(min)) => {
                add(path.to_owned(), format!("fewer than {min}"), Some(items(min - 1)), Some(items(min)));
            }
            ("max_items", Some(max)) => {
                add(path.to_owned(), format!("more than {max}"), Some(items(max + 1)), Some(items(max)));
            }
            ("items", None) => {
                let rules =
                    value.as_message().unwrap().get_field_by_name("enum").expect("items are enums").into_owned();
                let rules = rules.as_message().unwrap();
                assert!(flag(rules, "defined_only"), "{path}");
                let not_in = rules.get_field_by_name("not_in").unwrap().into_owned();
                let not_in = not_in.as_list().unwrap().iter().filter_map(Value::as_i32);
                for number in not_in.chain([99, -1]) {
                    let list = Value::List(vec![Value::EnumNumber(1), Value::EnumNumber(number)]);
                    add(format!("{path}[1]"), format!("= {number}"), Some(list), None);
                }
            }
            (other, _) => panic!("{path} has the rule {other}, which this test doesn't know"),
        }
    }
}

fn map_cases(field: &FieldDescriptor, rules: &DynamicMessage, path: &str, add: &mut Add<'_>) {
    let Kind::Message(entry) = field.kind() else { panic!("a map has entries") };
    let value = Value::default_value(&entry.map_entry_value_field().kind());
    let map = |pairs: Vec<(String, Value)>| {
        Value::Map(pairs.into_iter().map(|(key, value)| (MapKey::String(key), value)).collect())
    };
    let pairs = |count: i64| map((0..count).map(|n| (format!("k{n}"), value.clone())).collect());
    for (rule, limit) in rules.fields() {
        match rule.name() {
            "min_pairs" => {
                let min = as_number(limit).unwrap();
                add(path.to_owned(), format!("fewer than {min}"), Some(pairs(min - 1)), Some(pairs(min)));
            }
            "max_pairs" => {
                let max = as_number(limit).unwrap();
                add(path.to_owned(), format!("more than {max}"), Some(pairs(max + 1)), Some(pairs(max)));
            }
            "keys" | "values" => {
                let rules = limit.as_message().unwrap().get_field_by_name("string").expect("texts").into_owned();
                text_cases(rules.as_message().unwrap(), &mut |what, wrong, right| {
                    let is_key = rule.name() == "keys";
                    let one = |text: Option<String>| {
                        text.map(|text| {
                            if is_key {
                                map(vec![(text, value.clone())])
                            } else {
                                map(vec![("k".into(), Value::String(text))])
                            }
                        })
                    };
                    let path = if is_key { path.to_owned() } else { format!("{path}[\"k\"]") };
                    add(path, format!("{} {what}", rule.name()), one(wrong), one(right));
                });
            }
            other => panic!("{path} has the rule {other}, which this test doesn't know"),
        }
    }
}

fn as_number(value: &Value) -> Option<i64> {
    value.as_u64().and_then(|number| i64::try_from(number).ok())
}
