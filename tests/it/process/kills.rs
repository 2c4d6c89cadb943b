//! Killed again and again under load: what was acknowledged is held against what was received.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use placard_client::v1::{self, DeliveryState};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use tokio::{sync::Notify, task::JoinSet};

use crate::support::{
    database::{TestDatabase, on_both_engines},
    process::Process,
    receiver::Receiver,
    sample,
    server::PATIENCE,
};

on_both_engines! {
    killed_twenty_times_nothing_is_lost_and_only_what_was_under_way_comes_twice,
}

const KILLS: usize = 20;
const SENDERS: usize = 4;
/// What the endpoint has under way at most, and so what a kill can find under way.
const IN_FLIGHT: usize = 8;

async fn killed_twenty_times_nothing_is_lost_and_only_what_was_under_way_comes_twice(db: TestDatabase) {
    let data = tempfile::tempdir().unwrap();
    let settings = [("PLACARD_DATABASE_URL", db.url.as_str())];
    let mut receiver = Receiver::start().await;
    let mut chance = StdRng::seed_from_u64(20);
    let mut process = Process::start(data.path(), &settings).await;
    let subscription = v1::Subscription {
        rate_limit: Some(v1::RateLimit { per_second: 10_000, burst: 10_000 }),
        max_concurrency: IN_FLIGHT as i32,
        ..sample::subscription(&receiver.url, &["test"])
    };
    let (subscription, _) = process.caller().subscribe(subscription).await;

    let mut acknowledged = BTreeSet::new();
    for _ in 0..KILLS {
        let mut senders = JoinSet::new();
        let flowing = Arc::new(Notify::new());
        for _ in 0..SENDERS {
            let flowing = flowing.clone();
            let (caller, subscription_id) = (process.caller(), subscription.subscription_id.clone());
            senders.spawn(async move {
                let mut sent = Vec::new();
                let mut client = caller.subscriptions();
                loop {
                    let subscription_id = subscription_id.clone();
                    let request = v1::SendTestEventRequest { subscription_id, ..Default::default() };
                    match client.send_test_event(request).await {
                        Ok(answer) => {
                            sent.push(answer.into_inner().event_id);
                            flowing.notify_one();
                        }
                        Err(_) => return sent,
                    }
                }
            });
        }
        // At any moment, once there is something to lose.
        tokio::time::timeout(PATIENCE, flowing.notified()).await.expect("an acknowledgement");
        tokio::time::sleep(Duration::from_millis(chance.random_range(0..400))).await;
        process.kill().await;
        acknowledged.extend(senders.join_all().await.into_iter().flatten());
        process = Process::start(data.path(), &settings).await;
    }

    // Until nothing is on its way any more.
    let caller = process.caller();
    let open = [DeliveryState::Pending, DeliveryState::InFlight, DeliveryState::Retrying].map(i32::from).to_vec();
    let drained = async {
        loop {
            let request = v1::ListDeliveriesRequest { states: open.clone(), page_size: 1, ..Default::default() };
            if caller.deliveries(request).await.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, drained).await.expect("all that was acknowledged is sent");

    let mut received: BTreeMap<String, Vec<(u32, bytes::Bytes)>> = BTreeMap::new();
    for request in receiver.so_far() {
        let attempt = request.header("x-placard-attempt").parse().unwrap();
        received.entry(request.header("webhook-id").to_owned()).or_default().push((attempt, request.body));
    }
    let lost: Vec<_> = acknowledged.iter().filter(|event| !received.contains_key(*event)).collect();
    assert!(lost.is_empty(), "lost {} of {}: {lost:?}", lost.len(), acknowledged.len());
    let mut twice = 0;
    for requests in received.values() {
        twice += requests.len() - 1;
        // The same news, each time as another attempt.
        assert!(requests.iter().all(|(_, body)| *body == requests[0].1));
        let numbers: BTreeSet<u32> = requests.iter().map(|(attempt, _)| *attempt).collect();
        assert_eq!(numbers.len(), requests.len());
    }
    assert!(twice <= KILLS * IN_FLIGHT, "{twice} came twice, more than can have been under way");
    let request = v1::ListDeliveriesRequest { states: vec![DeliveryState::Exhausted.into()], ..Default::default() };
    assert!(caller.deliveries(request).await.is_empty());
    println!("{} acknowledged, {} received, {twice} of them twice", acknowledged.len(), received.len());
}
