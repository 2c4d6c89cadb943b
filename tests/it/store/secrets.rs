//! Secrets at rest.

use placard::{
    domain::{
        delivery::{DeliveryBody, Destination},
        event::{EventType, NewEvent},
        id::RenderId,
        secret::Secret,
    },
    store::{Store, StoreConfig, StoreError},
};
use sea_orm::{ConnectionTrait, Statement};

use super::sample::{NOW, World, secret};
use crate::support::database::{MASTER_KEY, TestDatabase, on_both_engines};

on_both_engines! {
    another_master_key_is_refused,
    a_sealed_secret_does_not_open_in_another_row,
    secrets_are_not_stored_as_they_are,
}

async fn another_master_key_is_refused(db: TestDatabase) {
    drop(db.store().await);
    let connect = |master_key| Store::connect(StoreConfig { master_key, ..db.config() }, db.ids());
    let refused = connect([8; 32]).await.err().unwrap();
    assert!(matches!(refused, StoreError::WrongMasterKey));
    assert_eq!(refused.to_string(), "the master key is not the one this database was set up with");
    connect(MASTER_KEY).await.unwrap();
}

async fn a_sealed_secret_does_not_open_in_another_row(db: TestDatabase) {
    let world = World::new(db).await;
    let (first, second) = (world.stored_trigger().await, world.stored_trigger().await);
    let copy = "UPDATE triggers SET secret = (SELECT secret FROM triggers ORDER BY secret LIMIT 1)";
    world.db.raw().await.execute_unprepared(copy).await.unwrap();
    let mut opened = 0;
    for trigger in [first, second] {
        match world.store.trigger_with_secret(world.workspace, trigger.id).await {
            Ok(_) => opened += 1,
            Err(error) => assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}"),
        }
        assert_eq!(world.store.trigger(world.workspace, trigger.id).await.unwrap(), Some(trigger));
    }
    assert_eq!(opened, 1, "where it was sealed");
}

async fn secrets_are_not_stored_as_they_are(db: TestDatabase) {
    let world = World::new(db).await;
    let own = Secret::new("a render's very own secret");
    world.stored_trigger().await;
    world.stored_subscription(&["*"]).await;
    let render = Destination::Render(RenderId::from_uuid(world.db.new_id(NOW)));
    let direct = vec![world.direct(render, DeliveryBody::Event, Some(own.clone()))];
    world.store.publish(vec![NewEvent { direct, ..world.event(EventType::Test) }]).await.unwrap();

    let secrets = [secret(), own];
    let contains = |haystack: &[u8], needle: &str| haystack.windows(needle.len()).any(|part| part == needle.as_bytes());
    if let Some(folder) = &world.db.folder {
        let mut seen = 0;
        for file in std::fs::read_dir(folder.path().join("sub folder")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            // The files are the right ones: what is no secret is in them.
            seen += usize::from(contains(&bytes, "https://example.com/direct"));
            assert!(secrets.iter().all(|secret| !contains(&bytes, secret.expose())));
        }
        assert!(seen > 0);
    } else {
        let raw = world.db.raw().await;
        for table in ["triggers", "subscriptions", "deliveries"] {
            let query = format!("SELECT secret FROM {table} WHERE secret IS NOT NULL");
            let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), query)).await.unwrap();
            assert_eq!(rows.len(), 1);
            let sealed: Vec<u8> = rows[0].try_get("", "secret").unwrap();
            assert!(secrets.iter().all(|secret| !contains(&sealed, secret.expose())));
        }
    }
}
