//! From an event that is acknowledged to a request that is received: how many, how fast, and with what in the way.
//!
//! The server is the program itself, on SQLite, as it is shipped; callers and receivers share the machine with it.

mod support;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use placard_client::v1;
use support::{
    log::{Log, measuring, percentile, wanted},
    receiver::Receiver,
    server::{Server, limited, test_data, unlimited},
    turns::Turns,
};
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(120);
/// Callers at once.
const CALLERS: usize = 128;
/// Connections that they share: of as many programs, as gRPC would have it.
const LINES: usize = 8;

/// Sends so many test events to these subscriptions in turn, as fast as it goes.
async fn send_all(server: &Server, subscriptions: &[String], count: usize) {
    let mut callers = JoinSet::new();
    let lines: Vec<_> = (0..LINES).map(|_| server.subscriptions()).collect();
    for caller in 0..CALLERS {
        let subscriptions = subscriptions.to_vec();
        let mut client = lines[caller % LINES].clone();
        callers.spawn(async move {
            for number in (caller..count).step_by(CALLERS) {
                let subscription_id = subscriptions[number % subscriptions.len()].clone();
                let request = v1::SendTestEventRequest { subscription_id, data: Some(test_data()) };
                client.send_test_event(request).await.expect("an event");
            }
        });
    }
    callers.join_all().await;
}

/// Sends test events to these subscriptions in turn, evenly; answers when each was acknowledged.
async fn send_evenly(
    server: &Server,
    subscriptions: &[String],
    per_second: f64,
    count: usize,
) -> HashMap<String, Instant> {
    let mut calls = JoinSet::new();
    let client = server.subscriptions();
    let begun = tokio::time::Instant::now();
    for number in 0..count {
        tokio::time::sleep_until(begun + Duration::from_secs_f64(number as f64 / per_second)).await;
        let mut client = client.clone();
        let subscription_id = subscriptions[number % subscriptions.len()].clone();
        calls.spawn(async move {
            let request = v1::SendTestEventRequest { subscription_id, data: Some(test_data()) };
            let answer = client.send_test_event(request).await.expect("an event").into_inner();
            (answer.event_id, Instant::now())
        });
    }
    calls.join_all().await.into_iter().collect()
}

/// From acknowledged to received, in milliseconds, of all that was received at all.
fn delays(receiver: &Receiver, acknowledged: &HashMap<String, Instant>) -> Vec<f64> {
    let arrivals = receiver.take();
    let delay = |((_, event), (at, _)): (&(String, String), &(Instant, u32))| {
        Some(at.saturating_duration_since(*acknowledged.get(event)?).as_secs_f64() * 1e3)
    };
    arrivals.iter().filter_map(delay).collect()
}

/// What one run of many deliveries came to.
struct Run {
    delivered_per_s: f64,
    accepted_per_s: f64,
    cpu_us_each: f64,
    peak_mb: f64,
}

/// The run that is in the middle by what it delivered, the machine being quicker in some moments than in others.
fn middle(mut runs: Vec<Run>) -> Run {
    runs.sort_by(|a, b| a.delivered_per_s.total_cmp(&b.delivered_per_s));
    runs.swap_remove(runs.len() / 2)
}

async fn one_endpoint(count: usize) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_on(folder.path(), &[]);
    let receiver = Receiver::start().await;
    let subscription = server.subscribe(unlimited(&receiver.url("hook"), &["test"])).await;
    let begun = Instant::now();
    let cpu = server.cpu_seconds();
    send_all(&server, &[subscription], count).await;
    let accepted = begun.elapsed();
    assert!(receiver.until(count, PATIENCE).await, "only {} came", receiver.count());
    Run {
        delivered_per_s: count as f64 / begun.elapsed().as_secs_f64(),
        accepted_per_s: count as f64 / accepted.as_secs_f64(),
        cpu_us_each: (server.cpu_seconds() - cpu) * 1e6 / count as f64,
        peak_mb: server.peak_mb(),
    }
}

