//! Queued renders and batches: claims, leases, counts, and what an interruption leaves.

mod count;
mod queue;
mod retention;

use placard::{
    domain::{
        access::Metadata,
        batch::{Batch, BatchKind, BatchState, ItemCounts},
        event::{EventFacts, EventType, NewEvent},
        id::{BatchId, EventId, RenderId, WorkspaceId},
        reason::Reason,
        render::{Progress, Render, RenderFailure, RenderOutcome, RenderSource, RenderState},
    },
    store::{Created, NewRender, Recorded, RenderClaim, RenderEnding, RenderNext},
};
use serde_json::json;

use super::sample::{NOW, World, later, spec};

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
