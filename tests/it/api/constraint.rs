//! The annotations of the proto are what the server holds to: everything that they forbid is refused with the field's
//! path, and what is just within them is not.

use placard_client::{
    FILE_DESCRIPTOR_SET,
    v1::{self, TemplateRef, batch_rows::Source, create_batch_request::Items, render_spec::Design},
};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    ReflectMessage, Value,
};
use tonic::Code;

use super::method::{NOWHERE, Resources, all};
use crate::support::{caller::Caller, refusal::Refusal, sample, server::Server};

/// Texts of which there are only so many: the longest that the annotation allows is none of them, and is refused for
/// that in the same words as a longer one.
const CLOSED: &[&str] = &[
    "spec.output.size_preset",
    "rows.spec.output.size_preset",
    "trigger.spec.output.size_preset",
    "binding.spec.output.size_preset",
    "output.size_preset",
];

/// One value for one field.
struct Case {
    /// The field, and where it is found in the request.
    field: Vec<FieldDescriptor>,
    /// What the violation says of where it is: the path, and an index or a key.
    path: String,
    what: String,
    /// What the annotation forbids, and what is just within it, if that can be told apart.
    wrong: Option<Value>,
    right: Option<Value>,
}

struct Annotations {
    field: ExtensionDescriptor,
    oneof: ExtensionDescriptor,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_annotations_forbid_is_refused_and_what_is_just_within_is_not() {
    let server = Server::start().await;
    let resources = Resources::make(server.caller()).await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let extension = |name| pool.get_extension_by_name(name).expect("the annotations are in the descriptors");
    let annotations = Annotations { field: extension("buf.validate.field"), oneof: extension("buf.validate.oneof") };

    let (mut wrong, mut right) = (0, 0);
    for (name, sample) in samples(&resources) {
        let request = request_of(&pool, name);
        let sample = DynamicMessage::decode(request, sample.as_slice()).unwrap();
        let mut cases = Vec::new();
        walk(&annotations, &sample, &mut Vec::new(), &mut cases);
        for case in cases {
            let told = check_wrong(server.caller(), name, &sample, &case).await;
            wrong += usize::from(told.is_some());
            right += usize::from(check_right(server.caller(), name, &sample, &case, told).await);
        }
    }
    // As many as there were when this was written; fewer means that annotations or this walk were lost.
    assert!(wrong >= 185 && right >= 134, "only {wrong} forbidden and {right} allowed values were tried");
}

/// The violation's words, if there is something to forbid.
async fn check_wrong(caller: &Caller, name: &str, sample: &DynamicMessage, case: &Case) -> Option<String> {
    let request = with(sample, &case.field, case.wrong.clone()?);
    let answer = caller.call_raw(name, request.encode_to_vec()).await;
    let Err(status) = answer else { panic!("{name}: {} {} was let in", case.path, case.what) };
    let refusal = Refusal::read(&status);
    assert_eq!(refusal.code, Code::InvalidArgument, "{name}: {} {}: {refusal:#?}", case.path, case.what);
    let told = refusal.violations.iter().find(|(path, _)| *path == case.path);
    let told = told.unwrap_or_else(|| panic!("{name}: {} {}: {refusal:#?}", case.path, case.what));
    Some(told.1.clone())
}

async fn check_right(caller: &Caller, name: &str, sample: &DynamicMessage, case: &Case, told: Option<String>) -> bool {
    let Some(value) = case.right.clone() else { return false };
    if CLOSED.contains(&case.path.as_str()) {
        return false;
    }
    let request = with(sample, &case.field, value);
    if let Err(status) = caller.call_raw(name, request.encode_to_vec()).await {
        let refusal = Refusal::of::<()>(Err(status));
        // It may be wrong in another way (a font that there isn't), but not for its size.
        let same = refusal.violations.iter().any(|(path, what)| *path == case.path && Some(what) == told.as_ref());
        assert!(!same, "{name}: {} just within {} was refused: {refusal:#?}", case.path, case.what);
    }
    true
}

/// Requests that are in order, every message that may stand in them being there in one of them.
pub fn samples(resources: &Resources) -> Vec<(&'static str, Vec<u8>)> {
    let mut samples: Vec<_> = all(resources).into_iter().map(|m| (m.name, m.request.to_vec())).collect();
    let template = TemplateRef { template_id: "card".into(), version: 0 };
    let mut spec = sample::spec(Design::Template(template));
    spec.variables.insert("title".into(), sample::text("T"));
    let change = v1::Modification { name: "title".into(), visible: Some(true), ..Default::default() };
    spec.modifications.push(change);
    let canvas = v1::Node { name: Some("title".into()), ..Default::default() };
    let scene = v1::Scene { canvas: Some(canvas), ..Default::default() };
    let scene = v1::RenderSpec { design: Some(Design::Scene(scene)), variables: Default::default(), ..spec.clone() };
    samples.push(("RenderService/Render", sample::of(scene).encode_to_vec()));
    let trigger = v1::Trigger { spec: Some(spec.clone()), ..sample::trigger(NOWHERE) };
    samples.push(("RenderService/Render", sample::of(spec).encode_to_vec()));
    let card = || TemplateRef { template_id: "card".into(), version: 0 };
    let validate = v1::validate_template_request::Design::Template(card());
    let validate =
        v1::ValidateTemplateRequest { design: Some(validate), output: Some(sample::output()), ..Default::default() };
    samples.push(("TemplateService/ValidateTemplate", validate.encode_to_vec()));
    let preview = v1::preview_template_request::Design::Template(card());
    let preview =
        v1::PreviewTemplateRequest { design: Some(preview), output: Some(sample::output()), ..Default::default() };
    samples.push(("TemplateService/PreviewTemplate", preview.encode_to_vec()));
    let batch = |items| v1::CreateBatchRequest { items: Some(items), ..Default::default() }.encode_to_vec();
    let rows = |source| {
        let spec = sample::spec(Design::Template(TemplateRef { template_id: "card".into(), version: 0 }));
        Items::Rows(v1::BatchRows { spec: Some(spec), source: Some(source), ..Default::default() })
    };
    let specs = vec![sample::spec(Design::Card(sample::card("Sample")))];
    samples.push(("RenderService/CreateBatch", batch(Items::Specs(v1::BatchSpecs { specs }))));
    samples.push(("RenderService/CreateBatch", batch(rows(Source::Csv("title\nA\n".into())))));
    samples.push(("RenderService/CreateBatch", batch(rows(Source::JsonLines("{\"title\": \"A\"}\n".into())))));
    let schedule = Some(sample::cron("0 9 * * *", "Europe/Berlin"));
    let binding = v1::Binding { schedule, ..sample::paused_binding(NOWHERE) };
    samples.push((
        "BindingService/CreateBinding",
        v1::CreateBindingRequest { binding: Some(binding), request_id: String::new() }.encode_to_vec(),
    ));
    samples.push((
        "TriggerService/CreateTrigger",
        v1::CreateTriggerRequest { trigger: Some(trigger), request_id: String::new() }.encode_to_vec(),
    ));
    samples
}

/// What a method of this name is asked with.
pub fn request_of(pool: &DescriptorPool, name: &str) -> MessageDescriptor {
    let (service, method) = name.split_once('/').unwrap();
    let service = pool.get_service_by_name(&format!("placard.v1.{service}")).unwrap();
    service.methods().find(|described| described.name() == method).unwrap().input()
}

/// Gathers the cases of a message within the sample, and of the messages within it.
fn walk(annotations: &Annotations, message: &DynamicMessage, within: &mut Vec<FieldDescriptor>, cases: &mut Vec<Case>) {
    for oneof in message.descriptor().oneofs().filter(|oneof| !oneof.is_synthetic()) {
        let rules = oneof.options().get_extension(&annotations.oneof).into_owned();
        if rules.as_message().is_some_and(|rules| flag(rules, "required")) {
            // Putting an empty message there leaves the oneof unset.
            let empty = DynamicMessage::new(message.descriptor());
            let path = [path_of(within), oneof.name().to_owned()].join(".");
            let path = path.trim_start_matches('.').to_owned();
            let wrong = Some(Value::Message(empty));
            cases.push(Case { field: within.clone(), path, what: "required".into(), wrong, right: None });
        }
    }
    for field in message.descriptor().fields() {
        let rules = field.options().get_extension(&annotations.field).into_owned();
        let rules = rules.as_message().expect("rules are a message");
        if number(rules, "ignore").is_some_and(|ignore| ignore != 0) {
            continue;
        }
        within.push(field.clone());
        let path = path_of(within);
        let mut add = |path: String, what: String, wrong: Option<Value>, right: Option<Value>| {
            cases.push(Case { field: within.clone(), path, what, wrong, right });
        };
        rule_cases(&field, &message.get_field(&field), rules, &path, &mut add);
        if let Kind::Message(inner) = field.kind()
            && !field.is_list()
            && !field.is_map()
            && inner.package_name() == "placard.v1"
        {
            let value = message.get_field(&field).into_owned();
            match value.as_message() {
                Some(inner) if message.has_field(&field) => walk(annotations, inner, within, cases),
                // The other arm of a oneof has a sample of its own.
                _ if field.containing_oneof().is_some() => {}
                _ => {
                    let empty = DynamicMessage::new(inner);
                    walk(annotations, &empty, within, cases);
                }
            }
        }
        within.pop();
    }
}

type Add<'a> = dyn FnMut(String, String, Option<Value>, Option<Value>) + 'a;

/// What the rules of one field forbid and allow.
fn rule_cases(field: &FieldDescriptor, present: &Value, rules: &DynamicMessage, path: &str, add: &mut Add<'_>) {
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

fn path_of(fields: &[FieldDescriptor]) -> String {
    fields.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join(".")
}

/// The message with another value at a place within it. `Bool(false)` for a message is none at all.
fn with(message: &DynamicMessage, place: &[FieldDescriptor], value: Value) -> DynamicMessage {
    let [first, rest @ ..] = place else { return value.as_message().expect("a message").clone() };
    let mut changed = message.clone();
    match (rest, &value) {
        ([], Value::Bool(false)) => changed.clear_field(first),
        ([], _) => changed.set_field(first, value),
        _ => {
            let inner = message.get_field(first);
            let inner = with(inner.as_message().expect("a message"), rest, value);
            changed.set_field(first, Value::Message(inner));
        }
    }
    changed
}

fn flag(rules: &DynamicMessage, name: &str) -> bool {
    rules.get_field_by_name(name).and_then(|value| value.as_bool()).unwrap_or_default()
}

fn number(rules: &DynamicMessage, name: &str) -> Option<i32> {
    rules.get_field_by_name(name).and_then(|value| value.as_enum_number())
}

fn as_number(value: &Value) -> Option<i64> {
    value.as_u64().and_then(|number| i64::try_from(number).ok())
}
