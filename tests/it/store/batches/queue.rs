//! Claims of queued renders, and their leases.

use std::collections::BTreeSet;

use placard::{
    domain::{
        batch::{Batch, BatchKind},
        id::{RenderId, WorkspaceId},
        render::{Artifact, RenderOutcome, RenderSource, RenderState},
    },
    store::{Backlog, Created, Due, RenderClaim, RenderNext, Store, Vigil},
};

use super::{batch, ending, failed, finish, next, queued, state};
use crate::{
    store::sample::{LEASE, NOW, World, another_workspace, later},
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    a_claim_is_a_lease_with_a_number,
    what_is_put_back_waits_and_does_not_count,
    claims_go_round_workspaces_and_batches,
    two_claimers_never_get_the_same,
    what_the_dead_rendered_is_due_again_long_before_its_lease_ends,
    one_spec_of_two_workspaces_stays_two_artifacts,
    the_queue_is_counted,
}

async fn single(world: &World, workspace: WorkspaceId) -> RenderId {
    let new = queued(world, workspace, RenderSource::Api);
    let id = new.render.id;
    assert_eq!(world.store.queue_render(new.clone(), None).await.unwrap(), Created::New(new.render));
    id
}

async fn a_claim_is_a_lease_with_a_number(db: TestDatabase) {
    let world = World::new(db).await;
    let id = single(&world, world.workspace).await;
    assert_eq!(world.store.next_render_time().await.unwrap(), Some(NOW));
    let first = world.store.claim_renders(NOW, LEASE, 8).await.unwrap();
    assert_eq!((first.len(), first[0].render.id, first[0].attempt), (1, id, 1));
    assert_eq!(state(&world, id).await, RenderState::Running);
    assert_eq!(world.store.claim_renders(later(29), LEASE, 8).await.unwrap(), []);
    // Renewed, it goes on; not renewed, it is taken over.
    world.store.renew_renders(&[id], later(40)).await.unwrap();
    assert_eq!(world.store.claim_renders(later(31), LEASE, 8).await.unwrap(), []);
    let second = world.store.claim_renders(later(41), LEASE, 8).await.unwrap();
    assert_eq!((second.len(), second[0].attempt), (1, 2));

    let artifact = || RenderOutcome::Succeeded { artifact: world.artifact(1), cached: false };
    assert_eq!(finish(&world, &[ending(&first[0], failed())]).await, [false], "it lost its lease");
    assert_eq!(state(&world, id).await, RenderState::Running);
    let ended = ending(&second[0], artifact());
    assert_eq!(finish(&world, &[ended.clone(), ended.clone()]).await, [true, false], "given twice it counts once");
    assert_eq!(finish(&world, &[ended]).await, [false]);
    let render = world.store.render(world.workspace, id).await.unwrap().unwrap();
    assert_eq!((render.artifact(), render.template_version), (Some(&world.artifact(1)), 1));
    assert_eq!(world.store.claim_renders(later(1_000), LEASE, 8).await.unwrap(), []);
    assert_eq!(world.store.next_render_time().await.unwrap(), None, "its lane is gone");

    // What the dead had is given back at the start where nobody else can have it.
    let id = single(&world, world.workspace).await;
    world.store.claim_renders(NOW, LEASE, 8).await.unwrap();
    world.store.end_render_leases_of_the_dead(later(1)).await.unwrap();
    let again = world.store.claim_renders(later(1), LEASE, 8).await.unwrap();
    match world.db.is_postgres() {
        true => assert_eq!(again, []),
        false => assert_eq!((again[0].render.id, again[0].attempt), (id, 2)),
    }
}

async fn what_is_put_back_waits_and_does_not_count(db: TestDatabase) {
    let world = World::new(db).await;
    let id = single(&world, world.workspace).await;
    let claim = world.store.claim_renders(NOW, LEASE, 8).await.unwrap().remove(0);
    assert_eq!(finish(&world, &[next(&claim, RenderNext::PutBack(later(5)))]).await, [true]);
    assert_eq!(state(&world, id).await, RenderState::Queued);
    assert_eq!(world.store.next_render_time().await.unwrap(), Some(later(5)));
    assert_eq!(world.store.claim_renders(later(4), LEASE, 8).await.unwrap(), []);
    let claim = world.store.claim_renders(later(5), LEASE, 8).await.unwrap().remove(0);
    assert_eq!((claim.render.id, claim.attempt), (id, 1));
}

async fn claims_go_round_workspaces_and_batches(db: TestDatabase) {
    let world = World::new(db).await;
    let stranger = another_workspace(&world.db, &world.store).await;
    let large = batch(&world, world.workspace, 40, BatchKind::Batch).await;
    let small = batch(&world, world.workspace, 2, BatchKind::Batch).await;
    let alone = single(&world, world.workspace).await;
    let theirs = batch(&world, stranger, 40, BatchKind::Batch).await;
    let of = |claims: &[RenderClaim], batch: &Batch| {
        claims.iter().filter(|claim| claim.render.source.batch() == Some(batch.id)).count()
    };
    let first = world.store.claim_renders(later(1), LEASE, 12).await.unwrap();
    assert_eq!(first.len(), 12);
    assert_eq!(of(&first, &small), 2);
    assert!(first.iter().any(|claim| claim.render.id == alone));
    assert!(of(&first, &theirs) >= 4 && of(&first, &large) >= 4, "{} {}", of(&first, &theirs), of(&first, &large));
    // With room for one at a time, the workspaces take turns.
    let mut turns = Vec::new();
    for second in 2..10 {
        let claims = world.store.claim_renders(later(second), LEASE, 1).await.unwrap();
        turns.push(claims[0].render.workspace_id == stranger);
    }
    assert!(turns.windows(2).all(|pair| pair[0] != pair[1]), "{turns:?}");
    // In the order of the rows.
    let first: Vec<_> = first.iter().filter(|claim| claim.render.source.batch() == Some(large.id)).collect();
    let indexes: Vec<_> = first.iter().map(|claim| claim.render.source).collect();
    let expected: Vec<_> =
        (0..first.len() as u32).map(|index| RenderSource::Batch { id: large.id, index: Some(index) }).collect();
    assert_eq!(indexes, expected);
}

