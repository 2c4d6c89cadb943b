//! What a long queue costs: draining one after a restart, sending past one that waits, claiming beside one.

mod support;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use placard::{
    clock::{Clock as _, SystemClock, SystemIds},
    domain::{
        endpoint::EndpointLimits,
        event::{Audience, EventFacts, EventType, NewEvent},
        id::{EventId, UuidSource as _},
    },
    store::{Store, StoreConfig},
};
use placard_client::v1;
use sea_orm::{ConnectionTrait as _, Database, Statement};
use support::{
    log::{Log, measuring, median, wanted},
    receiver::Receiver,
    server::{Server, limited, test_data, unlimited},
    turns::Turns,
};

const PATIENCE: Duration = Duration::from_secs(120);

/// Puts so many deliveries into the queue of the subscription whose URL ends so, each of an event of its own, while no
/// server runs. `state` is `pending` or `retrying`; they are due since now.
async fn queue_up(folder: &Path, url_end: &str, state: &str, count: usize) {
    let url = format!("sqlite://{}", folder.join("placard.db").display());
    let database = Database::connect(url).await.expect("the database");
    let attempts = i32::from(state == "retrying");
    let payload = format!("{{\"type\":\"test\",\"data\":\"{}\"}}", "x".repeat(460));
    for statement in [
        format!(
            "CREATE TEMP TABLE made AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
             SELECT randomblob(16) AS event, s.id AS id, s.workspace_id AS workspace, s.url AS url, \
             unixepoch() * 1000000 AS now FROM n, subscriptions AS s WHERE s.url LIKE '%{url_end}'"
        ),
        format!(
            "INSERT INTO events (id, workspace_id, event_type, payload, create_time) \
             SELECT event, workspace, 'test', CAST('{payload}' AS BLOB), now FROM made"
        ),
        format!(
            "INSERT INTO deliveries (id, workspace_id, event_id, event_type, destination_kind, destination_id, \
             endpoint_id, url, body_kind, state, attempt_count, due_time, create_time) \
             SELECT randomblob(16), workspace, event, 'test', 'subscription', id, id, url, 'event', '{state}', \
             {attempts}, now, now FROM made"
        ),
        "UPDATE endpoints SET ready_time = 0, look = 0 WHERE id IN (SELECT id FROM made)".to_owned(),
        "DROP TABLE made".to_owned(),
    ] {
        let backend = database.get_database_backend();
        database.execute_raw(Statement::from_string(backend, statement)).await.expect("a queue");
    }
    database.close().await.expect("a database that closes");
}

/// How many a second are drained after a restart, and the most memory of the server meanwhile, in MB.
async fn drained(count: usize) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start().await;
    let server = Server::start_on(folder.path(), &[]);
    server.subscribe(unlimited(&receiver.url("drain"), &["test"])).await;
    drop(server);
    queue_up(folder.path(), "/drain", "pending", count).await;
    let server = Server::start_on(folder.path(), &[]);
    assert!(receiver.until(count, PATIENCE).await, "only {} came", receiver.count());
    let arrivals = receiver.take();
    let times = || arrivals.values().map(|(at, _)| *at);
    let took = times().max().expect("arrivals").duration_since(times().min().expect("arrivals"));
    (count as f64 / took.as_secs_f64(), server.peak_mb())
}

async fn drained_after_a_restart(log: &mut Log, count: usize, rounds: usize) {
    let (mut rates, mut peak) = (Vec::new(), 0f64);
    for _ in 0..rounds {
        let (rate, rss) = drained(count).await;
        rates.push(rate);
        peak = peak.max(rss);
    }
    log.against("drained_after_restart", "drained_per_s", median(&mut rates), "1/s", "svix", 3_700.0);
    log.alone("drained_after_restart", "peak_rss", peak, "MB");
}

