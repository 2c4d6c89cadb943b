//! What a batch counts, and when it ends.

use placard::{
    domain::{
        batch::{BatchKind, BatchState, ItemCounts},
        page::PageRequest,
        render::{RenderFilter, RenderOutcome, RenderSource},
    },
    store::{Created, RenderEnding, RenderNext, Retried, Store},
};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{announce, batch, ending, failed, finish, new_batch, next};
use crate::{
    store::sample::{ALL, LEASE, NOW, World, idempotency, later},
    support::database::{TestDatabase, on_both_engines},
};

on_both_engines! {
    a_batch_counts_its_items_and_is_told_of_once,
    counted_by_many_at_once_it_ends_once,
    a_batch_is_there_whole_or_not_at_all,
    cancelled_and_retried_it_counts_right,
    a_repeated_request_leaves_one_batch,
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
