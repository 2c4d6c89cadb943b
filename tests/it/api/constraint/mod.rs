//! The annotations of the proto are what the server holds to: everything that they forbid is refused with the field's
//! path, and what is just within them is not.

mod rule;

use placard_client::{
    FILE_DESCRIPTOR_SET,
    v1::{self, TemplateRef, batch_rows::Source, create_batch_request::Items, render_spec::Design},
};
use prost::Message;
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage,
    Value,
};
use tonic::Code;

use self::rule::rule_cases;
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
