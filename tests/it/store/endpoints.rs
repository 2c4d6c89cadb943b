//! Triggers and subscriptions, and what becomes of their deliveries when they change.

use placard::{
    domain::{
        access::Metadata,
        delivery::{DeliveryBody, DeliveryFilter, DeliveryState, Destination, NextStep},
        endpoint::{OwnLimits, RateLimit},
        event::{EventType, NewEvent},
        id::{DeliveryId, SubscriptionId, TriggerId},
        secret::Secret,
        signature::SigningKey,
        subscription::{EventFilter, Subscription, SubscriptionChange, SubscriptionState},
        trigger::{Trigger, TriggerChange},
    },
    store::Created,
};

use super::sample::{ALL, LEASE, NOW, World, another_workspace, idempotency, later, secret, spec};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    triggers_come_back_and_change,
    subscriptions_come_back_and_change,
    endpoints_of_another_workspace_are_not_found,
    creates_are_repeatable,
    disabling_holds_and_enabling_releases,
    a_big_backlog_is_held_and_released,
    deleting_cancels,
    a_new_url_holds_for_what_is_not_sent,
    rotating_a_secret_changes_what_signs,
}

fn disable() -> SubscriptionChange {
    SubscriptionChange { state: Some(SubscriptionState::Disabled), ..Default::default() }
}

fn enable() -> SubscriptionChange {
    SubscriptionChange { state: Some(SubscriptionState::Enabled), ..Default::default() }
}

async fn states(world: &World, ids: &[DeliveryId]) -> Vec<DeliveryState> {
    let mut states = Vec::new();
    for id in ids {
        states.push(world.store.delivery(world.workspace, *id).await.unwrap().unwrap().state);
    }
    states
}

