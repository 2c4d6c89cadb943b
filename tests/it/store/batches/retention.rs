//! Renders and batches that ended long ago go, and nothing else does.

use std::collections::BTreeMap;

use placard::{
    domain::{
        batch::{Batch, BatchKind},
        render::{RenderOutcome, RenderSource},
        timestamp::Timestamp,
    },
    store::{RenderClaim, RenderEnding, SweptRenders},
};

use super::{announce, batch, ending, failed, finish, queued};
use crate::{
    store::{
        bindings,
        sample::{LEASE, NOW, World, later},
    },
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    what_ended_long_ago_goes_with_its_labels,
    a_batch_goes_with_all_of_its_items,
}

const DAY: u64 = 86_400;

/// Prunes to the end; answers how many steps that took.
async fn prune(world: &World, before: Timestamp) -> usize {
    let (mut swept, mut steps) = (SweptRenders::default(), 0);
    while world.store.prune_renders(&mut swept, before).await.unwrap() {
        steps += 1;
    }
    steps
}

/// Carries out all that is queued: a picture each.
async fn carry_out(world: &World) -> Vec<RenderClaim> {
    let claims = world.store.claim_renders(later(1), LEASE, 10_000).await.unwrap();
    let picture = || RenderOutcome::Succeeded { artifact: world.artifact(1), cached: true };
    let endings: Vec<RenderEnding> = claims.iter().map(|claim| ending(claim, picture())).collect();
    for group in endings.chunks(100) {
        assert!(finish(world, group).await.iter().all(|recorded| *recorded));
    }
    claims
}

async fn what_ended_long_ago_goes_with_its_labels(db: TestDatabase) {
    // More than a step's worth.
    const OLD: usize = 600;
    let world = World::new(db).await;
    let store = &world.store;
    let queue = async |count: usize| {
        for _ in 0..count {
            store.queue_render(queued(&world, world.workspace, RenderSource::Api), None).await.unwrap();
        }
    };
    queue(OLD).await;
    carry_out(&world).await;
    // As old, and without an end; and one that a binding shows.
    queue(1).await;
    let bound = bindings::stored(&world, world.workspace).await;
    let claim = store.claim_refreshes(NOW, LEASE, 1, 1, &BTreeMap::new()).await.unwrap().remove(0);
    let shown = bindings::changed(&world, &claim);
    store.finish_refresh(bound.id, claim.attempt, shown, None, (None, later(1))).await.unwrap().unwrap();
    let labels = world.db.count("render_metadata").await;
    assert_eq!(world.db.count("renders").await, OLD as i64 + 2);

    assert_eq!(prune(&world, NOW).await, 2, "nothing is older, one look at each table");
    assert_eq!(world.db.count("renders").await, OLD as i64 + 2);
    assert!(prune(&world, later(10 * DAY)).await > 3, "in steps");
    assert_eq!(world.db.count("renders").await, 2);
    assert!(world.db.count("render_metadata").await < labels);
    let binding = store.binding(world.workspace, bound.id).await.unwrap().unwrap();
    let render = binding.image.unwrap().render_id;
    assert!(store.render(world.workspace, render).await.unwrap().is_some());
    assert!(store.artifact_by_slug(&world.artifact(1).slug).await.unwrap().is_some(), "pictures stay");
    // What was without an end gets one, and then its time comes too.
    carry_out(&world).await;
    prune(&world, later(10 * DAY)).await;
    assert_eq!(world.db.count("renders").await, 1);
}

async fn a_batch_goes_with_all_of_its_items(db: TestDatabase) {
    let world = World::new(db).await;
    let store = &world.store;
    let there = async |batch: &Batch| store.batch(world.workspace, batch.id).await.unwrap().is_some();
    let old = batch(&world, world.workspace, 700, BatchKind::Batch).await;
    carry_out(&world).await;
    // One that is rendered again, and one that never ended.
    let retried = batch(&world, world.workspace, 2, BatchKind::Batch).await;
    let claims = store.claim_renders(later(1), LEASE, 2).await.unwrap();
    let endings: Vec<RenderEnding> = claims.iter().map(|claim| ending(claim, failed())).collect();
    store.finish_renders(&endings, later(1), &announce(&world)).await.unwrap();
    store.retry_batch_items(world.workspace, retried.id, None, later(2)).await.unwrap().unwrap();
    let running = batch(&world, world.workspace, 3, BatchKind::Collection).await;
    let labels = world.db.count("render_metadata").await;

    prune(&world, later(10 * DAY)).await;
    assert_eq!((there(&old).await, there(&retried).await, there(&running).await), (false, true, true));
    assert_eq!(world.db.count("batches").await, 2);
    // Two of the retried one were replaced.
    assert_eq!(world.db.count("renders").await, 2 + 2 + 3);
    assert_eq!(world.db.count("render_metadata").await, labels - 700);
    // With their ends their time comes too.
    carry_out(&world).await;
    prune(&world, later(10 * DAY)).await;
    let left = ["batches", "renders", "render_metadata"].map(|table| world.db.count(table));
    for count in left {
        assert_eq!(count.await, 0);
    }
}
