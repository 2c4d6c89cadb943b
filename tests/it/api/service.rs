//! The server as those see it who run it: health, reflection, readiness, the end.

use std::collections::BTreeSet;

use futures::StreamExt;
use http::StatusCode;
use placard_client::{FILE_DESCRIPTOR_SET, v1};
use prost_reflect::DescriptorPool;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient};

use crate::support::{http::Http, sample, server::Server};

macro_rules! reflected {
    ($version:ident, $channel:expr, $ask:expr) => {{
        use tonic_reflection::pb::$version::{
            ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
            server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
        };
        let ask: MessageRequest = ($ask)(
            MessageRequest::ListServices as fn(String) -> MessageRequest,
            MessageRequest::FileContainingSymbol as fn(String) -> MessageRequest,
        );
        let request = ServerReflectionRequest { host: String::new(), message_request: Some(ask) };
        let mut client = ServerReflectionClient::new($channel);
        let mut answers = client.server_reflection_info(futures::stream::iter([request])).await.unwrap().into_inner();
        match answers.next().await.unwrap().unwrap().message_response.unwrap() {
            MessageResponse::ListServicesResponse(list) => list.service.into_iter().map(|s| s.name).collect(),
            MessageResponse::FileDescriptorResponse(files) => vec![files.file_descriptor_proto.len().to_string()],
            other => panic!("{other:?}"),
        }
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn reflection_tells_every_service() {
    let server = Server::start().await;
    // No key: reflection says what is public anyway.
    let channel = server.caller().channel.clone();
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let ours: BTreeSet<String> = pool.services().map(|service| service.full_name().to_owned()).collect();
    assert_eq!(ours.len(), 7);
    let v1: Vec<String> = reflected!(v1, channel.clone(), |list: fn(_) -> _, _| list(String::new()));
    let v1alpha: Vec<String> = reflected!(v1alpha, channel.clone(), |list: fn(_) -> _, _| list(String::new()));
    for told in [v1, v1alpha] {
        let told: BTreeSet<String> = told.into_iter().collect();
        assert!(told.is_superset(&ours), "{told:?}");
        assert!(told.contains("grpc.health.v1.Health"), "{told:?}");
    }
    for service in ours {
        let files: Vec<String> = reflected!(v1, channel.clone(), |_, symbol: fn(_) -> _| symbol(service.clone()));
        assert_ne!(files, ["0"], "{service}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_serving_and_then_not() {
    let mut server = Server::start().await;
    let mut health = HealthClient::new(server.caller().channel.clone());
    let services = [
        "",
        "placard.v1.BindingService",
        "placard.v1.EventService",
        "placard.v1.RenderService",
        "placard.v1.TriggerService",
        "placard.v1.WebhookSubscriptionService",
        "placard.v1.WorkspaceService",
    ];
    for service in services {
        let request = HealthCheckRequest { service: service.to_owned() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{service}");
    }
    let request = HealthCheckRequest { service: "placard.v1.NoService".to_owned() };
    assert_eq!(health.check(request).await.unwrap_err().code(), Code::NotFound);

    let mut changes = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(changes.next().await.unwrap().unwrap().status(), ServingStatus::Serving);
    server.begin_end();
    let told =
        tokio::time::timeout(crate::support::server::PATIENCE, changes.next()).await.expect("told before the end");
    assert_eq!(told.unwrap().unwrap().status(), ServingStatus::NotServing);
    drop((health, changes));
    server.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_lives_and_is_ready() {
    let server = Server::start().await;
    let http = Http::new();
    for path in ["/healthz", "/readyz"] {
        let answer = http.get(&format!("{}{path}", server.url), &[]).await;
        assert_eq!((answer.status, &answer.body[..]), (StatusCode::OK, &b"ok\n"[..]), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_under_way_is_answered_before_the_end() {
    let mut server = Server::start().await;
    let mut receiver = crate::support::receiver::Receiver::always(crate::support::receiver::Reply::never()).await;
    let (caller, url) = (server.caller().clone(), receiver.url.clone());
    let under_way = tokio::spawn(async move { caller.renders().render(sample::failing("Last", &url)).await });
    receiver.next().await;
    server.begin_end();
    drop(receiver);
    let status = under_way.await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition, "the render's own end, not the server's: {status:?}");
    server.ended().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workspace_is_there_from_the_start() {
    let server = Server::start().await;
    let ask = || async {
        let answer = server.caller().workspace().get_workspace(v1::GetWorkspaceRequest {}).await;
        answer.unwrap().into_inner().workspace.unwrap()
    };
    let workspace = ask().await;
    assert!(workspace.workspace_id.starts_with("wsp_") && workspace.create_time.is_some());
    assert_eq!(workspace.name, "default");
    assert_eq!(ask().await, workspace);
}
