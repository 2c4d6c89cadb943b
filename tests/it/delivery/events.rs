//! The events themselves: by their schemas, listed, and as a stream that misses nothing.

use std::collections::BTreeSet;

use futures::StreamExt;
use placard_client::v1::{
    self, DeliveryState, StreamEventsRequest, StreamEventsResponse, stream_events_response::Payload,
};
use serde_json::Value;
use tonic::{Code, Streaming};

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    http::Http,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{Names, PATIENCE, Server},
};

on_both_engines! {
    cut_off_a_hundred_times_every_event_is_seen_once,
    what_was_sent_is_sent_again_under_the_same_id,
    everything_that_never_arrived_is_recovered_and_nothing_else,
}

type Stream = Streaming<StreamEventsResponse>;

async fn stream(caller: &Caller, request: StreamEventsRequest) -> Stream {
    caller.events().stream_events(request).await.expect("a stream").into_inner()
}

fn resume(resume_token: &str) -> StreamEventsRequest {
    StreamEventsRequest { resume_token: resume_token.to_owned(), ..Default::default() }
}

/// The next event and the token behind it; heartbeats are passed over.
async fn next(stream: &mut Stream) -> (v1::Event, String) {
    let event = async {
        loop {
            let message = stream.next().await.expect("a stream that lasts").expect("a message");
            if let Some(Payload::Event(event)) = message.payload {
                return (event, message.resume_token);
            }
        }
    };
    tokio::time::timeout(PATIENCE, event).await.expect("an event")
}

async fn send_test(caller: &Caller, subscription: &v1::Subscription) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_what_its_schema_says() {
    let server = Server::with(&[("retry_schedule", "50ms")]).await;
    let caller = server.caller();
    let (failing, gone) = (Receiver::always(Reply::status(500)).await, Receiver::always(Reply::status(410)).await);
    let mut events = stream(caller, StreamEventsRequest::default()).await;
    let (exhausts, _) = caller.subscribe(sample::subscription(&failing.url, &["test"])).await;
    let (disabled, _) = caller.subscribe(sample::subscription(&gone.url, &["test"])).await;
    caller.render(sample::render("One")).await;
    caller.refused(sample::failing("Two", "http://127.0.0.1:1024/x.png")).await;
    let (trigger, _) = caller.create_trigger(sample::trigger(&failing.url)).await;
    let fire = v1::FireTriggerRequest { trigger_id: trigger.trigger_id, overrides: None, wait: false };
    caller.triggers().fire_trigger(fire).await.unwrap();
    send_test(caller, &exhausts).await;
    send_test(caller, &disabled).await;

    let types = caller.subscriptions().list_event_types(v1::ListEventTypesRequest {}).await.unwrap();
    let types = types.into_inner().event_types;
    assert_eq!(types.len(), 14);
    let http = Http::new();
    let mut missing: BTreeSet<&str> =
        ["render.completed", "render.failed", "trigger.fired", "test", "subscription.disabled", "delivery.exhausted"]
            .into();
    while !missing.is_empty() {
        let (event, _) = next(&mut events).await;
        let described = types.iter().find(|described| described.name == event.event_type).expect("a known type");
        let served = http.get(&described.schema_url, &[]).await;
        assert_eq!(served.header("content-type"), "application/schema+json");
        assert_eq!(served.body, described.json_schema.as_bytes());
        let schema: Value = serde_json::from_slice(&served.body).unwrap();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let envelope: Value = serde_json::from_slice(&event.payload).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&envelope).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{envelope:#}: {wrong:#?}");
        assert!(!validator.is_valid(&serde_json::json!({})));
        assert_eq!((&envelope["id"], &envelope["type"]), (&event.event_id.into(), &event.event_type.clone().into()));
        missing.remove(event.event_type.as_str());
    }
    let aliases = types.iter().filter(|described| !described.alias_of.is_empty());
    let aliases: Vec<_> = aliases.map(|alias| (alias.name.as_str(), alias.data_type.as_str())).collect();
    assert_eq!(
        aliases,
        [
            ("image.completed", "image"),
            ("image.failed", "image"),
            ("video.completed", "video"),
            ("video.failed", "video")
        ]
    );
    assert_eq!(http.get(&format!("{}/schemas/events/nothing.json", server.url), &[]).await.status, 404);
}

