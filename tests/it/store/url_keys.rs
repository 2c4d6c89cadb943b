//! Keys that sign URLs of pictures on demand.

use placard::domain::{id::UrlKeyId, secret::Secret, signed_url::UrlKey, timestamp::Timestamp};
use sea_orm::{ConnectionTrait, Statement};

use super::sample::{NOW, World, another_workspace, later};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    the_newest_key_signs_and_those_before_end,
    keys_are_sealed_and_few,
}

fn key(world: &World, now: Timestamp) -> UrlKey {
    UrlKey {
        id: UrlKeyId::from_uuid(world.db.new_id(now)),
        workspace_id: world.workspace,
        secret: Secret::new("urs_a secret of a key"),
        expire_time: None,
        create_time: now,
    }
}

async fn the_newest_key_signs_and_those_before_end(db: TestDatabase) {
    let world = World::new(db).await;
    let store = &world.store;
    assert_eq!(store.newest_url_key(world.workspace).await.unwrap(), None);
    let (first, second, third) = (key(&world, NOW), key(&world, later(10)), key(&world, later(20)));
    assert_eq!(store.replace_url_key(&first, later(100)).await.unwrap(), None);
    assert_eq!(store.newest_url_key(world.workspace).await.unwrap(), Some(first.clone()));
    assert_eq!(store.replace_url_key(&second, later(100)).await.unwrap(), Some(later(100)));
    assert_eq!(store.newest_url_key(world.workspace).await.unwrap(), Some(second.clone()));
    // No key lives longer because of a later rotation, and a shorter overlap ends those before too.
    assert_eq!(store.replace_url_key(&third, later(200)).await.unwrap(), Some(later(200)));
    let ended = |key: &UrlKey, at| Some(UrlKey { expire_time: Some(at), ..key.clone() });
    assert_eq!(store.url_key(first.id).await.unwrap(), ended(&first, later(100)));
    assert_eq!(store.url_key(second.id).await.unwrap(), ended(&second, later(200)));
    let fourth = key(&world, later(30));
    assert_eq!(store.replace_url_key(&fourth, later(30)).await.unwrap(), None, "at once");
    assert_eq!(store.url_key(first.id).await.unwrap(), None, "what has ended is not kept");
    assert_eq!(store.url_key(fourth.id).await.unwrap(), Some(fourth));

    let other = another_workspace(&world.db, store).await;
    assert_eq!(store.newest_url_key(other).await.unwrap(), None);
}

async fn keys_are_sealed_and_few(db: TestDatabase) {
    let world = World::new(db).await;
    for n in 0..40 {
        world.store.replace_url_key(&key(&world, later(n)), later(10_000)).await.unwrap();
    }
    assert_eq!(world.db.count("url_keys").await, 16);
    let raw = world.db.raw().await;
    let query = Statement::from_string(raw.get_database_backend(), "SELECT secret FROM url_keys");
    for row in raw.query_all_raw(query).await.unwrap() {
        let sealed: Vec<u8> = row.try_get("", "secret").unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("urs_"));
    }
}
