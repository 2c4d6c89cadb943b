//! Who is told of an event.

use placard::{
    domain::{
        delivery::{DeliveryBody, DeliveryState, Destination},
        event::{EventType, NewEvent},
        id::{RenderId, SubscriptionId},
        secret::Secret,
        subscription::{EventFilter, Subscription, SubscriptionState},
    },
    store::StoreError,
};

use super::sample::{ALL, LEASE, NOW, World, another_workspace, secret};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    those_who_asked_are_told,
    one_named_is_told_whatever_it_asked_for,
    the_disabled_have_theirs_held,
    direct_destinations_are_told_besides,
    payloads_come_back_byte_for_byte,
    many_events_at_once,
    a_publish_is_all_or_nothing,
    a_publish_at_fault_harms_no_other,
}

async fn those_who_asked_are_told(db: TestDatabase) {
    let world = World::new(db).await;
    let star = world.stored_subscription(&["*"]).await;
    let alias = world.stored_subscription(&["image.completed"]).await;
    world.stored_subscription(&["render.failed"]).await;
    let mut filtered = world.subscription(&["render.completed"]);
    filtered.filter = EventFilter { template: Some("blog".into()), ..Default::default() };
    world.store.create_subscription(&filtered, &secret().into(), None).await.unwrap();

    let made = world.store.publish(vec![world.event(EventType::RenderCompleted)]).await.unwrap();
    let listed = world.store.list_deliveries(world.workspace, &Default::default(), ALL).await.unwrap().items;
    let mut told: Vec<Destination> = listed.iter().map(|delivery| delivery.destination).collect();
    told.reverse();
    assert_eq!(told, [Destination::Subscription(star.id), Destination::Subscription(alias.id)]);
    let mut ids: Vec<_> = listed.iter().map(|delivery| delivery.id).collect();
    ids.reverse();
    assert_eq!(ids, made);
    let first = &listed[0];
    assert_eq!((first.state, first.attempt_count), (DeliveryState::Pending, 0));
    assert_eq!((first.next_attempt_time, first.create_time, first.finish_time), (Some(NOW), NOW, None));
    assert_eq!((first.url.as_str(), first.event_type), ("https://example.com/hook", EventType::RenderCompleted));
}

async fn one_named_is_told_whatever_it_asked_for(db: TestDatabase) {
    let world = World::new(db).await;
    let named = world.stored_subscription(&["render.failed"]).await;
    world.stored_subscription(&["*"]).await;
    assert_eq!(world.store.publish(vec![world.test_event(named.id)]).await.unwrap().len(), 1);
    assert_eq!(world.claim_one(NOW).await.destination, Destination::Subscription(named.id));

    let nobody = SubscriptionId::from_uuid(world.db.new_id(NOW));
    assert!(world.store.publish(vec![world.test_event(nobody)]).await.unwrap().is_empty());
}

async fn the_disabled_have_theirs_held(db: TestDatabase) {
    let world = World::new(db).await;
    let disabled = Subscription { state: SubscriptionState::Disabled, ..world.subscription(&["*"]) };
    world.store.create_subscription(&disabled, &secret().into(), None).await.unwrap();
    let events = vec![world.event(EventType::RenderFailed), world.test_event(disabled.id)];
    for id in world.store.publish(events).await.unwrap() {
        let delivery = world.store.delivery(world.workspace, id).await.unwrap().unwrap();
        assert_eq!((delivery.state, delivery.next_attempt_time), (DeliveryState::Held, None));
    }
    assert_eq!(world.db.count("deliveries").await, 2);
    assert!(world.store.claim_due(NOW, LEASE, 10).await.unwrap().is_empty());
}

