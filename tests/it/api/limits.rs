//! Limits on calls: how long, how often, how many at once.

use std::time::Duration;

use placard::domain::access::Scope;
use placard_client::v1;
use prost::Message;
use tonic::{Code, Response};

use crate::support::{
    caller::Caller,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{KEY, Server},
    web,
};

async fn workspace(caller: &Caller) -> Result<Response<v1::GetWorkspaceResponse>, tonic::Status> {
    caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_deadline_ends_a_call() {
    let server = Server::start().await;
    let hanging = Receiver::always(Reply::never()).await;
    let render = sample::failing("T", &hanging.url).encode_to_vec();
    // By hand, since tonic's client would end the call by itself.
    let ask = |method: &str, timeout: &'static str, message: Vec<u8>| {
        let url = format!("{}/placard.v1.{method}", server.url);
        async move { web::call(&url, KEY, &[("grpc-timeout", timeout)], &message).await.expect_err("a deadline") }
    };
    for timeout in ["1n", "200m", "0S"] {
        let refusal = Refusal::read(&ask("RenderService/Render", timeout, render.clone()).await);
        refusal.must_be(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", &[]);
    }
    for wrong in ["soon", "1", "123456789S", "-1S"] {
        let refusal = Refusal::read(&ask("WorkspaceService/GetWorkspace", wrong, Vec::new()).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["grpc-timeout"]);
    }
    assert_eq!(server.caller().all_renders(Default::default()).await, [], "what was given up on is not kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keys_calls_have_a_rate_and_other_keys_their_own() {
    let server = Server::with(&[("ingress.per_second", "1"), ("ingress.burst", "3")]).await;
    for _ in 0..3 {
        workspace(server.caller()).await.expect("within the burst");
    }
    let refusal = Refusal::of(workspace(server.caller()).await);
    refusal.must_be(Code::ResourceExhausted, "RATE_LIMITED", &[]);
    let wait = refusal.retry_after.unwrap();
    assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
    workspace(&server.caller_with(&[Scope::Read]).await).await.expect("another key has its own limit");
    // Who comes back when told to is let in.
    tokio::time::sleep(wait).await;
    workspace(server.caller()).await.expect("it said when to come back");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_at_once_have_a_limit_and_streams_take_no_place() {
    let server = Server::with(&[("ingress.concurrency", "1")]).await;
    let caller = server.caller();
    let _watch = caller.subscriptions().watch_deliveries(v1::WatchDeliveriesRequest::default()).await.unwrap();
    let mut hanging = Receiver::always(Reply::never()).await;
    let under_way = {
        let (caller, url) = (caller.clone(), hanging.url.clone());
        tokio::spawn(async move { caller.renders().render(sample::failing("T", &url)).await })
    };
    hanging.next().await;
    let refusal = Refusal::of(workspace(caller).await);
    refusal.must_be(Code::ResourceExhausted, "OVERLOADED", &[]);
    // Nobody gets to a key's look-up past the slots.
    let nobody = Caller::new(&server.url, "plk_0000000000000000000000000000000000000000000");
    Refusal::of(workspace(&nobody).await).must_be(Code::ResourceExhausted, "OVERLOADED", &[]);
    let health = web::call(&format!("{}/grpc.health.v1.Health/Check", server.url), "", &[], &[]).await;
    health.expect("a busy server is not a sick one");
    drop(hanging);
    let failed = Refusal::of(under_way.await.unwrap());
    failed.must_be(Code::FailedPrecondition, "IMAGE_UNAVAILABLE", &["spec.card.avatar_url"]);
    workspace(caller).await.expect("there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_renderer_says_so() {
    let server = Server::with(&[("render_threads", "1"), ("render_queue", "1")]).await;
    let large = |title: String| {
        let mut request = sample::render(&title);
        let output = v1::Output { width: Some(2000), height: Some(2000), ..Default::default() };
        request.spec.as_mut().unwrap().output = Some(output);
        request
    };
    let calls = (0..12).map(|n| {
        let mut renders = server.caller().renders();
        async move { renders.render(large(n.to_string())).await }
    });
    let results = futures::future::join_all(calls).await;
    let refused = results.iter().filter_map(|result| result.as_ref().err()).count();
    for status in results.into_iter().filter_map(Result::err) {
        Refusal::read(&status).must_be(Code::ResourceExhausted, "OVERLOADED", &[]);
    }
    assert!((1..12).contains(&refused), "{refused} of 12 were refused");
    let kept = server.caller().all_renders(Default::default()).await;
    assert_eq!(kept.len(), 12 - refused, "nothing is kept of what was refused");
}
