//! Who is sent what when: limits, pauses, lanes and turns.

use std::{collections::HashSet, time::Duration};

use placard::{
    domain::{
        delivery::{Claim, DeliveryState, NextStep},
        endpoint::Reception,
        timestamp::Timestamp,
    },
    store::{AttemptRecord, Room},
};

use super::sample::{LEASE, NOW, World, later, record};
use crate::support::{
    database::{TestDatabase, on_both_engines},
    server::PATIENCE,
};

on_both_engines! {
    claims_go_round_the_endpoints,
    an_endpoint_has_no_more_under_way_than_it_may,
    the_rate_holds_over_all_replicas,
    a_pause_is_for_the_whole_endpoint,
    what_is_slow_has_a_share_of_its_own,
    however_many_are_slow_the_others_have_their_turn,
    retries_leave_first_attempts_their_lane,
    what_is_put_back_does_not_count,
    a_full_endpoint_whose_claimer_died_is_taken_over,
    nothing_is_left_lying_by_those_who_publish_meanwhile,
}

impl World {
    async fn claim(&self, now: Timestamp, room: u32) -> Vec<Claim> {
        self.store.claim_due(now, LEASE, room).await.unwrap()
    }

    async fn end(&self, claim: &Claim, next: NextStep, reception: Reception, now: Timestamp) {
        let record = AttemptRecord { reception, ..record(claim, next) };
        assert_eq!(self.store.record_attempts(vec![record], now).await.unwrap(), [true]);
    }
}

fn after(millis: u64) -> Timestamp {
    NOW.plus(Duration::from_millis(millis))
}

async fn claims_go_round_the_endpoints(db: TestDatabase) {
    let world = World::new(db).await;
    let (busy, quiet) = (world.limited(None, None).await, world.limited(None, None).await);
    world.publish(busy.id, 100).await;
    assert_eq!(world.claim(NOW, 4).await.len(), 4);
    let late = world.publish(quiet.id, 1).await[0];
    // Its turn comes with the next round, though a hundred wait for longer.
    let claimed: Vec<_> = [world.claim(after(1), 4).await, world.claim(after(2), 4).await].concat();
    assert!(claimed.iter().any(|claim| claim.delivery_id == late));
    // And nothing of the room is wasted on it.
    assert_eq!(world.claim(after(3), 50).await.len(), 50);
}

async fn an_endpoint_has_no_more_under_way_than_it_may(db: TestDatabase) {
    let world = World::new(db).await;
    let (narrow, wide) = (world.limited(None, Some(2)).await, world.limited(None, None).await);
    world.publish(narrow.id, 10).await;
    let first = world.claim(NOW, 10).await;
    assert_eq!(first.len(), 2);
    assert!(world.claim(after(1), 10).await.is_empty());
    world.publish(wide.id, 3).await;
    world.publish(narrow.id, 3).await;
    assert_eq!(world.claim(after(2), 10).await.len(), 3, "only the other one has room");
    assert!(world.record_one(&first[0], NextStep::Succeed, after(3)).await);
    assert_eq!(world.claim(after(3), 10).await.len(), 1);
}

async fn the_rate_holds_over_all_replicas(db: TestDatabase) {
    let world = World::new(db).await;
    let endpoint = world.limited(Some((20, 10)), None).await;
    world.publish(endpoint.id, 200).await;
    let replicas = [world.store.clone(), world.db.connect().await, world.db.connect().await];
    let mut sent = 0;
    for step in 0..=200u64 {
        for store in &replicas {
            sent += store.claim_due(after(step * 25), LEASE, 10).await.unwrap().len();
        }
    }
    // Five seconds: a burst of 10, and 20 a second from then on.
    assert_eq!(sent, 110);
}

async fn a_pause_is_for_the_whole_endpoint(db: TestDatabase) {
    let world = World::new(db).await;
    let endpoint = world.limited(None, None).await;
    world.publish(endpoint.id, 2).await;
    let claims = world.claim(NOW, 10).await;
    world.publish(endpoint.id, 1).await;
    let paused = Reception::Refused { slow_down: false, pause_until: Some(later(60)) };
    world.end(&claims[0], NextStep::RetryAt(later(5)), paused, NOW).await;
    world.end(&claims[1], NextStep::RetryAt(later(5)), paused, NOW).await;
    assert!(world.claim(later(59), 10).await.is_empty());
    world.publish(endpoint.id, 1).await;
    assert!(world.claim(later(59), 10).await.is_empty(), "what comes later waits too");
    assert_eq!(world.claim(later(60), 10).await.len(), 4);
}

async fn what_is_slow_has_a_share_of_its_own(db: TestDatabase) {
    let world = World::new(db).await;
    let (slow, well) = (world.limited(None, Some(16)).await, world.limited(None, None).await);
    world.publish(slow.id, 1).await;
    let claim = world.claim_one(NOW).await;
    assert!(!claim.slow);
    let timed_out = Reception::Refused { slow_down: true, pause_until: None };
    world.end(&claim, NextStep::Exhaust, timed_out, NOW).await;
    world.publish(slow.id, 20).await;
    world.publish(well.id, 20).await;
    let claims = world.store.claim_due(after(1), LEASE, Room { all: 20, slow: 3 }).await.unwrap();
    assert_eq!(claims.iter().filter(|claim| claim.slow).count(), 3);
    let claims = world.store.claim_due(after(100), LEASE, Room { all: 40, slow: 40 }).await.unwrap();
    // Half of the sixteen it may have, less the three that are under way.
    assert_eq!(claims.iter().filter(|claim| claim.slow).count(), 5);
}

