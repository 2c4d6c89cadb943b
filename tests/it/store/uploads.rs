//! Pictures on their way to workspaces' own storage: claims, leases, and lanes.

use std::collections::{BTreeMap, BTreeSet};

use placard::{
    domain::{
        id::WorkspaceId,
        render::{Artifact, Render},
        secret::Secret,
        storage::{BucketPlace, NewStorageTarget, StoragePlace, StorageTarget, Stored, UploadState},
        timestamp::Timestamp,
        workspace::WorkspaceChange,
    },
    store::{Backlog, Created, Due, RenderRecord, Store, UploadClaim, UploadEnding, UploadNext},
};

use super::sample::{LEASE, NOW, World, another_workspace, later};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    an_upload_is_a_lease_with_a_number,
    each_workspace_has_its_share,
    two_claimers_never_carry_the_same,
    the_key_to_a_storage_is_sealed,
    what_waits_is_counted,
}

const EACH: usize = 4;

async fn target(store: &Store, workspace: WorkspaceId) -> StorageTarget {
    let place = BucketPlace {
        endpoint: "https://s3.example".into(),
        bucket: "pictures".into(),
        region: "auto".into(),
        prefix: String::new(),
        virtual_hosted: false,
        access_key_id: "AK".into(),
    };
    let place = StoragePlace::Bucket(place);
    let new = NewStorageTarget { place, public_base_url: None, secret: Some(Secret::new("sealed-at-rest")) };
    let change = WorkspaceChange { storage: Some(Some(new)), ..Default::default() };
    let workspace = store.update_workspace(workspace, change, NOW).await.unwrap().unwrap();
    workspace.storage.unwrap()
}

/// Renders a picture that goes to the storage.
async fn rendered(world: &World, workspace: WorkspaceId, target: &StorageTarget, seed: u8) -> Render {
    let artifact = Artifact { workspace_id: workspace, slug: format!("{workspace}-{seed}"), ..world.artifact(seed) };
    let stored = Some(Box::new(Stored::pending(target, &artifact.file_name())));
    let render = Render { workspace_id: workspace, ..world.render(Artifact { stored, ..artifact }) };
    let record = RenderRecord { render, events: Vec::new(), idempotency: None };
    match world.store.finish_render(record).await.unwrap() {
        Created::New(render) => render,
        other => panic!("{other:?}"),
    }
}

async fn claim(store: &Store, now: Timestamp, busy: &BTreeMap<WorkspaceId, usize>) -> Vec<UploadClaim> {
    store.claim_uploads(now, LEASE, 100, EACH, busy).await.unwrap()
}

fn ending(claim: &UploadClaim, next: UploadNext) -> UploadEnding {
    let Artifact { slug, workspace_id, .. } = claim.artifact.clone();
    UploadEnding { slug, workspace_id, attempt: claim.attempt, next }
}

fn arrived(claim: &UploadClaim) -> UploadNext {
    UploadNext::Stored { place_id: claim.target.place_id, url: claim.target.url(&claim.artifact.file_name()) }
}

async fn stands(world: &World, render: &Render) -> Stored {
    let found = world.store.render(render.workspace_id, render.id).await.unwrap().unwrap();
    *found.artifact().unwrap().stored.clone().unwrap()
}

async fn an_upload_is_a_lease_with_a_number(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, free) = (&world.store, BTreeMap::new());
    let target = target(store, world.workspace).await;
    let render = rendered(&world, world.workspace, &target, 1).await;
    assert_eq!(stands(&world, &render).await.state, UploadState::Pending);

    let first = claim(store, later(1), &free).await.remove(0);
    assert_eq!((first.attempt, &first.target), (1, &target));
    assert!(first.secret.as_ref().is_some_and(|secret| secret.expose() == "sealed-at-rest"));
    assert!(claim(store, later(2), &free).await.is_empty());
    assert_eq!(store.next_upload_time().await.unwrap(), Some(later(31)));
    // Its lease has run out: another one has it, and the first changes nothing.
    let second = claim(store, later(31), &free).await.remove(0);
    assert_eq!(second.attempt, 2);
    store.record_uploads(&[ending(&first, UploadNext::GiveUp("late".into()))], later(32)).await.unwrap();
    assert_eq!(stands(&world, &render).await.state, UploadState::Pending);

    let again = UploadNext::RetryAt(later(40), "away".into());
    store.record_uploads(&[ending(&second, again)], later(33)).await.unwrap();
    let waiting = stands(&world, &render).await;
    assert_eq!((waiting.state, waiting.error.as_deref()), (UploadState::Pending, Some("away")));
    assert!(claim(store, later(39), &free).await.is_empty());
    let third = claim(store, later(40), &free).await.remove(0);
    store.record_uploads(&[ending(&third, arrived(&third))], later(41)).await.unwrap();
    let there = stands(&world, &render).await;
    assert_eq!((there.state, there.error), (UploadState::Stored, None));
    assert!(claim(store, later(1_000), &free).await.is_empty());
    assert_eq!(store.next_upload_time().await.unwrap(), None);

    // The same picture again is there already.
    let again = rendered(&world, world.workspace, &target, 1).await;
    assert_eq!(again.artifact().unwrap().stored.as_ref().unwrap().state, UploadState::Stored);
    assert!(claim(store, later(1_001), &free).await.is_empty());
}

