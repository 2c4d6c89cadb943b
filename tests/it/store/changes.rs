//! Following the log of changes.

use std::{collections::HashMap, time::Duration};

use placard::{
    domain::{
        delivery::{Delivery, DeliveryFilter, DeliveryState, NextStep},
        id::{DeliveryId, WorkspaceId},
        subscription::{SubscriptionChange, SubscriptionState},
    },
    store::{Change, Cursor, Store},
};
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::sample::{LEASE, NOW, World, another_workspace, later, record};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    every_change_is_told_as_it_was,
    changes_come_in_stretches,
    filters_leave_changes_out_and_the_cursor_goes_past_them,
    the_end_is_where_the_future_begins,
    nothing_is_missed_while_many_write,
    a_transaction_that_commits_late_is_not_missed,
    a_delivery_keeps_its_order_when_transactions_overlap,
    what_there_is_and_what_changes_meet_without_overlap,
}

/// All changes from a cursor on, in stretches of `limit`, and where they end. Waits until they can be read: on
/// PostgreSQL they cannot while older transactions run, of other tests' databases too.
async fn read_all(
    store: &Store,
    workspace: WorkspaceId,
    filter: &DeliveryFilter,
    mut from: Cursor,
    limit: u32,
    count: usize,
) -> (Vec<Change>, Cursor) {
    let mut changes: Vec<Change> = Vec::new();
    for _ in 0..2_000 {
        let page = store.changes_after(workspace, filter, from, limit).await.unwrap();
        assert!(page.changes.len() <= limit as usize);
        assert!(page.next >= from);
        for change in &page.changes {
            assert!(change.cursor > from && change.cursor <= page.next);
        }
        assert!(page.changes.is_sorted_by_key(|change| change.cursor));
        changes.extend(page.changes);
        from = page.next;
        if !page.more {
            if changes.len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    assert_eq!(changes.len(), count);
    (changes, from)
}

async fn every_change_is_told_as_it_was(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let id = world.publish(subscription.id, 1).await[0];
    let first = world.claim_one(NOW).await;
    world.record_one(&first, NextStep::RetryAt(later(60)), NOW).await;
    let second = world.claim_one(later(60)).await;
    world.record_one(&second, NextStep::Succeed, later(61)).await;

    let (changes, _) = read_all(&world.store, world.workspace, &DeliveryFilter::default(), Cursor::START, 100, 5).await;
    let told: Vec<_> = changes
        .iter()
        .map(|Change { delivery, .. }| {
            assert_eq!((delivery.id, delivery.workspace_id), (id, world.workspace));
            let attempts: Vec<u32> = delivery.attempts.iter().map(|attempt| attempt.number).collect();
            (delivery.state, delivery.attempt_count, delivery.next_attempt_time, delivery.finish_time, attempts)
        })
        .collect();
    use DeliveryState::{InFlight, Pending, Retrying, Succeeded};
    assert_eq!(
        told,
        [
            (Pending, 0, Some(NOW), None, vec![]),
            (InFlight, 1, None, None, vec![]),
            (Retrying, 1, Some(later(60)), None, vec![1]),
            (InFlight, 2, None, None, vec![1]),
            (Succeeded, 2, None, Some(later(61)), vec![1, 2]),
        ]
    );
    let now = world.store.delivery(world.workspace, id).await.unwrap().unwrap();
    assert_eq!(changes[4].delivery, now);
}

async fn changes_come_in_stretches(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let ids = world.publish(subscription.id, 10).await;
    let all = DeliveryFilter::default();
    let other = another_workspace(&world.db, &world.store).await;
    for limit in [1, 3, 10, 11] {
        let (changes, end) = read_all(&world.store, world.workspace, &all, Cursor::START, limit, 10).await;
        let told: Vec<DeliveryId> = changes.iter().map(|change| change.delivery.id).collect();
        assert_eq!(told, ids, "stretches of {limit}");
        // Whoever comes back with a change's cursor, over the wire, gets the rest.
        let cursor = Cursor::from_bytes(&changes[6].cursor.to_bytes()).unwrap();
        let (rest, _) = read_all(&world.store, world.workspace, &all, cursor, limit, 3).await;
        assert_eq!(rest, changes[7..]);
        let (none, _) = read_all(&world.store, world.workspace, &all, end, limit, 0).await;
        assert!(none.is_empty());
        read_all(&world.store, other, &all, Cursor::START, limit, 0).await;
    }
}

async fn filters_leave_changes_out_and_the_cursor_goes_past_them(db: TestDatabase) {
    let world = World::new(db).await;
    let (first, second) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["test"]).await);
    world.publish(first.id, 3).await;
    world.publish(second.id, 2).await;
    for claim in world.store.claim_due(NOW, LEASE, 10).await.unwrap() {
        world.record_one(&claim, NextStep::Succeed, NOW).await;
    }
    let read = async |filter: DeliveryFilter, count: usize| {
        read_all(&world.store, world.workspace, &filter, Cursor::START, 100, count).await
    };
    let (_, end) = read(DeliveryFilter::default(), 15).await;
    let (theirs, filtered_end) =
        read(DeliveryFilter { subscription_id: Some(second.id), ..Default::default() }, 6).await;
    assert!(
        theirs.iter().all(
            |change| change.delivery.destination == placard::domain::delivery::Destination::Subscription(second.id)
        )
    );
    assert!(filtered_end >= end.min(filtered_end) && filtered_end >= theirs.last().unwrap().cursor);
    let done = vec![DeliveryState::Succeeded];
    let (done, _) = read(DeliveryFilter { states: done, ..Default::default() }, 5).await;
    assert!(done.iter().all(|change| change.delivery.state == DeliveryState::Succeeded));
    let held = DeliveryFilter { states: vec![DeliveryState::Held], ..Default::default() };
    let page = world.store.changes_after(world.workspace, &held, Cursor::START, 10).await.unwrap();
    assert!(page.changes.is_empty() && !page.more && page.next >= end);
}

