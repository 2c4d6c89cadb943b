//! A recovery that is killed in its middle goes on where it was.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use placard_client::v1::{self, DeliveryState, RecoveryState};

use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    process::Process,
    receiver::{Receiver, Reply},
    sample,
    server::PATIENCE,
};

on_both_engines! {
    killed_in_its_middle_it_goes_on_and_each_is_sent_once,
}

/// Three steps' worth, with pauses between them.
const COUNT: usize = 250;
/// What the endpoint has under way at most, and so what the kill can find under way.
const IN_FLIGHT: usize = 8;

async fn recovery(caller: &Caller, recovery_id: &str) -> v1::Recovery {
    let request = v1::GetRecoveryRequest { recovery_id: recovery_id.to_owned() };
    caller.subscriptions().get_recovery(request).await.unwrap().into_inner().recovery.unwrap()
}

async fn killed_in_its_middle_it_goes_on_and_each_is_sent_once(db: TestDatabase) {
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_DATABASE_URL", db.url.as_str()), ("PLACARD_RETRY_SCHEDULE", "10ms")];
    let process = Process::start(data.path(), &settings).await;
    let caller = process.caller();
    // Down for all of their attempts, and then up again.
    let mut receiver = Receiver::replying(vec![Reply::status(500); 2 * COUNT]).await;
    let subscription = v1::Subscription {
        rate_limit: Some(v1::RateLimit { per_second: 10_000, burst: 10_000 }),
        max_concurrency: IN_FLIGHT as i32,
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, _) = caller.subscribe(subscription).await;
    let mut lost = BTreeSet::new();
    for _ in 0..COUNT {
        let subscription_id = subscription.subscription_id.clone();
        let request = v1::SendTestEventRequest { subscription_id, ..Default::default() };
        lost.insert(caller.subscriptions().send_test_event(request).await.unwrap().into_inner().event_id);
    }
    let all_exhausted = async {
        let states = vec![DeliveryState::Exhausted.into()];
        let request = v1::ListDeliveriesRequest { page_size: 1000, states, ..Default::default() };
        while caller.deliveries(request.clone()).await.len() < COUNT {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, all_exhausted).await.expect("they are exhausted");
    assert_eq!(receiver.so_far().len(), 2 * COUNT);

    let request = v1::RecoverDeliveriesRequest { since: subscription.create_time, ..Default::default() };
    let begun = caller.subscriptions().recover_deliveries(request).await.unwrap().into_inner().recovery.unwrap();
    let mut arrived = vec![receiver.next().await];
    process.kill().await;
    arrived.extend(receiver.so_far());
    assert!(arrived.len() < COUNT, "it was in its middle");

    let process = Process::start(data.path(), &settings).await;
    let caller = process.caller();
    let before = recovery(&caller, &begun.recovery_id).await;
    assert_ne!((before.state(), before.recovered_count), (RecoveryState::Completed, COUNT as i64));
    let open = [DeliveryState::Pending, DeliveryState::InFlight, DeliveryState::Retrying].map(i32::from).to_vec();
    let done = async {
        let request = || v1::ListDeliveriesRequest { states: open.clone(), page_size: 1, ..Default::default() };
        while recovery(&caller, &begun.recovery_id).await.state() != RecoveryState::Completed
            || !caller.deliveries(request()).await.is_empty()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, done).await.expect("it goes on to its end");
    assert_eq!(recovery(&caller, &begun.recovery_id).await.recovered_count, COUNT as i64);

    arrived.extend(receiver.so_far());
    let mut attempts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for request in &arrived {
        let (event, delivery) = (request.header("webhook-id"), request.header("x-placard-delivery-id"));
        *attempts.entry(event.to_owned()).or_default().entry(delivery.to_owned()).or_default() += 1;
    }
    assert_eq!(attempts.keys().cloned().collect::<BTreeSet<_>>(), lost);
    assert!(attempts.values().all(|deliveries| deliveries.len() == 1), "each by one delivery");
    // Twice only what was under way at the kill.
    assert!(arrived.len() - COUNT <= IN_FLIGHT, "{} came twice", arrived.len() - COUNT);
}
