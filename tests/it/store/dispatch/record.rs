//! What is written down of an attempt, and what follows from it.

use std::collections::HashMap;

use placard::{
    domain::{
        delivery::{DeliveryBody, DeliveryFilter, DeliveryState, Destination, NextStep},
        event::{EventType, NewEvent},
        id::RenderId,
        subscription::{DisableReason, SubscriptionChange, SubscriptionState},
    },
    store::AttemptRecord,
};

use crate::{
    store::sample::{ALL, LEASE, NOW, World, another_workspace, attempt, later, record},
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    attempts_come_back_in_order,
    outcomes_lead_to_their_states,
    a_retry_to_a_disabled_endpoint_is_held,
    a_retry_to_a_deleted_destination_is_cancelled,
    an_endpoint_that_is_gone_is_disabled,
    events_are_published_only_with_records_that_took_effect,
    lists_filter_by_destination_and_state,
}

async fn attempts_come_back_in_order(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    let id = world.publish(subscription.id, 1).await[0];
    let mut made = Vec::new();
    for (number, status) in [(1, None), (2, Some(500)), (3, Some(204))] {
        let claim = world.claim_one(later(10 * u64::from(number))).await;
        let next = if number == 3 { NextStep::Succeed } else { NextStep::RetryAt(later(10 * u64::from(number) + 5)) };
        let made_now = attempt(number, status);
        let record = AttemptRecord { attempt: made_now.clone(), ..record(&claim, next) };
        assert_eq!(world.store.record_attempts(vec![record], later(10)).await.unwrap(), [true]);
        made.push(made_now);
    }
    let shown = world.store.delivery(world.workspace, id).await.unwrap().unwrap();
    assert_eq!(shown.attempts, made);
    assert_eq!((shown.state, shown.attempt_count), (DeliveryState::Succeeded, 3));
    assert_eq!((shown.finish_time, shown.next_attempt_time), (Some(later(10)), None));
    let listed = world.store.list_deliveries(world.workspace, &DeliveryFilter::default(), ALL).await.unwrap();
    assert!(listed.items[0].attempts.is_empty());
}

async fn outcomes_lead_to_their_states(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, 6).await;
    let claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    let steps = [
        NextStep::Succeed,
        NextStep::RetryAt(later(70)),
        NextStep::Exhaust,
        NextStep::RetryAt(later(60)),
        NextStep::Succeed,
        NextStep::RetryAt(later(70)),
    ];
    // In one batch, mixed.
    let records: Vec<_> = claims.iter().zip(steps).map(|(claim, step)| record(claim, step)).collect();
    assert_eq!(world.store.record_attempts(records, later(1)).await.unwrap(), [true; 6]);
    for (claim, step) in claims.iter().zip(steps) {
        let shown = world.store.delivery(world.workspace, claim.delivery_id).await.unwrap().unwrap();
        let expected = match step {
            NextStep::Succeed => (DeliveryState::Succeeded, None, Some(later(1))),
            NextStep::Exhaust => (DeliveryState::Exhausted, None, Some(later(1))),
            NextStep::RetryAt(at) => (DeliveryState::Retrying, Some(at), None),
            NextStep::DisableEndpoint(_) | NextStep::PutBack(_) => unreachable!(),
        };
        assert_eq!((shown.state, shown.next_attempt_time, shown.finish_time), expected);
        assert_eq!((shown.attempt_count, shown.attempts.len()), (1, 1));
    }
}

async fn a_retry_to_a_disabled_endpoint_is_held(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, 2).await;
    let claims = world.store.claim_due(NOW, LEASE, 2).await.unwrap();
    let disable = SubscriptionChange { state: Some(SubscriptionState::Disabled), ..Default::default() };
    world.store.update_subscription(world.workspace, subscription.id, disable, None, NOW).await.unwrap();
    assert!(world.record_one(&claims[0], NextStep::RetryAt(later(60)), later(1)).await);
    assert!(world.record_one(&claims[1], NextStep::Exhaust, later(1)).await);
    let state = async |index: usize| {
        world.store.delivery(world.workspace, claims[index].delivery_id).await.unwrap().unwrap().state
    };
    assert_eq!((state(0).await, state(1).await), (DeliveryState::Held, DeliveryState::Exhausted));
    let enable = SubscriptionChange { state: Some(SubscriptionState::Enabled), ..Default::default() };
    world.store.update_subscription(world.workspace, subscription.id, enable, None, later(2)).await.unwrap();
    assert_eq!(state(0).await, DeliveryState::Retrying);
    assert_eq!(world.claim_one(later(2)).await.attempt_number, 2);
}

