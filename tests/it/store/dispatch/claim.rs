//! Who gets which delivery, when, and for how long.

use std::{collections::HashSet, time::Duration};

use placard::{
    domain::{
        delivery::{DeliveryState, NextStep},
        event::NewEvent,
        subscription::{DisableReason, SubscriptionChange, SubscriptionState},
    },
    store::AttemptRecord,
};

use crate::{
    store::sample::{LEASE, NOW, World, attempt, later, record},
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    a_claim_takes_what_is_due_longest_due_first,
    claimers_never_get_the_same_delivery,
    an_expired_lease_is_taken_over,
    a_stale_record_changes_nothing,
    a_lease_that_ends_after_its_destination_did_is_settled,
    the_next_due_time_is_the_earliest,
    commits_wake_those_who_wait,
    a_delivery_that_cannot_be_read_does_not_stop_the_others,
}

async fn a_claim_takes_what_is_due_longest_due_first(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let mut expected = Vec::new();
    for seconds in [30, 10, 20, 40] {
        let event = NewEvent { create_time: later(seconds), ..world.test_event(subscription.id) };
        expected.push((seconds, world.store.publish(vec![event]).await.unwrap()[0]));
    }
    expected.sort();
    assert!(world.store.claim_due(later(9), LEASE, 10).await.unwrap().is_empty());
    let first = world.store.claim_due(later(30), LEASE, 2).await.unwrap();
    let mut ids: Vec<_> = first.iter().map(|claim| claim.delivery_id).collect();
    let mut wanted = vec![expected[0].1, expected[1].1];
    ids.sort();
    wanted.sort();
    assert_eq!(ids, wanted);
    assert_eq!(world.claim_one(later(30)).await.delivery_id, expected[2].1);
    assert_eq!(world.claim_one(later(40)).await.delivery_id, expected[3].1);
    assert!(world.store.claim_due(later(40), LEASE, 10).await.unwrap().is_empty());
    assert!(world.store.claim_due(later(40), LEASE, 0).await.unwrap().is_empty());

    let shown = world.store.delivery(world.workspace, expected[0].1).await.unwrap().unwrap();
    assert_eq!((shown.state, shown.attempt_count, shown.next_attempt_time), (DeliveryState::InFlight, 1, None));
}

async fn claimers_never_get_the_same_delivery(db: TestDatabase) {
    const COUNT: usize = 300;
    const LIMIT: u32 = 7;
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let published = world.publish(subscription.id, COUNT).await;
    let other_replica = world.db.connect().await;
    let claimers: Vec<_> = (0..4)
        .map(|n| {
            let store = if n % 2 == 0 { world.store.clone() } else { other_replica.clone() };
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let claims = store.claim_due(NOW, LEASE, LIMIT).await.unwrap();
                    assert!(claims.len() <= LIMIT as usize, "{}", claims.len());
                    // Others may have locked all that is left, and then roll back; here they commit.
                    if claims.is_empty() && store.next_due_time().await.unwrap().is_some_and(|due| due > NOW) {
                        return mine;
                    }
                    mine.extend(claims.into_iter().map(|claim| claim.delivery_id));
                }
            })
        })
        .collect();
    let mut all = Vec::new();
    for claimer in claimers {
        all.extend(claimer.await.unwrap());
    }
    assert_eq!(all.len(), COUNT);
    assert_eq!(all.into_iter().collect::<HashSet<_>>(), published.into_iter().collect());
}

async fn an_expired_lease_is_taken_over(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, 1).await;
    let first = world.claim_one(NOW).await;
    let just_before = NOW.plus(LEASE).minus(Duration::from_micros(1));
    assert!(world.store.claim_due(just_before, LEASE, 10).await.unwrap().is_empty());
    let second = world.claim_one(NOW.plus(LEASE)).await;
    assert_eq!((first.attempt_number, second.attempt_number), (1, 2));
    assert_eq!(first.delivery_id, second.delivery_id);

    // The first claimer was only slow.
    assert!(!world.record_one(&first, NextStep::Succeed, later(31)).await);
    assert!(world.record_one(&second, NextStep::RetryAt(later(60)), later(31)).await);
    let shown = world.store.delivery(world.workspace, first.delivery_id).await.unwrap().unwrap();
    assert_eq!((shown.state, shown.attempt_count), (DeliveryState::Retrying, 2));
    assert_eq!(shown.attempts.iter().map(|attempt| attempt.number).collect::<Vec<_>>(), [2]);
}

