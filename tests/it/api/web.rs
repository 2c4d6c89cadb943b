//! Browsers: gRPC-Web over HTTP/1.1, and CORS.

use http::{Method, StatusCode, header};
use placard_client::v1;
use prost::Message;
use tonic::Code;

use crate::support::{
    http::Http,
    refusal::Refusal,
    sample,
    server::{KEY, Server},
    web,
};

const ORIGIN: (&str, &str) = ("origin", "https://app.example");

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_renders_and_sees_errors() {
    let server = Server::start().await;
    let url = format!("{}/placard.v1.RenderService/Render", server.url);
    let render = sample::render("Web");
    let message = web::call(&url, KEY, &[ORIGIN], &render.encode_to_vec()).await.expect("a render");
    let answer = v1::RenderResponse::decode(message).unwrap();
    assert_eq!(answer.render.unwrap().width, sample::WIDTH);

    let raw = web::post(&url, KEY, &[ORIGIN], &sample::render("").encode_to_vec()).await;
    assert_eq!(raw.header("access-control-allow-origin"), "*");
    let exposed = raw.header("access-control-expose-headers").to_lowercase();
    for name in ["grpc-status", "grpc-message", "grpc-status-details-bin", "x-request-id"] {
        assert!(exposed.split(',').any(|exposed| exposed.trim() == name), "{name} is not among {exposed}");
    }
    let refusal = Refusal::read(&web::read(&raw).unwrap_err());
    refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["spec.card.title"]);

    // What answers before a handler does is seen as well.
    for (path, key, code) in [
        ("RenderService/Render", "plk_unknown", Code::Unauthenticated),
        ("RenderService/Nothing", KEY, Code::Unimplemented),
    ] {
        let url = format!("{}/placard.v1.{path}", server.url);
        let raw = web::post(&url, key, &[ORIGIN], &[]).await;
        assert_eq!(Refusal::read(&web::read(&raw).unwrap_err()).code, code);
        assert_eq!(raw.header("access-control-allow-origin"), "*");
        assert!(raw.headers.contains_key("x-request-id"));
    }
    let malformed = web::call(&url, KEY, &[ORIGIN], b"\x0a\xff").await.unwrap_err();
    Refusal::read(&malformed).must_be(Code::InvalidArgument, "MALFORMED_MESSAGE", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_may_ask_whether_it_may() {
    let server = Server::start().await;
    let url = format!("{}/placard.v1.RenderService/Render", server.url);
    let headers = [
        (header::ORIGIN, "https://app.example"),
        (header::ACCESS_CONTROL_REQUEST_METHOD, "POST"),
        (header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type,x-grpc-web,grpc-timeout"),
    ];
    let answer = Http::new().ask(Method::OPTIONS, &url, &headers, "").await;
    assert!(answer.status.is_success(), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-allow-methods").contains("POST"));
    // `*` does not cover `authorization` (Fetch standard, "CORS non-wildcard request-header name").
    let allowed = answer.header("access-control-allow-headers").to_lowercase();
    for name in ["authorization", "content-type", "x-grpc-web", "grpc-timeout"] {
        assert!(allowed.split(',').any(|allowed| allowed.trim() == name), "{name} is not among {allowed}");
    }
    assert!(answer.header("access-control-max-age").parse::<u32>().unwrap() >= 600);
    assert!(answer.headers.get("access-control-allow-credentials").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_call_is_nothing() {
    let server = Server::start().await;
    for (method, path) in [
        (Method::POST, "grpc.health.v1.Health/Check"),
        (Method::POST, "placard.v2.RenderService/Render"),
        (Method::GET, "placard"),
    ] {
        let headers = [(header::CONTENT_TYPE, "application/json")];
        let answer = Http::new().ask(method, &format!("{}/{path}", server.url), &headers, "{}").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_frame_is_refused_and_the_server_lives() {
    let server = Server::start().await;
    let url = format!("{}/placard.v1.WorkspaceService/GetWorkspace", server.url);
    let bearer = format!("Bearer {KEY}");
    for body in [&b""[..], b"\0", b"\0\0\0\0\x05", b"\0\xff\xff\xff\xff", b"\x07\0\0\0\0", b"garbage of more than five"]
    {
        for content_type in ["application/grpc-web+proto", "application/grpc-web-text", "application/grpc"] {
            let headers = [(header::CONTENT_TYPE, content_type), (header::AUTHORIZATION, bearer.as_str())];
            let answer = Http::new().ask(Method::POST, &url, &headers, body.to_vec()).await;
            let status = tonic::Status::from_header_map(&answer.headers);
            if let Some(status) = status.filter(|status| !status.details().is_empty()) {
                Refusal::read(&status);
                assert_ne!(status.code(), Code::Internal, "{body:?} as {content_type}");
            }
        }
    }
    web::call(&url, KEY, &[], &[]).await.expect("it still answers");
}