async fn however_many_are_slow_the_others_have_their_turn(db: TestDatabase) {
    // More than a round looks at.
    const SLOW: usize = 40;
    let world = World::new(db).await;
    let timed_out = Reception::Refused { slow_down: true, pause_until: None };
    let mut slow = Vec::new();
    for _ in 0..SLOW {
        slow.push(world.stored_subscription(&["test"]).await.id);
    }
    for id in &slow {
        world.publish(*id, 1).await;
    }
    let mut claims = Vec::new();
    while claims.len() < SLOW {
        claims.extend(world.claim(NOW, 100).await);
    }
    for claim in &claims {
        world.end(claim, NextStep::Exhaust, timed_out, NOW).await;
    }
    for id in &slow {
        world.publish(*id, 1).await;
    }
    let well = world.stored_subscription(&["test"]).await;
    let mine = world.publish(well.id, 1).await[0];
    let claims = world.store.claim_due(after(1), LEASE, Room { all: 10, slow: 0 }).await.unwrap();
    assert_eq!(claims.iter().map(|claim| claim.delivery_id).collect::<Vec<_>>(), [mine]);
}

async fn retries_leave_first_attempts_their_lane(db: TestDatabase) {
    let world = World::new(db).await;
    let endpoint = world.limited(None, None).await;
    world.publish(endpoint.id, 100).await;
    for claim in world.claim(NOW, 100).await {
        world.record_one(&claim, NextStep::RetryAt(later(1)), NOW).await;
    }
    world.publish(endpoint.id, 100).await;
    let claims = world.claim(later(100), 40).await;
    let retries = claims.iter().filter(|claim| claim.attempt_number > 1).count();
    assert_eq!((claims.len(), retries), (40, 10));
}

async fn what_is_put_back_does_not_count(db: TestDatabase) {
    let world = World::new(db).await;
    let endpoint = world.limited(None, Some(1)).await;
    let id = world.publish(endpoint.id, 1).await[0];
    let claim = world.claim_one(NOW).await;
    world.end(&claim, NextStep::PutBack(later(5)), Reception::NotAsked, NOW).await;
    let shown = world.store.delivery(world.workspace, id).await.unwrap().unwrap();
    assert_eq!((shown.state, shown.attempt_count, shown.attempts.len()), (DeliveryState::Pending, 0, 0));
    assert_eq!(shown.next_attempt_time, Some(later(5)));
    assert_eq!(world.claim_one(later(5)).await.attempt_number, 1);
}

async fn a_full_endpoint_whose_claimer_died_is_taken_over(db: TestDatabase) {
    let world = World::new(db).await;
    let endpoint = world.limited(None, Some(2)).await;
    world.publish(endpoint.id, 5).await;
    let lost: HashSet<_> = world.claim(NOW, 10).await.iter().map(|claim| claim.delivery_id).collect();
    assert_eq!(lost.len(), 2);
    assert!(world.claim(later(29), 10).await.is_empty());
    let taken_over = world.claim(later(31), 10).await;
    assert_eq!(taken_over.iter().map(|claim| claim.delivery_id).collect::<HashSet<_>>(), lost);
    for claim in &taken_over {
        assert!(world.record_one(claim, NextStep::Succeed, later(31)).await);
    }
    assert_eq!(world.claim(later(32), 10).await.len(), 2);
}

async fn nothing_is_left_lying_by_those_who_publish_meanwhile(db: TestDatabase) {
    const PUBLISHERS: usize = 4;
    const EACH: usize = 40;
    let world = World::new(db).await;
    let endpoint = world.limited(None, None).await;
    let replicas = [world.store.clone(), world.db.connect().await];
    let publishing: Vec<_> = (0..PUBLISHERS)
        .map(|number| {
            let store = replicas[number % 2].clone();
            let events: Vec<_> = (0..EACH).map(|_| world.test_event(endpoint.id)).collect();
            tokio::spawn(async move {
                for event in events {
                    store.publish(vec![event]).await.unwrap();
                }
            })
        })
        .collect();
    let claiming = async {
        let mut claimed = HashSet::new();
        for turn in 0.. {
            // An endpoint that somebody was about to give work is looked at a little later.
            let store = &replicas[turn % 2];
            for claim in store.claim_due(after(turn as u64), LEASE, 10).await.unwrap() {
                assert!(claimed.insert(claim.delivery_id), "claimed twice");
                store.record_attempts(vec![record(&claim, NextStep::Succeed)], after(turn as u64)).await.unwrap();
            }
            if claimed.len() == PUBLISHERS * EACH {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, claiming).await.expect("everything that was published is claimed");
    for publisher in publishing {
        publisher.await.unwrap();
    }
    assert!(world.claim(later(100), 10).await.is_empty());
    assert_eq!(world.store.next_due_time().await.unwrap(), None);
}
