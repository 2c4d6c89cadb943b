//! What fails half-way leaves nothing behind.

use placard::{
    domain::{
        delivery::{DeliveryBody, Destination, NextStep},
        event::{EventType, NewEvent},
        subscription::{DisableReason, SubscriptionChange, SubscriptionState},
    },
    store::{AttemptRecord, RenderRecord, StoreError},
};
use sea_orm::ConnectionTrait;

use super::sample::{LEASE, NOW, World, idempotency, later, record, secret};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    a_render_is_written_wholly_or_not_at_all,
    records_are_written_wholly_or_not_at_all,
    claims_are_made_wholly_or_not_at_all,
    endpoints_change_wholly_or_not_at_all,
}

const TABLES: [&str; 11] = [
    "idempotency",
    "artifacts",
    "renders",
    "render_metadata",
    "triggers",
    "subscriptions",
    "endpoints",
    "events",
    "deliveries",
    "attempts",
    "delivery_changes",
];

/// Every row of every table, as text.
async fn contents(world: &World) -> Vec<String> {
    let raw = world.db.raw().await;
    let mut contents = Vec::new();
    for table in TABLES {
        let query = sea_orm::Statement::from_string(raw.get_database_backend(), format!("SELECT * FROM {table}"));
        let rows = raw.query_all_raw(query).await.unwrap();
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| {
                let column = |name: &String| {
                    let number = row.try_get::<Option<i64>>("", name).map(|value| format!("{value:?}"));
                    let small = || row.try_get::<Option<i32>>("", name).map(|value| format!("{value:?}"));
                    let text = || row.try_get::<Option<String>>("", name).map(|value| format!("{value:?}"));
                    let bytes = || row.try_get::<Option<Vec<u8>>>("", name).map(|value| format!("{value:?}"));
                    let uuid = || row.try_get::<Option<uuid::Uuid>>("", name).map(|value| format!("{value:?}"));
                    let flag = || row.try_get::<Option<bool>>("", name).map(|value| format!("{value:?}"));
                    let read = number
                        .or_else(|_| small())
                        .or_else(|_| text())
                        .or_else(|_| bytes())
                        .or_else(|_| uuid())
                        .or_else(|_| flag());
                    format!("{name}={}", read.unwrap())
                };
                row.column_names().iter().map(column).collect::<Vec<_>>().join(" ")
            })
            .collect();
        rows.sort();
        contents.push(format!("{table}:\n{}", rows.join("\n")));
    }
    contents
}

/// From now on the table refuses to be written in this way.
async fn sabotage(world: &World, table: &str, operation: &str) {
    let raw = world.db.raw().await;
    if world.db.is_postgres() {
        let function = "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
                        AS $$ BEGIN RAISE EXCEPTION 'sabotage'; END $$";
        raw.execute_unprepared(function).await.unwrap();
        let trigger =
            format!("CREATE TRIGGER sabotage BEFORE {operation} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()");
        raw.execute_unprepared(&trigger).await.unwrap();
    } else {
        let trigger =
            format!("CREATE TRIGGER sabotage BEFORE {operation} ON {table} BEGIN SELECT RAISE(ABORT, 'sabotage'); END");
        raw.execute_unprepared(&trigger).await.unwrap();
    }
}

async fn repair(world: &World, table: &str) {
    let on = if world.db.is_postgres() { format!(" ON {table}") } else { String::new() };
    world.db.raw().await.execute_unprepared(&format!("DROP TRIGGER sabotage{on}")).await.unwrap();
}

/// Tries `act` once for each of the failures, each of which must leave all as it was, and once without.
async fn enumerate<T>(world: &World, failures: &[(&str, &str)], act: impl AsyncFn() -> Result<T, StoreError>) -> T {
    let before = contents(world).await;
    for (table, operation) in failures {
        sabotage(world, table, operation).await;
        let failed = act().await.err();
        let failed = failed.unwrap_or_else(|| panic!("{operation} on {table} is never done"));
        assert!(matches!(failed, StoreError::Refused(_)), "{failed:?}");
        assert!(!failed.to_string().contains("sabotage"), "the driver's text is for the log");
        assert_eq!(contents(world).await, before, "{operation} on {table} failed");
        repair(world, table).await;
    }
    let done = act().await.unwrap();
    assert_ne!(contents(world).await, before);
    done
}

