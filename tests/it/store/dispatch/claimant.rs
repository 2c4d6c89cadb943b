//! Claims that come with what makes them due: on SQLite, to whoever has room, and never at the cost of what is written.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use placard::{
    domain::{
        delivery::{Claim, DeliveryState, NextStep},
        timestamp::Timestamp,
    },
    store::{Claimant, Offer, Room, Taker},
};
use sea_orm::ConnectionTrait as _;
use tokio::sync::mpsc;

use crate::{
    store::sample::{LEASE, NOW, World, later},
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    what_becomes_due_is_claimed_with_it,
    without_room_nothing_is_claimed,
    many_are_left_to_a_claim_of_their_own,
    room_again_is_claimed_with_the_record,
    what_cannot_be_claimed_is_written_all_the_same,
}

/// Takes what there is room for.
struct Hands {
    room: AtomicU32,
    now: Timestamp,
    taken: mpsc::UnboundedSender<Vec<Claim>>,
}

impl Hands {
    fn new(room: u32, now: Timestamp) -> (Arc<Self>, mpsc::UnboundedReceiver<Vec<Claim>>) {
        let (taken, claims) = mpsc::unbounded_channel();
        (Arc::new(Self { room: AtomicU32::new(room), now, taken }), claims)
    }
}

impl Claimant for Hands {
    fn offer(&self) -> Option<Offer> {
        let room = self.room.load(Ordering::SeqCst);
        let taker = Box::new(Hand { taken: self.taken.clone(), kept: room.into() });
        (room > 0).then(|| Offer { now: self.now, lease: LEASE, room: room.into(), taker })
    }
}

struct Hand {
    taken: mpsc::UnboundedSender<Vec<Claim>>,
    kept: Room,
}

impl Taker for Hand {
    fn keep(&mut self, room: Room) {
        assert!(room.all <= self.kept.all && room.slow <= room.all, "{room:?}");
        self.kept = room;
    }

    fn take(self: Box<Self>, claims: Vec<Claim>) {
        assert_eq!(self.kept.all as usize, claims.len(), "no more is kept than is needed");
        self.taken.send(claims).unwrap();
    }
}

async fn next(claims: &mut mpsc::UnboundedReceiver<Vec<Claim>>) -> Vec<Claim> {
    tokio::time::timeout(Duration::from_secs(10), claims.recv()).await.expect("claims").unwrap()
}

async fn what_becomes_due_is_claimed_with_it(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (hands, mut claims) = Hands::new(10, NOW);
    let claiming = world.store.claim_for(hands);
    let published = world.publish(subscription.id, 3).await;
    if world.db.is_postgres() {
        // Left to whoever claims.
        assert_eq!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().len(), 3);
        assert!(claims.try_recv().is_err());
        return;
    }
    // When it is written, it is under way: not when it has been handed over.
    for id in &published {
        let shown = world.store.delivery(world.workspace, *id).await.unwrap().unwrap();
        assert_eq!((shown.state, shown.attempt_count), (DeliveryState::InFlight, 1));
    }
    let handed = next(&mut claims).await;
    let ids: BTreeSet<_> = handed.iter().map(|claim| claim.delivery_id).collect();
    assert_eq!(ids, published.into_iter().collect());
    assert!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().is_empty());
    // The claim holds.
    assert!(world.record_one(&handed[0], NextStep::Succeed, later(1)).await);
    // The lease runs.
    assert_eq!(world.store.claim_due(NOW.plus(LEASE), LEASE, 10).await.unwrap().len(), 2);

    drop(claiming);
    world.publish(subscription.id, 1).await;
    assert!(claims.recv().await.is_none(), "it is forgotten, and what it held with it");
    assert_eq!(world.store.claim_due(NOW.plus(LEASE), LEASE, 10).await.unwrap().len(), 1);
}

async fn without_room_nothing_is_claimed(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (hands, mut claims) = Hands::new(0, NOW);
    let _claiming = world.store.claim_for(hands.clone());
    let mut due = world.store.deliveries_due();
    world.publish(subscription.id, 1).await;
    tokio::time::timeout(Duration::from_secs(10), due.changed()).await.expect("a wake-up").unwrap();
    assert!(claims.try_recv().is_err());
    due.mark_unchanged();
    // Room for some of it.
    hands.room.store(2, Ordering::SeqCst);
    world.publish(subscription.id, 2).await;
    let handed = if world.db.is_postgres() { Vec::new() } else { next(&mut claims).await };
    assert!(handed.len() <= 2);
    // Whoever looks is told of the rest.
    tokio::time::timeout(Duration::from_secs(10), due.changed()).await.expect("a wake-up").unwrap();
    let rest = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert_eq!(handed.len() + rest.len(), 3);
}

async fn many_are_left_to_a_claim_of_their_own(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let (hands, mut claims) = Hands::new(1_000, NOW);
    let _claiming = world.store.claim_for(hands);
    world.publish(subscription.id, 200).await;
    assert_eq!(world.store.claim_due(NOW, LEASE, 1_000).await.unwrap().len(), 200);
    assert!(claims.try_recv().is_err());
}

async fn room_again_is_claimed_with_the_record(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.limited(None, Some(1)).await;
    let published = world.publish(subscription.id, 3).await;
    let mut claim = world.claim_one(NOW).await;
    assert!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().is_empty(), "one at a time");
    let (hands, mut claims) = Hands::new(10, later(1));
    let _claiming = world.store.claim_for(hands);
    let mut done = vec![claim.delivery_id];
    while done.len() < published.len() {
        assert!(world.record_one(&claim, NextStep::Succeed, later(1)).await);
        claim =
            if world.db.is_postgres() { world.claim_one(later(1)).await } else { next(&mut claims).await.remove(0) };
        done.push(claim.delivery_id);
    }
    assert_eq!(done.into_iter().collect::<BTreeSet<_>>(), published.into_iter().collect());
}

async fn what_cannot_be_claimed_is_written_all_the_same(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;
    let (hands, mut claims) = Hands::new(10, NOW);
    let _claiming = world.store.claim_for(hands);
    // What a claim reads, and neither an event nor a record.
    let raw = world.db.raw().await;
    world.limited(None, Some(77)).await;
    let broken = "UPDATE endpoints SET slow_level = -1, ready_time = 1 WHERE max_concurrency = 77";
    assert_eq!(raw.execute_unprepared(broken).await.unwrap().rows_affected(), 1);

    let published = world.publish(subscription.id, 1).await;
    let shown = world.store.delivery(world.workspace, published[0]).await.unwrap().unwrap();
    assert_eq!(shown.state, DeliveryState::Pending);
    assert!(world.record_one(&claim, NextStep::RetryAt(NOW), later(1)).await);
    let shown = world.store.delivery(world.workspace, claim.delivery_id).await.unwrap().unwrap();
    assert_eq!(shown.attempts.len(), 1, "written once, though it was begun twice");
    assert!(claims.try_recv().is_err());
}
