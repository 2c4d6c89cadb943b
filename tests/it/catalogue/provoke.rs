//! How each error comes about. A reason that is not in here fails the test of the catalogue.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use http::{HeaderName, Method, header};
use placard::{
    app::World,
    clock::{Clock, SystemClock},
    domain::{access::Scope, timestamp::Timestamp},
};
use placard_client::v1::{self, batch_rows::Source};
use serde_json::{Value, json};
use tonic::{Code, Status, transport::Endpoint};

use crate::support::{
    caller::Caller,
    connect::{answered, post_with, refused},
    database::TestDatabase,
    http::{Answer, Http},
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{Names, PATIENCE, Server},
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

/// A batch that goes on as long as the receiver of its avatars is there.
async fn hanging_batch() -> (Server, Receiver, String) {
    let server = Server::with(&[("render_threads", "1")]).await;
    let mut hanging = Receiver::always(Reply::never()).await;
    let titles: String = (0..100).map(|n| format!("Card {n}\n")).collect();
    let mut request = sample::of_rows(Source::Csv(format!("title\n{titles}").into()));
    if let Some(v1::create_batch_request::Items::Rows(rows)) = &mut request.items {
        rows.spec.as_mut().unwrap().variables.insert("avatar_url".into(), sample::text(&hanging.url));
    }
    let batch = server.caller().create_batch(request).await;
    hanging.next().await;
    (server, hanging, batch.batch_id)
}

async fn overloaded() -> Provoked {
    let server = Server::with(&[("ingress.concurrency", "1")]).await;
    let mut hanging = Receiver::always(Reply::never()).await;
    let (caller, url) = (server.caller().clone(), hanging.url.clone());
    let under_way = tokio::spawn(async move { caller.renders().render(sample::failing("T", &url)).await });
    hanging.next().await;
    let provoked = ask(&server, GET_WORKSPACE, json!({})).await;
    drop(hanging);
    under_way.await.unwrap().unwrap_err();
    provoked
}

/// The last thing that a stream says.
async fn end_of<T>(stream: &mut tonic::Streaming<T>) -> Status {
    let end = async {
        loop {
            if let Err(status) = stream.next().await.expect("a stream ends with an error, never with OK") {
                return status;
            }
        }
    };
    tokio::time::timeout(PATIENCE, end).await.expect("the stream ends")
}

async fn reader_too_slow() -> Provoked {
    let server = Server::with(&[("ingress.streams_per_key", "1")]).await;
    let caller = server.caller();
    // A connection that holds little; a client's usual window takes megabytes.
    let narrow = Endpoint::from_shared(server.url.clone()).unwrap().initial_stream_window_size(65_535).connect_lazy();
    let reader = Caller { channel: narrow, ..caller.clone() };
    let mut stream = reader.subscriptions().watch_deliveries(v1::WatchDeliveriesRequest::default()).await.unwrap();
    let receiver = Receiver::always(Reply::status(200).body(vec![b'x'; 4096])).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let sent = (0..400).map(|_| {
        let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
        async move { caller.subscriptions().send_test_event(request).await.unwrap() }
    });
    futures::future::join_all(sent).await;
    // Its place is free as soon as it is cut off.
    let request = v1::WatchDeliveriesRequest::default();
    let cut_off = async {
        while caller.subscriptions().watch_deliveries(request.clone()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, cut_off).await.expect("it is cut off");
    let refusal = Refusal::read(&end_of(stream.get_mut()).await);
    Provoked::new("WatchDeliveries, by gRPC, and nobody who reads it", refusal)
}

async fn shutting_down() -> Provoked {
    let mut server = Server::start().await;
    let request = v1::WatchDeliveriesRequest::default();
    let mut stream = server.caller().subscriptions().watch_deliveries(request).await.unwrap().into_inner();
    server.begin_end();
    let refusal = Refusal::read(&end_of(&mut stream).await);
    server.ended().await;
    Provoked::new("WatchDeliveries, by gRPC, until the server ends", refusal)
}

/// A file where the folder of the blobs was: nothing can be written any more.
async fn backend_unavailable() -> Provoked {
    let folder = tempfile::tempdir().unwrap();
    let blobs = folder.path().join("blobs");
    let url = format!("file://{}", blobs.display());
    let server = Server::with(&[("blob_url", &url)]).await;
    std::fs::remove_dir_all(&blobs).unwrap();
    std::fs::write(&blobs, "").unwrap();
    let provoked = render(&server, small("T")).await;
    std::fs::remove_file(&blobs).unwrap();
    provoked
}

/// The books name a picture whose bytes somebody has deleted: that is no passing state, and nothing a caller can mend.
async fn internal() -> Provoked {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", folder.path().join("blobs").display());
    let server = Server::with(&[("blob_url", &url)]).await;
    let render = server.caller().render(sample::render("T")).await;
    let mut folders = vec![folder.path().join("blobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false => std::fs::remove_file(entry.path()).unwrap(),
            }
        }
    }
    download(server.caller(), render.render_id).await
}

/// The machine's clock, ahead of itself.
struct Ahead(Duration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0)
    }
}

async fn resume_token_expired() -> Provoked {
    let db = TestDatabase::sqlite();
    let mut server = Server::on(&db, Names::default().world(), &[]).await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut stream = caller.events().stream_events(v1::StreamEventsRequest::default()).await.unwrap().into_inner();
    let send = v1::SendTestEventRequest { subscription_id: subscription.subscription_id, ..Default::default() };
    let mut ids = Vec::new();
    for _ in 0..2 {
        let sent = caller.subscriptions().send_test_event(send.clone()).await.unwrap().into_inner();
        caller.delivery_in(v1::DeliveryState::Succeeded, &sent.delivery_id).await;
        ids.push(sent.event_id);
    }
    let resume_token = loop {
        let message = stream.next().await.unwrap().unwrap();
        if let Some(v1::stream_events_response::Payload::Event(_)) = message.payload {
            break message.resume_token;
        }
    };
    drop(stream);
    server.ended().await;
    // Days later all of it is past its retention.
    let world = World { clock: Arc::new(Ahead(Duration::from_secs(3 * 86_400))), ..Names::default().world() };
    let server = Server::on(&db, world, &[("retention", "1d")]).await;
    let gone = async {
        let get = v1::GetEventRequest { event_id: ids[1].clone() };
        while server.caller().events().get_event(get.clone()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("it is deleted");
    let request = v1::StreamEventsRequest { resume_token, ..Default::default() };
    let refused = match server.caller().events().stream_events(request).await {
        Ok(stream) => end_of(&mut stream.into_inner()).await,
        Err(refused) => refused,
    };
    Provoked::new("StreamEvents, by gRPC, with a resume token of long ago", Refusal::read(&refused))
}