async fn a_render_is_written_wholly_or_not_at_all(db: TestDatabase) {
    let world = World::new(db).await;
    world.stored_subscription(&["*"]).await;
    let render = world.render(world.artifact(1));
    let direct = vec![world.direct(Destination::Render(render.id), DeliveryBody::Event, Some(secret()))];
    let event = NewEvent { direct, ..world.event(EventType::RenderCompleted) };
    let failures = [
        "idempotency",
        "artifacts",
        "renders",
        "render_metadata",
        "events",
        "deliveries",
        "delivery_changes",
        "endpoints",
    ]
    .map(|table| (table, "INSERT"));
    let due = world.store.deliveries_due();
    enumerate(&world, &failures, async || {
        assert!(!due.has_changed().unwrap(), "nothing to wake anybody for");
        let record =
            RenderRecord { render: render.clone(), events: vec![event.clone()], idempotency: idempotency("once", 1) };
        world.store.finish_render(record).await
    })
    .await;
    assert!(due.has_changed().unwrap());
}

async fn records_are_written_wholly_or_not_at_all(db: TestDatabase) {
    let world = World::new(db).await;
    let gone = world.stored_subscription(&["test"]).await;
    world.stored_subscription(&["subscription.disabled"]).await;
    world.publish(gone.id, 3).await;
    let claims = world.store.claim_due(NOW, LEASE, 2).await.unwrap();
    let event = world.event(EventType::SubscriptionDisabled);
    let failures = [
        ("attempts", "INSERT"),
        ("deliveries", "UPDATE"),
        ("delivery_changes", "INSERT"),
        ("subscriptions", "UPDATE"),
        ("events", "INSERT"),
        ("deliveries", "INSERT"),
    ];
    let took = enumerate(&world, &failures, async || {
        let records = vec![
            AttemptRecord {
                events: vec![event.clone()],
                ..record(&claims[0], NextStep::DisableEndpoint(DisableReason::Gone))
            },
            record(&claims[1], NextStep::Succeed),
        ];
        world.store.record_attempts(records, later(1)).await
    })
    .await;
    assert_eq!(took, [true, true]);
}

async fn claims_are_made_wholly_or_not_at_all(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    world.publish(subscription.id, 3).await;
    let failures = [("deliveries", "UPDATE"), ("delivery_changes", "INSERT")];
    let claims = enumerate(&world, &failures, async || world.store.claim_due(NOW, LEASE, 10).await).await;
    assert_eq!(claims.len(), 3);
    assert!(claims.iter().all(|claim| claim.attempt_number == 1), "what failed counts for nothing");
}

async fn endpoints_change_wholly_or_not_at_all(db: TestDatabase) {
    let world = World::new(db).await;
    let subscription = world.stored_subscription(&["test"]).await;
    world.publish(subscription.id, 3).await;
    let failures = [("deliveries", "UPDATE"), ("delivery_changes", "INSERT"), ("subscriptions", "UPDATE")];
    enumerate(&world, &failures, async || {
        let change = SubscriptionChange {
            url: Some("https://new.example".into()),
            state: Some(SubscriptionState::Disabled),
            ..Default::default()
        };
        world.store.update_subscription(world.workspace, subscription.id, change, None, later(1)).await
    })
    .await;
    let failures = [("subscriptions", "DELETE"), ("deliveries", "UPDATE"), ("delivery_changes", "INSERT")];
    enumerate(&world, &failures, async || {
        world.store.delete_subscription(world.workspace, subscription.id, later(1)).await
    })
    .await;
}
