//! Endpoints that say they are gone.

use placard::{
    domain::{
        delivery::{DeliveryState, NextStep},
        event::EventType,
        subscription::{DisableReason, SubscriptionChange, SubscriptionState},
    },
    store::AttemptRecord,
};

use super::sample::{LEASE, NOW, World, later, record};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    many_that_say_so_at_once_are_told_of_once,
    an_old_url_that_is_gone_disables_nothing,
}

async fn many_that_say_so_at_once_are_told_of_once(db: TestDatabase) {
    let world = World::new(db).await;
    let gone = world.stored_subscription(&["test"]).await;
    world.publish(gone.id, 3).await;
    let claims = world.store.claim_due(NOW, LEASE, 3).await.unwrap();
    let told = || AttemptRecord {
        events: vec![world.event(EventType::SubscriptionDisabled)],
        ..record(&claims[0], NextStep::DisableEndpoint(DisableReason::Gone))
    };
    let events = world.db.count("events").await;
    // Two in one batch, and one that comes later.
    let batch = vec![told(), AttemptRecord { delivery_id: claims[1].delivery_id, ..told() }];
    assert_eq!(world.store.record_attempts(batch, later(1)).await.unwrap(), [true, true]);
    let late = AttemptRecord { delivery_id: claims[2].delivery_id, ..told() };
    assert_eq!(world.store.record_attempts(vec![late], later(2)).await.unwrap(), [true]);

    assert_eq!(world.db.count("events").await, events + 1);
    for claim in &claims {
        let shown = world.store.delivery(world.workspace, claim.delivery_id).await.unwrap().unwrap();
        assert_eq!(shown.state, DeliveryState::Held);
    }
}

async fn an_old_url_that_is_gone_disables_nothing(db: TestDatabase) {
    let world = World::new(db).await;
    let moved = world.stored_subscription(&["test"]).await;
    world.publish(moved.id, 1).await;
    let claim = world.claim_one(NOW).await;
    let change = SubscriptionChange { url: Some("https://new.example/".into()), ..Default::default() };
    world.store.update_subscription(world.workspace, moved.id, change, None, NOW).await.unwrap();
    assert!(world.record_one(&claim, NextStep::DisableEndpoint(DisableReason::Gone), later(1)).await);

    let subscription = world.store.subscription(world.workspace, moved.id).await.unwrap().unwrap();
    assert_eq!(subscription.state, SubscriptionState::Enabled);
    let again = world.claim_one(later(1)).await;
    assert_eq!((again.delivery_id, again.url.as_str()), (claim.delivery_id, "https://new.example/"));
}
