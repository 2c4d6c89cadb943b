//! Migrations, and databases that are not as they should be.

use placard::domain::endpoint::EndpointLimits;
use placard::store::{Store, StoreConfig, StoreError};
use sea_orm::ConnectionTrait;

use super::sample::World;
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    migrating_is_repeatable_and_shown,
    replicas_migrate_together,
    a_newer_schema_is_refused,
}

async fn migrating_is_repeatable_and_shown(db: TestDatabase) {
    let store = db.connect().await;
    let before = store.migration_status().await.unwrap();
    assert!(before.known.len() >= 3 && before.known.iter().all(|(_, applied)| !applied));
    assert!(before.unknown.is_empty() && !before.is_current());
    store.ping().await.unwrap();
    for _ in 0..2 {
        store.migrate().await.unwrap();
        assert!(store.migration_status().await.unwrap().is_current());
    }
    assert!(db.connect().await.migration_status().await.unwrap().is_current());
}

async fn replicas_migrate_together(db: TestDatabase) {
    let mut replicas = Vec::new();
    for _ in 0..4 {
        let store = db.connect().await;
        replicas.push(tokio::spawn(async move { store.migrate().await.unwrap() }));
    }
    for replica in replicas {
        replica.await.unwrap();
    }
    assert_eq!(db.count("settings").await, 1);
}

async fn a_newer_schema_is_refused(db: TestDatabase) {
    let world = World::new(db).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0)";
    world.db.raw().await.execute_unprepared(newer).await.unwrap();
    let status = world.store.migration_status().await.unwrap();
    assert_eq!(status.unknown, ["m9999_from_the_future"]);
    assert!(!status.is_current());
    let refused = world.db.connect().await.migrate().await.unwrap_err();
    assert!(matches!(&refused, StoreError::SchemaTooNew { unknown } if *unknown == status.unknown), "{refused}");
    assert!(refused.to_string().contains("m9999_from_the_future"));
}

async fn connect_to(url: &str) -> Result<Store, StoreError> {
    let ids = TestDatabase::sqlite().ids();
    let limits = EndpointLimits::default();
    Store::connect(StoreConfig { database_url: url.into(), master_key: [0; 32], pool_size: 1, limits }, ids).await
}

#[tokio::test]
async fn what_is_no_database_is_refused_without_telling_its_password() {
    for url in [
        "",
        "sqlite://",
        "sqlite::memory:",
        "sqlite://:memory:",
        "sqlite://a.db?mode=ro",
        "mysql://user:hunter2@host/db",
        "a.db",
    ] {
        let error = connect_to(url).await.err().unwrap_or_else(|| panic!("{url} is accepted"));
        assert!(matches!(error, StoreError::InvalidUrl(_)), "{url}: {error}");
        assert!(!error.to_string().contains("hunter2"));
    }
    let away = connect_to("postgres://user:hunter2@127.0.0.1:1/db").await.err().unwrap();
    assert!(matches!(away, StoreError::Unavailable(_)), "{away:?}");
    assert!(!format!("{away} {away:?}").contains("hunter2"));
    let folder = tempfile::tempdir().unwrap();
    let error = connect_to(&format!("sqlite://{}", folder.path().display())).await.err().unwrap();
    assert!(matches!(error, StoreError::File(_)), "{error:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let db = TestDatabase::sqlite();
    let store = db.store().await;
    let file = std::path::Path::new(db.url.strip_prefix("sqlite://").unwrap());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    assert_eq!(mode(&file.with_extension("db-wal")), 0o600);
    drop(store);
}