async fn a_retry_to_a_deleted_destination_is_cancelled(db: TestDatabase) {
    let world = World::new(db).await;
    let (subscription, trigger) = (world.stored_subscription(&["test"]).await, world.stored_trigger().await);
    let render = RenderId::from_uuid(world.db.new_id(NOW));
    world.publish(subscription.id, 2).await;
    let direct = [Destination::Trigger(trigger.id), Destination::Render(render)]
        .map(|destination| world.direct(destination, DeliveryBody::Event, None))
        .to_vec();
    world.store.publish(vec![NewEvent { direct, ..world.event(EventType::TriggerFired) }]).await.unwrap();
    let claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    world.store.delete_subscription(world.workspace, subscription.id, NOW).await.unwrap();
    world.store.delete_trigger(world.workspace, trigger.id, NOW).await.unwrap();

    let retry = NextStep::RetryAt(later(60));
    let steps = [NextStep::DisableEndpoint(DisableReason::Gone), retry, retry, retry];
    let records: Vec<_> = claims.iter().zip(steps).map(|(claim, step)| record(claim, step)).collect();
    assert_eq!(world.store.record_attempts(records, later(1)).await.unwrap(), [true; 4]);
    for claim in &claims {
        let shown = world.store.delivery(world.workspace, claim.delivery_id).await.unwrap().unwrap();
        let expected = match claim.destination {
            Destination::Render(_) => (DeliveryState::Retrying, None),
            _ => (DeliveryState::Cancelled, Some(later(1))),
        };
        assert_eq!((shown.state, shown.finish_time), expected);
        assert_eq!(shown.attempts.len(), 1);
    }
}

async fn an_endpoint_that_is_gone_is_disabled(db: TestDatabase) {
    let world = World::new(db).await;
    let (gone, well) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["test"]).await);
    let waiting = world.publish(gone.id, 3).await;
    let fine = world.publish(well.id, 1).await;
    let mut claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    let fine_claim = claims.pop().unwrap();
    assert_eq!(fine_claim.delivery_id, fine[0]);
    let unsent = world.publish(gone.id, 1).await;

    let records = vec![
        record(&claims[0], NextStep::DisableEndpoint(DisableReason::Gone)),
        record(&fine_claim, NextStep::RetryAt(later(60))),
        record(&claims[1], NextStep::RetryAt(later(60))),
    ];
    assert_eq!(world.store.record_attempts(records, later(1)).await.unwrap(), [true; 3]);
    let state = async |id| world.store.delivery(world.workspace, id).await.unwrap().unwrap().state;
    assert_eq!(state(waiting[0]).await, DeliveryState::Held);
    assert_eq!(state(waiting[1]).await, DeliveryState::Held, "its retry came in the same batch");
    assert_eq!(state(waiting[2]).await, DeliveryState::InFlight);
    assert_eq!(state(unsent[0]).await, DeliveryState::Held);
    assert_eq!(state(fine[0]).await, DeliveryState::Retrying);
    let shown = world.store.subscription(world.workspace, gone.id).await.unwrap().unwrap();
    assert_eq!(shown.state, SubscriptionState::Disabled);
    assert_eq!(shown.disable_reason.as_deref(), Some("the endpoint answered 410 Gone"));
    assert_eq!(shown.update_time, later(1));
    let other = world.store.subscription(world.workspace, well.id).await.unwrap().unwrap();
    assert_eq!(other.state, SubscriptionState::Enabled);

    // Only a subscription can be disabled.
    let render =
        world.direct(Destination::Render(RenderId::from_uuid(world.db.new_id(NOW))), DeliveryBody::Event, None);
    let id = render.delivery_id;
    let event = NewEvent { direct: vec![render], ..world.event(EventType::Test) };
    world.store.publish(vec![event]).await.unwrap();
    let claim = world.claim_one(NOW).await;
    assert!(world.record_one(&claim, NextStep::DisableEndpoint(DisableReason::Gone), later(1)).await);
    assert_eq!(state(id).await, DeliveryState::Exhausted);
}