async fn two_claimers_never_get_the_same(db: TestDatabase) {
    let world = World::new(db).await;
    batch(&world, world.workspace, 300, BatchKind::Batch).await;
    let other = world.db.connect().await;
    let claim = async |store: &Store| {
        let mut ids = Vec::new();
        loop {
            let claims = store.claim_renders(later(1), LEASE, 7).await.unwrap();
            // The other one may hold the lane just now.
            if claims.is_empty() && store.next_render_time().await.unwrap().is_none_or(|next| next > later(1)) {
                return ids;
            }
            ids.extend(claims.into_iter().map(|claim| claim.render.id));
        }
    };
    let (mut one, two) = tokio::join!(claim(&world.store), claim(&other));
    one.extend(two);
    let ids: BTreeSet<RenderId> = one.iter().copied().collect();
    assert_eq!((one.len(), ids.len()), (300, 300));
}

async fn what_the_dead_rendered_is_due_again_long_before_its_lease_ends(db: TestDatabase) {
    let world = World::new(db).await;
    let mut vigil = Vigil::default();
    world.store.keep_vigil(&mut vigil, NOW).await.unwrap();
    let begun = batch(&world, world.workspace, 3, BatchKind::Batch).await;
    let before = world.store.claim_renders(later(1), LEASE, 2).await.unwrap();
    assert_eq!(before.len(), 2);
    finish(&world, &[ending(&before[0], failed())]).await;
    drop(vigil);

    let restarted = world.db.connect().await;
    restarted.end_render_leases_of_the_dead(later(2)).await.unwrap();
    let mut vigil = Vigil::default();
    let found = async {
        loop {
            restarted.keep_vigil(&mut vigil, later(2)).await.unwrap();
            let revision = restarted.render_revision(world.workspace, before[1].render.id).await.unwrap().unwrap();
            let claims = restarted.claim_renders(later(2), LEASE, 8).await.unwrap();
            if let Some(claim) = claims.into_iter().find(|claim| claim.render.id == before[1].render.id) {
                assert_eq!((claim.attempt, revision.1.state()), (2, RenderState::Running));
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), found).await.expect("the dead are missed");
    // The old process lived after all, and ends what it had.
    assert_eq!(finish(&world, &[ending(&before[1], failed())]).await, [false]);
    assert_eq!(world.store.batch(world.workspace, begun.id).await.unwrap().unwrap().counts.failed, 1);
}

async fn one_spec_of_two_workspaces_stays_two_artifacts(db: TestDatabase) {
    let world = World::new(db).await;
    let stranger = another_workspace(&world.db, &world.store).await;
    for workspace in [world.workspace, stranger] {
        single(&world, workspace).await;
    }
    let claims = world.store.claim_renders(later(1), LEASE, 8).await.unwrap();
    let artifact = |workspace: WorkspaceId| {
        let slug = if workspace == stranger { "theirs" } else { "ours" };
        Artifact { slug: slug.into(), workspace_id: workspace, ..world.artifact(1) }
    };
    let ended = claims.iter().map(|claim| {
        let artifact = artifact(claim.render.workspace_id);
        ending(claim, RenderOutcome::Succeeded { artifact, cached: false })
    });
    assert_eq!(finish(&world, &ended.collect::<Vec<_>>()).await, [true, true]);
    for claim in claims {
        let (workspace, id) = (claim.render.workspace_id, claim.render.id);
        let render = world.store.render(workspace, id).await.unwrap().unwrap();
        assert_eq!(render.artifact(), Some(&artifact(workspace)));
    }
}

async fn the_queue_is_counted(db: TestDatabase) {
    let world = World::new(db).await;
    let backlog = async || world.store.backlog(later(9)).await.unwrap();
    assert_eq!(backlog().await, Backlog::default());
    single(&world, world.workspace).await;
    batch(&world, world.workspace, 4, BatchKind::Batch).await;
    let queued = |count, running_renders| {
        let since = (count > 0).then_some(NOW);
        Backlog { queued_renders: Due { count, since }, running_renders, ..Backlog::default() }
    };
    assert_eq!(backlog().await, queued(5, 0));
    let claims = world.store.claim_renders(later(1), LEASE, 5).await.unwrap();
    assert_eq!(backlog().await, queued(0, 5));
    finish(&world, &[ending(&claims[0], failed()), next(&claims[1], RenderNext::PutBack(NOW))]).await;
    assert_eq!(backlog().await, queued(1, 3));
}
