//! What is past its retention goes, and nothing else.

use std::time::Duration;

use placard::{
    domain::{
        delivery::{DeliveryFilter, NextStep},
        event::{EventSelection, EventType, NewEvent},
        id::EventId,
    },
    store::{Cursor, Swept},
};

use super::sample::{LEASE, NOW, World, later};
use crate::support::{
    database::{TestDatabase, on_both_engines},
    server::PATIENCE,
};

on_both_engines! {
    what_ended_long_ago_goes_step_by_step,
    the_mark_of_the_events_moves_with_what_goes,
    a_queue_is_counted_by_state,
}

const DAY: u64 = 86_400;

async fn what_ended_long_ago_goes_step_by_step(db: TestDatabase) {
    // More than a step's worth.
    const OLD: usize = 1_200;
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let subscription = world.stored_subscription(&["test"]).await;
    let old = world.publish(subscription.id, OLD).await;
    let claims = store.claim_due(NOW, LEASE, OLD as u32).await.unwrap();
    assert_eq!(claims.len(), OLD);
    for claim in &claims[1..] {
        assert!(world.record_one(claim, NextStep::Succeed, NOW).await);
    }
    // One is old and has not ended.
    assert!(world.record_one(&claims[0], NextStep::RetryAt(later(40 * DAY)), NOW).await);
    let event = NewEvent { create_time: later(20 * DAY), ..world.test_event(subscription.id) };
    let young = store.publish(vec![event]).await.unwrap()[0];
    let seen = store.changes_after(workspace, &DeliveryFilter::default(), Cursor::START, 10).await.unwrap().next;

    let mut swept = Swept::default();
    let mut steps = 0;
    while store.prune(&mut swept, later(10 * DAY)).await.unwrap() {
        steps += 1;
    }
    assert!(steps > OLD / 500, "in steps");
    let kept = [claims[0].delivery_id, young];
    for id in old.iter().chain([&young]) {
        let found = store.delivery(workspace, *id).await.unwrap();
        assert_eq!(found.is_some(), kept.contains(id), "{id}");
    }
    assert_eq!(world.db.count("deliveries").await, 2);
    assert_eq!(world.db.count("attempts").await, 1);
    assert_eq!(world.db.count("events").await, 2);
    assert_eq!(world.db.count("delivery_changes").await, 1);

    // Who had seen only what is gone cannot be told what came after it.
    let oldest = store.oldest_change_cursor().await.unwrap();
    assert!(seen < oldest && Cursor::START < oldest);
    // On PostgreSQL it can be read when what else runs on the server has ended.
    let readable = async {
        loop {
            let page = store.changes_after(workspace, &DeliveryFilter::default(), oldest, 10).await.unwrap();
            if !page.changes.is_empty() {
                return page.changes.iter().map(|change| change.delivery.id).collect::<Vec<_>>();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert_eq!(tokio::time::timeout(PATIENCE, readable).await.unwrap(), [young]);

    // Again, with nothing left to do.
    let mut swept = Swept::default();
    while store.prune(&mut swept, later(10 * DAY)).await.unwrap() {}
    assert_eq!(store.oldest_change_cursor().await.unwrap(), oldest);
    assert_eq!(world.db.count("deliveries").await, 2);
    assert_eq!(world.db.count("endpoints").await, 1, "a subscription's endpoint stays");
}

async fn the_mark_of_the_events_moves_with_what_goes(db: TestDatabase) {
    // More than a step's worth, and nobody is told of them.
    const OLD: usize = 1_200;
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let every = EventSelection::default();
    store.publish((0..OLD).map(|_| world.event(EventType::RenderCompleted)).collect()).await.unwrap();
    let readable = async |after: Cursor, count: usize| {
        let all = async {
            loop {
                let page = store.events_after(workspace, &every, after, 10_000).await.unwrap();
                if page.events.len() == count {
                    return page.events;
                }
                // On PostgreSQL they can be read when what else runs on the server has ended.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, all).await.expect("all of them can be read")
    };
    let old = readable(Cursor::START, OLD).await;
    let last_old = old[OLD - 1].0;
    // Old, but a delivery that has not ended names it.
    let subscription = world.stored_subscription(&["test"]).await;
    let needed = world.test_event(subscription.id);
    store.publish(vec![needed.clone()]).await.unwrap();
    let young = NewEvent { create_time: later(20 * DAY), ..world.event(EventType::RenderCompleted) };
    let young = NewEvent { id: EventId::from_uuid(world.db.new_id(later(20 * DAY))), ..young };
    store.publish(vec![young.clone()]).await.unwrap();
    assert_eq!(store.oldest_event_cursor().await.unwrap(), Cursor::START);
    assert_eq!(world.db.count("settings WHERE name = 'events_pruned'").await, 0);

    let mut swept = Swept::default();
    let mut mark = Cursor::START;
    while store.prune(&mut swept, later(10 * DAY)).await.unwrap() {
        let moved = store.oldest_event_cursor().await.unwrap();
        assert!(moved >= mark, "it only moves on");
        mark = moved;
    }
    assert_eq!(world.db.count("settings WHERE name = 'events_pruned'").await, 1);
    assert_eq!(world.db.count("events").await, 2);
    // Whoever stands before the last one that went has missed it; whoever stands behind it has missed nothing.
    assert!(old[OLD - 2].0 < mark && mark <= last_old, "{mark:?} {last_old:?}");
    let left: Vec<EventId> = readable(last_old, 2).await.into_iter().map(|(_, event)| event.id).collect();
    assert_eq!(left, [needed.id, young.id]);

    let mut swept = Swept::default();
    while store.prune(&mut swept, later(10 * DAY)).await.unwrap() {}
    assert_eq!(store.oldest_event_cursor().await.unwrap(), mark, "with nothing to delete it stays");
}

async fn a_queue_is_counted_by_state(db: TestDatabase) {
    use placard::domain::delivery::DeliveryState::{Held, InFlight, Pending, Retrying};
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    assert_eq!(world.store.queue().await.unwrap().waiting, [(Pending, 0), (InFlight, 0), (Retrying, 0), (Held, 0)]);
    world.publish(subscription.id, 5).await;
    let claims = world.store.claim_due(NOW, LEASE, 3).await.unwrap();
    world.record_one(&claims[0], NextStep::RetryAt(later(60)), NOW).await;
    world.record_one(&claims[1], NextStep::Succeed, NOW).await;
    let queue = world.store.queue().await.unwrap();
    assert_eq!(queue.waiting, [(Pending, 2), (InFlight, 1), (Retrying, 1), (Held, 0)]);
    let mut oldest = queue.oldest;
    oldest.sort();
    assert_eq!(oldest, [(Pending, NOW), (Retrying, later(60))]);
    assert!(NOW.since(oldest[0].1) == Duration::ZERO);
}
