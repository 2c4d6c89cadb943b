//! Workspaces, API keys and request ids.

use placard::{
    domain::{
        access::{ApiKey, Scope},
        id::{ApiKeyId, WorkspaceId},
        page::PageRequest,
        workspace::{Workspace, WorkspaceChange},
    },
    store::Created,
};

use super::sample::{ALL, NOW, World, another_workspace, idempotency, later, secret};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    workspaces_come_back,
    keys_come_back_and_are_revoked_once,
    keys_of_another_workspace_are_not_found,
    replicas_that_start_together_make_one_workspace_and_one_key,
    a_request_id_makes_one_resource,
    a_request_id_of_a_deleted_resource_is_spent,
    concurrent_requests_with_one_id_make_one_resource,
    lists_come_in_pages_newest_first,
}

async fn workspaces_come_back(db: TestDatabase) {
    let store = db.store().await;
    assert_eq!(store.first_workspace().await.unwrap(), None);
    let first = another_workspace(&db, &store).await;
    let second = another_workspace(&db, &store).await;
    assert_eq!(store.first_workspace().await.unwrap().unwrap().id, first);
    let found = store.workspace(second).await.unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str()), (second, "a workspace"));
    let renamed = WorkspaceChange { name: Some("renamed".into()), ..Default::default() };
    let updated = store.update_workspace(second, renamed.clone(), later(1)).await.unwrap().unwrap();
    assert_eq!(updated, Workspace { name: "renamed".into(), ..found.clone() });
    assert_eq!(store.workspace(second).await.unwrap(), Some(updated));
    assert_eq!(store.workspace(first).await.unwrap().unwrap().name, "a workspace");
    let missing = WorkspaceId::from_uuid(db.new_id(NOW));
    assert_eq!(store.update_workspace(missing, renamed, later(1)).await.unwrap(), None);
    assert!(matches!(store.create_workspace(&found).await, Err(placard::store::StoreError::Conflict(_))));
}

async fn keys_come_back_and_are_revoked_once(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, key) = (&world.store, world.api_key());
    assert_eq!(store.create_api_key(&key, [1; 32], None).await.unwrap(), Created::New(key.clone()));
    assert_eq!(store.api_key(world.workspace, key.id).await.unwrap(), Some(key.clone()));
    assert_eq!(store.api_key_by_hash(&[1; 32]).await.unwrap(), Some(key.clone()));
    assert_eq!(store.api_key_by_hash(&[2; 32]).await.unwrap(), None);
    assert_eq!(store.count_api_keys().await.unwrap(), 1);

    let revoked = ApiKey { revoke_time: Some(later(1)), ..key.clone() };
    assert_eq!(store.revoke_api_key(world.workspace, key.id, later(1)).await.unwrap(), Some(revoked.clone()));
    assert_eq!(store.revoke_api_key(world.workspace, key.id, later(2)).await.unwrap(), Some(revoked.clone()));
    assert_eq!(store.api_key_by_hash(&[1; 32]).await.unwrap(), Some(revoked));

    let same_secret = world.api_key();
    assert!(store.create_api_key(&same_secret, [1; 32], None).await.is_err());
}

async fn keys_of_another_workspace_are_not_found(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, key) = (&world.store, world.api_key());
    store.create_api_key(&key, [1; 32], None).await.unwrap();
    let other = another_workspace(&world.db, store).await;
    assert_eq!(store.api_key(other, key.id).await.unwrap(), None);
    assert_eq!(store.revoke_api_key(other, key.id, later(1)).await.unwrap(), None);
    assert!(store.list_api_keys(other, ALL).await.unwrap().items.is_empty());
    assert_eq!(store.api_key(world.workspace, key.id).await.unwrap(), Some(key));
}