async fn triggers_come_back_and_change(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let first = world.stored_trigger().await;
    let second = world.stored_trigger().await;
    assert_eq!(store.trigger(workspace, first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(store.trigger_with_secret(workspace, first.id).await.unwrap(), Some((first.clone(), secret())));
    assert_eq!(store.list_triggers(workspace, ALL).await.unwrap().items, [second.clone(), first.clone()]);

    let mut other_spec = spec();
    other_spec.template.name = "blog".into();
    let key = SigningKey::new([1; 32]);
    let change = TriggerChange {
        name: Some("n".into()),
        url: Some("https://b.example".into()),
        spec: Some(other_spec.clone()),
        signing_key: Some(Some(key.clone())),
    };
    let changed = Trigger {
        name: "n".into(),
        url: "https://b.example".into(),
        spec: other_spec,
        public_key: Some(key.public()),
        update_time: later(1),
        ..first.clone()
    };
    assert_eq!(store.update_trigger(workspace, first.id, change, later(1)).await.unwrap(), Some(changed.clone()));
    assert_eq!(store.trigger_with_secret(workspace, first.id).await.unwrap(), Some((changed, secret())));
    assert_eq!(store.trigger(workspace, second.id).await.unwrap(), Some(second));

    assert!(store.delete_trigger(workspace, first.id, later(3)).await.unwrap());
    assert!(!store.delete_trigger(workspace, first.id, later(3)).await.unwrap());
    assert_eq!(store.trigger(workspace, first.id).await.unwrap(), None);
    assert_eq!(store.update_trigger(workspace, first.id, TriggerChange::default(), NOW).await.unwrap(), None);
    assert_eq!(store.rotate_trigger_secret(workspace, first.id, (&secret(), &key), NOW, NOW).await.unwrap(), None);
}

async fn subscriptions_come_back_and_change(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let filter = EventFilter {
        template: Some("card".into()),
        data_type: Some("image".into()),
        metadata: [("ü".to_owned(), String::new())].into(),
    };
    let first = Subscription { filter: filter.clone(), ..world.subscription(&["render.failed", "image.completed"]) };
    let created = store.create_subscription(&first, &secret().into(), None).await.unwrap();
    assert_eq!(created, Created::New(first.clone()));
    let second = world.stored_subscription(&["*"]).await;
    assert_eq!(store.subscription_with_secret(workspace, first.id).await.unwrap(), Some((first.clone(), secret())));
    assert_eq!(store.list_subscriptions(workspace, ALL).await.unwrap().items, [second, first.clone()]);

    let change = SubscriptionChange {
        url: Some("https://b.example".into()),
        event_types: Some(vec!["test".into()]),
        filter: Some(EventFilter { metadata: Metadata::new(), ..filter }),
        state: Some(SubscriptionState::Disabled),
        rate: Some(Some(RateLimit { per_second: 5, burst: 7 })),
        max_concurrency: Some(Some(3)),
        ..Default::default()
    };
    let limits = OwnLimits { rate: Some(RateLimit { per_second: 5, burst: 7 }), max_concurrency: Some(3) };
    let changed = Subscription {
        limits,
        url: "https://b.example".into(),
        event_types: vec!["test".into()],
        filter: change.filter.clone().unwrap(),
        state: SubscriptionState::Disabled,
        disable_reason: Some("by its owner".into()),
        update_time: later(1),
        ..first.clone()
    };
    let update = |change, reason: Option<&str>, seconds| {
        store.update_subscription(workspace, first.id, change, reason.map(str::to_owned), later(seconds))
    };
    assert_eq!(update(change, Some("by its owner"), 1).await.unwrap(), Some(changed.clone()));
    // Once more: the reason it has stays.
    let again = Subscription { update_time: later(2), ..changed.clone() };
    assert_eq!(update(disable(), Some("another"), 2).await.unwrap(), Some(again.clone()));
    assert_eq!(store.subscription(workspace, first.id).await.unwrap(), Some(again));
    let enabled =
        Subscription { state: SubscriptionState::Enabled, disable_reason: None, update_time: later(3), ..changed };
    assert_eq!(update(enable(), None, 3).await.unwrap(), Some(enabled));

    assert!(store.delete_subscription(workspace, first.id, later(4)).await.unwrap());
    assert!(!store.delete_subscription(workspace, first.id, later(4)).await.unwrap());
    assert_eq!(update(enable(), None, 5).await.unwrap(), None);
}

async fn endpoints_of_another_workspace_are_not_found(db: TestDatabase) {
    let world = World::new(db).await;
    let store = &world.store;
    let (trigger, subscription) = (world.stored_trigger().await, world.stored_subscription(&["*"]).await);
    let other = another_workspace(&world.db, store).await;

    assert_eq!(store.trigger(other, trigger.id).await.unwrap(), None);
    assert_eq!(store.trigger_with_secret(other, trigger.id).await.unwrap(), None);
    assert_eq!(store.update_trigger(other, trigger.id, TriggerChange::default(), later(1)).await.unwrap(), None);
    let (secret, key) = (secret(), SigningKey::new([1; 32]));
    let fresh = (&secret, &key);
    assert_eq!(store.rotate_trigger_secret(other, trigger.id, fresh, later(1), later(1)).await.unwrap(), None);
    assert!(!store.delete_trigger(other, trigger.id, later(1)).await.unwrap());
    assert!(store.list_triggers(other, ALL).await.unwrap().items.is_empty());

    assert_eq!(store.subscription(other, subscription.id).await.unwrap(), None);
    assert_eq!(store.subscription_with_secret(other, subscription.id).await.unwrap(), None);
    assert_eq!(store.update_subscription(other, subscription.id, disable(), None, later(1)).await.unwrap(), None);
    assert_eq!(
        store.rotate_subscription_secret(other, subscription.id, fresh, later(9), later(1)).await.unwrap(),
        None
    );
    assert!(!store.delete_subscription(other, subscription.id, later(1)).await.unwrap());
    assert!(store.list_subscriptions(other, ALL).await.unwrap().items.is_empty());

    // A subscription of one workspace hears nothing of another one's.
    let elsewhere = NewEvent { workspace_id: other, ..world.event(EventType::RenderCompleted) };
    let named = NewEvent { workspace_id: other, ..world.test_event(subscription.id) };
    assert!(store.publish(vec![elsewhere, named]).await.unwrap().is_empty());

    assert_eq!(store.trigger(world.workspace, trigger.id).await.unwrap(), Some(trigger));
    assert_eq!(store.subscription(world.workspace, subscription.id).await.unwrap(), Some(subscription));
}

async fn creates_are_repeatable(db: TestDatabase) {
    let world = World::new(db).await;
    let (trigger, subscription) = (world.trigger(), world.subscription(&["*"]));
    let create_trigger = |id: u128, hash| {
        let trigger = Trigger { id: TriggerId::from_uuid(uuid::Uuid::from_u128(id)), ..trigger.clone() };
        let store = world.store.clone();
        async move { store.create_trigger(&trigger, &secret().into(), idempotency("t", hash)).await.unwrap() }
    };
    let Created::New(first) = create_trigger(1, 1).await else { panic!() };
    assert_eq!(create_trigger(2, 1).await, Created::Existing(first));
    assert_eq!(create_trigger(2, 2).await, Created::RequestIdReused);

    let create_subscription = |id: u128, hash| {
        let id = SubscriptionId::from_uuid(uuid::Uuid::from_u128(id));
        let subscription = Subscription { id, ..subscription.clone() };
        let store = world.store.clone();
        async move { store.create_subscription(&subscription, &secret().into(), idempotency("s", hash)).await.unwrap() }
    };
    let Created::New(first) = create_subscription(1, 1).await else { panic!() };
    assert_eq!(create_subscription(2, 1).await, Created::Existing(first));
    assert_eq!(create_subscription(2, 2).await, Created::RequestIdReused);
}

async fn disabling_holds_and_enabling_releases(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let subscription = world.stored_subscription(&["*"]).await;
    let bystander = world.stored_subscription(&["test"]).await;
    let other = world.publish(bystander.id, 1).await;
    let claim = world.claim_one(NOW).await;
    world.record_one(&claim, NextStep::RetryAt(later(1000)), NOW).await;

    // One for each state that is not final.
    let pending = world.publish(subscription.id, 1).await;
    let retrying = world.claim_one(NOW).await;
    assert!(world.record_one(&retrying, NextStep::RetryAt(later(500)), NOW).await);
    let in_flight = world.publish(subscription.id, 1).await;
    world.claim_one(NOW).await;
    let done = world.publish(subscription.id, 1).await;
    let success = world.claim_one(NOW).await;
    assert!(world.record_one(&success, NextStep::Succeed, NOW).await);
    let waiting = world.publish(subscription.id, 1).await;
    let ids = [pending[0], in_flight[0], done[0], waiting[0], other[0]];
    use DeliveryState::{Held, InFlight, Pending, Retrying, Succeeded};
    assert_eq!(states(&world, &ids).await, [Retrying, InFlight, Succeeded, Pending, Retrying]);

    store.update_subscription(workspace, subscription.id, disable(), Some("why".into()), later(1)).await.unwrap();
    assert_eq!(states(&world, &ids).await, [Held, InFlight, Succeeded, Held, Retrying]);
    let held = store.delivery(workspace, ids[3]).await.unwrap().unwrap();
    assert_eq!((held.next_attempt_time, held.finish_time), (None, None));
    assert!(store.claim_due(later(2), LEASE, 10).await.unwrap().is_empty());

    store.update_subscription(workspace, subscription.id, enable(), None, later(3)).await.unwrap();
    assert_eq!(states(&world, &ids).await, [Retrying, InFlight, Succeeded, Pending, Retrying]);
    for id in [ids[0], ids[3]] {
        let released = store.delivery(workspace, id).await.unwrap().unwrap();
        assert_eq!(released.next_attempt_time, Some(later(3)));
    }
    let mut claimed: Vec<_> =
        store.claim_due(later(3), LEASE, 10).await.unwrap().iter().map(|claim| claim.delivery_id).collect();
    claimed.sort();
    assert_eq!(claimed, [ids[0], ids[3]]);
}

async fn a_big_backlog_is_held_and_released(db: TestDatabase) {
    // More than one statement's worth.
    const COUNT: usize = 2_345;
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["*"]).await;
    world.publish(subscription.id, COUNT).await;
    let in_state = async |state| {
        let filter = DeliveryFilter { states: vec![state], ..Default::default() };
        let mut count = 0;
        let mut request = ALL;
        loop {
            let page = world.store.list_deliveries(world.workspace, &filter, request).await.unwrap();
            count += page.items.len();
            request.after = page.next;
            if page.next.is_none() {
                return count;
            }
        }
    };
    let update = |change| world.store.update_subscription(world.workspace, subscription.id, change, None, NOW);
    // The first step is taken at once; the others when the server gets to it, and whoever gets to it.
    let other_replica = world.db.connect().await;
    let sweep = async || {
        while world.store.sweep(NOW).await.unwrap() && other_replica.sweep(NOW).await.unwrap() {}
    };
    update(disable()).await.unwrap();
    assert_eq!((in_state(DeliveryState::Held).await, in_state(DeliveryState::Pending).await), (1_000, COUNT - 1_000));
    assert!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().is_empty(), "it is disabled, swept or not");
    sweep().await;
    assert_eq!((in_state(DeliveryState::Held).await, in_state(DeliveryState::Pending).await), (COUNT, 0));
    update(enable()).await.unwrap();
    sweep().await;
    assert_eq!((in_state(DeliveryState::Held).await, in_state(DeliveryState::Pending).await), (0, COUNT));
    world.store.delete_subscription(world.workspace, subscription.id, later(1)).await.unwrap();
    sweep().await;
    assert_eq!((in_state(DeliveryState::Cancelled).await, in_state(DeliveryState::Pending).await), (COUNT, 0));
    assert_eq!(world.db.count("delivery_changes").await, 4 * COUNT as i64);
}

