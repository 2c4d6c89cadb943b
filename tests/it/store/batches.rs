//! Queued renders and batches: claims, leases, counts, and what an interruption leaves.

use std::collections::BTreeSet;

use placard::{
    domain::{
        access::Metadata,
        batch::{Batch, BatchKind, BatchState, ItemCounts},
        event::{EventFacts, EventType, NewEvent},
        id::{BatchId, EventId, RenderId, WorkspaceId},
        page::PageRequest,
        reason::Reason,
        render::{Artifact, Progress, Render, RenderFailure, RenderFilter, RenderOutcome, RenderSource, RenderState},
    },
    store::{Created, NewRender, Recorded, RenderClaim, RenderEnding, RenderNext, Retried, Store, Vigil},
};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::sample::{ALL, LEASE, NOW, World, another_workspace, idempotency, later, spec};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    a_claim_is_a_lease_with_a_number,
    what_is_put_back_waits_and_does_not_count,
    claims_go_round_workspaces_and_batches,
    two_claimers_never_get_the_same,
    a_batch_counts_its_items_and_is_told_of_once,
    counted_by_many_at_once_it_ends_once,
    a_batch_is_there_whole_or_not_at_all,
    cancelled_and_retried_it_counts_right,
    a_repeated_request_leaves_one_batch,
    what_the_dead_rendered_is_due_again_long_before_its_lease_ends,
    one_spec_of_two_workspaces_stays_two_artifacts,
}

fn queued(world: &World, workspace: WorkspaceId, source: RenderSource) -> NewRender {
    let render = Render {
        id: RenderId::from_uuid(world.db.new_id(NOW)),
        workspace_id: workspace,
        source,
        request_id: "req-1".into(),
        spec: spec(),
        template_version: 0,
        metadata: Metadata::from([("team".to_owned(), "blog".to_owned())]),
        progress: Progress::Queued,
        create_time: NOW,
    };
    NewRender { render, fresh: false, webhook: None, failure: None }
}

async fn single(world: &World, workspace: WorkspaceId) -> RenderId {
    let new = queued(world, workspace, RenderSource::Api);
    let id = new.render.id;
    assert_eq!(world.store.queue_render(new.clone(), None).await.unwrap(), Created::New(new.render));
    id
}

async fn batch(world: &World, workspace: WorkspaceId, items: u32, kind: BatchKind) -> Batch {
    let (batch, items) = new_batch(world, workspace, items, kind);
    assert_eq!(world.store.create_batch(&batch, None, items, None).await.unwrap(), Created::New(batch.clone()));
    batch
}

fn new_batch(world: &World, workspace: WorkspaceId, total: u32, kind: BatchKind) -> (Batch, Vec<NewRender>) {
    let id = BatchId::from_uuid(world.db.new_id(NOW));
    let batch = Batch {
        id,
        workspace_id: workspace,
        kind,
        state: BatchState::Running,
        template: Some("card".into()),
        metadata: Metadata::new(),
        request_id: "req-1".into(),
        counts: ItemCounts { total, ..ItemCounts::default() },
        create_time: NOW,
        start_time: NOW,
        finish_time: None,
    };
    let item = |index| queued(world, workspace, RenderSource::Batch { id, index: Some(index) });
    (batch, (0..total).map(item).collect())
}

fn ending(claim: &RenderClaim, outcome: RenderOutcome) -> RenderEnding {
    let progress = Progress::Ended { outcome, finish_time: later(1) };
    let render = Render { progress, template_version: 1, ..claim.render.clone() };
    next(claim, RenderNext::End { render: Box::new(render), events: Vec::new() })
}

fn next(claim: &RenderClaim, next: RenderNext) -> RenderEnding {
    RenderEnding {
        render_id: claim.render.id,
        workspace_id: claim.render.workspace_id,
        batch_id: claim.render.source.batch(),
        attempt: claim.attempt,
        next,
    }
}

fn failed() -> RenderOutcome {
    RenderOutcome::Failed(RenderFailure { reason: Reason::ImageUnavailable, field: None, message: "away".into() })
}

/// What tells of a batch's end in these tests.
fn announce(world: &World) -> impl Fn(&Batch, &[Render]) -> NewEvent + Send + Sync {
    let ids = world.db.ids();
    move |batch, items| {
        let data =
            json!({ "batch_id": batch.id.to_string(), "succeeded": batch.counts.succeeded, "items": items.len() });
        let id = EventId::from_uuid(ids.next(NOW));
        NewEvent::new(id, batch.workspace_id, EventType::BatchCompleted, NOW, EventFacts::default(), data)
    }
}

async fn finish(world: &World, endings: &[RenderEnding]) -> Vec<bool> {
    let recorded = world.store.finish_renders(endings, later(1), &announce(world)).await.unwrap();
    assert!(!recorded.contains(&Recorded::CreditsExhausted), "nobody is limited here");
    recorded.into_iter().map(|recorded| recorded == Recorded::Yes).collect()
}