async fn each_workspace_has_its_share(db: TestDatabase) {
    let world = World::new(db).await;
    let other = another_workspace(&world.db, &world.store).await;
    for workspace in [world.workspace, other] {
        let target = target(&world.store, workspace).await;
        for seed in 0..10 {
            rendered(&world, workspace, &target, seed).await;
        }
    }
    let free = BTreeMap::new();
    let claimed = claim(&world.store, later(1), &free).await;
    let of = |workspace| claimed.iter().filter(|claim| claim.artifact.workspace_id == workspace).count();
    assert_eq!((of(world.workspace), of(other)), (EACH, EACH));
    // One has its share under way, the other one has room for one more.
    let busy = BTreeMap::from([(world.workspace, EACH), (other, EACH - 1)]);
    let claimed = claim(&world.store, later(2), &busy).await;
    assert_eq!(claimed.iter().map(|claim| claim.artifact.workspace_id).collect::<Vec<_>>(), [other]);
    let few = world.store.claim_uploads(later(3), LEASE, 3, EACH, &free).await.unwrap();
    assert_eq!(few.len(), 3);
}

async fn two_claimers_never_carry_the_same(db: TestDatabase) {
    let world = World::new(db).await;
    let target = target(&world.store, world.workspace).await;
    for seed in 0..60 {
        rendered(&world, world.workspace, &target, seed).await;
    }
    let other = world.db.connect().await;
    let carry = async |store: &Store| {
        let mut carried = Vec::new();
        while carried.len() < 60 && store.next_upload_time().await.unwrap().is_some_and(|at| at <= later(1)) {
            let claims = claim(store, later(1), &BTreeMap::new()).await;
            let endings: Vec<_> = claims.iter().map(|claim| ending(claim, arrived(claim))).collect();
            store.record_uploads(&endings, later(1)).await.unwrap();
            carried.extend(claims.into_iter().map(|claim| claim.artifact.slug));
        }
        carried
    };
    let (one, two) = tokio::join!(carry(&world.store), carry(&other));
    let all: BTreeSet<&String> = one.iter().chain(&two).collect();
    assert_eq!((one.len() + two.len(), all.len()), (60, 60));
}

async fn the_key_to_a_storage_is_sealed(db: TestDatabase) {
    let world = World::new(db).await;
    target(&world.store, world.workspace).await;
    if let Some(folder) = &world.db.folder {
        // The file, and what is not yet in it.
        for file in std::fs::read_dir(folder.path().join("sub folder")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(14).any(|part| part == b"sealed-at-rest"));
        }
    }
    let (_, secret) = world.store.storage_access(world.workspace).await.unwrap().unwrap();
    assert_eq!(secret.unwrap().expose(), "sealed-at-rest");
}

async fn what_waits_is_counted(db: TestDatabase) {
    let world = World::new(db).await;
    let target = target(&world.store, world.workspace).await;
    let uploads = async |now: Timestamp| {
        let Backlog { uploads, later_uploads, .. } = world.store.backlog(now).await.unwrap();
        (uploads.count, later_uploads)
    };
    for seed in 0..3 {
        rendered(&world, world.workspace, &target, seed).await;
    }
    assert_eq!(uploads(later(1)).await, (3, 0));
    let since = world.store.backlog(later(1)).await.unwrap().uploads.since.unwrap();
    assert!(since <= later(1), "{since:?}");
    claim(&world.store, later(1), &BTreeMap::new()).await;
    assert_eq!(uploads(later(1)).await, (0, 3));
    assert_eq!(world.store.backlog(later(1)).await.unwrap().uploads, Due::default());
    assert_eq!(uploads(later(1_000)).await, (3, 0), "their lease is over");
}