async fn events_are_published_only_with_records_that_took_effect(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    let listener = world.stored_subscription(&["delivery.exhausted"]).await;
    world.publish(subscription.id, 2).await;
    let claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert!(world.record_one(&claims[0], NextStep::Succeed, NOW).await);
    let (stale, real) = (world.event(EventType::DeliveryExhausted), world.event(EventType::DeliveryExhausted));
    let records = vec![
        AttemptRecord { events: vec![stale.clone()], ..record(&claims[0], NextStep::Exhaust) },
        AttemptRecord { events: vec![real.clone()], ..record(&claims[1], NextStep::Exhaust) },
    ];
    assert_eq!(world.store.record_attempts(records, NOW).await.unwrap(), [false, true]);
    assert_eq!(world.store.event_payload(world.workspace, stale.id).await.unwrap(), None);
    assert_eq!(world.store.event_payload(world.workspace, real.id).await.unwrap(), Some(real.payload));
    let claim = world.claim_one(NOW).await;
    assert_eq!((claim.destination, claim.event_id), (Destination::Subscription(listener.id), real.id));
}

async fn lists_filter_by_destination_and_state(db: TestDatabase) {
    let world = World::new(db).await;
    let (first, second) = (world.stored_subscription(&["test"]).await, world.stored_subscription(&["test"]).await);
    let trigger = world.stored_trigger().await;
    let render = RenderId::from_uuid(world.db.new_id(NOW));
    let mut ids = HashMap::new();
    ids.insert("first", world.publish(first.id, 1).await[0]);
    let claim = world.claim_one(NOW).await;
    world.record_one(&claim, NextStep::Succeed, NOW).await;
    ids.insert("second", world.publish(second.id, 1).await[0]);
    for (name, destination) in [("trigger", Destination::Trigger(trigger.id)), ("render", Destination::Render(render))]
    {
        let direct = world.direct(destination, DeliveryBody::Event, None);
        ids.insert(name, direct.delivery_id);
        let event = NewEvent { direct: vec![direct], ..world.event(EventType::TriggerFired) };
        world.store.publish(vec![event]).await.unwrap();
    }
    let check = async |filter: DeliveryFilter, expected: &[&str]| {
        let page = world.store.list_deliveries(world.workspace, &filter, ALL).await.unwrap();
        let found: Vec<_> = page.items.iter().map(|delivery| delivery.id).collect();
        let expected: Vec<_> = expected.iter().map(|name| ids[name]).collect();
        assert_eq!(found, expected, "{filter:?}");
    };
    let all = DeliveryFilter::default;
    use DeliveryState::{Held, Pending, Succeeded};
    check(all(), &["render", "trigger", "second", "first"]).await;
    check(DeliveryFilter { subscription_id: Some(first.id), ..all() }, &["first"]).await;
    check(DeliveryFilter { trigger_id: Some(trigger.id), ..all() }, &["trigger"]).await;
    check(DeliveryFilter { render_id: Some(render), ..all() }, &["render"]).await;
    check(DeliveryFilter { render_id: Some(render), trigger_id: Some(trigger.id), ..all() }, &[]).await;
    check(DeliveryFilter { states: vec![Succeeded], ..all() }, &["first"]).await;
    check(DeliveryFilter { states: vec![Held, Pending], ..all() }, &["render", "trigger", "second"]).await;
    check(DeliveryFilter { states: vec![Pending], subscription_id: Some(first.id), ..all() }, &[]).await;

    let other = another_workspace(&world.db, &world.store).await;
    assert!(world.store.list_deliveries(other, &all(), ALL).await.unwrap().items.is_empty());
    assert_eq!(world.store.delivery(other, ids["first"]).await.unwrap(), None);
}