async fn state(world: &World, id: RenderId) -> RenderState {
    world.store.render(world.workspace, id).await.unwrap().unwrap().state()
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
        for _ in 0..100 {
            ids.extend(store.claim_renders(later(1), LEASE, 7).await.unwrap().into_iter().map(|claim| claim.render.id));
        }
        ids
    };
    let (mut one, two) = tokio::join!(claim(&world.store), claim(&other));
    one.extend(two);
    let ids: BTreeSet<RenderId> = one.iter().copied().collect();
    assert_eq!((one.len(), ids.len()), (300, 300));
}

async fn a_batch_counts_its_items_and_is_told_of_once(db: TestDatabase) {
    let world = World::new(db).await;
    for kind in [BatchKind::Batch, BatchKind::Collection] {
        let begun = batch(&world, world.workspace, 3, kind).await;
        let before = world.db.count("events").await;
        let claims = world.store.claim_renders(later(1), LEASE, 8).await.unwrap();
        assert_eq!(claims.len(), 3);
        let (cursor, _) = world.store.batch_revision(world.workspace, begun.id).await.unwrap().unwrap();
        finish(&world, &[ending(&claims[0], failed())]).await;
        let (moved, counted) = world.store.batch_revision(world.workspace, begun.id).await.unwrap().unwrap();
        assert!(moved > cursor);
        assert_eq!((counted.state, counted.counts.failed, counted.finish_time), (BatchState::Running, 1, None));
        let picture = RenderOutcome::Succeeded { artifact: world.artifact(7), cached: false };
        let last = [ending(&claims[1], picture.clone()), ending(&claims[2], picture)];
        assert_eq!(finish(&world, &last).await, [true, true]);
        assert_eq!(finish(&world, &last).await, [false, false]);
        let ended = world.store.batch(world.workspace, begun.id).await.unwrap().unwrap();
        assert_eq!((ended.state, ended.finish_time), (BatchState::Completed, Some(later(1))));
        assert_eq!((ended.counts.succeeded, ended.counts.failed), (2, 1));
        assert_eq!(world.db.count("events").await, before + 1);
        let events = world.store.list_events(world.workspace, &Default::default(), ALL).await.unwrap().items;
        let told: serde_json::Value = serde_json::from_slice(&events[0].payload).unwrap();
        let items = if kind == BatchKind::Collection { 3 } else { 0 };
        assert_eq!((&told["data"]["succeeded"], &told["data"]["items"]), (&json!(2), &json!(items)));
    }
}

async fn counted_by_many_at_once_it_ends_once(db: TestDatabase) {
    let world = World::new(db).await;
    let begun = batch(&world, world.workspace, 200, BatchKind::Batch).await;
    let other = world.db.connect().await;
    let claims = world.store.claim_renders(later(1), LEASE, 200).await.unwrap();
    assert_eq!(claims.len(), 200);
    let tell = announce(&world);
    let halves: Vec<Vec<RenderEnding>> = claims
        .chunks(10)
        .map(|chunk| {
            let picture = || RenderOutcome::Succeeded { artifact: world.artifact(chunk.len() as u8), cached: true };
            chunk.iter().map(|claim| ending(claim, picture())).collect()
        })
        .collect();
    let finish = async |store: &Store, groups: &[Vec<RenderEnding>]| {
        for group in groups {
            store.finish_renders(group, later(2), &tell).await.unwrap();
        }
    };
    // Both write down all of it, each beginning at another end.
    let backwards: Vec<_> = halves.iter().rev().cloned().collect();
    tokio::join!(finish(&world.store, &halves), finish(&other, &backwards));
    let ended = world.store.batch(world.workspace, begun.id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.counts.succeeded), (BatchState::Completed, 200));
    assert_eq!(world.db.count("events").await, 1);
}

async fn a_batch_is_there_whole_or_not_at_all(db: TestDatabase) {
    let world = World::new(db).await;
    let whole = batch(&world, world.workspace, 3, BatchKind::Batch).await;
    let begun = batch(&world, world.workspace, 2_500, BatchKind::Batch).await;
    // As an interruption before its last step leaves it.
    let raw = world.db.raw().await;
    let id = begun.id.uuid();
    let hex = if world.db.is_postgres() { format!("'{id}'") } else { format!("x'{}'", id.simple()) };
    raw.execute_unprepared(&format!("UPDATE batches SET state = 'preparing' WHERE id = {hex}")).await.unwrap();
    raw.execute_unprepared(&format!("DELETE FROM render_lanes WHERE id = {hex}")).await.unwrap();

    assert_eq!(world.store.batch(world.workspace, begun.id).await.unwrap(), None);
    assert_eq!(world.store.list_batches(world.workspace, None, ALL).await.unwrap().items, [whole]);
    let listed = world.store.list_renders(world.workspace, &RenderFilter::default(), ALL).await.unwrap();
    assert_eq!(listed.items.len(), 3);
    assert_eq!(world.store.claim_renders(later(1), LEASE, 64).await.unwrap().len(), 3, "nobody carries it out");
    let tell = announce(&world);
    assert_eq!(world.store.cancel_batch(world.workspace, begun.id, later(1), &tell).await.unwrap(), None);
    assert_eq!(world.store.retry_batch_items(world.workspace, begun.id, None, later(1)).await.unwrap(), None);
    world.store.discard_unprepared(NOW).await.unwrap();
    assert_eq!(world.db.count("renders").await, 2_503, "it may still become one");
    world.store.discard_unprepared(later(1)).await.unwrap();
    let counts = (world.db.count("renders").await, world.db.count("render_metadata").await);
    assert_eq!((counts, world.db.count("batches").await), ((3, 3), 1));
}