async fn the_end_is_where_the_future_begins(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    assert_eq!(world.store.oldest_change_cursor().await.unwrap(), Cursor::START);
    world.publish(subscription.id, 3).await;
    let all = DeliveryFilter::default();
    let (_, end) = read_all(&world.store, world.workspace, &all, Cursor::START, 100, 3).await;
    let cursor = world.store.changes_end().await.unwrap();
    assert!(cursor >= end);
    let later_one = world.publish(subscription.id, 1).await[0];
    let (changes, _) = read_all(&world.store, world.workspace, &all, cursor, 100, 1).await;
    assert_eq!(changes[0].delivery.id, later_one);
}

/// Every state the log tells of each delivery, in the log's order.
fn stories(changes: &[Change]) -> HashMap<DeliveryId, Vec<(DeliveryState, u32)>> {
    let mut stories: HashMap<DeliveryId, Vec<_>> = HashMap::new();
    for Change { delivery: Delivery { id, state, attempt_count, .. }, .. } in changes {
        stories.entry(*id).or_default().push((*state, *attempt_count));
    }
    stories
}

async fn nothing_is_missed_while_many_write(db: TestDatabase) {
    const WRITERS: usize = 4;
    const ROUNDS: usize = 15;
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let store = world.store.clone();
            let batches: Vec<Vec<_>> =
                (0..ROUNDS).map(|_| (0..3).map(|_| world.test_event(subscription.id)).collect()).collect();
            tokio::spawn(async move {
                for events in batches {
                    store.publish(events).await.unwrap();
                    let claims = store.claim_due(NOW, LEASE, 4).await.unwrap();
                    let records = claims.iter().enumerate().map(|(index, claim)| {
                        let retry = (index + n) % 3 == 0 && claim.attempt_number < 3;
                        record(claim, if retry { NextStep::RetryAt(NOW) } else { NextStep::Succeed })
                    });
                    let records: Vec<_> = records.collect();
                    assert!(store.record_attempts(records, NOW).await.unwrap().into_iter().all(|took| took));
                }
                // What retries left over.
                loop {
                    let claims = store.claim_due(NOW, LEASE, 50).await.unwrap();
                    if claims.is_empty() {
                        return;
                    }
                    let records: Vec<_> = claims.iter().map(|claim| record(claim, NextStep::Succeed)).collect();
                    store.record_attempts(records, NOW).await.unwrap();
                }
            })
        })
        .collect();

    let all = DeliveryFilter::default();
    let (mut told, mut cursor): (Vec<Change>, _) = (Vec::new(), Cursor::START);
    let mut writing = true;
    let mut quiet = 0;
    while quiet < 20 {
        let page = world.store.changes_after(world.workspace, &all, cursor, 20).await.unwrap();
        quiet = if page.changes.is_empty() && !writing { quiet + 1 } else { 0 };
        (told, cursor) = ([told, page.changes].concat(), page.next);
        writing = writers.iter().any(|writer| !writer.is_finished());
        tokio::time::sleep(Duration::from_millis(if writing { 1 } else { 5 })).await;
    }
    for writer in writers {
        writer.await.unwrap();
    }

    let expected = world.db.count("delivery_changes").await;
    // On PostgreSQL a transaction of another test may hold the last ones back for a while.
    for _ in 0..1_000 {
        if told.len() as i64 >= expected {
            break;
        }
        let page = world.store.changes_after(world.workspace, &all, cursor, 20).await.unwrap();
        (told, cursor) = ([told, page.changes].concat(), page.next);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(told.len() as i64, expected, "each change once");
    assert!(told.is_sorted_by(|a, b| a.cursor < b.cursor), "no change twice");
    let stories = stories(&told);
    assert_eq!(stories.len(), WRITERS * ROUNDS * 3);
    for (id, story) in stories {
        // PENDING, then IN_FLIGHT and RETRYING in turn with rising numbers, then SUCCEEDED.
        let mut expected = vec![(DeliveryState::Pending, 0)];
        let attempts = story.last().unwrap().1;
        for number in 1..=attempts {
            expected.push((DeliveryState::InFlight, number));
            let ends = if number == attempts { DeliveryState::Succeeded } else { DeliveryState::Retrying };
            expected.push((ends, number));
        }
        assert_eq!(story, expected, "{id}");
    }
}