async fn direct_destinations_are_told_besides(db: TestDatabase) {
    let world = World::new(db).await;
    let trigger = world.stored_trigger().await;
    let render = RenderId::from_uuid(world.db.new_id(NOW));
    let picture = DeliveryBody::Artifact { sha256: [5; 32], content_type: "image/png".into() };
    let own = Secret::new("whsec_b3du");
    let direct = vec![
        world.direct(Destination::Render(render), DeliveryBody::Event, Some(own.clone())),
        world.direct(Destination::Render(render), DeliveryBody::Event, None),
        world.direct(Destination::Trigger(trigger.id), picture.clone(), None),
    ];
    let ids: Vec<_> = direct.iter().map(|direct| direct.delivery_id).collect();
    let event = NewEvent { direct, ..world.event(EventType::TriggerFired) };
    assert_eq!(world.store.publish(vec![event.clone()]).await.unwrap(), ids);

    let claims = world.store.claim_due(NOW, LEASE, 10).await.unwrap();
    assert_eq!(claims.iter().map(|claim| claim.delivery_id).collect::<Vec<_>>(), ids);
    assert!(claims.iter().all(|claim| claim.payload == event.payload && claim.event_id == event.id));
    assert!(claims.iter().all(|claim| claim.attempt_number == 1 && claim.workspace_id == world.workspace));
    assert_eq!(claims[0].destination, Destination::Render(render));
    assert_eq!(claims[0].url, "https://example.com/direct");
    assert_eq!(claims[0].secrets, [own]);
    assert_eq!(claims[1].secrets, []);
    // A trigger's own URL and secret, whatever stood in the event.
    assert_eq!(claims[2].url, trigger.url);
    assert_eq!(claims[2].secrets, [secret()]);
    assert_eq!(claims[2].body, picture);
    assert_eq!(claims[0].body, DeliveryBody::Event);
}

async fn payloads_come_back_byte_for_byte(db: TestDatabase) {
    let world = World::new(db).await;
    let other = another_workspace(&world.db, &world.store).await;
    let payload = b"{ \"b\":1 ,\"a\":\"\\u0000\xc3\xbc\" }".to_vec();
    let event = NewEvent { payload: payload.clone(), ..world.event(EventType::RenderFailed) };
    world.store.publish(vec![event.clone()]).await.unwrap();
    assert_eq!(world.store.event_payload(world.workspace, event.id).await.unwrap(), Some(payload));
    assert_eq!(world.store.event_payload(other, event.id).await.unwrap(), None);
}

async fn many_events_at_once(db: TestDatabase) {
    let world = World::new(db).await;
    for _ in 0..3 {
        world.stored_subscription(&["*"]).await;
    }
    let events: Vec<NewEvent> = (0..1_100).map(|_| world.event(EventType::RenderCompleted)).collect();
    let ids = world.store.publish(events).await.unwrap();
    assert_eq!(ids.len(), 3_300);
    assert!(ids.is_sorted());
    assert_eq!(world.db.count("events").await, 1_100);
    assert_eq!(world.db.count("delivery_changes").await, 3_300);
    assert!(world.store.publish(Vec::new()).await.unwrap().is_empty());
}

async fn a_publish_is_all_or_nothing(db: TestDatabase) {
    let world = World::new(db).await;
    world.stored_subscription(&["*"]).await;
    let (first, second) = (world.event(EventType::RenderFailed), world.event(EventType::RenderFailed));
    world.store.publish(vec![first.clone()]).await.unwrap();
    assert!(world.store.publish(vec![second, first]).await.is_err());
    assert_eq!((world.db.count("events").await, world.db.count("deliveries").await), (1, 1));
}

async fn a_publish_at_fault_harms_no_other(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    let spent = world.test_event(subscription.id);
    world.store.publish(vec![spent.clone()]).await.unwrap();
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let store = world.store.clone();
            // As many events as it has turns, so that answers can't be mixed up.
            let mut events: Vec<NewEvent> = (0..n % 5).map(|_| world.test_event(subscription.id)).collect();
            let at_fault = n % 10 == 7;
            if at_fault {
                events.push(spent.clone());
            }
            tokio::spawn(async move {
                let ids: Vec<_> = events.iter().map(|event| event.id).collect();
                match store.publish(events).await {
                    Ok(deliveries) if !at_fault => (ids, deliveries),
                    Err(StoreError::Conflict(_)) if at_fault => (Vec::new(), Vec::new()),
                    other => panic!("{other:?}"),
                }
            })
        })
        .collect();
    for task in tasks {
        let (events, deliveries) = task.await.unwrap();
        assert_eq!(events.len(), deliveries.len());
        for (event, delivery) in events.into_iter().zip(deliveries) {
            assert_eq!(world.store.delivery(world.workspace, delivery).await.unwrap().unwrap().event_id, event);
        }
    }
}
