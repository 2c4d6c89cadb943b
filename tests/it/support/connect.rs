//! The Connect protocol by hand: JSON over plain HTTP, as curl sends it.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderName, Method, StatusCode, header};
use prost::Message;
use serde_json::Value;
use tonic::{Code, Status};

use super::{
    http::{Answer, Http},
    refusal::Refusal,
    server::{KEY, Server},
};

/// Posts a body to `Service/Method` with the key that may do everything.
pub async fn post(server: &Server, method: &str, body: impl Into<bytes::Bytes>) -> Answer {
    post_with(server, method, &[], body).await
}

/// The same with headers, which come before the usual ones where they have their names.
pub async fn post_with(
    server: &Server,
    method: &str,
    headers: &[(HeaderName, &str)],
    body: impl Into<bytes::Bytes>,
) -> Answer {
    let bearer = format!("Bearer {KEY}");
    let usual = [(header::CONTENT_TYPE, "application/json"), (header::AUTHORIZATION, bearer.as_str())];
    let named = |name: &HeaderName| headers.iter().any(|(given, _)| given == name);
    let mut all: Vec<_> = usual.into_iter().filter(|(name, _)| !named(name)).collect();
    all.extend(headers.iter().cloned());
    // Made once, since that takes longer than to ask.
    static HTTP: LazyLock<Http> = LazyLock::new(Http::new);
    HTTP.ask(Method::POST, &format!("{}/placard.v1.{method}", server.url), &all, body).await
}

/// What a call answered, which must have succeeded.
#[track_caller]
pub fn answered(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    serde_json::from_slice(&answer.body).expect("an answer of JSON")
}

/// The error that a call answered, held to what every error must be, and to what Connect's are.
#[track_caller]
pub fn refused(answer: &Answer) -> Refusal {
    let text = String::from_utf8_lossy(&answer.body);
    assert_ne!(answer.status, StatusCode::OK, "{text}");
    assert_eq!(answer.header("content-type"), "application/json", "{text}");
    let error: Value = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {text}"));
    let code = code(error["code"].as_str().expect("a code"));
    let details = error["details"].as_array().expect("details");
    let decoded = details.iter().map(|detail| {
        assert!(detail["debug"].is_object(), "people can read it too: {text}");
        let value = STANDARD_NO_PAD.decode(detail["value"].as_str().expect("a value")).expect("unpadded base64");
        let type_url = format!("type.googleapis.com/{}", detail["type"].as_str().expect("a type"));
        prost_types::Any { type_url, value }
    });
    let message = error["message"].as_str().expect("a message").to_owned();
    let details = tonic_types::pb::Status { code: code.into(), message: message.clone(), details: decoded.collect() };
    let refusal = Refusal::read(&Status::with_details(code, message, details.encode_to_vec().into()));
    let shown = &error["details"][0];
    assert_eq!(shown["type"], "google.rpc.ErrorInfo", "the reason comes first: {text}");
    assert_eq!(
        (&shown["debug"]["reason"], &shown["debug"]["domain"]),
        (&refusal.reason.clone().into(), &"placard".into())
    );
    let waits = answer.headers.get(header::RETRY_AFTER).is_some();
    assert_eq!(waits, refusal.retry_after.is_some(), "{text}");
    refusal
}

fn code(name: &str) -> Code {
    let wanted =
        |code: &Code| format!("{code:?}").to_lowercase() == name.replace('_', "").replace("canceled", "cancelled");
    (1..17).map(Code::from).find(wanted).unwrap_or_else(|| panic!("no code `{name}`"))
}
