//! Lists: filters, pages, and the tokens between them.

use placard_client::v1::{self, ListRendersRequest, RenderRequest, RenderState, TemplateRef, render_spec::Design};
use prost_types::Timestamp;
use tonic::{Code, Request};

use crate::support::{
    refusal::Refusal,
    sample,
    server::{Names, Server},
};

fn labelled(title: &str, labels: &[(&str, &str)]) -> RenderRequest {
    let metadata = labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    RenderRequest { metadata, ..sample::render(title) }
}

fn after(time: Timestamp) -> Timestamp {
    // The server keeps microseconds.
    Timestamp { nanos: time.nanos + 1_000, ..time }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_of_list_renders_filters() {
    let server = Server::start().await;
    let caller = server.caller();
    let a = caller.render(labelled("A", &[("team", "blog"), ("env", "prod")])).await;
    let b = caller.render(RenderRequest { request_id: "req-b".into(), ..labelled("B", &[("team", "blog")]) }).await;
    let template = TemplateRef { template_id: "card".to_owned(), version: 1 };
    let mut spec = sample::spec(Design::Template(template));
    spec.variables.insert("title".to_owned(), sample::text("C"));
    let c = caller.render(sample::of(spec)).await;
    caller.refused(sample::failing("D", "http://127.0.0.1:1024/x.png")).await;

    let all = caller.all_renders(Default::default()).await;
    assert_eq!(all.len(), 4);
    let d = all[0].clone();
    assert_eq!(d.state(), RenderState::Failed);
    assert_eq!(d.error.as_ref().map(|error| error.reason()), Some(v1::ErrorReason::ImageUnavailable));
    let names: Vec<_> =
        [("a", &a), ("b", &b), ("c", &c), ("d", &d)].map(|(name, r)| (name, r.render_id.clone())).into();

    let none = ListRendersRequest::default;
    let metadata = |pairs: &[(&str, &str)]| ListRendersRequest { metadata: labelled("", pairs).metadata, ..none() };
    let time = |render: &v1::Render| render.create_time.unwrap();
    for (request, expected) in [
        (ListRendersRequest { state: RenderState::Succeeded.into(), ..none() }, "cba"),
        (ListRendersRequest { state: RenderState::Failed.into(), ..none() }, "d"),
        (ListRendersRequest { template_id: "card".into(), ..none() }, "dcba"),
        (ListRendersRequest { template_id: "car".into(), ..none() }, ""),
        (ListRendersRequest { request_id: "req-b".into(), ..none() }, "b"),
        (ListRendersRequest { request_id: "REQ-B".into(), ..none() }, ""),
        (metadata(&[("team", "blog")]), "ba"),
        (metadata(&[("team", "blog"), ("env", "prod")]), "a"),
        (metadata(&[("team", "blo")]), ""),
        (metadata(&[("%", "%")]), ""),
        (ListRendersRequest { from_time: Some(time(&b)), ..none() }, "dcb"),
        (ListRendersRequest { from_time: Some(after(time(&b))), ..none() }, "dc"),
        (ListRendersRequest { until_time: Some(time(&b)), ..none() }, "a"),
        (ListRendersRequest { until_time: Some(after(time(&b))), ..none() }, "ba"),
        (ListRendersRequest { from_time: Some(time(&b)), until_time: Some(time(&d)), ..none() }, "cb"),
        (ListRendersRequest { state: RenderState::Failed.into(), ..metadata(&[("team", "blog")]) }, ""),
    ] {
        let found = caller.all_renders(request.clone()).await;
        let found: String = found
            .iter()
            .map(|render| names.iter().find(|(_, id)| *id == render.render_id).expect("one of ours").0)
            .collect();
        assert_eq!(found, expected, "{request:?}");
    }
    // Got alone a render is the same as in the list.
    let request = v1::GetRenderRequest { render_id: b.render_id.clone() };
    let got = caller.renders().get_render(request).await.unwrap().into_inner().render.unwrap();
    assert_eq!(got, b);
    assert_eq!(*all.iter().find(|render| render.render_id == b.render_id).unwrap(), b);
    assert_eq!(b.metadata, labelled("", &[("team", "blog")]).metadata);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_render_once_and_tokens_are_bound_to_their_list() {
    let server = Server::start().await;
    let caller = server.caller();
    for number in 0..5 {
        caller.render(labelled(&format!("{number}"), &[("n", "1")])).await;
    }
    let request = ListRendersRequest { page_size: 2, ..Default::default() };
    let all = caller.all_renders(Default::default()).await;
    assert_eq!(caller.all_renders(request.clone()).await, all);
    assert!(all.windows(2).all(|pair| pair[0].create_time.unwrap().nanos != pair[1].create_time.unwrap().nanos));

    let page = caller.renders().list_renders(request.clone()).await.unwrap().into_inner();
    assert_eq!(page.renders, all[..2]);
    let token = page.next_page_token;
    let mut flipped = token.clone().into_bytes();
    let last = flipped.len() - 1;
    flipped[last] = if flipped[last] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let whole = ListRendersRequest { page_size: 5, ..Default::default() };
    assert_eq!(caller.renders().list_renders(whole).await.unwrap().into_inner().next_page_token, "");

    let refused = |request: ListRendersRequest| async { caller.renders().list_renders(request).await };
    for altered in [flipped.as_str(), &token[1..], "x", "%%%", &format!("{token}{token}")] {
        let request = ListRendersRequest { page_token: altered.to_owned(), ..request.clone() };
        Refusal::of(refused(request).await).must_be(Code::InvalidArgument, "INVALID_PAGE_TOKEN", &["page_token"]);
    }
    // Of the same method with other filters, of another method, of another workspace.
    let metadata = labelled("", &[("n", "1")]).metadata;
    let filtered = ListRendersRequest { page_token: token.clone(), metadata, ..request.clone() };
    Refusal::of(refused(filtered).await).must_be(Code::InvalidArgument, "INVALID_PAGE_TOKEN", &["page_token"]);
    let foreign = v1::ListTriggersRequest { page_token: token.clone(), ..Default::default() };
    Refusal::of(caller.triggers().list_triggers(foreign).await).must_be(
        Code::InvalidArgument,
        "INVALID_PAGE_TOKEN",
        &["page_token"],
    );
    let stranger = server.stranger().await;
    let theirs = ListRendersRequest { page_token: token.clone(), ..request.clone() };
    Refusal::of(stranger.renders().list_renders(theirs).await).must_be(
        Code::InvalidArgument,
        "INVALID_PAGE_TOKEN",
        &["page_token"],
    );
    // The size may change from page to page.
    let resized = ListRendersRequest { page_token: token, page_size: 3, ..request };
    assert_eq!(refused(resized).await.unwrap().into_inner().renders, all[2..]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_lists_have_pages_too() {
    let names = Names::default().answer("receiver.example", &["93.184.216.34"]);
    let server = Server::within(names.world(), &[]).await;
    let caller = server.caller();
    let url = "https://receiver.example/hook";
    let mut made = Vec::new();
    for _ in 0..3 {
        let (subscription, _) = caller.subscribe(sample::subscription(url, &["*"])).await;
        made.insert(0, (subscription, caller.create_trigger(sample::trigger(url)).await.0));
    }
    let (mut subscriptions, mut triggers, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    let mut tokens = [String::new(), String::new(), String::new()];
    for _ in 0..3 {
        let [s, t, k] = tokens;
        let request = v1::ListSubscriptionsRequest { page_size: 1, page_token: s };
        let page = caller.subscriptions().list_subscriptions(request).await.unwrap().into_inner();
        subscriptions.extend(page.subscriptions);
        let request = v1::ListTriggersRequest { page_size: 1, page_token: t };
        let triggers_page = caller.triggers().list_triggers(request).await.unwrap().into_inner();
        triggers.extend(triggers_page.triggers);
        let request = v1::ListApiKeysRequest { page_size: 1, page_token: k };
        let keys_page = caller.workspace().list_api_keys(request).await.unwrap().into_inner();
        keys.extend(keys_page.api_keys);
        tokens = [page.next_page_token, triggers_page.next_page_token, keys_page.next_page_token];
    }
    assert_eq!(tokens, ["", "", ""]);
    assert_eq!(subscriptions, made.iter().map(|(subscription, _)| subscription.clone()).collect::<Vec<_>>());
    assert_eq!(triggers, made.into_iter().map(|(_, trigger)| trigger).collect::<Vec<_>>());
    // A first page that held all began again: there is one key.
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0] && key.name == "bootstrap"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_has_a_request_id_by_which_its_render_is_found() {
    let server = Server::start().await;
    let caller = server.caller();
    let long = "x".repeat(129);
    for (given, kept) in [
        (Some("my-id-1"), true),
        (Some("a/b:c;d=e"), true),
        (Some(&long[..128]), true),
        (None, false),
        (Some(long.as_str()), false),
        (Some("with space"), false),
        (Some(""), false),
    ] {
        let mut request = Request::new(sample::render("Traced"));
        if let Some(id) = given {
            request.metadata_mut().insert("x-request-id", id.parse().unwrap());
        }
        let answer = caller.renders().render(request).await.unwrap();
        let id = answer.metadata().get("x-request-id").expect("always answered").to_str().unwrap().to_owned();
        assert_eq!(given == Some(id.as_str()), kept, "{given:?} became {id}");
        assert!((1..=128).contains(&id.len()));
        let render = answer.into_inner().render.unwrap();
        assert_eq!(render.request_id, id);
        let request = ListRendersRequest { request_id: id, ..Default::default() };
        assert_eq!(caller.all_renders(request).await, [render]);
    }
    // Errors carry it too, and the message's own id stands before the header's.
    let mut request = Request::new(v1::GetRenderRequest { render_id: "x".to_owned() });
    request.metadata_mut().insert("x-request-id", "err-1".parse().unwrap());
    let status = caller.renders().get_render(request).await.unwrap_err();
    assert_eq!(status.metadata().get("x-request-id").unwrap(), "err-1");
    let mut request = Request::new(RenderRequest { request_id: "mine".into(), ..sample::render("Traced") });
    request.metadata_mut().insert("x-request-id", "header".parse().unwrap());
    assert_eq!(caller.renders().render(request).await.unwrap().into_inner().render.unwrap().request_id, "mine");
}
