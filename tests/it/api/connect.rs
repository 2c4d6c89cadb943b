//! The API as JSON over plain HTTP: the Connect protocol, unary.

use std::{io::Write, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use http::{HeaderName, Method, StatusCode, header};
use placard::domain::access::Scope;
use placard_client::{FILE_DESCRIPTOR_SET, v1};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};
use tonic::Code;

use super::{
    constraint::request_of,
    method::{REFRESH_BINDING, Resources, all},
};
use crate::support::{
    connect::{answered, post, post_with, refused},
    http::Http,
    receiver::{Receiver, Reply},
    sample,
    server::Server,
};

const RENDER: &str = "RenderService/Render";
const TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
const VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");

/// Pieces of JSON, and of what is none.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "-1",
    "1e400",
    "1e30",
    "\\ud800",
    "\\u0000",
    "NaN",
    "é",
    " ",
    "\"\"",
    "{}",
    "[]",
    "99999999999999999999",
    "\"1\"",
    "0.5",
];

fn card(title: &str) -> Value {
    json!({ "spec": { "card": { "title": title }, "output": { "width": 120, "height": 63 } } })
}

fn zipped(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_rendered_from_json() {
    let server = Server::start().await;
    // By the names of JSON and by those of the proto, enums by name and by number.
    for (number, body) in [
        r#"{"spec": {"card": {"title": "Hé 😀"}, "output": {"sizePreset": "og", "format": "FORMAT_PNG"}},
            "inlineImage": true, "metadata": {"a b": "c"}, "webhook": null, "requestId": "one"}"#,
        r#"{"spec": {"card": {"title": "Hé 😀"}, "output": {"size_preset": "og", "format": 1}},
            "inline_image": true, "metadata": {"a b": "c"}, "request_id": "two"}"#,
    ]
    .into_iter()
    .enumerate()
    {
        let answer = answered(&post(&server, RENDER, body).await);
        let (render, image) = (&answer["render"], &answer["image"]);
        assert_eq!((&render["state"], &render["width"]), (&json!("RENDER_STATE_SUCCEEDED"), &json!(1200)));
        assert_eq!(render.get("cached"), (number == 1).then_some(&json!(true)), "what is false is left out");
        assert_eq!(render["metadata"], json!({ "a b": "c" }));
        let bytes = STANDARD.decode(image.as_str().unwrap()).unwrap();
        assert_eq!(sample::decoded(&bytes), ("png", 1200, 630));
        assert_eq!(render["sizeBytes"], json!(bytes.len().to_string()), "64 bits are a text");
        assert!(render["createTime"].as_str().unwrap().ends_with('Z'));
        let fetched = Http::new().get(render["url"].as_str().unwrap(), &[]).await;
        assert_eq!(fetched.body, bytes);
        // What one protocol made the other one finds.
        let found = v1::GetRenderRequest { render_id: render["renderId"].as_str().unwrap().to_owned() };
        let found = server.caller().renders().get_render(found).await.unwrap().into_inner().render.unwrap();
        assert_eq!(found.sha256, render["sha256"].as_str().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_that_answers_one_message_answers_json() {
    let server = Server::start().await;
    let resources = Resources::make(server.caller()).await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let (mut answers, mut streams) = (0, 0);
    for method in all(&resources) {
        let request = DynamicMessage::decode(request_of(&pool, method.name), method.request.clone()).unwrap();
        let json = serde_json::to_string(&request).unwrap();
        let answer = post(&server, method.name, json.clone()).await;
        let (service, name) = method.name.split_once('/').unwrap();
        let service = pool.get_service_by_name(&format!("placard.v1.{service}")).unwrap();
        let described = service.methods().find(|described| described.name() == name).unwrap();
        if described.is_server_streaming() {
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", method.name);
            refused(&answer).must_be(Code::Unimplemented, "UNSUPPORTED_MEDIA_TYPE", &[]);
            streams += 1;
            continue;
        }
        if method.name == REFRESH_BINDING {
            refused(&answer).must_be(Code::FailedPrecondition, "BINDING_SOURCE_UNAVAILABLE", &[]);
            continue;
        }
        let answer = answered(&answer);
        let read = DynamicMessage::deserialize(described.output(), &answer);
        assert!(read.is_ok(), "{}: {answer}", method.name);
        answers += 1;
    }
    assert!(answers >= 50 && streams >= 5, "{answers} answered, {streams} were streams");
}

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

#[tokio::test(flavor = "multi_thread")]
async fn a_page_calls_from_another_origin() {
    let server = Server::start().await;
    let url = format!("{}/placard.v1.{RENDER}", server.url);
    let headers = [
        (header::ORIGIN, "https://app.example"),
        (header::ACCESS_CONTROL_REQUEST_METHOD, "POST"),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type,connect-protocol-version"),
    ];
    let answer = Http::new().ask(Method::OPTIONS, &url, &headers, "").await;
    assert!(answer.status.is_success(), "{answer:?}");
    assert!(answer.header("access-control-allow-headers").contains("connect-protocol-version"));
    let origin = [(header::ORIGIN, "https://app.example")];
    for body in [card("T").to_string(), "{}".to_owned()] {
        let answer = post_with(&server, RENDER, &origin, body).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connects_own_clients_send_bare_messages() {
    let server = Server::start().await;
    let proto = [(header::CONTENT_TYPE, "application/proto"), (VERSION, "1")];
    let answer = post_with(&server, RENDER, &proto, sample::render("Bare").encode_to_vec()).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/proto"));
    let answer = v1::RenderResponse::decode(answer.body).unwrap();
    assert_eq!(answer.render.unwrap().width, sample::WIDTH);
    let answer = post_with(&server, RENDER, &proto, sample::render("").encode_to_vec()).await;
    refused(&answer).must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["spec.card.title"]);
    let answer = post_with(&server, RENDER, &proto, &b"\x0a\xff"[..]).await;
    refused(&answer).must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
    let answer = post_with(&server, "WorkspaceService/GetWorkspace", &proto, "").await;
    assert_eq!(answer.status, StatusCode::OK, "no bytes are a message");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_may_be_as_large_as_over_grpc() {
    let server = Server::start().await;
    let font = json!({ "data": STANDARD.encode(sample::FONT) }).to_string();
    let answer = answered(&post(&server, "TemplateService/UploadFont", font).await);
    assert!(answer["font"]["fontId"].as_str().unwrap().starts_with("fnt_"), "{answer}");
    let rows = (0..20_000).map(|row| format!("Row {row} {}\n", "x".repeat(600))).collect::<String>();
    let batch = |csv: &str| {
        let spec = json!({ "template": { "templateId": "card" }, "output": { "width": 40, "height": 21 } });
        json!({ "rows": { "spec": spec, "csv": STANDARD.encode(csv) } }).to_string()
    };
    let large = batch(&format!("title\n{rows}"));
    assert!(large.len() > 8 * 1024 * 1024);
    // It is read whole, and then there are more rows than there may be.
    let refusal = refused(&post(&server, "RenderService/CreateBatch", large).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["rows.csv"]);
    let answer = answered(&post(&server, "RenderService/CreateBatch", batch("title\nOne\nTwo\n")).await);
    server.caller().end_of_batch(answer["batch"]["batchId"].as_str().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_json_is_answered_with_a_fault_of_our_own() {
    let server = Server::with(&[("egress.allow", "")]).await;
    let resources = Resources::make(server.caller()).await;
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    // The same every time: what is found once is found again.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let edits = proptest::collection::vec(
        (proptest::prelude::any::<proptest::sample::Index>(), proptest::sample::select(PIECES)),
        1..4,
    );
    let mut refusals = 0;
    for method in all(&resources) {
        if ["Watch", "Stream", "Download", "Delete", "Revoke"].iter().any(|part| method.name.contains(part)) {
            continue;
        }
        let request = DynamicMessage::decode(request_of(&pool, method.name), method.request.clone()).unwrap();
        let json = serde_json::to_string(&request).unwrap();
        for _ in 0..15 {
            let mut text = json.clone();
            for (place, piece) in edits.new_tree(&mut runner).unwrap().current() {
                let place = text.floor_char_boundary(place.index(text.len() + 1));
                let end = text.ceil_char_boundary((place + piece.len()).min(text.len()));
                // Over what stands there, or in between.
                text.replace_range(place..if piece.len() % 2 == 0 { end } else { place }, piece);
            }
            let answer = post(&server, method.name, text.clone()).await;
            if answer.status != StatusCode::OK {
                refusals += 1;
                let refusal = refused(&answer);
                let ours = [Code::Internal, Code::Unknown, Code::Unavailable, Code::DeadlineExceeded, Code::DataLoss];
                assert!(!ours.contains(&refusal.code), "{text} of {}: {refusal:#?}", method.name);
            }
        }
    }
    assert!(refusals > 300, "only {refusals} were refused");
}
