//! CreateRender and WatchRender: asked for now, rendered in its turn.

use futures::StreamExt;
use placard_client::v1::{
    self, CreateRenderRequest, RenderRequest, RenderState, WatchRenderRequest, WatchRenderResponse,
    watch_render_response::Payload,
};
use tonic::{Code, Streaming};

use crate::support::{
    caller::Caller,
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

/// The same, to be queued.
fn queued(request: RenderRequest) -> CreateRenderRequest {
    let RenderRequest { spec, request_id, metadata, webhook, cache, .. } = request;
    CreateRenderRequest { spec, request_id, metadata, webhook, cache }
}

async fn create(caller: &Caller, request: CreateRenderRequest) -> v1::Render {
    caller.renders().create_render(request).await.expect("a queued render").into_inner().render.unwrap()
}

async fn watch(caller: &Caller, render_id: &str, resume_token: &str) -> Streaming<WatchRenderResponse> {
    let request = WatchRenderRequest { render_id: render_id.to_owned(), resume_token: resume_token.to_owned() };
    caller.renders().watch_render(request).await.expect("a stream").into_inner()
}

/// The next state and the token behind it; `None` when the stream has ended.
async fn next(stream: &mut Streaming<WatchRenderResponse>) -> Option<(v1::Render, String)> {
    let change = async {
        loop {
            let message = stream.next().await?.expect("a message");
            if let Some(Payload::Render(render)) = message.payload {
                return Some((render, message.resume_token));
            }
        }
    };
    tokio::time::timeout(PATIENCE, change).await.expect("a state in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_answered_at_once_and_rendered_in_its_turn() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = CreateRenderRequest {
        metadata: [("team".to_owned(), "blog".to_owned())].into(),
        ..queued(sample::render("In its turn"))
    };
    let first = create(caller, request).await;
    assert_eq!(first.state(), RenderState::Queued);
    assert!(first.url.is_empty() && first.finish_time.is_none() && first.duration.is_none(), "{first:?}");
    let done = caller.ended_render(&first.render_id).await;
    assert_eq!((done.state(), &done.render_id), (RenderState::Succeeded, &first.render_id));
    assert_eq!((done.width, done.template_version, done.cached), (sample::WIDTH, 1, false));
    assert_eq!(done.metadata["team"], "blog");
    let picture = Http::new().get(&done.url, &[]).await;
    assert_eq!(sample::decoded(&picture.body), ("png", sample::WIDTH, sample::HEIGHT));
    // A later one of the same spec is answered from it, whoever waits.
    let again = caller.ended_render(&create(caller, queued(sample::render("In its turn"))).await.render_id).await;
    assert_eq!((again.cached, &again.url), (true, &done.url));
    assert!(caller.render(sample::render("In its turn")).await.cached);
    let list = v1::ListRendersRequest { metadata: done.metadata.clone(), ..Default::default() };
    assert_eq!(caller.all_renders(list).await, [done]);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_states_are_told_once_each_and_the_stream_ends_with_the_last() {
    let server = Server::start().await;
    let caller = server.caller();
    // An avatar that hangs keeps it running until the receiver goes.
    let mut receiver = Receiver::always(Reply::never()).await;
    let render = create(caller, queued(sample::failing("Watched", &receiver.url))).await;
    receiver.next().await;
    let mut stream = watch(caller, &render.render_id, "").await;
    let (running, token) = next(&mut stream).await.unwrap();
    assert_eq!(running.state(), RenderState::Running);
    let mut resumed = watch(caller, &render.render_id, &token).await;
    let refusal = {
        let request = v1::DownloadRenderRequest { render_id: render.render_id.clone() };
        Refusal::of(caller.renders().download_render(request).await)
    };
    refusal.must_be(Code::FailedPrecondition, "RENDER_NOT_ENDED", &[]);
    drop(receiver);
    for stream in [&mut stream, &mut resumed] {
        let (failed, _) = next(stream).await.unwrap();
        assert_eq!(failed.state(), RenderState::Failed);
        assert_eq!(failed.error.unwrap().field, "card.avatar_url");
        assert_eq!(next(stream).await, None, "the end");
    }
    // Who comes back when all is told is told nothing.
    let mut stream = watch(caller, &render.render_id, "").await;
    let (failed, token) = next(&mut stream).await.unwrap();
    assert_eq!(failed.state(), RenderState::Failed);
    assert_eq!(next(&mut watch(caller, &render.render_id, &token).await).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_good_for_their_own_render_only() {
    let server = Server::start().await;
    let caller = server.caller();
    let one = create(caller, queued(sample::render("One"))).await.render_id;
    let other = create(caller, queued(sample::render("Other"))).await.render_id;
    let (_, token) = next(&mut watch(caller, &one, "").await).await.unwrap();
    for (id, token) in [(&other, token.as_str()), (&one, "x"), (&one, &token[1..])] {
        let request = WatchRenderRequest { render_id: id.clone(), resume_token: token.to_owned() };
        let refusal = Refusal::of(caller.renders().watch_render(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_RESUME_TOKEN", &["resume_token"]);
    }
    let request = WatchRenderRequest { render_id: one, resume_token: String::new() };
    let refusal = Refusal::of(server.stranger().await.renders().watch_render(request).await);
    refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_event_comes_once_by_both_ways() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut subscribed = Receiver::start().await;
    let mut own = Receiver::start().await;
    caller.subscribe(sample::subscription(&subscribed.url, &["render.completed"])).await;
    let webhook = v1::RenderWebhook { url: own.url.clone(), secret: "sixteen letters!".into() };
    let render = create(caller, CreateRenderRequest { webhook: Some(webhook), ..queued(sample::render("Told")) }).await;
    for receiver in [&mut subscribed, &mut own] {
        let told = receiver.next().await.json();
        assert_eq!(told["data"]["render_id"], render.render_id);
        assert_eq!(told["type"], "render.completed");
    }
    assert!(subscribed.so_far().is_empty() && own.so_far().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_spec_is_refused_at_once_and_leaves_no_trace() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut wrong = sample::render("x");
    let output = v1::Output { width: Some(9000), ..sample::output() };
    wrong.spec.as_mut().unwrap().output = Some(output);
    let refusal = Refusal::of(caller.renders().create_render(queued(wrong)).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["spec.output.width"]);
    let unknown = sample::of_template("nothing", 0, &[]);
    let refusal = Refusal::of(caller.renders().create_render(queued(unknown)).await);
    refusal.must_be(Code::InvalidArgument, "UNKNOWN_TEMPLATE", &["spec.template.template_id"]);
    let local = v1::RenderWebhook { url: "http://10.0.0.1/".into(), secret: "sixteen letters!".into() };
    let request = CreateRenderRequest { webhook: Some(local), ..queued(sample::render("x")) };
    let refusal = Refusal::of(caller.renders().create_render(request).await);
    refusal.must_be(Code::InvalidArgument, "URL_REFUSED", &["webhook.url"]);
    assert_eq!(caller.all_renders(v1::ListRendersRequest::default()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_is_one_render() {
    let server = Server::start().await;
    let caller = server.caller();
    let request = CreateRenderRequest { request_id: "r-1".into(), ..queued(sample::render("Once")) };
    let first = create(caller, request.clone()).await;
    let twice = futures::future::join_all((0..8).map(|_| create(caller, request.clone()))).await;
    assert!(twice.iter().all(|render| render.render_id == first.render_id));
    let other = CreateRenderRequest { request_id: "r-1".into(), ..queued(sample::render("Another")) };
    let refusal = Refusal::of(caller.renders().create_render(other).await);
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    assert_eq!(caller.ended_render(&first.render_id).await.request_id, "r-1");
    assert_eq!(caller.all_renders(v1::ListRendersRequest::default()).await.len(), 1);
    // An id of Render is another one.
    let waited = caller.render(RenderRequest { request_id: "r-1".into(), ..sample::render("Once") }).await;
    assert_ne!(waited.render_id, first.render_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_goes_before_what_is_queued() {
    let server = Server::with(&[("render_threads", "1")]).await;
    let caller = server.caller();
    let mut last = String::new();
    for number in 0..60 {
        let mut request = sample::render(&format!("Queued {number}"));
        request.spec.as_mut().unwrap().output = Some(v1::Output::default());
        last = create(caller, queued(request)).await.render_id;
    }
    // Sixty large ones wait; this one does not wait for them.
    let waited = caller.render(sample::render("At once")).await;
    let request = v1::GetRenderRequest { render_id: last.clone() };
    let behind = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
    assert!(behind.finish_time.is_none_or(|end| time(&end) > time(&waited.finish_time.unwrap())), "{behind:?}");
    assert_eq!(caller.ended_render(&last).await.state(), RenderState::Succeeded);
}

fn time(time: &prost_types::Timestamp) -> (i64, i32) {
    (time.seconds, time.nanos)
}