async fn cancelled_and_retried_it_counts_right(db: TestDatabase) {
    let world = World::new(db).await;
    let begun = batch(&world, world.workspace, 10, BatchKind::Batch).await;
    let tell = announce(&world);
    let claims = world.store.claim_renders(later(1), LEASE, 4).await.unwrap();
    let cancelled = world.store.cancel_batch(world.workspace, begun.id, later(1), &tell).await.unwrap().unwrap();
    assert_eq!((cancelled.state, cancelled.counts.cancelled), (BatchState::Cancelling, 6));
    assert_eq!(world.store.claim_renders(later(2), LEASE, 4).await.unwrap(), []);
    let retry = async |key: &str, hash| {
        world
            .store
            .retry_batch_items(world.workspace, begun.id, idempotency(key, hash), later(3))
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(retry("early", 1).await, Retried::NotEnded);
    // What cannot be carried out now is taken back too.
    let last = [
        ending(&claims[0], failed()),
        ending(&claims[1], failed()),
        next(&claims[2], RenderNext::PutBack(later(9))),
        ending(&claims[3], RenderOutcome::Succeeded { artifact: world.artifact(1), cached: false }),
    ];
    assert_eq!(finish(&world, &last).await, [true; 4]);
    let ended = world.store.batch(world.workspace, begun.id).await.unwrap().unwrap();
    assert_eq!(ended.state, BatchState::Cancelled);
    assert_eq!(ended.counts, ItemCounts { total: 10, succeeded: 1, failed: 2, cancelled: 7 });
    assert_eq!(world.db.count("events").await, 1);

    let Retried::Batch(again) = retry("now", 1).await else { panic!("it has ended") };
    assert_eq!((again.state, again.counts.failed, again.start_time), (BatchState::Running, 0, later(3)));
    assert_eq!(retry("now", 2).await, Retried::RequestIdReused);
    assert!(matches!(retry("now", 1).await, Retried::Batch(same) if same == again));
    let claims = world.store.claim_renders(later(4), LEASE, 8).await.unwrap();
    let sources: Vec<_> = claims.iter().map(|claim| claim.render.source).collect();
    assert_eq!(sources, [0, 1].map(|index| RenderSource::Batch { id: begun.id, index: Some(index) }));
    let picture = || RenderOutcome::Succeeded { artifact: world.artifact(1), cached: true };
    finish(&world, &claims.iter().map(|claim| ending(claim, picture())).collect::<Vec<_>>()).await;
    let ended = world.store.batch(world.workspace, begun.id).await.unwrap().unwrap();
    assert_eq!((ended.state, ended.counts.succeeded, ended.counts.failed), (BatchState::Cancelled, 3, 0));
    assert_eq!(world.db.count("events").await, 2, "its end is told once more");
    // Places, a page at a time.
    let page = async |after, size| {
        let page = PageRequest { size, after };
        world.store.list_batch_items(world.workspace, begun.id, None, page).await.unwrap().unwrap()
    };
    let first = page(None, 4).await;
    let rest = page(first.next, 100).await;
    let items: Vec<_> = first.items.into_iter().chain(rest.items).map(|item| item.source).collect();
    assert_eq!(
        items,
        (0..10).map(|index| RenderSource::Batch { id: begun.id, index: Some(index) }).collect::<Vec<_>>()
    );
    assert_eq!((rest.next, world.db.count("renders").await), (None, 12));
}

async fn a_repeated_request_leaves_one_batch(db: TestDatabase) {
    let world = World::new(db).await;
    let (first, items) = new_batch(&world, world.workspace, 5, BatchKind::Batch);
    let made = world.store.create_batch(&first, None, items, idempotency("one", 1)).await.unwrap();
    assert_eq!(made, Created::New(first.clone()));
    for (hash, expected) in [(1, Created::Existing(first.clone())), (2, Created::RequestIdReused)] {
        let (other, items) = new_batch(&world, world.workspace, 5, BatchKind::Batch);
        let made = world.store.create_batch(&other, None, items, idempotency("one", hash)).await.unwrap();
        assert_eq!(made, expected);
    }
    assert_eq!((world.db.count("renders").await, world.db.count("batches").await), (5, 1));
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
