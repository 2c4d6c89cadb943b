//! Streams of deliveries: how they begin, how they end, how many there may be.

use futures::StreamExt;
use placard::domain::access::Scope;
use placard_client::v1::{
    self, DeliveryState as State, WatchDeliveriesRequest, WatchDeliveriesResponse, watch_deliveries_response::Payload,
};
use tonic::{Code, Status, Streaming, transport::Endpoint};

use crate::support::{
    caller::Caller,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::{PATIENCE, Server},
};

type Stream = Streaming<WatchDeliveriesResponse>;

async fn try_watch(caller: &Caller, request: WatchDeliveriesRequest) -> Result<Stream, Status> {
    caller.subscriptions().watch_deliveries(request).await.map(tonic::Response::into_inner)
}

/// Opens a stream as soon as there is room for it.
async fn watch_when_possible(caller: &Caller) -> Stream {
    let opened = tokio::time::timeout(PATIENCE, async {
        loop {
            match try_watch(caller, WatchDeliveriesRequest::default()).await {
                Ok(stream) => return stream,
                Err(status) => {
                    Refusal::read(&status).must_be(Code::ResourceExhausted, "OVERLOADED", &[]);
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            }
        }
    });
    opened.await.expect("there is room again")
}

/// The messages up to the end, and the end.
async fn to_the_end(stream: &mut Stream) -> (usize, Refusal) {
    let end = tokio::time::timeout(PATIENCE, async {
        let mut messages = 0;
        loop {
            match stream.next().await.expect("a stream ends with an error, never with OK") {
                Ok(_) => messages += 1,
                Err(status) => return (messages, Refusal::read(&status)),
            }
        }
    });
    end.await.expect("the stream ends")
}

/// Sends this many test events and waits until they have arrived.
async fn deliver(caller: &Caller, receiver: &Receiver, count: usize) -> Vec<String> {
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let sent = (0..count).map(|_| {
        let request = v1::SendTestEventRequest { subscription_id: subscription.subscription_id.clone(), data: None };
        async move { caller.subscriptions().send_test_event(request).await.unwrap().into_inner().delivery_id }
    });
    let mut ids = futures::future::join_all(sent).await;
    ids.sort();
    let states = vec![State::Succeeded.into()];
    let done = v1::ListDeliveriesRequest { page_size: 1000, states, ..Default::default() };
    let all_done = tokio::time::timeout(PATIENCE, async {
        while caller.deliveries(done.clone()).await.len() < count {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    });
    all_done.await.expect("all are delivered");
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_told_why_it_was_cut_off() {
    let server = Server::with(&[("ingress.streams_per_key", "1")]).await;
    let caller = server.caller();
    // A connection that holds little; a client's usual window takes megabytes.
    let narrow = Endpoint::from_shared(server.url.clone()).unwrap().initial_stream_window_size(65_535).connect_lazy();
    let reader = Caller { channel: narrow, ..caller.clone() };
    let mut slow = try_watch(&reader, WatchDeliveriesRequest::default()).await.unwrap();
    // More than what the connection and the buffer hold.
    let receiver = Receiver::always(Reply::status(200).body(vec![b'x'; 4096])).await;
    let ids = deliver(caller, &receiver, 400).await;
    // Its place is free as soon as it is cut off.
    watch_when_possible(caller).await;
    let (messages, refusal) = to_the_end(&mut slow).await;
    refusal.must_be(Code::ResourceExhausted, "READER_TOO_SLOW", &[]);
    assert!(messages < 3 * ids.len(), "it was too slow");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_goes_on_where_it_was_cut() {
    let server = Server::start().await;
    let caller = server.caller();
    let ids = deliver(caller, &Receiver::start().await, 5).await;
    let collect = async |request: WatchDeliveriesRequest, count: usize| {
        let mut stream = try_watch(caller, request).await.unwrap();
        let mut seen = Vec::new();
        while seen.len() < count {
            let message = tokio::time::timeout(PATIENCE, stream.next()).await.expect("a message").unwrap().unwrap();
            if let Some(Payload::Delivery(delivery)) = message.payload {
                seen.push((delivery.delivery_id, message.resume_token));
            }
        }
        seen
    };
    let whole = collect(WatchDeliveriesRequest { include_existing: true, ..Default::default() }, 5).await;
    assert!(whole.iter().map(|(id, _)| id).eq(&ids), "the oldest first");
    let later = deliver(caller, &Receiver::start().await, 1).await;
    for (place, (_, token)) in whole.iter().enumerate() {
        let resume = WatchDeliveriesRequest { resume_token: token.clone(), ..Default::default() };
        let rest = collect(resume, 5 - place).await;
        let expected = ids[place + 1..].iter().chain(&later);
        assert!(rest.iter().map(|(id, _)| id).eq(expected), "from place {place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_key() {
    let server = Server::start().await;
    let bearer = server.caller_with(&[Scope::Read]).await;
    let mut stream = try_watch(&bearer, WatchDeliveriesRequest::default()).await.unwrap();
    let mut others = try_watch(server.caller(), WatchDeliveriesRequest::default()).await.unwrap();
    let keys = server.caller().workspace().list_api_keys(v1::ListApiKeysRequest::default()).await.unwrap();
    let api_key_id = keys.into_inner().api_keys[0].api_key_id.clone();
    server.caller().workspace().revoke_api_key(v1::RevokeApiKeyRequest { api_key_id }).await.unwrap();
    let (_, refusal) = to_the_end(&mut stream).await;
    refusal.must_be(Code::Unauthenticated, "CREDENTIALS_INVALID", &[]);
    // Another key's goes on.
    deliver(server.caller(), &Receiver::start().await, 1).await;
    tokio::time::timeout(PATIENCE, others.next()).await.expect("a message").unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_have_a_limit_of_each_key_and_one_in_all() {
    let server = Server::with(&[("ingress.streams_per_key", "2"), ("ingress.streams", "3")]).await;
    let caller = server.caller();
    let all = WatchDeliveriesRequest::default;
    let (first, _second) = (try_watch(caller, all()).await.unwrap(), try_watch(caller, all()).await.unwrap());
    let overloaded = |result: Result<Stream, Status>| {
        Refusal::read(&result.expect_err("no room")).must_be(Code::ResourceExhausted, "OVERLOADED", &[]);
    };
    overloaded(try_watch(caller, all()).await);
    let another = server.caller_with(&[Scope::Read]).await;
    let _third = try_watch(&another, all()).await.expect("another key has its own limit");
    overloaded(try_watch(&another, all()).await);
    drop(first);
    watch_when_possible(caller).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn states_are_few_and_each_counts_once() {
    let server = Server::start().await;
    let caller = server.caller();
    for (count, good) in [(16, true), (17, false), (40_000, false)] {
        let states = vec![State::Held.into(); count];
        let listed = v1::ListDeliveriesRequest { states: states.clone(), ..Default::default() };
        let listed = caller.subscriptions().list_deliveries(listed).await;
        let watched = try_watch(caller, WatchDeliveriesRequest { states, ..Default::default() }).await;
        if good {
            listed.expect("a page");
            watched.expect("a stream");
        } else {
            for status in [listed.unwrap_err(), watched.unwrap_err()] {
                Refusal::read(&status).must_be(Code::InvalidArgument, "INVALID_FIELD", &["states"]);
            }
        }
    }
}
