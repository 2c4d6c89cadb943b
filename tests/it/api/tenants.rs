//! Every method: there for those who may, and nothing of anybody else's.

use std::collections::BTreeSet;

use placard::domain::access::Scope;
use placard_client::FILE_DESCRIPTOR_SET;
use prost_reflect::DescriptorPool;
use tonic::Code;

use super::method::{REFRESH_BINDING, Resources, all};
use crate::support::{refusal::Refusal, server::Server};

/// Whether a method did what it was asked for.
fn was_carried_out(method: &str, answer: &Result<bytes::Bytes, tonic::Status>) -> bool {
    match answer {
        Ok(_) => true,
        Err(status) => method == REFRESH_BINDING && Refusal::read(status).reason == "BINDING_SOURCE_UNAVAILABLE",
    }
}

#[test]
fn the_table_has_every_method() {
    let pool = DescriptorPool::decode(FILE_DESCRIPTOR_SET).unwrap();
    let described: BTreeSet<String> = pool
        .services()
        .filter(|service| service.package_name() == "placard.v1")
        .flat_map(|service| {
            service.methods().map(|m| format!("{}/{}", m.parent_service().name(), m.name())).collect::<Vec<_>>()
        })
        .collect();
    let listed: BTreeSet<String> = all(&Resources::missing()).iter().map(|method| method.name.to_owned()).collect();
    assert_eq!(listed, described);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_answers_whoever_has_its_scope_and_nobody_else() {
    let server = Server::start().await;
    for scope in Scope::ALL {
        // Anew each time: some methods delete.
        let resources = Resources::make(server.caller()).await;
        let others: Vec<_> = Scope::ALL.iter().filter(|other| *other != scope).copied().collect();
        let (with, without) = (server.caller_with(&[*scope]).await, server.caller_with(&others).await);
        for method in all(&resources).iter().filter(|method| method.scope == *scope) {
            let refusal =
                Refusal::of(without.call_raw(method.name, method.request.clone()).await.map(tonic::Response::new));
            refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);
            assert_eq!(refusal.metadata["scope"], scope.as_str(), "{}", method.name);
            // A key can give no scope that it lacks, so the one scope alone does not do here.
            if method.name == "WorkspaceService/CreateApiKey" {
                let refusal =
                    Refusal::of(with.call_raw(method.name, method.request.clone()).await.map(tonic::Response::new));
                refusal.must_be(Code::PermissionDenied, "SCOPE_MISSING", &[]);
                assert_eq!(refusal.metadata["scope"], "read");
                continue;
            }
            let answer = with.call_raw(method.name, method.request.clone()).await;
            assert!(was_carried_out(method.name, &answer), "{}: {answer:?}", method.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_somebody_else_is_not_found() {
    let server = Server::start().await;
    let (mine, stranger) = (Resources::make(server.caller()).await, server.stranger().await);
    let mut count = 0;
    for resources in [&mine, &Resources::missing()] {
        for method in all(resources) {
            let Some(kind) = method.names else { continue };
            count += 1;
            let answer = stranger.call_raw(method.name, method.request).await;
            let refusal = Refusal::of(answer.map(tonic::Response::new));
            refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
            assert_eq!(refusal.resource.unwrap().0, kind, "{}", method.name);
        }
    }
    assert_eq!(count, 2 * 33);
    // Nothing of it changed meanwhile, and lists show the stranger nothing.
    for method in all(&mine).into_iter().filter(|method| method.names.is_some()) {
        let answer = server.caller().call_raw(method.name, method.request).await;
        assert!(was_carried_out(method.name, &answer), "{}: {answer:?}", method.name);
    }
    // But their own key, the fonts that come with the server, and the types of events. The operator's list they may not.
    let everybodys = |name: &str| ["Keys", "Fonts", "EventTypes", "Workspaces"].iter().any(|list| name.ends_with(list));
    for method in all(&mine)
        .into_iter()
        .filter(|method| method.name.contains("/List") && method.names.is_none() && !everybodys(method.name))
    {
        let answer = stranger.call_raw(method.name, method.request).await.unwrap();
        assert!(answer.is_empty(), "{} shows a stranger {answer:?}", method.name);
    }
}