async fn a_transaction_that_commits_late_is_not_missed(db: TestDatabase) {
    let world = World::new(db).await;
    if !world.db.is_postgres() {
        // SQLite has one writer at a time: nothing can be open while another commits.
        return;
    }
    let subscription = world.stored_subscription(&["*"]).await;
    let first = world.publish(subscription.id, 1).await[0];
    let all = DeliveryFilter::default();
    let (_, cursor) = read_all(&world.store, world.workspace, &all, Cursor::START, 10, 1).await;

    // It takes its sequence number now and commits after others have.
    let raw = world.db.raw().await;
    let late = raw.begin().await.unwrap();
    late.execute_unprepared(
        "INSERT INTO delivery_changes (workspace_id, delivery_id, destination_id, state, attempt_count, finish_time)
         SELECT workspace_id, id, destination_id, 'cancelled', attempt_count, 1 FROM deliveries",
    )
    .await
    .unwrap();
    let second = world.publish(subscription.id, 1).await[0];
    let mut page = world.store.changes_after(world.workspace, &all, cursor, 10).await.unwrap();
    assert!(page.changes.is_empty() && page.next >= cursor, "what comes after the late one waits for it");
    for _ in 0..5 {
        page = world.store.changes_after(world.workspace, &all, page.next, 10).await.unwrap();
        assert!(page.changes.is_empty());
    }
    late.commit().await.unwrap();
    let (changes, _) = read_all(&world.store, world.workspace, &all, page.next, 10, 2).await;
    let told: Vec<_> = changes.iter().map(|change| (change.delivery.id, change.delivery.state)).collect();
    assert_eq!(told, [(first, DeliveryState::Cancelled), (second, DeliveryState::Pending)]);
}

