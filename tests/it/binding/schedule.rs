//! The schedule: by a clock that tests turn.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use placard::{
    app::World,
    clock::{Clock, SystemClock},
    domain::timestamp::Timestamp,
};
use placard_client::v1::{self, BindingState};
use prost_types::Timestamp as ProtoTimestamp;
use serde_json::json;

use super::{News, mapping, says};
use crate::support::{
    caller::Caller,
    database::{TestDatabase, on_both_engines},
    receiver::{Receiver, Reply},
    sample,
    server::{Names, PATIENCE, Server},
};

on_both_engines! {
    a_binding_is_refreshed_at_once_and_then_by_its_schedule,
}

const HOUR: i64 = 3_600;

/// The machine's clock, moved.
#[derive(Clone, Default)]
struct Turned(Arc<AtomicI64>);

impl Turned {
    fn by(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn world(&self) -> World {
        World { clock: Arc::new(self.clone()), ..Names::default().world() }
    }
}

impl Clock for Turned {
    fn now(&self) -> Timestamp {
        let seconds = self.0.load(Ordering::SeqCst);
        let by = Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 { SystemClock.now().minus(by) } else { SystemClock.now().plus(by) }
    }
}

/// Waits until a binding is as it should be.
async fn until(caller: &Caller, id: &str, wanted: impl Fn(&v1::Binding) -> bool) -> v1::Binding {
    let mut last = None;
    let found = async {
        loop {
            let binding = caller.binding(id).await;
            if wanted(&binding) {
                return binding;
            }
            last = Some(binding);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, found).await;
    found.unwrap_or_else(|_| panic!("it never came: {last:#?}"))
}

fn seconds(later: Option<ProtoTimestamp>, earlier: Option<ProtoTimestamp>) -> i64 {
    later.expect("a time").seconds - earlier.expect("a time").seconds
}

/// Refreshed, and not due: no schedule here comes sooner than in a minute.
fn rests(binding: &v1::Binding) -> bool {
    binding.last_refresh_time.is_some() && seconds(binding.next_refresh_time, binding.last_refresh_time) > 50
}

async fn a_binding_is_refreshed_at_once_and_then_by_its_schedule(db: TestDatabase) {
    let clock = Turned::default();
    let server = Server::on(&db, clock.world(), &[]).await;
    let caller = server.caller();
    let mut source = Receiver::replying([says("One"), says("Two")]).await;
    let mut news = News::of(caller).await;
    let id = caller.create_binding(sample::binding(&source.url)).await.binding_id;
    assert_eq!(news.next().await.1["new_data"], json!({ "title": "One" }));
    let binding = until(caller, &id, rests).await;
    assert_eq!(seconds(binding.next_refresh_time, binding.last_refresh_time), HOUR);
    assert_eq!(binding.state(), BindingState::Active);

    // Days later it is refreshed once, and not once for each hour.
    clock.by(100 * HOUR);
    assert_eq!(news.next().await.1["new_data"], json!({ "title": "Two" }));
    let later = until(caller, &id, |now| now.render_id != binding.render_id && rests(now)).await;
    assert_eq!(seconds(later.next_refresh_time, later.last_refresh_time), HOUR);
    assert!(seconds(later.last_refresh_time, binding.last_refresh_time) >= 100 * HOUR);
    assert_eq!(source.so_far().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_tried_again_after_longer_and_longer_waits() {
    let clock = Turned::default();
    let server = Server::within(clock.world(), &[]).await;
    let caller = server.caller();
    let failures = 7;
    let source = Receiver::replying(vec![Reply::status(503); failures].into_iter().chain([says("Back")])).await;
    let mut news = News::of(caller).await;
    let interval = prost_types::Duration { seconds: 24 * HOUR, nanos: 0 };
    let schedule = Some(v1::BindingSchedule { when: Some(v1::binding_schedule::When::Interval(interval)) });
    let id = caller.create_binding(v1::Binding { schedule, ..sample::binding(&source.url) }).await.binding_id;
    for failure in 0..failures {
        let (event_type, data) = news.next().await;
        assert_eq!((event_type.as_str(), &data["retry_count"]), ("binding.failed", &json!(failure + 1)));
        assert_eq!(data["image_url"], json!(null), "there is none yet");
        let binding = until(caller, &id, |now| now.retry_count as usize == failure + 1).await;
        assert_eq!(binding.state(), BindingState::Failing);
        let wait = seconds(binding.next_refresh_time, binding.last_refresh_time);
        let even = (60 << failure).min(HOUR);
        assert!((even * 9 / 10 - 1..=even * 11 / 10 + 1).contains(&wait), "{wait} s after {failure} failures");
        clock.by(wait + 1);
    }
    assert_eq!(news.next().await.0, "binding.updated");
    let binding = until(caller, &id, rests).await;
    assert_eq!((binding.state(), binding.retry_count, &binding.error), (BindingState::Active, 0, &None));
    assert_eq!(seconds(binding.next_refresh_time, binding.last_refresh_time), 24 * HOUR);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paused_rests_and_what_goes_on_is_refreshed_at_once() {
    let clock = Turned::default();
    let server = Server::within(clock.world(), &[]).await;
    let caller = server.caller();
    let mut source = Receiver::always(says("T")).await;
    let binding = caller.create_binding(sample::binding(&source.url)).await;
    let id = &binding.binding_id;
    source.next().await;
    until(caller, id, rests).await;
    let state = |state: BindingState| v1::Binding { binding_id: id.clone(), state: state.into(), ..Default::default() };
    let paused = caller.update_binding(state(BindingState::Paused), &["state"]).await.unwrap().into_inner();
    assert_eq!(paused.binding.unwrap().next_refresh_time, None);
    let other = caller.create_binding(sample::binding(&source.url)).await.binding_id;
    source.next().await;
    until(caller, &other, rests).await;
    clock.by(2 * HOUR);
    // The other one's turn has come, and this one's would have.
    source.next().await;
    assert_eq!(caller.binding(id).await.state(), BindingState::Paused);
    let (refreshed, _) = caller.refresh(id).await.unwrap();
    assert_eq!((refreshed.state(), refreshed.next_refresh_time), (BindingState::Paused, None));
    source.next().await;
    caller.update_binding(state(BindingState::Active), &["state"]).await.unwrap();
    source.next().await;
    let active = until(caller, id, rests).await;
    assert_eq!(active.state(), BindingState::Active);

    // Another mapping is refreshed at once too; another name is not.
    let mapped = v1::Binding { mapping: mapping(&[("title", "{{ data.title }}!")]), name: "N".into(), ..active };
    caller.update_binding(mapped, &["mapping", "name"]).await.unwrap();
    source.next().await;
    let mapped = until(caller, id, rests).await;
    assert_eq!(mapped.data.unwrap().fields["title"], sample::text("T!"));
    assert_eq!(source.so_far().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_puts_nothing_off_for_ever() {
    let clock = Turned::default();
    clock.by(1_000 * HOUR);
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("b.db").display());
    let key = "11".repeat(32);
    let settings = [("database_url", database.as_str()), ("master_key", key.as_str())];
    let mut source = Receiver::always(says("T")).await;
    let mut server = Server::within(clock.world(), &settings).await;
    let id = server.caller().create_binding(sample::binding(&source.url)).await.binding_id;
    source.next().await;
    until(server.caller(), &id, rests).await;
    server.ended().await;

    clock.by(-1_000 * HOUR);
    let server = Server::within(clock.world(), &settings).await;
    source.next().await;
    let binding = until(server.caller(), &id, |now| now.next_refresh_time.is_some() && rests(now)).await;
    assert!(seconds(binding.next_refresh_time, binding.create_time) < 0, "by the clock as it is now");
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_hang_keep_nobody_elses_waiting() {
    let server = Server::start().await;
    let (caller, other) = (server.caller(), server.stranger().await);
    let mut hanging = Receiver::always(Reply::never()).await;
    for _ in 0..20 {
        caller.create_binding(sample::binding(&hanging.url)).await;
    }
    for _ in 0..8 {
        hanging.next().await;
    }
    let mut quick = Receiver::always(says("T")).await;
    let id = other.create_binding(sample::binding(&quick.url)).await.binding_id;
    quick.next().await;
    until(&other, &id, rests).await;
    assert_eq!(hanging.so_far().len(), 0, "one workspace has its share under way and no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_refresh_each_binding_once() {
    let db = TestDatabase::postgres().await;
    let clock = Turned::default();
    let one = Server::on(&db, clock.world(), &[]).await;
    let _other = Server::on(&db, clock.world(), &[]).await;
    let caller = one.caller();
    let mut source = Receiver::always(says("T")).await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(caller.create_binding(sample::binding(&source.url)).await.binding_id);
    }
    for round in 0..3 {
        for id in &ids {
            until(caller, id, rests).await;
        }
        assert_eq!(source.so_far().len(), ids.len(), "in round {round}");
        clock.by(HOUR + 1);
        for id in &ids {
            until(caller, id, |now| seconds(now.last_refresh_time, now.create_time) >= (round + 1) * HOUR).await;
        }
    }
}
