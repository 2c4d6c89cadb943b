//! Keys: good ones, and all the others.

use bytes::Bytes;
use placard_client::v1::{self, ApiKeyScope};
use prost_types::Timestamp;
use tonic::{Code, Request};

use super::method::{Resources, all};
use crate::support::{
    caller::Caller,
    http::Http,
    refusal::Refusal,
    sample,
    server::{KEY, Server},
};

fn request(name: &str, scopes: &[ApiKeyScope]) -> v1::CreateApiKeyRequest {
    let scopes = scopes.iter().map(|scope| i32::from(*scope)).collect();
    let api_key = v1::ApiKey { name: name.to_owned(), scopes, ..Default::default() };
    v1::CreateApiKeyRequest { api_key: Some(api_key), ..Default::default() }
}

async fn workspace(caller: &Caller) -> Result<tonic::Response<v1::GetWorkspaceResponse>, tonic::Status> {
    caller.workspace().get_workspace(v1::GetWorkspaceRequest {}).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_key_no_method_answers() {
    let server = Server::start().await;
    let unknown = Caller::new(&server.url, "plk_0000000000000000000000000000000000000000000");
    for method in all(&Resources::missing()) {
        let answer = unknown.call_raw(method.name, method.request).await;
        let refusal = Refusal::of(answer.map(tonic::Response::new));
        refusal.must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
    }
    let nobody = Refusal::of(unknown.call_raw("NoService/NoMethod", Bytes::new()).await.map(tonic::Response::new));
    nobody.must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_is_read_as_http_has_it() {
    let server = Server::start().await;
    let http = Http::new();
    for (header, reason) in [
        (None, Some("CREDENTIALS_MISSING")),
        (Some(String::new()), Some("CREDENTIALS_MISSING")),
        (Some(KEY.to_owned()), Some("CREDENTIALS_MISSING")),
        (Some(format!("Basic {KEY}")), Some("CREDENTIALS_MISSING")),
        (Some(format!("Bearer{KEY}")), Some("CREDENTIALS_MISSING")),
        (Some("Bearer ".to_owned()), Some("CREDENTIALS_MISSING")),
        (Some(format!("Bearer {}", KEY.to_uppercase())), Some("CREDENTIALS_INVALID")),
        (Some(format!("Bearer {KEY}x")), Some("CREDENTIALS_INVALID")),
        (Some(format!("Bearer {}", &KEY[..KEY.len() - 1])), Some("CREDENTIALS_INVALID")),
        (Some(format!("Bearer {}", "x".repeat(8_000))), Some("CREDENTIALS_INVALID")),
        (Some("Bearer ' OR 1=1 --".to_owned()), Some("CREDENTIALS_INVALID")),
        (Some(format!("Bearer {KEY}")), None),
        (Some(format!("bearer {KEY}")), None),
        (Some(format!("BEARER  {KEY}")), None),
    ] {
        let url = format!("{}/placard.v1.WorkspaceService/GetWorkspace", server.url);
        let mut headers = vec![(http::header::CONTENT_TYPE, "application/grpc-web+proto")];
        headers.extend(header.as_deref().map(|value| (http::header::AUTHORIZATION, value)));
        let answer = http.ask(http::Method::POST, &url, &headers, &[0u8; 5][..]).await;
        let status = tonic::Status::from_header_map(&answer.headers);
        match reason {
            Some(reason) => {
                let refusal = Refusal::read(&status.unwrap_or_else(|| panic!("{header:?} was let in: {answer:?}")));
                refusal.must_be(Code::Unauthenticated, reason, &[]);
            }
            None => assert!(status.is_none() && !answer.body.is_empty(), "{header:?}: {answer:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_works_until_it_is_revoked() {
    let server = Server::start().await;
    let keys = server.caller().workspace();
    let made = keys.clone().create_api_key(request("CI", &[ApiKeyScope::Render, ApiKeyScope::Read])).await.unwrap();
    let made = made.into_inner();
    let key = made.api_key.unwrap();
    assert_eq!(key.scopes, [1, 2]);
    assert!(made.secret.starts_with("plk_") && made.secret.len() == 47, "the form that the proto promises");
    assert!(made.secret.starts_with(&key.hint) && key.hint.len() < 12);
    let bearer = Caller::new(&server.url, &made.secret);
    bearer.render(sample::render("With it")).await;

    let revoke = v1::RevokeApiKeyRequest { api_key_id: key.api_key_id.clone() };
    let revoked = keys.clone().revoke_api_key(revoke.clone()).await.unwrap().into_inner().api_key.unwrap();
    assert!(revoked.revoke_time.is_some());
    Refusal::of(workspace(&bearer).await).must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
    // Revoking again changes nothing, not even the time.
    let again = keys.clone().revoke_api_key(revoke).await.unwrap().into_inner().api_key.unwrap();
    assert_eq!(again, revoked);
    let listed = keys.clone().list_api_keys(v1::ListApiKeysRequest::default()).await.unwrap().into_inner().api_keys;
    assert_eq!(listed[0], revoked);
    assert_eq!(listed.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_by_itself_at_its_time() {
    let server = Server::start().await;
    let now = server.engine.clock.now().as_micros();
    let at = |micros: i64| Some(Timestamp { seconds: micros / 1_000_000, nanos: (micros % 1_000_000) as i32 * 1_000 });
    let mut past = request("past", &[ApiKeyScope::Read]);
    past.api_key.as_mut().unwrap().expire_time = at(now - 1_000_000);
    let refusal = Refusal::of(server.caller().workspace().create_api_key(past.clone()).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["api_key.expire_time"]);
    past.api_key.as_mut().unwrap().expire_time = Some(Timestamp { seconds: i64::MAX, nanos: 0 });
    let refusal = Refusal::of(server.caller().workspace().create_api_key(past).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["api_key.expire_time"]);

    let mut soon = request("soon", &[ApiKeyScope::Read]);
    soon.api_key.as_mut().unwrap().expire_time = at(now + 1_500_000);
    let made = server.caller().workspace().create_api_key(soon).await.unwrap().into_inner();
    let bearer = Caller::new(&server.url, &made.secret);
    workspace(&bearer).await.expect("not yet expired");
    let refusal = loop {
        match workspace(&bearer).await {
            Ok(_) => assert!(server.engine.clock.now().as_micros() < now + 1_600_000, "it does not expire"),
            Err(status) => break Refusal::read(&status),
        }
    };
    assert!(server.engine.clock.now().as_micros() >= now + 1_500_000, "it expired too soon");
    refusal.must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_create_answers_the_same_without_its_secret() {
    let server = Server::start().await;
    let caller = server.caller();
    let twice = v1::CreateApiKeyRequest { request_id: "k".into(), ..request("twice", &[ApiKeyScope::Read]) };
    let first = caller.workspace().create_api_key(twice.clone()).await.unwrap().into_inner();
    let second = caller.workspace().create_api_key(twice).await.unwrap().into_inner();
    assert_eq!(first.api_key, second.api_key);
    assert_eq!((first.secret.is_empty(), second.secret.as_str()), (false, ""));
    let other = v1::CreateApiKeyRequest { request_id: "k".into(), ..request("other", &[ApiKeyScope::Read]) };
    let refusal = Refusal::of(caller.workspace().create_api_key(other).await);
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);

    // The same request id for another kind of thing is another request id.
    let trigger =
        v1::CreateTriggerRequest { trigger: Some(sample::trigger("http://127.0.0.1:1024/")), request_id: "k".into() };
    let first = caller.triggers().create_trigger(trigger.clone()).await.unwrap().into_inner();
    let second = caller.triggers().create_trigger(Request::new(trigger)).await.unwrap().into_inner();
    assert_eq!((first.trigger, second.secret.as_str()), (second.trigger, ""));
    let subscription = v1::CreateSubscriptionRequest {
        subscription: Some(sample::subscription("http://127.0.0.1:1024/", &["*"])),
        request_id: "k".into(),
        ..Default::default()
    };
    let first = caller.subscriptions().create_subscription(subscription.clone()).await.unwrap().into_inner();
    let second = caller.subscriptions().create_subscription(subscription).await.unwrap().into_inner();
    assert_eq!((first.subscription, second.secret.as_str()), (second.subscription, ""));
}