async fn a_delivery_keeps_its_order_when_transactions_overlap(db: TestDatabase) {
    let world = World::new(db).await;
    if !world.db.is_postgres() {
        return;
    }
    let subscription = world.stored_subscription(&["test"]).await;
    let early = world.publish(subscription.id, 1).await[0];

    // Disabling it, with a new URL, gets its transaction id and then waits for a row that we hold.
    let raw = world.db.raw().await;
    let holder = raw.begin().await.unwrap();
    let lock = format!("SELECT 1 FROM deliveries WHERE id = '{}' FOR UPDATE", early.uuid());
    holder.execute_unprepared(&lock).await.unwrap();
    let disabling = {
        let (store, workspace, id) = (world.store.clone(), world.workspace, subscription.id);
        let change = SubscriptionChange {
            url: Some("https://new.example".into()),
            state: Some(SubscriptionState::Disabled),
            ..Default::default()
        };
        tokio::spawn(async move { store.update_subscription(workspace, id, change, None, later(1)).await.unwrap() })
    };
    let waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    let waits = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, waits);
    while raw.query_one_raw(waits.clone()).await.unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Meanwhile a later transaction makes another delivery, and commits. Disabling then holds that one as well.
    let late = world.publish(subscription.id, 1).await[0];
    holder.rollback().await.unwrap();
    assert!(disabling.await.unwrap().is_some());

    let (changes, _) = read_all(&world.store, world.workspace, &DeliveryFilter::default(), Cursor::START, 100, 4).await;
    let stories = stories(&changes);
    use DeliveryState::{Held, Pending};
    assert_eq!(stories[&early], [(Pending, 0), (Held, 0)]);
    assert_eq!(stories[&late], [(Pending, 0), (Held, 0)]);
}

async fn what_there_is_and_what_changes_meet_without_overlap(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    let settled = world.publish(subscription.id, 3).await;
    for claim in world.store.claim_due(NOW, LEASE, 10).await.unwrap() {
        world.record_one(&claim, NextStep::Succeed, NOW).await;
    }
    let all = DeliveryFilter::default();
    read_all(&world.store, world.workspace, &all, Cursor::START, 100, 9).await;

    // On PostgreSQL an older transaction holds back what is committed from here on.
    let raw = world.db.raw().await;
    let older = raw.begin().await.unwrap();
    if world.db.is_postgres() {
        older.execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
    }
    let at = world.store.changes_end().await.unwrap();
    let changing = world.publish(subscription.id, 1).await[0];
    let claim = world.claim_one(NOW).await;
    world.record_one(&claim, NextStep::Succeed, NOW).await;
    let existing = async |beyond: Option<DeliveryId>, limit: u32| -> Vec<DeliveryId> {
        let found = world.store.deliveries_unchanged_since(world.workspace, &all, at, beyond, limit).await.unwrap();
        found.into_iter().map(|delivery| delivery.id).collect()
    };
    assert_eq!(existing(None, 1_000).await, settled, "its changes tell of the one that has some");
    assert_eq!(existing(None, 2).await, settled[1..], "the latest, the oldest of them first");
    for place in 0..settled.len() {
        assert_eq!(existing(Some(settled[place]), 1_000).await, settled[place + 1..]);
    }
    older.rollback().await.unwrap();
    let (changes, _) = read_all(&world.store, world.workspace, &all, at, 100, 3).await;
    use DeliveryState::{InFlight, Pending, Succeeded};
    let stories = stories(&changes);
    assert_eq!(stories.len(), 1);
    assert_eq!(stories[&changing], [(Pending, 0), (InFlight, 1), (Succeeded, 1)]);
}