async fn deleting_cancels(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let subscription = world.stored_subscription(&["*"]).await;
    let first = world.publish(subscription.id, 2).await;
    // One is sent when the subscription goes, and arrives.
    let claim = store.claim_due(NOW, LEASE, 1).await.unwrap().remove(0);
    assert!(store.delete_subscription(workspace, subscription.id, later(1)).await.unwrap());
    assert!(world.record_one(&claim, NextStep::Succeed, later(2)).await);
    let rest = if claim.delivery_id == first[0] { first[1] } else { first[0] };
    let cancelled = store.delivery(workspace, rest).await.unwrap().unwrap();
    assert_eq!((cancelled.state, cancelled.finish_time), (DeliveryState::Cancelled, Some(later(1))));
    assert_eq!(cancelled.next_attempt_time, None);
    assert_eq!(states(&world, &[claim.delivery_id]).await, [DeliveryState::Succeeded]);

    let trigger = world.stored_trigger().await;
    let direct = world.direct(Destination::Trigger(trigger.id), DeliveryBody::Event, None);
    let posted = direct.delivery_id;
    let event = NewEvent { direct: vec![direct], ..world.event(EventType::TriggerFired) };
    assert_eq!(store.publish(vec![event]).await.unwrap(), [posted]);
    assert!(store.delete_trigger(workspace, trigger.id, later(3)).await.unwrap());
    assert_eq!(states(&world, &[posted]).await, [DeliveryState::Cancelled]);
    assert!(store.claim_due(later(100), LEASE, 10).await.unwrap().is_empty());
    assert_eq!(store.next_due_time().await.unwrap(), None);
}

