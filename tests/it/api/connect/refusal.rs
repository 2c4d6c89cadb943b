//! What is refused, and how that is told.

use std::time::Duration;

use http::{HeaderName, Method, StatusCode, header};
use placard::domain::access::Scope;
use serde_json::json;
use tonic::Code;

use super::{RENDER, TIMEOUT, VERSION, card, zipped};
use crate::support::{
    connect::{answered, post, post_with, refused},
    http::Http,
    receiver::{Receiver, Reply},
    server::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_json_is_told_with_its_path() {
    let server = Server::start().await;
    let cases: &[(&str, &[(&str, &str)])] = &[
        (r#"{"spec": {"crad": {}}}"#, &[("spec.crad", "is no field of RenderSpec: did you mean `card`?")]),
        (
            r#"{"spec": {"card": {"titel": "T", "style": {"acent": ""}}}, "x": 1}"#,
            &[
                ("spec.card.style.acent", "is no field of CardStyle: did you mean `accent`?"),
                ("spec.card.titel", "is no field of Card: did you mean `title`?"),
                ("x", "is no field of RenderRequest: known are "),
            ],
        ),
        (r#"[]"#, &[("", "must be an object")]),
        (r#"{"spec": "x"}"#, &[("spec", "must be an object")]),
        (r#"{"spec": {"card": {"title": 7}}}"#, &[("spec.card.title", "must be a text")]),
        (r#"{"inlineImage": "yes"}"#, &[("inlineImage", "must be true or false")]),
        (
            r#"{"spec": {"output": {"width": 1.5, "height": "9e9", "scale": "big", "format": "FORMAT_PGN", "effort": []}}}"#,
            &[
                ("spec.output.effort", "must be the name of a value: known are `EFFORT_UNSPECIFIED`"),
                ("spec.output.format", "has no value `FORMAT_PGN`: did you mean `FORMAT_PNG`?"),
                ("spec.output.height", "must be a whole number from -2147483648 to 2147483647"),
                ("spec.output.scale", "must be a number"),
                ("spec.output.width", "must be a whole number"),
            ],
        ),
        (r#"{"metadata": {"a": "b", "c": 1}}"#, &[("metadata[\"c\"]", "must be a text")]),
        (r#"{"metadata": []}"#, &[("metadata", "must be an object")]),
        (r#"{"spec": {"modifications": {}}}"#, &[("spec.modifications", "must be a list")]),
        (
            r#"{"spec": {"modifications": [{"name": "a"}, {"nam": "b"}, 3, null]}}"#,
            &[
                ("spec.modifications[1].nam", "is no field of Modification: did you mean `name`?"),
                ("spec.modifications[2]", "must be an object"),
                ("spec.modifications[3]", "must be an object"),
            ],
        ),
        (
            r#"{"spec": {"card": {"title": "T"}, "template": {"templateId": "card"}}}"#,
            &[("spec.template", "stands beside `card`: give the one or the other")],
        ),
        (
            r#"{"requestId": "a", "request_id": "b"}"#,
            &[("request_id", "is given twice, as `requestId` and as `request_id`")],
        ),
    ];
    for (body, told) in cases {
        let refusal = refused(&post(&server, RENDER, *body).await);
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "INVALID_FIELD"), "{body}");
        let mut violations = refusal.violations.clone();
        violations.sort();
        assert_eq!(violations.len(), told.len(), "{body}: {violations:?}");
        for ((field, what), (path, begins)) in violations.iter().zip(*told) {
            assert!(field == path && what.starts_with(begins), "{body}: {field} {what}");
        }
    }
    // Of other forms of values.
    for (method, body, field, what) in [
        ("TemplateService/UploadImage", r#"{"data": "%%"}"#, "data", "base64"),
        ("RenderService/ListRenders", r#"{"fromTime": "yesterday"}"#, "fromTime", "2026-03-01T12:00:00Z"),
        ("TriggerService/RotateTriggerSecret", r#"{"overlap": "1h"}"#, "overlap", "3.5s"),
        ("TriggerService/UpdateTrigger", r#"{"updateMask": "create_time"}"#, "updateMask", "lowerCamelCase"),
        ("WebhookSubscriptionService/ListDeliveries", r#"{"states": [1, "x"]}"#, "states[1]", "has no value `x`"),
        ("WebhookSubscriptionService/SendTestEvent", r#"{"data": 3}"#, "data", "must be an object"),
    ] {
        let refusal = refused(&post(&server, method, body).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &[field]);
        assert!(refusal.violations[0].1.contains(what), "{refusal:#?}");
    }
    // What handlers find is told as ever.
    let refusal = refused(&post(&server, RENDER, r#"{"spec": {"card": {}, "output": {"scale": "NaN"}}}"#).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.output.scale", "spec.card.title"]);
    assert_eq!(server.caller().all_renders(Default::default()).await, [], "nothing is kept of any of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_json_is_refused() {
    let server = Server::start().await;
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let within = |inner: &str| format!(r#"{{"spec": {{"card": {{"title": "T"}}, "variables": {{"x": {inner}}}}}}}"#);
    for (body, said) in [
        (String::new(), "the body is empty"),
        ("{".to_owned(), "EOF while parsing"),
        ("{\"spec\": }".to_owned(), "line 1 column 10"),
        (r#"{"spec": {}, "spec": {}}"#.to_owned(), "the key `spec` stands twice"),
        (r#"{"metadata": {"a": "1", "a": "2"}}"#.to_owned(), "the key `a` stands twice"),
        (within("NaN"), "the body is not JSON"),
        (within("-Infinity"), "the body is not JSON"),
        (within("1e999"), "out of range"),
        (within(r#""\ud800""#), "the body is not JSON"),
        (within(r#""\u0000" "#) + "x", "trailing characters"),
        (within(&deep(200)), "recursion limit"),
    ] {
        let refusal = refused(&post(&server, RENDER, body.clone()).await);
        refusal.must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
        assert!(refusal.message.contains(said), "{body}: {}", refusal.message);
    }
    let refusal = refused(&post(&server, RENDER, &b"{\"spec\": {\"card\": {\"title\": \"\xff\"}}}"[..]).await);
    refusal.must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);

    // Deeper than messages may lie, though not too deep for JSON: with its path, where that can be told.
    for depth in 20..60 {
        let answer = post(&server, RENDER, within(&deep(depth))).await;
        let refusal = refused(&answer);
        let is_deep = refusal.message.contains("deeper within each other than the server takes");
        assert!(is_deep || refusal.reason == "UNKNOWN_VARIABLE", "{depth}: {}", refusal.message);
        assert!(depth < 50 || is_deep, "{depth}: {}", refusal.message);
    }

    let large = format!(r#"{{"spec": {{"card": {{"title": "{}"}}}}}}"#, "t".repeat(6 * 1024 * 1024));
    let refusal = refused(&post(&server, RENDER, large.clone()).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    let gzip = [(header::CONTENT_ENCODING, "gzip")];
    let refusal = refused(&post_with(&server, RENDER, &gzip, zipped(large.as_bytes())).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    // Short as JSON and long as a message.
    let refusal = refused(&post(&server, RENDER, within(&format!("[{}0]", "0,".repeat(1_000_000)))).await);
    refusal.must_be(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", &[]);
    let refusal = refused(&post_with(&server, RENDER, &gzip, card("T").to_string()).await);
    refusal.must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    answered(&post_with(&server, RENDER, &gzip, zipped(card("T").to_string().as_bytes())).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_say_how_a_call_is_made() {
    let server = Server::start().await;
    let body = card("T").to_string();
    for content_type in ["application/json; charset=utf-8", "Application/JSON", "application/json;charset=\"UTF-8\""] {
        answered(&post_with(&server, RENDER, &[(header::CONTENT_TYPE, content_type)], body.clone()).await);
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
        "application/connect+json",
        "application/jsonl",
        "",
    ] {
        let answer = post_with(&server, RENDER, &[(header::CONTENT_TYPE, content_type)], body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type}");
        let refusal = refused(&answer);
        refusal.must_be(Code::Unimplemented, "UNSUPPORTED_MEDIA_TYPE", &[]);
        assert!(refusal.message.contains("application/json"), "{}", refusal.message);
    }
    let answer = post_with(&server, RENDER, &[(header::CONTENT_ENCODING, "br")], body.clone()).await;
    assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED);
    assert!(refused(&answer).message.contains("gzip"), "the protocol wants the known ones told");

    let url = format!("{}/placard.v1.{RENDER}", server.url);
    for verb in [Method::GET, Method::PUT, Method::DELETE, Method::PATCH] {
        let headers = [(header::CONTENT_TYPE, "application/json")];
        let answer = Http::new().ask(verb.clone(), &url, &headers, "{}").await;
        assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"), "{verb}");
        refused(&answer).must_be(Code::Unimplemented, "HTTP_METHOD_NOT_ALLOWED", &[]);
    }
    for (method, hint) in [
        ("RenderService/Rendr", ": did you mean `placard.v1.RenderService/Render`?"),
        ("Nothing/Nothing", "there is no method `placard.v1.Nothing/Nothing`"),
        ("RenderServce/Render", ": did you mean `placard.v1.RenderService`?"),
        ("RenderService/Render/", "?"),
    ] {
        let answer = post(&server, method, "{}").await;
        assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED, "{method}");
        let refusal = refused(&answer);
        refusal.must_be(Code::Unimplemented, "METHOD_NOT_FOUND", &[]);
        assert!(refusal.message.ends_with(hint), "{}", refusal.message);
    }

    answered(&post_with(&server, RENDER, &[(VERSION, "1"), (TIMEOUT, "60000")], body.clone()).await);
    answered(&post_with(&server, RENDER, &[(TIMEOUT, "9999999999")], body.clone()).await);
    let refusal = refused(&post_with(&server, RENDER, &[(VERSION, "2")], body.clone()).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["connect-protocol-version"]);
    for wrong in ["soon", "-1", "1.5", "10000000000", "5s"] {
        let refusal = refused(&post_with(&server, RENDER, &[(TIMEOUT, wrong)], body.clone()).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["connect-timeout-ms"]);
    }
    let hanging = Receiver::always(Reply::never()).await;
    let slow = json!({ "spec": { "card": { "title": "T", "avatarUrl": hanging.url } } }).to_string();
    for timeout in ["0", "1", "150"] {
        let answer = post_with(&server, RENDER, &[(TIMEOUT, timeout)], slow.clone()).await;
        assert_eq!(answer.status, StatusCode::GATEWAY_TIMEOUT);
        refused(&answer).must_be(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", &[]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_limits_and_ids_are_those_of_every_call() {
    let server = Server::with(&[("ingress.per_second", "1"), ("ingress.burst", "4")]).await;
    let get = "RenderService/GetRender";
    let missing = r#"{"renderId": "rnd_01h455vb4pex5vsknk084sn02q"}"#;
    for (authorization, reason) in
        [("Bearer plk_unknownunknownunknown", "CREDENTIALS_INVALID"), ("", "CREDENTIALS_MISSING")]
    {
        let answer = post_with(&server, get, &[(header::AUTHORIZATION, authorization)], missing).await;
        assert_eq!((answer.status, answer.header("www-authenticate")), (StatusCode::UNAUTHORIZED, "Bearer"));
        refused(&answer).must_be(Code::Unauthenticated, reason, &[]);
    }
    let reader = format!("Bearer {}", server.caller_with(&[Scope::Read]).await.key);
    let answer = post_with(&server, RENDER, &[(header::AUTHORIZATION, &reader)], card("T").to_string()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let refusal = refused(&answer);
    refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);
    assert_eq!(refusal.metadata["scope"], "render");

    let id = [(HeaderName::from_static("x-request-id"), "mine-7")];
    let answer = post_with(&server, get, &id, missing).await;
    assert_eq!((answer.status, answer.header("x-request-id")), (StatusCode::NOT_FOUND, "mine-7"));
    refused(&answer).must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    let rendered = answered(&post_with(&server, RENDER, &id, card("T").to_string()).await);
    assert_eq!(rendered["render"]["requestId"], "mine-7");

    let mut last = post(&server, get, missing).await;
    for _ in 0..4 {
        last = post(&server, get, missing).await;
    }
    assert_eq!((last.status, last.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    let refusal = refused(&last);
    refusal.must_be(Code::ResourceExhausted, "RATE_LIMITED", &[]);
    assert!(refusal.retry_after.unwrap() <= Duration::from_secs(1));
}
