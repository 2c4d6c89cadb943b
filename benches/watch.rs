//! Many who watch the same stream of changes: whether each sees all of it, and what that costs.

mod support;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use futures::StreamExt as _;
use placard_client::v1::{self, watch_deliveries_response::Payload};
use support::{
    log::{Log, measuring, wanted},
    receiver::Receiver,
    server::{Server, test_data, unlimited},
};
use tokio::task::JoinSet;

/// Changes of a delivery that succeeds at once: PENDING, IN_FLIGHT, SUCCEEDED.
const CHANGES_EACH: usize = 3;
/// Watchers that share a connection.
const PER_CONNECTION: usize = 50;
const PATIENCE: Duration = Duration::from_secs(600);

/// Watches until it has seen so many changes; answers how often it was cut off as too slow, and resumed.
async fn watch(
    mut client: v1::webhook_subscription_service_client::WebhookSubscriptionServiceClient<support::server::Line>,
    changes: usize,
    ready: std::sync::Arc<tokio::sync::Semaphore>,
) -> usize {
    let mut seen = BTreeSet::new();
    let (mut resume_token, mut cuts) = (String::new(), 0);
    loop {
        let request = v1::WatchDeliveriesRequest { resume_token: resume_token.clone(), ..Default::default() };
        let mut stream = match client.watch_deliveries(request).await {
            Ok(stream) => stream.into_inner(),
            Err(status) => panic!("a watcher was refused: {status:?}"),
        };
        if resume_token.is_empty() {
            ready.add_permits(1);
        }
        while let Some(Ok(message)) = stream.next().await {
            resume_token = message.resume_token;
            if let Some(Payload::Delivery(delivery)) = message.payload {
                assert!(seen.insert((delivery.delivery_id, delivery.state)), "a change came twice");
            }
            if seen.len() == changes {
                return cuts;
            }
        }
        cuts += 1;
    }
}

async fn watchers(log: &mut Log, watchers: usize, per_second: usize, seconds: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = [("PLACARD_INGRESS_STREAMS_PER_KEY", "5000"), ("PLACARD_INGRESS_STREAMS", "5000")];
    let server = Server::start_on(folder.path(), &settings);
    let receiver = Receiver::start().await;
    let subscription_id = server.subscribe(unlimited(&receiver.url("hook"), &["test"])).await;
    let events = per_second * seconds / CHANGES_EACH;
    let ready = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    let mut watching = JoinSet::new();
    let mut client = server.subscriptions();
    for number in 0..watchers {
        if number % PER_CONNECTION == 0 {
            client = server.subscriptions();
        }
        watching.spawn(watch(client.clone(), events * CHANGES_EACH, ready.clone()));
    }
    let all = u32::try_from(watchers).expect("not that many");
    drop(ready.acquire_many(all).await.expect("it is not closed"));
    let (begun, cpu) = (Instant::now(), server.cpu_seconds());
    let mut calls = JoinSet::new();
    let sender = server.subscriptions();
    let start = tokio::time::Instant::now();
    for number in 0..events {
        let at = Duration::from_secs_f64((number * CHANGES_EACH) as f64 / per_second as f64);
        tokio::time::sleep_until(start + at).await;
        let (mut sender, subscription_id) = (sender.clone(), subscription_id.clone());
        calls.spawn(async move {
            let request = v1::SendTestEventRequest { subscription_id, data: Some(test_data()) };
            sender.send_test_event(request).await.expect("an event");
        });
    }
    calls.join_all().await;
    let cuts = tokio::time::timeout(PATIENCE, watching.join_all()).await.expect("every watcher sees all of it");
    let took = begun.elapsed().as_secs_f64();
    let case = format!("{watchers}_watchers");
    let seen = (watchers * events * CHANGES_EACH) as f64;
    log.alone(&case, "complete", cuts.len() as f64, "");
    log.alone(&case, "asked_changes_per_s", per_second as f64, "1/s");
    log.alone(&case, "changes_per_s_each", (events * CHANGES_EACH) as f64 / took, "1/s");
    log.alone(&case, "cut_off_and_resumed", cuts.iter().sum::<usize>() as f64, "");
    log.alone(&case, "server_cpu", (server.cpu_seconds() - cpu) / took, "cores");
    log.alone(&case, "server_cpu_us_per_change", (server.cpu_seconds() - cpu) * 1e6 / seen, "us");
    log.alone(&case, "peak_rss", server.peak_mb(), "MB");
}

fn main() {
    let full = measuring();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut log = Log::open("watch");
        for count in if full { [10, 100, 1_000] } else { [1, 2, 3] } {
            if wanted(&format!("{count}_watchers")) {
                watchers(&mut log, count, 1_000, if full { 5 } else { 1 }).await;
            }
        }
    });
}
