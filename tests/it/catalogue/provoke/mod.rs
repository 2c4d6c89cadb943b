//! How each error comes about. A reason that is not in here fails the test of the catalogue.

mod fault;
mod stream;

use std::time::Duration;

use http::{HeaderName, Method, header};
use placard::domain::access::Scope;
use placard_client::v1;
use serde_json::{Value, json};
use tonic::Code;

use self::{
    fault::{backend_unavailable, hanging_batch, internal, overloaded},
    stream::{reader_too_slow, resume_token_expired, shutting_down},
};
use crate::support::{
    caller::Caller,
    connect::{answered, post_with, refused},
    http::{Answer, Http},
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::Server,
};

/// What was asked, and what came of it.
pub struct Provoked {
    pub asked: String,
    pub refusal: Refusal,
    /// The status of HTTP, where it is not the one of the code.
    pub http: Option<u16>,
}

impl Provoked {
    fn new(asked: impl Into<String>, refusal: Refusal) -> Self {
        Self { asked: asked.into(), refusal, http: None }
    }
}

/// Has this error happen.
pub async fn provoke(reason: &str) -> Provoked {
    let server = Server::start();
    match reason {
        "INVALID_FIELD" => {
            let output = json!({ "width": 0, "height": 630 });
            render(&server.await, json!({ "card": { "title": "T" }, "output": output })).await
        }
        "FIELD_REQUIRED" => render(&server.await, json!({ "card": { "description": "No title" } })).await,
        "INVALID_PAGE_TOKEN" => ask(&server.await, "RenderService/ListRenders", json!({ "pageToken": "x" })).await,
        "INVALID_RESUME_TOKEN" => {
            let request = v1::WatchDeliveriesRequest { resume_token: "x".into(), ..Default::default() };
            let refusal = Refusal::of(server.await.caller().subscriptions().watch_deliveries(request).await);
            Provoked::new("WatchDeliveries, by gRPC, with {\"resumeToken\":\"x\"}", refusal)
        }
        "RESUME_TOKEN_EXPIRED" => resume_token_expired().await,
        "UNKNOWN_TEMPLATE" => render(&server.await, json!({ "card": { "template": "crad", "title": "T" } })).await,
        "UNKNOWN_FONT" => render(&server.await, json!({ "card": { "title": "T", "style": { "font": "Intr" } } })).await,
        "UNKNOWN_VARIABLE" => {
            let template = json!({ "templateId": "card" });
            render(&server.await, json!({ "template": template, "variables": { "title": "T", "auhtor": "A" } })).await
        }
        "INVALID_TEMPLATE" => {
            let template = json!({ "source": "name: Sale\ncanvas: { colour: red }" });
            ask(&server.await, "TemplateService/CreateTemplate", json!({ "template": template })).await
        }
        "URL_REFUSED" => {
            let subscription = json!({ "url": "http://169.254.169.254/", "eventTypes": ["*"] });
            let body = json!({ "subscription": subscription });
            ask(&server.await, "WebhookSubscriptionService/CreateSubscription", body).await
        }
        "CREDENTIALS_MISSING" => with(&server.await, GET_WORKSPACE, json!({}), header::AUTHORIZATION, "").await,
        "CREDENTIALS_INVALID" => {
            let bearer = "Bearer plk_thisKeyWasRevokedOrNeverWas";
            with(&server.await, GET_WORKSPACE, json!({}), header::AUTHORIZATION, bearer).await
        }
        "SCOPE_MISSING" => {
            let server = server.await;
            let bearer = format!("Bearer {}", server.caller_with(&[Scope::Read]).await.key);
            let body = json!({ "spec": { "card": { "title": "T" } } });
            with(&server, RENDER, body, header::AUTHORIZATION, &bearer).await
        }
        "RESOURCE_NOT_FOUND" => {
            let body = json!({ "renderId": "rnd_01h455vb4pex5vsknk084sn02q" });
            ask(&server.await, "RenderService/GetRender", body).await
        }
        "REQUEST_ID_REUSED" => {
            let server = server.await;
            let body = |title: &str| json!({ "requestId": "release-7", "spec": small(title) });
            answered(&post_with(&server, RENDER, &[], body("One").to_string()).await);
            ask(&server, RENDER, body("Two")).await
        }
        "IMAGE_UNAVAILABLE" => avatar(Reply::status(404)).await,
        "IMAGE_TOO_LARGE" => avatar(Reply::status(200).body(vec![0; 21 * 1024 * 1024])).await,
        "IMAGE_INVALID" => avatar(Reply::status(200).header("content-type", "text/html").body("<p>Hello</p>")).await,
        "RATE_LIMITED" => {
            let server = Server::with(&[("ingress.per_second", "1"), ("ingress.burst", "1")]).await;
            answered(&post_with(&server, GET_WORKSPACE, &[], "{}").await);
            ask(&server, GET_WORKSPACE, json!({})).await
        }
        "OVERLOADED" => overloaded().await,
        "READER_TOO_SLOW" => reader_too_slow().await,
        "DEADLINE_EXCEEDED" => {
            let hanging = Receiver::always(Reply::never()).await;
            let spec = json!({ "card": { "title": "T", "avatarUrl": hanging.url } });
            let timeout = HeaderName::from_static("connect-timeout-ms");
            with(&server.await, RENDER, json!({ "spec": spec }), timeout, "100").await
        }
        "SHUTTING_DOWN" => shutting_down().await,
        "BACKEND_UNAVAILABLE" => backend_unavailable().await,
        "MESSAGE_TOO_LARGE" => {
            let body = json!({ "spec": { "card": { "title": "t".repeat(6 * 1024 * 1024) } } });
            let answer = post_with(&server.await, RENDER, &[], body.to_string()).await;
            Provoked::new(format!("POST /placard.v1.{RENDER} with a title of six megabytes"), refused(&answer))
        }
        "MALFORMED_MESSAGE" => {
            let body = r#"{"spec": {"card": {"title": "T"}"#;
            let answer = post_with(&server.await, RENDER, &[], body).await;
            Provoked::new(format!("POST /placard.v1.{RENDER} {body}"), refused(&answer))
        }
        "METHOD_NOT_FOUND" => ask(&server.await, "RenderService/Rendr", json!({})).await,
        "INTERNAL" => internal().await,
        "QUOTA_REACHED" => {
            let server = Server::with(&[("quota.templates", "1")]).await;
            server.caller().create_template(sample::SOURCE).await;
            let source = "name: Sale\ncanvas: { background: navy }";
            ask(&server, "TemplateService/CreateTemplate", json!({ "template": { "source": source } })).await
        }
        "OUTPUT_TOO_LARGE" => {
            render(&server.await, json!({ "card": { "title": "T" }, "output": { "maxBytes": 1000 } })).await
        }
        "MISSING_GLYPH" => {
            let server = server.await;
            let source = "
name: Strict
variables: { title: { type: string, required: true } }
canvas: { children: [{ type: text, name: head, text: '{{ title }}', missing_glyph: error, font_size: 20 }] }";
            let id = server.caller().create_template(source).await.template_id;
            render(&server, json!({ "template": { "templateId": id }, "variables": { "title": "\u{10fffd}" } })).await
        }
        "INVALID_ROW" => {
            // `<p>Hello</p>`, in base64.
            let rows = json!({ "spec": { "template": { "templateId": "card" } }, "jsonLines": "PHA+SGVsbG88L3A+" });
            ask(&server.await, "RenderService/CreateBatch", json!({ "rows": rows })).await
        }
        "RENDER_NOT_ENDED" => {
            let (server, mut hanging) = (server.await, Receiver::always(Reply::never()).await);
            let request = sample::failing("T", &hanging.url);
            let request = v1::CreateRenderRequest { spec: request.spec, ..Default::default() };
            let render = server.caller().renders().create_render(request).await.unwrap().into_inner().render.unwrap();
            hanging.next().await;
            download(server.caller(), render.render_id).await
        }
        "RENDER_CANCELLED" => {
            let (server, hanging, batch_id) = hanging_batch().await;
            let request = v1::CancelBatchRequest { batch_id: batch_id.clone() };
            server.caller().renders().cancel_batch(request).await.unwrap();
            drop(hanging);
            server.caller().end_of_batch(&batch_id).await;
            let items = server.caller().batch_items(&batch_id).await;
            let cancelled = items.into_iter().find(|item| item.state() == v1::RenderState::Cancelled).unwrap();
            download(server.caller(), cancelled.render.unwrap().render_id).await
        }
        "BATCH_NOT_ENDED" => {
            let (server, _hanging, batch_id) = hanging_batch().await;
            ask(&server, "RenderService/RetryBatchItems", json!({ "batchId": batch_id })).await
        }
        "UNSUPPORTED_MEDIA_TYPE" => {
            let answer = post_with(&server.await, RENDER, &[(header::CONTENT_TYPE, "text/plain")], "{}").await;
            let asked = format!("POST /placard.v1.{RENDER} with `content-type: text/plain`");
            Provoked { asked, http: Some(answer.status.as_u16()), refusal: refused(&answer) }
        }
        "HTTP_METHOD_NOT_ALLOWED" => {
            let server = server.await;
            let url = format!("{}/placard.v1.{RENDER}", server.url);
            let answer = Http::new().ask(Method::GET, &url, &[], "").await;
            let asked = format!("GET /placard.v1.{RENDER}");
            Provoked { asked, http: Some(answer.status.as_u16()), refusal: refused(&answer) }
        }
        "SIGNATURE_INVALID" => {
            let server = server.await;
            let answer = Http::new().get(&format!("{}/r/card.png?title=Unsigned", server.url), &[]).await;
            Provoked::new("GET /r/card.png?title=Unsigned", plain(&answer))
        }
        "URL_EXPIRED" => {
            let server = server.await;
            let workspace = server.engine.first_workspace().await.unwrap();
            let (key, _) = server.engine.rotate_url_key(workspace.id, Duration::ZERO).await.unwrap();
            let url = key.sign(&format!("/r/card.png?k={}&title=T&exp=1767225600", key.id));
            let answer = Http::new().get(&format!("{}{url}", server.url), &[]).await;
            Provoked::new(url.split("&sig=").next().unwrap().to_owned() + "&sig=…", plain(&answer))
        }
        "CREDITS_EXHAUSTED" => credits_exhausted().await,
        "STORAGE_NOT_SET" => ask(&server.await, "WorkspaceService/TestStorageTarget", json!({})).await,
        "BINDING_SOURCE_UNAVAILABLE" => bound_to(Reply::status(500)).await,
        "BINDING_SOURCE_INVALID" => bound_to(Reply::status(200).body("<p>Hello</p>")).await,
        "MAPPING_FAILED" => bound_to(Reply::status(200).body(r#"{"headline": "Sale"}"#)).await,
        other => panic!("{other} has no provocation: write one, so that its example in docs/errors.md is a real one"),
    }
}

const RENDER: &str = "RenderService/Render";
const GET_WORKSPACE: &str = "WorkspaceService/GetWorkspace";

fn small(title: &str) -> Value {
    json!({ "card": { "title": title }, "output": { "width": 120, "height": 63 } })
}

/// Calls a method with JSON.
async fn ask(server: &Server, method: &str, body: Value) -> Provoked {
    let answer = post_with(server, method, &[], body.to_string()).await;
    Provoked::new(format!("POST /placard.v1.{method} {body}"), refused(&answer))
}

async fn render(server: &Server, spec: Value) -> Provoked {
    ask(server, RENDER, json!({ "spec": spec })).await
}

/// The same with a header, which is told without its secret.
async fn with(server: &Server, method: &str, body: Value, name: HeaderName, value: &str) -> Provoked {
    let answer = post_with(server, method, &[(name.clone(), value)], body.to_string()).await;
    let shown = value.split_once("plk_").map_or(value.to_owned(), |(scheme, _)| format!("{scheme}plk_…"));
    Provoked::new(format!("POST /placard.v1.{method} {body} with `{name}: {shown}`"), refused(&answer))
}

async fn avatar(reply: Reply) -> Provoked {
    let (server, receiver) = (Server::start().await, Receiver::always(reply).await);
    render(&server, json!({ "card": { "title": "T", "avatarUrl": receiver.url } })).await
}

/// A binding that takes the `/title` of what this answers, refreshed.
async fn bound_to(reply: Reply) -> Provoked {
    let (server, receiver) = (Server::start().await, Receiver::always(reply).await);
    let binding = server.caller().create_binding(sample::paused_binding(&receiver.url)).await;
    ask(&server, "BindingService/RefreshBinding", json!({ "bindingId": binding.binding_id })).await
}

async fn credits_exhausted() -> Provoked {
    let server = Server::start().await;
    let workspace = server.engine.first_workspace().await.unwrap();
    let body = json!({ "workspaceId": workspace.id.to_string(), "credits": 1 });
    answered(&post_with(&server, "WorkspaceService/GrantCredits", &[], body.to_string()).await);
    answered(&post_with(&server, RENDER, &[], json!({ "spec": small("One") }).to_string()).await);
    render(&server, small("Two")).await
}

async fn download(caller: &Caller, render_id: String) -> Provoked {
    let request = v1::DownloadRenderRequest { render_id: render_id.clone() };
    let answer = caller.renders().download_render(request).await;
    Provoked::new(format!("DownloadRender, by gRPC, with {{\"renderId\":\"{render_id}\"}}"), Refusal::of(answer))
}

/// The error of a route that answers plain text.
fn plain(answer: &Answer) -> Refusal {
    let text = String::from_utf8(answer.body.to_vec()).expect("text");
    let (reason, message) = text.trim_end().split_once(": ").expect("a reason and a message");
    assert_eq!(answer.status, 403, "{text}");
    Refusal {
        code: Code::PermissionDenied,
        reason: reason.to_owned(),
        message: message.to_owned(),
        metadata: Default::default(),
        violations: Vec::new(),
        retry_after: None,
        resource: None,
    }
}
