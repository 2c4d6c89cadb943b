//! What those had under way who died, and those who only seemed to.

use std::time::Duration;

use placard::{
    domain::delivery::{Claim, DeliveryState, NextStep},
    store::{Store, Vigil},
};
use sea_orm::ConnectionTrait;

use super::sample::{LEASE, NOW, World, later};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    what_was_under_way_at_a_restart_is_due_and_recorded_once,
    what_lost_its_destination_meanwhile_is_settled,
}

/// Between looks of a dispatcher; nothing here depends on how long it is.
const SECOND: Duration = Duration::from_secs(1);

/// Looks until the deliveries of the dead are found: it takes two, once the database has noticed.
async fn claimed_from_the_dead(store: &Store, vigil: &mut Vigil) -> Vec<Claim> {
    let found = async {
        loop {
            store.keep_vigil(vigil, later(2)).await.unwrap();
            let claims = store.claim_due(later(2), LEASE, 10).await.unwrap();
            if !claims.is_empty() {
                return claims;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(20 * SECOND, found).await.expect("the dead are missed long before a lease ends")
}

async fn what_was_under_way_at_a_restart_is_due_and_recorded_once(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let mut vigil = Vigil::default();
    world.store.keep_vigil(&mut vigil, NOW).await.unwrap();
    world.publish(subscription.id, 3).await;
    let before = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert_eq!(before.len(), 3);
    assert!(world.record_one(&before[0], NextStep::Succeed, NOW).await);
    drop(vigil);

    let restarted = world.db.connect().await;
    let again = claimed_from_the_dead(&restarted, &mut Vigil::default()).await;
    let mut ids: Vec<_> = again.iter().map(|claim| (claim.delivery_id, claim.attempt_number)).collect();
    let mut expected: Vec<_> = before[1..].iter().map(|claim| (claim.delivery_id, 2)).collect();
    ids.sort();
    expected.sort();
    assert_eq!(ids, expected, "what was recorded is not sent again");
    // The old process lived after all, and ends its attempt.
    assert!(!world.record_one(&before[1], NextStep::Succeed, later(3)).await);
    for claim in &again {
        assert!(world.record_one(claim, NextStep::Succeed, later(3)).await);
    }
    assert_eq!(restarted.next_due_time().await.unwrap(), None);
}

async fn what_lost_its_destination_meanwhile_is_settled(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let mut vigil = Vigil::default();
    world.store.keep_vigil(&mut vigil, NOW).await.unwrap();
    let ids = world.publish(subscription.id, 1).await;
    world.claim_one(NOW).await;
    assert!(world.store.delete_subscription(world.workspace, subscription.id, NOW).await.unwrap());
    drop(vigil);

    let restarted = world.db.connect().await;
    let mut vigil = Vigil::default();
    let settled = async {
        loop {
            restarted.keep_vigil(&mut vigil, later(2)).await.unwrap();
            assert!(restarted.claim_due(later(2), LEASE, 10).await.unwrap().is_empty());
            let delivery = restarted.delivery(world.workspace, ids[0]).await.unwrap().unwrap();
            if delivery.state == DeliveryState::Cancelled {
                return delivery;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let delivery = tokio::time::timeout(20 * SECOND, settled).await.expect("it is settled");
    assert_eq!(delivery.attempt_count, 1, "only the first claim counts: it was sent, for all we know");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_live_are_left_alone_however_long_they_take() {
    let world = World::new(TestDatabase::postgres().await).await;
    let other = world.db.connect().await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (mut mine, mut theirs) = (Vigil::default(), Vigil::default());
    world.store.keep_vigil(&mut mine, NOW).await.unwrap();
    world.publish(subscription.id, 2).await;
    let claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    for _ in 0..5 {
        other.keep_vigil(&mut theirs, later(1)).await.unwrap();
        assert!(other.claim_due(later(1), LEASE, 10).await.unwrap().is_empty());
    }
    for claim in &claims {
        assert!(world.record_one(claim, NextStep::Succeed, later(1)).await);
    }
}

/// Ends the sessions that hold claimers' locks, as a restart of the database does.
async fn cut_the_sessions(world: &World) {
    let cut = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks \
               WHERE locktype = 'advisory' AND objsubid = 2 \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert!(world.db.raw().await.execute_unprepared(cut).await.unwrap().rows_affected() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_back_before_the_second_look_keeps_its_claims() {
    let world = World::new(TestDatabase::postgres().await).await;
    let other = world.db.connect().await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (mut mine, mut theirs) = (Vigil::default(), Vigil::default());
    world.store.keep_vigil(&mut mine, NOW).await.unwrap();
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;

    cut_the_sessions(&world).await;
    other.keep_vigil(&mut theirs, later(1)).await.unwrap();
    world.store.keep_vigil(&mut mine, later(1)).await.unwrap();
    for _ in 0..3 {
        other.keep_vigil(&mut theirs, later(2)).await.unwrap();
        assert!(other.claim_due(later(2), LEASE, 10).await.unwrap().is_empty());
    }
    assert!(world.record_one(&claim, NextStep::Succeed, later(2)).await);

    // What it claims from now on is known to be its own as well.
    world.publish(subscription.id, 1).await;
    world.claim_one(later(2)).await;
    drop(mine);
    assert_eq!(claimed_from_the_dead(&other, &mut theirs).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_back_too_late_begins_anew_and_changes_nothing() {
    let world = World::new(TestDatabase::postgres().await).await;
    let other = world.db.connect().await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (mut mine, mut theirs) = (Vigil::default(), Vigil::default());
    world.store.keep_vigil(&mut mine, NOW).await.unwrap();
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;

    cut_the_sessions(&world).await;
    let taken = claimed_from_the_dead(&other, &mut theirs).await;
    world.store.keep_vigil(&mut mine, later(3)).await.unwrap();
    assert!(!world.record_one(&claim, NextStep::Succeed, later(3)).await);
    assert!(world.record_one(&taken[0], NextStep::Succeed, later(3)).await);
    // Under a number of its own again: nobody takes it for the dead one.
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(later(3)).await;
    for _ in 0..3 {
        other.keep_vigil(&mut theirs, later(4)).await.unwrap();
        assert!(other.claim_due(later(4), LEASE, 10).await.unwrap().is_empty());
    }
    assert!(world.record_one(&claim, NextStep::Succeed, later(4)).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dead_are_forgotten() {
    let world = World::new(TestDatabase::postgres().await).await;
    for _ in 0..3 {
        world.db.connect().await.keep_vigil(&mut Vigil::default(), NOW).await.unwrap();
    }
    let mut vigil = Vigil::default();
    let alone = async {
        loop {
            world.store.keep_vigil(&mut vigil, NOW).await.unwrap();
            if world.db.count("claimers").await == 1 {
                return;
            }
        }
    };
    tokio::time::timeout(20 * SECOND, alone).await.expect("only who lives is remembered");
}