async fn a_new_url_holds_for_what_is_not_sent(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let subscription = world.stored_subscription(&["*"]).await;
    let sent = world.publish(subscription.id, 1).await[0];
    let claim = world.claim_one(NOW).await;
    assert_eq!(claim.url, "https://example.com/hook");
    world.record_one(&claim, NextStep::Succeed, NOW).await;
    let waiting = world.publish(subscription.id, 1).await[0];

    let change = SubscriptionChange { url: Some("https://new.example".into()), ..Default::default() };
    store.update_subscription(workspace, subscription.id, change, None, later(1)).await.unwrap();
    let url = async |id| store.delivery(workspace, id).await.unwrap().unwrap().url;
    assert_eq!(url(sent).await, "https://example.com/hook");
    assert_eq!(url(waiting).await, "https://new.example");
    assert_eq!(world.claim_one(later(1)).await.url, "https://new.example");
}

async fn rotating_a_secret_changes_what_signs(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let (subscription, trigger) = (world.stored_subscription(&["test"]).await, world.stored_trigger().await);
    let fresh = Secret::new("whsec_ZnJlc2g=");
    let key = SigningKey::new([1; 32]);
    let rotate = async |fresh: &Secret, end, now| {
        store.rotate_subscription_secret(workspace, subscription.id, (fresh, &key), end, now).await.unwrap()
    };
    let rotated = rotate(&fresh, later(10), later(1)).await;
    let changed = Subscription { update_time: later(1), ..subscription.clone() };
    assert_eq!(rotated, Some((changed, Some(later(10)))));
    let rotated =
        store.rotate_trigger_secret(workspace, trigger.id, (&fresh, &key), later(10), later(1)).await.unwrap();
    assert_eq!(rotated, Some((Trigger { update_time: later(1), ..trigger.clone() }, Some(later(10)))));
    let stored = store.trigger_with_secret(workspace, trigger.id).await.unwrap().unwrap();
    assert_eq!(stored.1, fresh);

    // The one before signs beside it, until its time is over.
    world.publish(subscription.id, 1).await;
    let claim = world.claim_one(NOW).await;
    assert_eq!(claim.secrets, [fresh.clone(), secret()]);
    world.record_one(&claim, NextStep::RetryAt(later(10)), NOW).await;
    let claim = world.claim_one(later(10)).await;
    assert_eq!(claim.secrets, std::slice::from_ref(&fresh));
    world.record_one(&claim, NextStep::Succeed, later(10)).await;
    // At once is at once, for all that were before.
    rotate(&secret(), later(30), later(11)).await;
    let last = Secret::new("whsec_bGFzdA==");
    assert_eq!(rotate(&last, later(12), later(12)).await.unwrap().1, None);
    world.publish(subscription.id, 1).await;
    assert_eq!(world.claim_one(later(12)).await.secrets, std::slice::from_ref(&last));
    // However often it is rotated, a header has room for what signs.
    for _ in 0..9 {
        rotate(&last, later(99), later(13)).await;
    }
    world.publish(subscription.id, 1).await;
    assert_eq!(world.claim_one(later(14)).await.secrets.len(), 5);
}
