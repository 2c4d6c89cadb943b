//! What has to come of a case.

use std::sync::LazyLock;

use placard_client::{
    Error, FILE_DESCRIPTOR_SET,
    webhook::{WebhookError, WebhookProblem},
};
use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage as _, prost::Message};
use serde_json::{Value, json};

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("our own descriptors"));

/// A message of `placard.v1`, by its name and its JSON.
pub fn message<T: Message + Default>(name: &str, json: &Value) -> T {
    let descriptor = POOL.get_message_by_name(&format!("placard.v1.{name}")).expect("a message");
    let dynamic = DynamicMessage::deserialize(descriptor, json).expect("Protobuf JSON");
    debug_assert_eq!(dynamic.descriptor().name(), name);
    dynamic.transcode_to().expect("the same message")
}

pub fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// Has the error what is expected of it?
pub fn expect_error<T>(answer: Result<T, Error>, expect: &Value) {
    let error = answer.err().expect("it did not fail");
    let code = format!("{:?}", error.code).chars().enumerate().fold(String::new(), |mut name, (at, letter)| {
        if letter.is_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
        name
    });
    match &expect["code"] {
        Value::Null => {}
        Value::Array(codes) => assert!(codes.iter().any(|one| one == &code), "{error:?}"),
        one => assert_eq!(one, &code, "{error:?}"),
    }
    if let Some(reason) = expect["reason"].as_str() {
        assert_eq!(error.reason, reason, "{error:?}");
    }
    let list = |name: &str| expect[name].as_array().cloned().unwrap_or_default();
    for path in list("fields") {
        let told = error.fields.iter().any(|field| field.path == text(&path) && !field.message.is_empty());
        assert!(told, "no {path}: {error:?}");
    }
    for key in list("metadata") {
        assert!(error.metadata.get(text(&key)).is_some_and(|value| !value.is_empty()), "no {key}: {error:?}");
    }
    if let Some(resource) = expect["resource"].as_object() {
        let found = error.resource.as_ref().expect("a resource");
        let found = json!({ "type": found.kind, "name": found.name });
        for (name, value) in resource {
            assert_eq!(&found[name], value);
        }
    }
    if let Some(delay) = expect["retry_delay"].as_bool() {
        assert_eq!(error.retry_delay.is_some_and(|delay| !delay.is_zero()), delay, "{error:?}");
    }
    assert!(!error.message.is_empty());
}

/// Is the webhook refused, and why?
pub fn refused<T>(answer: Result<T, WebhookError>, reason: &str) {
    let error = answer.err().expect("it was believed");
    let found = match error.reason {
        WebhookProblem::Headers => "HEADERS",
        WebhookProblem::Timestamp => "TIMESTAMP",
        WebhookProblem::Signature => "SIGNATURE",
        WebhookProblem::Secret => "SECRET",
        WebhookProblem::Body => "BODY",
    };
    assert_eq!(found, reason, "{error}");
}