/// Delays of first attempts to nine endpoints, in milliseconds, past so many retries that wait for a tenth that is dead.
async fn past_retries(retries: usize, seconds: usize) -> (Vec<f64>, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let receiver = Receiver::start().await;
    let server = Server::start_on(folder.path(), &[]);
    // Nothing listens there.
    server.subscribe(limited("http://127.0.0.1:1025/dead", &["test"])).await;
    let mut subscriptions = Vec::new();
    for number in 0..9 {
        subscriptions.push(server.subscribe(limited(&receiver.url(&format!("hook{number}")), &["test"])).await);
    }
    drop(server);
    if retries > 0 {
        queue_up(folder.path(), "/dead", "retrying", retries).await;
    }
    let server = Server::start_on(folder.path(), &[]);
    let client = server.subscriptions();
    let mut calls = tokio::task::JoinSet::new();
    let begun = tokio::time::Instant::now();
    let count = 200 * seconds;
    for number in 0..count {
        tokio::time::sleep_until(begun + Duration::from_millis(5 * number as u64)).await;
        let (mut client, subscription_id) = (client.clone(), subscriptions[number % 9].clone());
        calls.spawn(async move {
            let request = v1::SendTestEventRequest { subscription_id, data: Some(test_data()) };
            let answer = client.send_test_event(request).await.expect("an event").into_inner();
            (answer.event_id, Instant::now())
        });
    }
    let acknowledged = calls.join_all().await;
    assert!(receiver.until(count, PATIENCE).await, "only {} came", receiver.count());
    let arrivals = receiver.take();
    let arrived = |event: &str| arrivals.iter().find(|((_, id), _)| id == event).map(|(_, (at, _))| *at);
    let delay = |(event, at): &(String, Instant)| {
        arrived(event).expect("it came").saturating_duration_since(*at).as_secs_f64() * 1e3
    };
    (acknowledged.iter().map(delay).collect(), server.peak_mb())
}

async fn retries_waiting(log: &mut Log, retries: usize, rounds: usize, seconds: usize) {
    let (mut turns, mut peak) = (Turns::default(), 0f64);
    for _ in 0..rounds {
        let (without, _) = past_retries(0, seconds).await;
        let (with, rss) = past_retries(retries, seconds).await;
        turns.add(without, with);
        peak = peak.max(rss);
    }
    turns.write(log, "retries_waiting", ("p50", "p99"), "ms", "none waiting");
    log.alone("retries_waiting", "peak_rss", peak, "MB");
}

/// Microseconds that claims took, each of one new delivery, beside so many that wait elsewhere.
async fn claims(waiting: usize, count: usize) -> Vec<f64> {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_on(folder.path(), &[]);
    server.subscribe(limited("http://127.0.0.1:1025/dead", &["test"])).await;
    let id = server.subscribe(unlimited("http://127.0.0.1:1025/well", &["test"])).await;
    drop(server);
    if waiting > 0 {
        queue_up(folder.path(), "/dead", "pending", waiting).await;
    }
    let key = std::fs::read_to_string(folder.path().join("master.key")).expect("its key");
    let config = StoreConfig {
        database_url: format!("sqlite://{}", folder.path().join("placard.db").display()),
        master_key: hex::decode(key.trim()).expect("digits").try_into().expect("32 bytes"),
        pool_size: 4,
        limits: EndpointLimits::default(),
    };
    let ids = Arc::new(SystemIds::default());
    let store = Store::connect(config, ids.clone()).await.expect("the database");
    let id = id.parse().expect("a subscription's id");
    let workspace = store.first_workspace().await.expect("the database").expect("a workspace").id;
    let lease = Duration::from_secs(30);
    let mut took = Vec::with_capacity(count);
    for _ in 0..count {
        let now = SystemClock.now();
        let event_id = EventId::from_uuid(ids.next(now));
        let data = serde_json::json!({});
        let event = NewEvent::new(event_id, workspace, EventType::Test, now, EventFacts::default(), data);
        store.publish(vec![NewEvent { audience: Audience::Only(id), ..event }]).await.expect("published");
        let begun = Instant::now();
        store.claim_due(SystemClock.now(), lease, 64).await.expect("claimed");
        took.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    took
}

async fn claiming(log: &mut Log, waiting: usize, rounds: usize, count: usize) {
    let mut turns = Turns::default();
    for _ in 0..rounds {
        let without = claims(0, count).await;
        turns.add(without, claims(waiting, count).await);
    }
    turns.write(log, "backlog_of_1000000", ("claim_p50", "claim_p99"), "us", "empty");
}

fn main() {
    let full = measuring();
    let size = |full_size: usize, small: usize| if full { full_size } else { small };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut log = Log::open("backlog");
        if wanted("drained_after_restart") {
            drained_after_a_restart(&mut log, size(5_000, 50), size(5, 1)).await;
        }
        if wanted("retries_waiting") {
            retries_waiting(&mut log, size(100_000, 50), size(7, 1), size(5, 1)).await;
        }
        if wanted("backlog_of_1000000") {
            claiming(&mut log, size(1_000_000, 100), size(3, 1), size(500, 5)).await;
        }
    });
}
