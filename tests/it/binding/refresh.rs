//! A refresh: what it renders, when it does, and what it asks the source.

use placard_client::v1::{self, BindingState, ListRendersRequest, TemplateRef, render_spec::Design};
use serde_json::json;
use tonic::Code;

use super::{News, mapping, says};
use crate::support::{
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::Server,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_picture_is_made_when_the_data_changed_and_only_then() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut source = Receiver::replying([says("One"), says("One"), says("Two")]).await;
    let mut told = Receiver::start().await;
    caller.subscribe(sample::subscription(&told.url, &["binding.updated"])).await;
    let mut news = News::of(caller).await;
    let binding = caller.create_binding(sample::paused_binding(&source.url)).await;
    let id = &binding.binding_id;
    assert_eq!(binding.image_url, format!("{}/b/{id}.png", server.url));
    assert_eq!(
        (binding.state(), binding.next_refresh_time, &binding.render_id),
        (BindingState::Paused, None, &String::new())
    );

    let (first, changed) = caller.refresh(id).await.unwrap();
    assert!(changed);
    assert_eq!(source.next().await.header("accept"), "application/json");
    let (event_type, data) = news.next().await;
    assert_eq!(event_type, "binding.updated");
    assert_eq!(
        data,
        json!({
            "binding_id": id, "template_id": "card", "image_url": binding.image_url, "previous_data": null,
            "new_data": { "title": "One" }, "render_id": first.render_id,
        })
    );
    let (again, changed) = caller.refresh(id).await.unwrap();
    assert!(!changed);
    assert_eq!((&again.render_id, again.last_change_time), (&first.render_id, first.last_change_time));
    assert_ne!(again.last_success_time, first.last_success_time);

    let (second, changed) = caller.refresh(id).await.unwrap();
    assert!(changed && second.render_id != first.render_id && second.data_digest != first.data_digest);
    let (_, data) = news.next().await;
    assert_eq!((&data["previous_data"], &data["new_data"]), (&json!({ "title": "One" }), &json!({ "title": "Two" })));
    assert_eq!(second.data.as_ref().unwrap().fields["title"], sample::text("Two"));
    for title in ["One", "Two"] {
        let webhook = told.next().await;
        assert_eq!(
            (webhook.header("x-placard-event"), &webhook.json()["data"]["new_data"]["title"]),
            ("binding.updated", &json!(title))
        );
    }

    // The renders are in the books like any others, and say whose they are.
    let renders = caller.all_renders(ListRendersRequest::default()).await;
    let ids: Vec<_> = renders.iter().map(|render| render.render_id.as_str()).collect();
    assert_eq!(ids, [second.render_id.as_str(), first.render_id.as_str()]);
    assert!(renders.iter().all(|render| render.binding_id == *id && render.state() == v1::RenderState::Succeeded));
    let served = Http::new().get(&binding.image_url, &[]).await;
    assert_eq!(served.header("etag"), format!("\"{}\"", renders[0].sha256));
    assert_eq!(sample::decoded(&served.body), ("png", sample::WIDTH, sample::HEIGHT));
    let completed = v1::ListEventsRequest { event_types: vec!["render.completed".into()], ..Default::default() };
    let events = caller.events().list_events(completed).await.unwrap().into_inner().events;
    let envelope: serde_json::Value = serde_json::from_slice(&events[0].payload).unwrap();
    assert_eq!(
        (events.len(), &envelope["data"]["source"], &envelope["data"]["binding_id"]),
        (2, &json!("binding"), &json!(id))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_mapped_and_go_over_those_that_stay() {
    let server = Server::start().await;
    let caller = server.caller();
    let document = json!({ "shop": "Bakery", "items": [{ "price": 9.5 }, { "price": 3 }], "none": null, "old": false });
    let source = Receiver::always(Reply::status(200).body(document.to_string())).await;
    let template = caller.create_template(sample::SOURCE).await;
    let mut spec = sample::spec(Design::Template(TemplateRef { template_id: template.template_id, version: 1 }));
    spec.variables = [("title".to_owned(), sample::text("stays")), ("price".to_owned(), sample::number(1.0))].into();
    let binding = v1::Binding {
        spec: Some(spec),
        mapping: mapping(&[("title", "/none"), ("price", "{{ data.items | map(attribute='price') | sum }}")]),
        ..sample::paused_binding(&source.url)
    };
    let binding = caller.create_binding(binding).await;
    let (refreshed, _) = caller.refresh(&binding.binding_id).await.unwrap();
    let data = refreshed.data.unwrap().fields;
    assert_eq!(data, [("price".to_owned(), sample::number(12.5))].into());
    let render = caller.all_renders(ListRendersRequest::default()).await.remove(0);
    assert_eq!(render.report.unwrap().texts.len(), 2);
    assert_eq!(render.alt_text, "stays. for 12.5");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_of_the_template_makes_a_new_picture_of_the_same_data() {
    let server = Server::start().await;
    let caller = server.caller();
    let tagged = || says("Same").header("etag", "\"v1\"").header("last-modified", "Sat, 21 Nov 2026 10:00:00 GMT");
    let mut source = Receiver::replying([tagged(), Reply::status(304), Reply::status(304)]).await;
    let template = caller.create_template(sample::SOURCE).await;
    let design = || Design::Template(TemplateRef { template_id: template.template_id.clone(), version: 0 });
    let binding = v1::Binding { spec: Some(sample::spec(design())), ..sample::paused_binding(&source.url) };
    let id = caller.create_binding(binding).await.binding_id;
    let (first, changed) = caller.refresh(&id).await.unwrap();
    assert!(changed);
    assert!(!source.next().await.headers.contains_key("if-none-match"));
    assert!(!caller.refresh(&id).await.unwrap().1);
    let asked = source.next().await;
    assert_eq!(
        (asked.header("if-none-match"), asked.header("if-modified-since")),
        ("\"v1\"", "Sat, 21 Nov 2026 10:00:00 GMT")
    );

    let changed_source = sample::SOURCE.replace("navy", "maroon");
    let template = v1::Template { template_id: template.template_id.clone(), ..sample::template(&changed_source) };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["source".into()] });
    let request = v1::UpdateTemplateRequest { template: Some(template), update_mask };
    caller.templates().update_template(request).await.unwrap();
    let (second, changed) = caller.refresh(&id).await.unwrap();
    assert!(changed && second.render_id != first.render_id);
    assert_eq!(second.data, first.data);
    source.next().await;

    // Another mapping is of another document, for all that is known: it is asked for whole.
    let other = v1::Binding { mapping: mapping(&[("title", "{{ data.title }}!")]), ..second };
    caller.update_binding(other, &["mapping"]).await.unwrap();
    caller.refresh(&id).await.unwrap_err();
    assert!(!source.next().await.headers.contains_key("if-none-match"));
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_go_to_the_source_and_to_nobody_else() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut source = Receiver::always(says("T")).await;
    let headers: std::collections::BTreeMap<_, _> =
        [("Authorization".to_owned(), "Bearer s3cret".to_owned()), ("accept".to_owned(), "text/x".to_owned())].into();
    let with = |url: &str, headers| v1::BindingSource { url: url.to_owned(), headers };
    let binding = v1::Binding { source: Some(with(&source.url, headers)), ..sample::paused_binding(&source.url) };
    let created = caller.create_binding(binding).await;
    let masked = [("accept", "[secret]"), ("authorization", "[secret]")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    assert_eq!(created.source.as_ref().unwrap().headers, masked.clone().into());
    let id = &created.binding_id;
    caller.refresh(id).await.unwrap();
    let asked = source.next().await;
    assert_eq!((asked.header("authorization"), asked.header("accept")), ("Bearer s3cret", "text/x"));

    // At the same host the value stays, under another path too.
    let moved = with(&source.url.replace("/hook", "/other"), [masked[1].clone()].into());
    let updated = v1::Binding { binding_id: id.clone(), source: Some(moved), ..Default::default() };
    caller.update_binding(updated, &["source"]).await.unwrap();
    caller.refresh(id).await.unwrap();
    let asked = source.next().await;
    assert_eq!(
        (asked.path.as_str(), asked.header("authorization"), asked.header("accept")),
        ("/other", "Bearer s3cret", "application/json")
    );
    assert_eq!(caller.binding(id).await.source.unwrap().headers, [masked[1].clone()].into());

    let other = Receiver::start().await;
    let stolen = with(&other.url, [masked[1].clone()].into());
    let updated = v1::Binding { binding_id: id.clone(), source: Some(stolen), ..Default::default() };
    let refusal = crate::support::refusal::Refusal::of(caller.update_binding(updated, &["source"]).await);
    refusal.must_be(tonic::Code::InvalidArgument, "INVALID_FIELD", &["binding.source.headers[\"authorization\"]"]);
    assert!(refusal.message.contains("must be given anew"), "{refusal:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refreshes_at_once_are_one_after_the_other_and_each_asks_the_source() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut source = Receiver::always(says("T")).await;
    let id = caller.create_binding(sample::paused_binding(&source.url)).await.binding_id;
    let refreshes = (0..8).map(|_| caller.refresh(&id));
    let changed: Vec<bool> = futures::future::join_all(refreshes).await.into_iter().map(|r| r.unwrap().1).collect();
    assert_eq!(changed.iter().filter(|changed| **changed).count(), 1, "{changed:?}");
    assert_eq!(source.so_far().len(), 8);
    assert_eq!(caller.all_renders(ListRendersRequest::default()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_changed_meanwhile_makes_a_refresh_obsolete() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut source = Receiver::replying([Reply::never(), says("New")]).await;
    let binding = caller.create_binding(sample::paused_binding(&source.url)).await;
    let id = binding.binding_id.clone();
    let refresh = tokio::spawn({
        let (caller, id) = (caller.clone(), id.clone());
        async move { caller.refresh(&id).await }
    });
    source.next().await;
    let other = v1::Binding { mapping: mapping(&[("title", "{{ data.title }}!")]), ..binding };
    caller.update_binding(other, &["mapping"]).await.unwrap();
    // Whoever waits for it no longer hinders anybody.
    let (refreshed, changed) = caller.refresh(&id).await.unwrap();
    assert!(changed);
    assert_eq!(refreshed.data.unwrap().fields["title"], sample::text("New!"));
    let request = v1::DeleteBindingRequest { binding_id: id.clone() };
    caller.bindings().delete_binding(request).await.unwrap();
    drop(source);
    let refusal = crate::support::refusal::Refusal::read(&refresh.await.unwrap().unwrap_err());
    refusal.must_be(tonic::Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    assert_eq!(caller.all_renders(ListRendersRequest::default()).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_refreshes_once() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut source =
        Receiver::replying([Reply::status(500), says("One"), says("One"), says("Two"), says("Three")]).await;
    let [one, other] = [0, 1].map(|_| caller.create_binding(sample::paused_binding(&source.url)));
    let (one, other) = (one.await.binding_id, other.await.binding_id);
    let refresh = async |binding_id: &str, request_id: &str| {
        let (binding_id, request_id) = (binding_id.to_owned(), request_id.to_owned());
        let answer = caller.bindings().refresh_binding(v1::RefreshBindingRequest { binding_id, request_id }).await?;
        let answer = answer.into_inner();
        Ok::<_, tonic::Status>((answer.binding.unwrap().render_id, answer.changed))
    };
    // What failed is tried anew.
    let refusal = Refusal::of(refresh(&one, "r-1").await.map(tonic::Response::new));
    refusal.must_be(Code::FailedPrecondition, "BINDING_SOURCE_UNAVAILABLE", &[]);
    let first = refresh(&one, "r-1").await.unwrap();
    assert!(first.1);
    // Each is answered as it was, a new picture or not, and nobody asks the source.
    let second = refresh(&one, "r-2").await.unwrap();
    assert_eq!(second, (first.0.clone(), false));
    for _ in 0..2 {
        assert_eq!(refresh(&one, "r-1").await.unwrap(), first);
        assert_eq!(refresh(&one, "r-2").await.unwrap(), second);
    }
    assert_eq!(source.so_far().len(), 3);
    let refusal = Refusal::of(refresh(&other, "r-1").await.map(tonic::Response::new));
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    let refusal = Refusal::of(refresh(&other, &"r".repeat(129)).await.map(tonic::Response::new));
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["request_id"]);
    // The picture of a new id is another one, and carries that id.
    let third = refresh(&one, "r-3").await.unwrap();
    assert!(third.1 && third.0 != first.0);
    let found = v1::ListRendersRequest { request_id: "r-3".into(), ..Default::default() };
    let found = caller.all_renders(found).await;
    assert_eq!(found.iter().map(|render| &render.render_id).collect::<Vec<_>>(), [&third.0]);
}