async fn cut_off_a_hundred_times_every_event_is_seen_once(db: TestDatabase) {
    let server = Server::on(&db, Names::default().world(), &[]).await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut open = stream(caller, StreamEventsRequest::default()).await;
    // Two at a time, while the stream is read.
    let writing = {
        let (one, other) = (caller.clone(), caller.clone());
        let (first, second) = (subscription.clone(), subscription.clone());
        let write = |caller: Caller, subscription: v1::Subscription| async move {
            let mut sent = Vec::new();
            for _ in 0..60 {
                sent.push(send_test(&caller, &subscription).await.event_id);
            }
            sent
        };
        tokio::spawn(async move { tokio::join!(write(one, first), write(other, second)) })
    };
    let mut seen = Vec::new();
    for _ in 0..100 {
        let (event, token) = next(&mut open).await;
        seen.push(event.event_id);
        drop(open);
        open = stream(caller, resume(&token)).await;
    }
    while seen.len() < 120 {
        seen.push(next(&mut open).await.0.event_id);
    }
    let (first, second) = writing.await.unwrap();
    let written: BTreeSet<_> = first.iter().chain(&second).collect();
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>()), (120, written));
    // Each writer's come in the order in which they were acknowledged.
    for written in [first, second] {
        let order: Vec<_> = seen.iter().filter(|id| written.contains(id)).cloned().collect();
        assert_eq!(order, written);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_begins_where_it_is_told_to_and_shows_what_was_asked_for() {
    let server = Server::start().await;
    let caller = server.caller();
    let render = caller.render(sample::render("One")).await;
    let failed = caller.refused(sample::failing("Two", "http://127.0.0.1:1024/x.png")).await;
    let last = caller.render(sample::render("Three")).await;
    let ids = [&render.render_id, &failed.metadata["render_id"], &last.render_id];
    let id_of = |event: &v1::Event| {
        let envelope: Value = serde_json::from_slice(&event.payload).unwrap();
        envelope["data"]["render_id"].as_str().unwrap().to_owned()
    };

    let existing = StreamEventsRequest { include_existing: true, ..Default::default() };
    let mut open = stream(caller, existing.clone()).await;
    for id in ids {
        let (event, token) = next(&mut open).await;
        assert_eq!(&id_of(&event), id);
        let data = event.data.unwrap();
        assert_eq!(data.fields["render_id"], sample::text(id));
        // From within what there was, too.
        open = stream(caller, resume(&token)).await;
    }
    // Since the second one.
    let listed = caller.events().list_events(v1::ListEventsRequest::default()).await.unwrap().into_inner().events;
    assert_eq!(listed.iter().map(id_of).collect::<Vec<_>>(), [ids[2], ids[1], ids[0]].map(String::clone));
    let since = listed[1].create_time;
    let mut open = stream(caller, StreamEventsRequest { since, ..Default::default() }).await;
    for id in &ids[1..] {
        assert_eq!(&id_of(&next(&mut open).await.0), *id);
    }
    // By type and by alias.
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let failures = StreamEventsRequest { event_types: of(&["image.failed", "video.completed"]), ..existing };
    let mut failures = stream(caller, failures).await;
    assert_eq!(&id_of(&next(&mut failures).await.0), ids[1]);
    let request = v1::ListEventsRequest { event_types: of(&["render.completed"]), page_size: 1, ..Default::default() };
    let page = caller.events().list_events(request.clone()).await.unwrap().into_inner();
    assert_eq!(&id_of(&page.events[0]), ids[2]);
    let page_token = page.next_page_token;
    let page = caller.events().list_events(v1::ListEventsRequest { page_token, ..request }).await.unwrap().into_inner();
    assert_eq!((&id_of(&page.events[0]), page.next_page_token.as_str()), (ids[0], ""));
    let get = v1::GetEventRequest { event_id: listed[0].event_id.clone() };
    let got = caller.events().get_event(get.clone()).await.unwrap().into_inner().event.unwrap();
    assert_eq!(got, listed[0]);

    // To another workspace there is nothing of it.
    let stranger = server.stranger().await;
    Refusal::of(stranger.events().get_event(get).await).must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    let theirs = stranger.events().list_events(v1::ListEventsRequest::default()).await.unwrap().into_inner();
    assert_eq!(theirs.events, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_good_for_their_own_stream_only() {
    let server = Server::start().await;
    let caller = server.caller();
    let mut open = stream(caller, StreamEventsRequest::default()).await;
    caller.render(sample::render("One")).await;
    let (_, token) = next(&mut open).await;
    let watch = v1::WatchDeliveriesRequest { resume_token: token.clone(), ..Default::default() };
    let refusal = Refusal::of(caller.subscriptions().watch_deliveries(watch).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_RESUME_TOKEN", &["resume_token"]);
    let stranger = server.stranger().await;
    let other = StreamEventsRequest { event_types: vec!["test".into()], ..resume(&token) };
    for (who, request) in
        [(caller, resume(&token[1..])), (caller, resume("x")), (caller, other), (&stranger, resume(&token))]
    {
        let refusal = Refusal::of(who.events().stream_events(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_RESUME_TOKEN", &["resume_token"]);
    }
    let time = Some(prost_types::Timestamp { seconds: 1, nanos: 0 });
    for (request, field) in [
        (StreamEventsRequest { include_existing: true, ..resume(&token) }, "include_existing"),
        (StreamEventsRequest { since: time, ..resume(&token) }, "since"),
        (StreamEventsRequest { since: time, include_existing: true, ..Default::default() }, "since"),
        (StreamEventsRequest { event_types: vec!["render.faild".into()], ..Default::default() }, "event_types[0]"),
    ] {
        let refusal = Refusal::of(caller.events().stream_events(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &[field]);
    }
    // The same token twice is the same place twice.
    caller.render(sample::render("Two")).await;
    let (first, second) = (stream(caller, resume(&token)).await, stream(caller, resume(&token)).await);
    let mut ids = Vec::new();
    for mut open in [first, second] {
        ids.push(next(&mut open).await.0.event_id);
    }
    assert_eq!(ids[0], ids[1]);
}

async fn what_was_sent_is_sent_again_under_the_same_id(db: TestDatabase) {
    let server = Server::on(&db, Names::default().world(), &[("retry_schedule", "1h")]).await;
    let caller = server.caller();
    let mut receiver = Receiver::replying([Reply::status(204), Reply::status(500)]).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let redeliver = async |delivery_id: &str, request_id: &str| {
        let request = v1::RedeliverRequest { delivery_id: delivery_id.into(), request_id: request_id.into() };
        caller.subscriptions().redeliver(request).await.map(|answer| answer.into_inner().delivery.unwrap())
    };
    let sent = send_test(caller, &subscription).await;
    let first = receiver.next().await;
    caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;

    // One that has ended: a new delivery of the same event. It fails, and waits an hour.
    let again = redeliver(&sent.delivery_id, "once").await.unwrap();
    assert_eq!((&again.redelivery_of, &again.event_id), (&sent.delivery_id, &sent.event_id));
    let second = receiver.next().await;
    assert_eq!(second.header("webhook-id"), first.header("webhook-id"));
    assert_eq!(second.header("x-placard-delivery-id"), again.delivery_id);
    assert_eq!(second.body, first.body);
    caller.delivery_in(DeliveryState::Retrying, &again.delivery_id).await;
    assert_eq!(redeliver(&sent.delivery_id, "once").await.unwrap().delivery_id, again.delivery_id);
    let refusal = Refusal::read(&redeliver(&again.delivery_id, "once").await.unwrap_err());
    refusal.must_be(Code::AlreadyExists, "REQUEST_ID_REUSED", &["request_id"]);
    // One that waits: it goes now.
    assert_eq!(redeliver(&again.delivery_id, "").await.unwrap().delivery_id, again.delivery_id);
    assert_eq!(receiver.next().await.header("x-placard-attempt"), "2");
    caller.delivery_in(DeliveryState::Succeeded, &again.delivery_id).await;

    let stranger = server.stranger().await;
    let request = v1::RedeliverRequest { delivery_id: sent.delivery_id.clone(), ..Default::default() };
    let refusal = Refusal::of(stranger.subscriptions().redeliver(request).await);
    refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
    let delete = v1::DeleteSubscriptionRequest { subscription_id: subscription.subscription_id };
    caller.subscriptions().delete_subscription(delete).await.unwrap();
    let refusal = Refusal::read(&redeliver(&sent.delivery_id, "").await.unwrap_err());
    refusal.must_be(Code::NotFound, "RESOURCE_NOT_FOUND", &[]);
}

async fn everything_that_never_arrived_is_recovered_and_nothing_else(db: TestDatabase) {
    const COUNT: usize = 130;
    let server = Server::on(&db, Names::default().world(), &[("retry_schedule", "10ms")]).await;
    let caller = server.caller();
    let failing = vec![Reply::status(500); 2 * COUNT];
    let mut receiver = Receiver::replying(failing).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let since = subscription.create_time;
    let mut lost = BTreeSet::new();
    for _ in 0..COUNT {
        lost.insert(send_test(caller, &subscription).await.event_id);
    }
    let exhausted = v1::ListDeliveriesRequest {
        page_size: 1000,
        states: vec![DeliveryState::Exhausted.into()],
        ..Default::default()
    };
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while caller.deliveries(exhausted.clone()).await.len() < COUNT {
        assert!(tokio::time::Instant::now() < deadline, "they are exhausted in time");
        receiver.next().await;
    }
    receiver.so_far();
    // One that arrives by itself is not sent again.
    let fine = send_test(caller, &subscription).await;
    caller.delivery_in(DeliveryState::Succeeded, &fine.delivery_id).await;
    receiver.next().await;

    let request = v1::RecoverDeliveriesRequest {
        subscription_id: subscription.subscription_id,
        since,
        request_id: "once".into(),
        ..Default::default()
    };
    let recover = async |request| {
        let answer = caller.subscriptions().recover_deliveries(request).await.unwrap();
        answer.into_inner().recovery.unwrap()
    };
    let begun = recover(request.clone()).await;
    assert_eq!(recover(request.clone()).await.recovery_id, begun.recovery_id);
    while !lost.is_empty() {
        let received = receiver.next().await;
        assert!(lost.remove(received.header("webhook-id")), "once, and only what was lost: {received:?}");
    }
    let done = async |recovery_id: &str| {
        let request = v1::GetRecoveryRequest { recovery_id: recovery_id.to_owned() };
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = caller.subscriptions().get_recovery(request.clone()).await.unwrap().into_inner();
            let recovery = answer.recovery.unwrap();
            if recovery.state() == v1::RecoveryState::Completed {
                return recovery;
            }
            assert!(tokio::time::Instant::now() < deadline, "{recovery:?}");
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let recovery = done(&begun.recovery_id).await;
    assert_eq!((recovery.recovered_count, recovery.finish_time.is_some()), (COUNT as i64, true));
    // Once more there is nothing left.
    let again = recover(v1::RecoverDeliveriesRequest { request_id: String::new(), ..request.clone() }).await;
    assert_eq!(done(&again.recovery_id).await.recovered_count, 0);
    assert_eq!(receiver.so_far().len(), 0);

    let backwards = v1::RecoverDeliveriesRequest { until: since, request_id: String::new(), ..request };
    let refusal = Refusal::of(caller.subscriptions().recover_deliveries(backwards).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["until"]);
}
