//! What was acknowledged arrives, whenever the process dies.

use std::{collections::BTreeSet, time::Duration};

use futures::StreamExt;
use placard_client::v1::{self, DeliveryState, WatchDeliveriesRequest, watch_deliveries_response::Payload};
use tokio::time::Instant;
use tonic::Code;

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    process::Process,
    receiver::{Receiver, Reply},
    refusal::Refusal,
    sample,
    server::PATIENCE,
};

on_both_engines! {
    killed_in_the_middle_everything_acknowledged_arrives,
}

/// Longer than any test waits: what comes after a kill does not come because a lease ran out.
const LONG_LEASE: (&str, &str) = ("PLACARD_DELIVERY_TIMEOUT", "60");

async fn send_test(caller: &Caller, subscription_id: &str) -> v1::SendTestEventResponse {
    let request = v1::SendTestEventRequest { subscription_id: subscription_id.to_owned(), data: None };
    caller.subscriptions().send_test_event(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_a_retry_it_is_made_after_the_restart() {
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_RETRY_SCHEDULE", "1s")];
    let process = Process::start(data.path(), &settings).await;
    let mut receiver = Receiver::replying([Reply::status(500)]).await;
    let (subscription, _) = process.caller().subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let sent = send_test(&process.caller(), &subscription.subscription_id).await;
    receiver.next().await;
    process.caller().delivery_in(DeliveryState::Retrying, &sent.delivery_id).await;
    process.kill().await;

    let process = Process::start(data.path(), &settings).await;
    let again = receiver.next().await;
    assert_eq!(again.header("webhook-id"), sent.event_id);
    assert_eq!(again.header("x-placard-attempt"), "2");
    let delivery = process.caller().delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    assert_eq!(delivery.attempts.iter().map(|a| a.response_status).collect::<Vec<_>>(), [500, 200]);
}

async fn killed_in_the_middle_everything_acknowledged_arrives(db: TestDatabase) {
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_DATABASE_URL", db.url.as_str()), LONG_LEASE];
    let process = Process::start(data.path(), &settings).await;
    // Five hang when the process is killed. The others may have got through; who knows.
    let mut receiver = Receiver::replying(vec![Reply::never(); 5]).await;
    let (subscription, _) = process.caller().subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut acknowledged = BTreeSet::new();
    for _ in 0..20 {
        acknowledged.insert(send_test(&process.caller(), &subscription.subscription_id).await.event_id);
    }
    for _ in 0..5 {
        receiver.next().await;
    }
    process.kill().await;
    let arrived = receiver.so_far();

    let process = Process::start(data.path(), &settings).await;
    let mut missing: BTreeSet<_> = acknowledged.clone();
    for request in arrived {
        missing.remove(request.header("webhook-id"));
    }
    while !missing.is_empty() {
        let request = receiver.next().await;
        assert!(acknowledged.contains(request.header("webhook-id")), "the same id as before: {request:?}");
        missing.remove(request.header("webhook-id"));
    }
    // And every one of them ends.
    let pending = [DeliveryState::Pending, DeliveryState::InFlight, DeliveryState::Retrying].map(i32::from).to_vec();
    let deadline = Instant::now() + PATIENCE;
    let mut changes = {
        let request = WatchDeliveriesRequest::default();
        process.caller().subscriptions().watch_deliveries(request).await.unwrap().into_inner()
    };
    loop {
        let request = v1::ListDeliveriesRequest { states: pending.clone(), ..Default::default() };
        if process.caller().deliveries(request).await.is_empty() {
            break;
        }
        tokio::time::timeout_at(deadline, changes.next()).await.expect("they end in time");
    }
    let request = v1::ListDeliveriesRequest { states: vec![DeliveryState::Succeeded.into()], ..Default::default() };
    assert_eq!(process.caller().deliveries(request).await.len(), 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_the_one_that_lives_sends_what_the_other_had_under_way() {
    let db = TestDatabase::postgres().await;
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_DATABASE_URL", db.url.as_str()), LONG_LEASE];
    let first = Process::start(data.path(), &settings).await;
    let mut receiver = Receiver::replying(vec![Reply::never(); 5]).await;
    let (subscription, _) = first.caller().subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let mut acknowledged = BTreeSet::new();
    for _ in 0..5 {
        acknowledged.insert(send_test(&first.caller(), &subscription.subscription_id).await.event_id);
        receiver.next().await;
    }
    // Nobody has taken them from the first one as long as it lives, though the second one has looked.
    let second = Process::start(data.path(), &settings).await;
    let after = send_test(&second.caller(), &subscription.subscription_id).await;
    second.caller().delivery_in(DeliveryState::Succeeded, &after.delivery_id).await;
    assert_eq!(receiver.next().await.header("webhook-id"), after.event_id);
    first.kill().await;

    let mut arrived = BTreeSet::new();
    while arrived.len() < acknowledged.len() {
        let request = receiver.next().await;
        assert_eq!(request.header("x-placard-attempt"), "2");
        assert!(arrived.insert(request.header("webhook-id").to_owned()), "sent again: {request:?}");
    }
    assert_eq!(arrived, acknowledged);
    let open = [DeliveryState::Pending, DeliveryState::InFlight, DeliveryState::Retrying].map(i32::from).to_vec();
    let none_left = async {
        let request = || v1::ListDeliveriesRequest { states: open.clone(), ..Default::default() };
        while !second.caller().deliveries(request()).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, none_left).await.expect("they end");
    assert_eq!(receiver.so_far().len(), 0, "each was sent once more, and only once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_resumes_at_the_restarted_server() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[]).await;
    let receiver = Receiver::start().await;
    let caller = process.caller();
    let (subscription, _) = caller.subscribe(sample::subscription(&receiver.url, &["test"])).await;
    let request = WatchDeliveriesRequest::default();
    let mut stream = caller.subscriptions().watch_deliveries(request).await.unwrap().into_inner();
    let sent = send_test(&caller, &subscription.subscription_id).await;
    let first = stream.next().await.unwrap().unwrap();
    caller.delivery_in(DeliveryState::Succeeded, &sent.delivery_id).await;
    process.kill().await;

    let process = Process::start(data.path(), &[]).await;
    let request = WatchDeliveriesRequest { resume_token: first.resume_token, ..Default::default() };
    let mut stream = process.caller().subscriptions().watch_deliveries(request).await.unwrap().into_inner();
    for expected in [DeliveryState::InFlight, DeliveryState::Succeeded] {
        let message = tokio::time::timeout(PATIENCE, stream.next()).await.unwrap().unwrap().unwrap();
        let Some(Payload::Delivery(delivery)) = message.payload else { panic!("{message:?}") };
        assert_eq!(delivery.state(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_it_ends_well_though_a_stream_is_open() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path(), &[]).await;
    let request = WatchDeliveriesRequest::default();
    let mut stream = process.caller().subscriptions().watch_deliveries(request).await.unwrap().into_inner();
    let begun = Instant::now();
    let ended = tokio::spawn(process.terminate());
    let message = tokio::time::timeout(PATIENCE, stream.next()).await.unwrap().unwrap();
    Refusal::read(&message.unwrap_err()).must_be(Code::Unavailable, "SHUTTING_DOWN", &[]);
    drop(stream);
    let status = ended.await.unwrap();
    assert_eq!(status.code(), Some(0));
    // The hard end comes 5 s after the time of an attempt, at 20 s.
    assert!(begun.elapsed() < Duration::from_secs(15), "it took {:?}, which is the hard end", begun.elapsed());
}