async fn ten_endpoints(count: usize) -> Run {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_on(folder.path(), &[]);
    let receiver = Receiver::start().await;
    for number in 0..10 {
        server.subscribe(unlimited(&receiver.url(&format!("hook{number}")), &["render.completed"])).await;
    }
    let card = v1::Card { title: "Fan-out".to_owned(), ..Default::default() };
    let spec = v1::RenderSpec {
        design: Some(v1::render_spec::Design::Card(card)),
        output: Some(v1::Output { width: Some(240), height: Some(126), ..Default::default() }),
        ..Default::default()
    };
    let request = v1::RenderRequest { spec: Some(spec), ..Default::default() };
    // The picture is there from now on; what is measured is its news.
    server.renders().render(request.clone()).await.expect("a picture");
    assert!(receiver.until(10, PATIENCE).await);
    receiver.take();
    let begun = Instant::now();
    let cpu = server.cpu_seconds();
    let mut callers = JoinSet::new();
    for caller in 0..16 {
        let (mut client, request) = (server.renders(), request.clone());
        callers.spawn(async move {
            for _ in (caller..count).step_by(16) {
                client.render(request.clone()).await.expect("a picture");
            }
        });
    }
    callers.join_all().await;
    let accepted = begun.elapsed();
    assert!(receiver.until(10 * count, PATIENCE).await, "only {} came", receiver.count());
    let deliveries = 10.0 * count as f64;
    Run {
        delivered_per_s: deliveries / begun.elapsed().as_secs_f64(),
        accepted_per_s: deliveries / accepted.as_secs_f64(),
        cpu_us_each: (server.cpu_seconds() - cpu) * 1e6 / deliveries,
        peak_mb: server.peak_mb(),
    }
}

fn throughput(log: &mut Log, case: &str, svix: f64, runs: Vec<Run>) {
    let run = middle(runs);
    log.against(case, "delivered_per_s", run.delivered_per_s, "1/s", "svix", svix);
    log.alone(case, "accepted_per_s", run.accepted_per_s, "1/s");
    log.alone(case, "server_cpu_us_each", run.cpu_us_each, "us");
    log.alone(case, "peak_rss", run.peak_mb, "MB");
}

async fn latency(log: &mut Log, count: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_on(folder.path(), &[]);
    let receiver = Receiver::start().await;
    let subscription = server.subscribe(unlimited(&receiver.url("hook"), &["test"])).await;
    send_evenly(&server, std::slice::from_ref(&subscription), 100.0, 50).await;
    assert!(receiver.until(50, PATIENCE).await);
    receiver.take();
    let acknowledged = send_evenly(&server, &[subscription], 100.0, count).await;
    assert!(receiver.until(count, PATIENCE).await);
    let mut delays = delays(&receiver, &acknowledged);
    log.against("at_100_per_s", "p50", percentile(&mut delays, 0.5), "ms", "svix", 0.43);
    log.against("at_100_per_s", "p99", percentile(&mut delays, 0.99), "ms", "svix", 0.82);
}

/// So many endpoints with the server's own limits, of which none or one hangs: the delays of the others.
async fn hanging(endpoints: usize, hangs: bool, seconds: usize) -> (Vec<f64>, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_on(folder.path(), &[]);
    let receiver = Receiver::start().await;
    let mut subscriptions = Vec::new();
    for number in 0..endpoints {
        let path = if hangs && number == 0 { "hang".to_owned() } else { format!("hook{number}") };
        subscriptions.push(server.subscribe(limited(&receiver.url(&path), &["test"])).await);
    }
    let count = 200 * seconds;
    let acknowledged = send_evenly(&server, &subscriptions, 200.0, count).await;
    let healthy = if hangs { count - count.div_ceil(endpoints) } else { count };
    assert!(receiver.until(healthy, PATIENCE).await, "only {} of {healthy} came", receiver.count());
    (delays(&receiver, &acknowledged), server.peak_mb())
}

async fn one_hanging(log: &mut Log, endpoints: usize, rounds: usize, seconds: usize) {
    let (mut turns, mut peak) = (Turns::default(), 0f64);
    for _ in 0..rounds {
        let (without, _) = hanging(endpoints, false, seconds).await;
        let (with, rss) = hanging(endpoints, true, seconds).await;
        turns.add(without, with);
        peak = peak.max(rss);
    }
    let case = format!("one_hanging_of_{endpoints}");
    turns.write(log, &case, ("p50", "p99"), "ms", "none hanging");
    log.alone(&case, "peak_rss", peak, "MB");
}

fn main() {
    let full = measuring();
    let size = |full_size: usize, small: usize| if full { full_size } else { small };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut log = Log::open("dispatch");
        if wanted("one_endpoint") {
            let mut runs = Vec::new();
            for _ in 0..size(3, 1) {
                runs.push(one_endpoint(size(20_000, 100)).await);
            }
            throughput(&mut log, "one_endpoint", 1_420.0, runs);
        }
        if wanted("fan_out_to_ten") {
            let mut runs = Vec::new();
            for _ in 0..size(3, 1) {
                runs.push(ten_endpoints(size(3_000, 10)).await);
            }
            throughput(&mut log, "fan_out_to_ten", 4_000.0, runs);
        }
        if wanted("at_100_per_s") {
            latency(&mut log, size(2_000, 20)).await;
        }
        for endpoints in [10, 100] {
            if wanted(&format!("one_hanging_of_{endpoints}")) {
                // Long enough for what hangs to time out, and for the connections that it takes with it to be few among all.
                one_hanging(&mut log, endpoints, size(3, 1), size(20, 1)).await;
            }
        }
    });
}
