//! What is answered.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Method, StatusCode, header};
use placard_client::{FILE_DESCRIPTOR_SET, v1};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::json;
use tonic::Code;

use super::{RENDER, VERSION, card};
use crate::{
    api::{
        constraint::request_of,
        method::{REFRESH_BINDING, Resources, all},
    },
    support::{
        connect::{answered, post, post_with, refused},
        http::Http,
        sample,
        server::Server,
    },
};

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