async fn a_stale_record_changes_nothing(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;
    assert!(world.record_one(&claim, NextStep::Succeed, NOW).await);
    let before = world.store.delivery(world.workspace, claim.delivery_id).await.unwrap();
    let changes = world.db.count("delivery_changes").await;

    // The same again, another outcome, an older and a newer number, a delivery that is not there.
    assert!(!world.record_one(&claim, NextStep::Succeed, later(1)).await);
    assert!(!world.record_one(&claim, NextStep::DisableEndpoint(DisableReason::Gone), later(1)).await);
    for number in [0, 2, u32::MAX] {
        let stale = AttemptRecord { attempt: attempt(number, None), ..record(&claim, NextStep::Exhaust) };
        assert_eq!(world.store.record_attempts(vec![stale], later(1)).await.unwrap(), [false]);
    }
    let strange = AttemptRecord {
        delivery_id: placard::domain::id::DeliveryId::from_uuid(world.db.new_id(NOW)),
        ..record(&claim, NextStep::Succeed)
    };
    assert_eq!(world.store.record_attempts(vec![strange], later(1)).await.unwrap(), [false]);
    assert!(world.store.record_attempts(Vec::new(), NOW).await.unwrap().is_empty());

    assert_eq!(world.store.delivery(world.workspace, claim.delivery_id).await.unwrap(), before);
    assert_eq!(world.db.count("delivery_changes").await, changes);
    let subscription = world.store.subscription(world.workspace, subscription.id).await.unwrap().unwrap();
    assert_eq!(subscription.state, SubscriptionState::Enabled);

    // Twice in one batch counts once.
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;
    let twice = vec![record(&claim, NextStep::Succeed), record(&claim, NextStep::Exhaust)];
    assert_eq!(world.store.record_attempts(twice, NOW).await.unwrap(), [true, false]);
}

async fn a_lease_that_ends_after_its_destination_did_is_settled(db: TestDatabase) {
    let world = World::new(db).await;
    let (deleted, disabled) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["test"]).await);
    let to_deleted = world.publish(deleted.id, 1).await[0];
    let to_disabled = world.publish(disabled.id, 1).await[0];
    // Claimed by one who dies.
    assert_eq!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().len(), 2);
    world.store.delete_subscription(world.workspace, deleted.id, NOW).await.unwrap();
    let disable = SubscriptionChange { state: Some(SubscriptionState::Disabled), ..Default::default() };
    world.store.update_subscription(world.workspace, disabled.id, disable, None, NOW).await.unwrap();

    assert!(world.store.claim_due(later(31), LEASE, 10).await.unwrap().is_empty());
    let shown = async |id| world.store.delivery(world.workspace, id).await.unwrap().unwrap();
    let (cancelled, held) = (shown(to_deleted).await, shown(to_disabled).await);
    assert_eq!((cancelled.state, cancelled.finish_time), (DeliveryState::Cancelled, Some(later(31))));
    assert_eq!((held.state, held.next_attempt_time), (DeliveryState::Held, None));
    // The attempt that was not made is not counted; the lost one is.
    assert_eq!((cancelled.attempt_count, held.attempt_count), (1, 1));
    assert!(world.store.claim_due(later(100), LEASE, 10).await.unwrap().is_empty());
    assert_eq!(world.store.next_due_time().await.unwrap(), None);
}

async fn the_next_due_time_is_the_earliest(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let next = async || world.store.next_due_time().await.unwrap();
    assert_eq!(next().await, None);
    world.publish(subscription.id, 2).await;
    assert_eq!(next().await, Some(NOW));
    let claims = world.store.claim_due(NOW, LEASE, 2).await.unwrap();
    assert_eq!(next().await, Some(NOW.plus(LEASE)));
    world.record_one(&claims[0], NextStep::RetryAt(later(10)), NOW).await;
    assert_eq!(next().await, Some(later(10)));
    world.record_one(&claims[1], NextStep::RetryAt(later(5)), NOW).await;
    assert_eq!(next().await, Some(later(5)));
    for _ in 0..2 {
        let claim = world.store.claim_due(later(10), LEASE, 1).await.unwrap().remove(0);
        world.record_one(&claim, NextStep::Succeed, later(10)).await;
    }
    assert_eq!(next().await, None);
}

async fn commits_wake_those_who_wait(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let other_replica = world.db.connect().await;
    if world.db.is_postgres() {
        // It rings once when it begins to listen; what is sent before that is not heard.
        let mut listening = other_replica.deliveries_changed();
        tokio::time::timeout(Duration::from_secs(10), listening.wait_for(|rung| *rung > 0)).await.unwrap().unwrap();
    }
    let listeners: &[_] = if world.db.is_postgres() { &[&world.store, &other_replica] } else { &[&world.store] };
    let mut bells = Vec::new();
    for store in listeners {
        bells.extend([("due", store.deliveries_due()), ("changed", store.deliveries_changed())]);
    }
    let mut heard = async |what: &[&str]| {
        for (name, bell) in &mut bells {
            if what.contains(name) {
                tokio::time::timeout(Duration::from_secs(10), bell.changed())
                    .await
                    .unwrap_or_else(|_| panic!("no wake-up: {name}"))
                    .unwrap();
            }
            bell.mark_unchanged();
        }
    };
    world.publish(subscription.id, 1).await;
    heard(&["due", "changed"]).await;
    let claim = world.claim_one(NOW).await;
    heard(&["changed"]).await;
    world.record_one(&claim, NextStep::RetryAt(later(1)), NOW).await;
    heard(&["due", "changed"]).await;
}

async fn a_delivery_that_cannot_be_read_does_not_stop_the_others(db: TestDatabase) {
    use sea_orm::ConnectionTrait;
    let world = World::new(db).await;
    let (broken, well) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["*"]).await);
    world.publish(broken.id, 2).await;
    let fine = world.publish(well.id, 1).await;
    let cut = "UPDATE subscriptions SET secret = substr(secret, 1, 20) WHERE event_types = '[\"test\"]'";
    world.db.raw().await.execute_unprepared(cut).await.unwrap();
    assert_eq!(world.claim_one(NOW).await.delivery_id, fine[0]);
}