async fn a_request_id_makes_one_resource(db: TestDatabase) {
    let world = World::new(db).await;
    let store = &world.store;
    let (first, second, third) = (world.api_key(), world.api_key(), world.api_key());
    let create = |key: ApiKey, hash: u8, request_id: &'static str, request_hash: u8| async move {
        store.create_api_key(&key, [hash; 32], idempotency(request_id, request_hash)).await.unwrap()
    };
    assert_eq!(create(first.clone(), 1, "a", 9).await, Created::New(first.clone()));
    assert_eq!(create(second.clone(), 2, "a", 9).await, Created::Existing(first.clone()));
    assert_eq!(create(second.clone(), 2, "a", 8).await, Created::RequestIdReused);
    assert_eq!(create(second.clone(), 2, "b", 8).await, Created::New(second));

    let found = store.replayed(world.workspace, "/a.B/Create", "a").await.unwrap();
    assert_eq!(found, Some(([9; 32], first.id.uuid())));
    assert_eq!(store.replayed(world.workspace, "/a.B/Other", "a").await.unwrap(), None);

    // Another workspace's ids are its own.
    let other = another_workspace(&world.db, store).await;
    let elsewhere = ApiKey { workspace_id: other, ..third };
    assert_eq!(create(elsewhere.clone(), 3, "a", 7).await, Created::New(elsewhere));
    assert_eq!(store.count_api_keys().await.unwrap(), 3);
}

async fn a_request_id_of_a_deleted_resource_is_spent(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, trigger) = (&world.store, world.trigger());
    store.create_trigger(&trigger, &secret().into(), idempotency("a", 1)).await.unwrap();
    assert!(store.delete_trigger(world.workspace, trigger.id, later(1)).await.unwrap());
    let again = store.create_trigger(&world.trigger(), &secret().into(), idempotency("a", 1)).await.unwrap();
    assert_eq!(again, Created::RequestIdReused);
}

async fn concurrent_requests_with_one_id_make_one_resource(db: TestDatabase) {
    let world = World::new(db).await;
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let (store, key) = (world.store.clone(), world.api_key());
            tokio::spawn(async move { store.create_api_key(&key, [n; 32], idempotency("same", 1)).await.unwrap() })
        })
        .collect();
    let (mut made, mut answered) = (Vec::new(), Vec::new());
    for task in tasks {
        match task.await.unwrap() {
            Created::New(key) => made.push(key),
            Created::Existing(key) => answered.push(key),
            Created::RequestIdReused => panic!("the same request"),
        }
    }
    assert_eq!((made.len(), answered.len()), (1, 19));
    assert!(answered.iter().all(|key| *key == made[0]));
    assert_eq!(world.store.count_api_keys().await.unwrap(), 1);
}

async fn lists_come_in_pages_newest_first(db: TestDatabase) {
    let world = World::new(db).await;
    let mut ids: Vec<ApiKeyId> = Vec::new();
    for n in 0..7 {
        let key = world.api_key();
        world.store.create_api_key(&key, [n; 32], None).await.unwrap();
        ids.insert(0, key.id);
    }
    for size in 1..=8 {
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page = world.store.list_api_keys(world.workspace, PageRequest { size, after }).await.unwrap();
            assert!(page.items.len() <= size as usize);
            seen.extend(page.items.iter().map(|key| key.id));
            after = page.next;
            if after.is_none() {
                break;
            }
            // What is made meanwhile is newer, and does not move the rest.
            assert_eq!(after, seen.last().map(|id| id.uuid()));
        }
        assert_eq!(seen, ids, "pages of {size}");
    }
}

async fn replicas_that_start_together_make_one_workspace_and_one_key(db: TestDatabase) {
    db.store().await;
    let mut replicas = Vec::new();
    for n in 0..4 {
        let (store, id, key_id) = (db.connect().await, db.new_id(NOW), db.new_id(NOW));
        replicas.push(tokio::spawn(async move {
            let mine = Workspace::new(WorkspaceId::from_uuid(id), format!("of replica {n}"), NOW);
            let first = store.first_workspace_or(&mine).await.unwrap();
            let key = ApiKey {
                id: ApiKeyId::from_uuid(key_id),
                workspace_id: first.id,
                name: "bootstrap".into(),
                scopes: Scope::ALL.to_vec(),
                hint: "plk_abcd".into(),
                create_time: NOW,
                expire_time: None,
                revoke_time: None,
            };
            // The configured key is the same for all.
            let made = store.create_first_api_key(&key, [1; 32]).await.unwrap();
            (first.id, made)
        }));
    }
    let mut outcomes = Vec::new();
    for replica in replicas {
        outcomes.push(replica.await.unwrap());
    }
    assert!(outcomes.iter().all(|(workspace, _)| *workspace == outcomes[0].0), "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|(_, made)| *made).count(), 1, "{outcomes:?}");
    assert_eq!((db.count("workspaces").await, db.count("api_keys").await), (1, 1));
}
