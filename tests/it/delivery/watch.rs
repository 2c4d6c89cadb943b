//! WatchDeliveries: every change, once and in order, whatever breaks in between.

use std::collections::BTreeMap;

use futures::StreamExt;
use placard_client::v1::{
    self, DeliveryState as State, WatchDeliveriesRequest, WatchDeliveriesResponse, watch_deliveries_response::Payload,
};
use tonic::{Code, Streaming};

use crate::support::{
    caller::Caller,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

type Stream = Streaming<WatchDeliveriesResponse>;

async fn watch(caller: &Caller, request: WatchDeliveriesRequest) -> Stream {
    caller.subscriptions().watch_deliveries(request).await.expect("a stream").into_inner()
}

/// The next change and the token behind it; heartbeats are passed over.
async fn next(stream: &mut Stream) -> (v1::Delivery, String) {
    let change = async {
        loop {
            let message = stream.next().await.expect("a stream that lasts").expect("a message");
            if let Some(Payload::Delivery(delivery)) = message.payload {
                return (delivery, message.resume_token);
            }
        }
    };
    tokio::time::timeout(PATIENCE, change).await.expect("a change")
}

async fn send_test(caller: &Caller, subscription: &v1::Subscription) -> String {
    let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner().delivery_id
}

/// A subscription whose receiver fails twice, and all that then happens to a delivery.
async fn fails_twice(caller: &Caller) -> (Receiver, v1::Subscription) {
    let receiver = Receiver::replying([Reply::status(500), Reply::status(500)]).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    (receiver, subscription)
}

/// State, attempts begun, attempts ended.
const LIFE: [(State, i32, usize); 7] = [
    (State::Pending, 0, 0),
    (State::InFlight, 1, 0),
    (State::Retrying, 1, 1),
    (State::InFlight, 2, 1),
    (State::Retrying, 2, 2),
    (State::InFlight, 3, 2),
    (State::Succeeded, 3, 3),
];

fn seen(delivery: &v1::Delivery) -> (State, i32, usize) {
    (delivery.state(), delivery.attempt_count, delivery.attempts.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_seen_in_order() {
    let server = Server::start().await;
    let caller = server.caller();
    let (_receiver, subscription) = fails_twice(caller).await;
    let mut stream = watch(caller, WatchDeliveriesRequest::default()).await;
    let delivery_id = send_test(caller, &subscription).await;
    for expected in LIFE {
        let (delivery, token) = next(&mut stream).await;
        assert_eq!((seen(&delivery), delivery.delivery_id.as_str()), (expected, delivery_id.as_str()));
        assert!(!token.is_empty());
        let (waits, ended) = (delivery.next_attempt_time.is_some(), delivery.finish_time.is_some());
        let state = delivery.state();
        assert_eq!(waits, matches!(state, State::Pending | State::Retrying), "{state:?} has a next attempt");
        assert_eq!(ended, state == State::Succeeded, "{state:?} has ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_after_any_message_nothing_is_missed_and_nothing_seen_twice() {
    let server = Server::start().await;
    let caller = server.caller();
    let (_receiver, subscription) = fails_twice(caller).await;
    let mut stream = watch(caller, WatchDeliveriesRequest::default()).await;
    send_test(caller, &subscription).await;
    // Cut off after every message, and taken up again.
    let mut tokens = Vec::new();
    for expected in LIFE {
        let (delivery, token) = next(&mut stream).await;
        assert_eq!(seen(&delivery), expected);
        drop(stream);
        stream = watch(caller, WatchDeliveriesRequest { resume_token: token.clone(), ..Default::default() }).await;
        tokens.push(token);
    }
    // Long after, from every place: the rest, each change as it was then.
    for (place, token) in tokens.into_iter().enumerate() {
        let mut stream = watch(caller, WatchDeliveriesRequest { resume_token: token, ..Default::default() }).await;
        for expected in &LIFE[place + 1..] {
            assert_eq!(seen(&next(&mut stream).await.0), *expected, "from place {place}");
        }
        let mark = send_test(caller, &subscription).await;
        let (delivery, _) = next(&mut stream).await;
        // What the marks of earlier rounds did lies between.
        let mut delivery = delivery;
        while delivery.delivery_id != mark {
            assert_ne!(delivery.attempt_count, 3, "nothing of the first delivery comes again");
            delivery = next(&mut stream).await.0;
        }
        caller.delivery_in(State::Succeeded, &mark).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_off_a_hundred_times_while_states_change_it_has_every_change_once() {
    const DELIVERIES: usize = 40;
    let server = Server::start().await;
    let caller = server.caller();
    // Every delivery has at least three changes; some fail first and have more.
    let receiver = Receiver::replying(vec![Reply::status(500); 20]).await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut stream = watch(caller, WatchDeliveriesRequest::default()).await;
    let sending = {
        let (caller, subscription) = (caller.clone(), subscription.clone());
        tokio::spawn(async move {
            for _ in 0..DELIVERIES {
                send_test(&caller, &subscription).await;
            }
        })
    };
    let mut changes: BTreeMap<String, Vec<(State, i32, usize)>> = BTreeMap::new();
    let (mut cuts, mut ended) = (0, 0);
    while ended < DELIVERIES {
        let (delivery, token) = next(&mut stream).await;
        ended += usize::from(delivery.state() == State::Succeeded);
        changes.entry(delivery.delivery_id.clone()).or_default().push(seen(&delivery));
        if cuts < 100 {
            drop(stream);
            stream = watch(caller, WatchDeliveriesRequest { resume_token: token, ..Default::default() }).await;
            cuts += 1;
        }
    }
    sending.await.unwrap();
    assert_eq!((cuts, changes.len()), (100, DELIVERIES));
    for (id, changes) in changes {
        // Whatever its life was, it is whole: each step follows from the one before.
        let attempts = changes.last().unwrap().2;
        assert_eq!(changes[..changes.len() - 1], LIFE[..2 * attempts], "{id}");
        assert_eq!(*changes.last().unwrap(), (State::Succeeded, attempts as i32, attempts), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_begin_with_what_there_is() {
    let server = Server::start().await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(send_test(caller, &subscription).await);
        caller.delivery_in(State::Succeeded, made.last().unwrap()).await;
    }
    let mut stream = watch(caller, WatchDeliveriesRequest { include_existing: true, ..Default::default() }).await;
    let mut token = String::new();
    for id in &made {
        let (delivery, place) = next(&mut stream).await;
        assert_eq!((&delivery.delivery_id, delivery.state()), (id, State::Succeeded), "the oldest first");
        token = place;
    }
    let later = send_test(caller, &subscription).await;
    for state in [State::Pending, State::InFlight, State::Succeeded] {
        let (delivery, _) = next(&mut stream).await;
        assert_eq!((&delivery.delivery_id, delivery.state()), (&later, state));
    }
    // And goes on from within what there was.
    let mut resumed = watch(caller, WatchDeliveriesRequest { resume_token: token, ..Default::default() }).await;
    assert_eq!(next(&mut resumed).await.0.delivery_id, later);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_lets_only_its_own_through() {
    let server = Server::start().await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (one, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let (other, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let (trigger, _) = caller.create_trigger(sample::trigger(&receiver.url)).await;
    let states = vec![State::Succeeded.into()];
    let of_other = WatchDeliveriesRequest {
        subscription_id: other.subscription_id.clone(),
        states: states.clone(),
        ..Default::default()
    };
    let mut of_other = watch(caller, of_other).await;
    let of_trigger = WatchDeliveriesRequest { trigger_id: trigger.trigger_id.clone(), states, ..Default::default() };
    let mut of_trigger = watch(caller, of_trigger).await;
    let stranger = server.stranger().await;
    let mut of_stranger = watch(&stranger, WatchDeliveriesRequest::default()).await;
    send_test(caller, &one).await;
    let fire = v1::FireTriggerRequest { trigger_id: trigger.trigger_id, overrides: None, wait: true };
    let fired = caller.triggers().fire_trigger(fire).await.unwrap().into_inner().delivery_id;
    let to_other = send_test(caller, &other).await;
    let (seen, _) = next(&mut of_other).await;
    assert_eq!((&seen.delivery_id, seen.state()), (&to_other, State::Succeeded));
    let (seen, _) = next(&mut of_trigger).await;
    assert_eq!((&seen.delivery_id, seen.state()), (&fired, State::Succeeded));
    // A stranger's stream begins with the stranger's own.
    let (theirs, _) = stranger.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let to_stranger = send_test(&stranger, &theirs).await;
    assert_eq!(next(&mut of_stranger).await.0.delivery_id, to_stranger);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_good_for_their_own_stream_only() {
    let server = Server::start().await;
    let caller = server.caller();
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut stream = watch(caller, WatchDeliveriesRequest::default()).await;
    send_test(caller, &subscription).await;
    let (_, token) = next(&mut stream).await;
    let pages = v1::ListDeliveriesRequest { page_size: 1, ..Default::default() };
    send_test(caller, &subscription).await;
    let page = caller.subscriptions().list_deliveries(pages).await.unwrap().into_inner().next_page_token;
    assert!(!page.is_empty());
    let with =
        |resume_token: &str| WatchDeliveriesRequest { resume_token: resume_token.to_owned(), ..Default::default() };
    let filtered = WatchDeliveriesRequest { states: vec![State::Succeeded.into()], ..with(&token) };
    let stranger = server.stranger().await;
    for (who, request) in [
        (caller, with(&token[1..])),
        (caller, with("x")),
        (caller, with(&page)),
        (caller, filtered),
        (&stranger, with(&token)),
    ] {
        let refusal = Refusal::of(who.subscriptions().watch_deliveries(request).await);
        refusal.must_be(Code::InvalidArgument, "INVALID_RESUME_TOKEN", &["resume_token"]);
    }
    let both = WatchDeliveriesRequest { include_existing: true, ..with(&token) };
    let refusal = Refusal::of(caller.subscriptions().watch_deliveries(both).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["include_existing"]);
    let odd = WatchDeliveriesRequest { subscription_id: "x".into(), states: vec![99], ..Default::default() };
    let refusal = Refusal::of(caller.subscriptions().watch_deliveries(odd).await);
    refusal.must_be(Code::InvalidArgument, "INVALID_FIELD", &["states[0]", "subscription_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_gives_signs_of_life_and_ends_with_the_server() {
    let mut server = Server::start().await;
    let caller = server.caller();
    let mut stream = watch(caller, WatchDeliveriesRequest::default()).await;
    let mut tokens = Vec::new();
    for when in ["at once", "every 15 seconds at least"] {
        let message = tokio::time::timeout(PATIENCE, stream.next()).await.expect(when);
        let message = message.unwrap().unwrap();
        assert_eq!(message.payload, Some(Payload::Heartbeat(v1::Heartbeat {})));
        tokens.push(message.resume_token);
    }
    // Whoever was cut off before anything happened misses nothing either.
    let receiver = Receiver::start().await;
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let delivery_id = send_test(caller, &subscription).await;
    for resume_token in tokens {
        let resumed = WatchDeliveriesRequest { resume_token, ..Default::default() };
        let (delivery, _) = next(&mut watch(caller, resumed).await).await;
        assert_eq!((delivery.delivery_id, delivery.state), (delivery_id.clone(), State::Pending as i32));
    }

    server.begin_end();
    let end = tokio::time::timeout(PATIENCE, stream.next()).await.expect("the end").expect("a status");
    Refusal::read(&end.unwrap_err()).must_be(Code::Unavailable, "SHUTTING_DOWN", &[]);
    server.ended().await;
}
