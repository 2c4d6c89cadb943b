//! Sources that fail in every way there is: told once for each attempt, tried again, and the last good picture stays.

use std::convert::Infallible;

use axum::{Router, body::Body, response::IntoResponse, routing::get};
use bytes::Bytes;
use placard_client::v1::{self, BindingState, ErrorReason, ListRendersRequest, TemplateRef, render_spec::Design};
use serde_json::json;
use tokio::net::TcpListener;
use tonic::Code;

use super::{News, mapping, says};
use crate::support::{
    caller::Caller,
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

/// A source with bodies that have no end.
async fn endless() -> String {
    async fn quickly() -> impl IntoResponse {
        let chunk = || Ok::<_, Infallible>(Bytes::from_static(&[b' '; 64 * 1024]));
        Body::from_stream(futures::stream::repeat_with(chunk))
    }
    async fn slowly() -> impl IntoResponse {
        let tick = tokio::time::interval(std::time::Duration::from_millis(200));
        let ticks = futures::stream::unfold(tick, |mut tick| async {
            tick.tick().await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b" ")), tick))
        });
        Body::from_stream(ticks)
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/quick", get(quickly)).route("/slow", get(slowly));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn refused(caller: &Caller, id: &str) -> Refusal {
    Refusal::read(&caller.refresh(id).await.expect_err("a refresh that fails"))
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_source_answers_is_told_and_takes_nothing_away() {
    let server = Server::start().await;
    let caller = server.caller();
    let json = |text: String| Reply::status(200).body(text);
    let (invalid, unavailable, unmapped) = ("BINDING_SOURCE_INVALID", "BINDING_SOURCE_UNAVAILABLE", "MAPPING_FAILED");
    let cases: Vec<(Reply, &str, &str)> = vec![
        (Reply::status(500).body("{\"title\": \"T\"}"), unavailable, "answered 500"),
        (Reply::status(404), unavailable, "answered 404"),
        (Reply::status(304), unavailable, "answered 304"),
        (Reply::status(302).header("location", "http://127.0.0.1:1/"), unavailable, "redirects are not followed"),
        (json("<!doctype html><title>T</title>".into()), invalid, "cannot be read as JSON"),
        (json(String::new()), invalid, "cannot be read as JSON"),
        (json("{\"title\": \"T\"".into()), invalid, "cannot be read as JSON"),
        (json(format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))), invalid, "recursion limit"),
        (json(format!("{{\"title\": \"{}\"}}", "x".repeat(1024 * 1024))), invalid, "larger than 1048576 bytes"),
        (Reply::status(200).body(&b"{\"title\": \"\xff\"}"[..]), invalid, "cannot be read as JSON"),
        (json("{\"titel\": \"T\"}".into()), unmapped, "mapping[\"title\"] points nowhere"),
        (json("[]".into()), unmapped, "mapping[\"title\"] points nowhere"),
        (json("{\"title\": 5}".into()), unmapped, "mapping[\"title\"] must be a string"),
        (json("{\"title\": {\"a\": 1}}".into()), unmapped, "mapping[\"title\"] must be a string"),
        (json(format!("{{\"title\": \"{}\"}}", "x".repeat(2_000))), unmapped, "mapping[\"title\"] has 2000 characters"),
        (json("{\"title\": \"a\\u0000b\"}".into()), unmapped, "U+0000"),
    ];
    let replies = [says("Good")].into_iter().chain(cases.iter().map(|(reply, ..)| reply.clone()));
    let source = Receiver::replying(replies.chain([says("Good"), says("Better")])).await;
    let binding = caller.create_binding(sample::paused_binding(&source.url)).await;
    let id = &binding.binding_id;
    let (good, _) = caller.refresh(id).await.unwrap();
    let picture = Http::new().get(&binding.image_url, &[]).await.body;
    let mut news = News::of(caller).await;
    for (count, (_, reason, said)) in cases.iter().enumerate() {
        let refusal = refused(caller, id).await;
        refusal.must_be(Code::FailedPrecondition, reason, &[]);
        assert!(refusal.message.contains(said), "{said}: {refusal:#?}");
        let (event_type, data) = news.next().await;
        assert_eq!(event_type, "binding.failed");
        assert_eq!(
            data,
            json!({
                "binding_id": id, "template_id": "card", "image_url": binding.image_url, "retry_count": count + 1,
                "error": { "reason": reason, "message": refusal.message }, "next_retry_time": null,
            })
        );
        let kept = caller.binding(id).await;
        assert_eq!((kept.retry_count as usize, &kept.render_id), (count + 1, &good.render_id));
        let error = kept.error.unwrap();
        assert_eq!(
            (error.reason(), error.message),
            (ErrorReason::from_str_name(&format!("ERROR_REASON_{reason}")).unwrap(), refusal.message)
        );
        assert_eq!(Http::new().get(&binding.image_url, &[]).await.body, picture);
    }
    let (recovered, changed) = caller.refresh(id).await.unwrap();
    assert!(!changed);
    assert_eq!((recovered.retry_count, &recovered.error, recovered.state()), (0, &None, BindingState::Paused));
    assert!(caller.refresh(id).await.unwrap().1);
    let renders = caller.all_renders(ListRendersRequest::default()).await;
    assert_eq!(renders.len(), 2, "failures leave no renders");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_ends_is_cut_off() {
    let server = Server::start().await;
    let caller = server.caller();
    let url = endless().await;
    let hanging = Receiver::always(Reply::never()).await;
    let create = |url: String| async move { caller.create_binding(sample::paused_binding(&url)).await.binding_id };
    let [quick, slow, silent] =
        [create(format!("{url}/quick")).await, create(format!("{url}/slow")).await, create(hanging.url.clone()).await];
    let quick = refused(caller, &quick).await;
    assert_eq!(quick.reason, "BINDING_SOURCE_INVALID", "{quick:#?}");
    let (slow, silent) = tokio::join!(refused(caller, &slow), refused(caller, &silent));
    for (refusal, said) in [(slow, "did not finish within"), (silent, "did not answer within")] {
        assert_eq!(refusal.reason, "BINDING_SOURCE_UNAVAILABLE");
        assert!(refusal.message.contains(said), "{refusal:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_comes_to_lead_inside_is_refused_when_it_is_dialled() {
    let names = Names::default().answer("data.example", &["93.184.215.14", "10.0.0.7"]);
    let server = Server::within(names.world(), &[]).await;
    let caller = server.caller();
    let binding = caller.create_binding(sample::paused_binding("http://data.example/x.json")).await;
    let refusal = refused(caller, &binding.binding_id).await;
    assert_eq!(refusal.reason, "BINDING_SOURCE_UNAVAILABLE");
    assert!(refusal.message.contains("private") && !refusal.message.contains("10.0.0.7"), "{refusal:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_is_gone_and_one_that_cannot_take_the_values_are_told() {
    let server = Server::start().await;
    let caller = server.caller();
    let source =
        Receiver::always(Reply::status(200).body(r#"{"title": "T", "price": "dear", "photo": "ftp://x/y"}"#)).await;
    let template = caller.create_template(sample::SOURCE).await;
    let design = TemplateRef { template_id: template.template_id.clone(), version: 0 };
    let of = |entries: &[(&str, &str)]| v1::Binding {
        spec: Some(sample::spec(Design::Template(design.clone()))),
        mapping: mapping(entries),
        ..sample::paused_binding(&source.url)
    };
    let binding = caller.create_binding(of(&[("title", "/title")])).await;
    caller.refresh(&binding.binding_id).await.unwrap();
    let wrong = caller.create_binding(of(&[("title", "/title"), ("price", "/price"), ("photo", "/photo")])).await;
    let refusal = refused(caller, &wrong.binding_id).await;
    assert_eq!(refusal.reason, "MAPPING_FAILED");
    assert!(refusal.message.contains("mapping[\"price\"] must be a number"), "{refusal:#?}");
    assert!(refusal.message.contains("mapping[\"photo\"]"), "{refusal:#?}");
    // What it can't do without is neither mapped nor given.
    let request = v1::CreateBindingRequest { binding: Some(of(&[("price", "{{ 1 }}")])), ..Default::default() };
    let refusal = Refusal::of(caller.bindings().create_binding(request).await);
    refusal.must_be(Code::InvalidArgument, "FIELD_REQUIRED", &["binding.spec.variables[\"title\"]"]);

    let request = v1::DeleteTemplateRequest { template_id: template.template_id };
    caller.templates().delete_template(request).await.unwrap();
    let refusal = refused(caller, &binding.binding_id).await;
    assert_eq!(refusal.reason, "UNKNOWN_TEMPLATE", "{refusal:#?}");
    assert!(refusal.message.starts_with("spec.template.template_id names no template"), "{refusal:#?}");
    assert_eq!(Http::new().get(&binding.image_url, &[]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_is_not_to_be_had_fails_the_refresh() {
    let server = Server::start().await;
    let caller = server.caller();
    let pictures = Receiver::always(Reply::status(404)).await;
    let document = json!({ "title": "T", "avatar": pictures.url });
    let source = Receiver::always(Reply::status(200).body(document.to_string())).await;
    let binding = v1::Binding {
        mapping: mapping(&[("title", "/title"), ("avatar_url", "/avatar")]),
        ..sample::paused_binding(&source.url)
    };
    let id = caller.create_binding(binding).await.binding_id;
    let refusal = refused(caller, &id).await;
    assert_eq!(refusal.reason, "IMAGE_UNAVAILABLE");
    assert!(refusal.message.starts_with("mapping[\"avatar_url\"]: the image from 127.0.0.1"), "{refusal:#?}");
    assert!(caller.all_renders(ListRendersRequest::default()).await.is_empty());
}
