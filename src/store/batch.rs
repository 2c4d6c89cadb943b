//! Batches: their items are renders, and their row holds the counts.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Cursor, Store, StoreError,
    entity::{
        batch::{Column, Entity, Model},
        render,
    },
    page::page,
    render::with_artifacts,
    row,
    seal::Place,
    transaction::Transaction,
};
use crate::domain::{
    batch::{Batch, BatchKind, BatchState, ItemCounts},
    delivery::{DeliveryBody, Destination},
    event::{DirectDestination, NewEvent},
    id::{BatchId, DeliveryId, WorkspaceId},
    page::{Page, PageRequest},
    render::{Render, RenderState},
    timestamp::Timestamp,
};

/// The state of a batch whose items are still being written.
pub(super) const PREPARING: &str = "preparing";
/// Items of a collection that its event tells of.
pub const TOLD_ITEMS: u64 = 100;

/// Makes the event that tells of a batch's end; of a collection it gets the first items too.
pub type Announce<'a> = dyn Fn(&Batch, &[Render]) -> NewEvent + Send + Sync + 'a;

/// Ends of a batch's items that one transaction records.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub succeeded: i32,
    pub failed: i32,
    pub cancelled: i32,
}

impl Tally {
    pub fn add(&mut self, state: RenderState) {
        match state {
            RenderState::Succeeded => self.succeeded += 1,
            RenderState::Failed => self.failed += 1,
            RenderState::Cancelled => self.cancelled += 1,
            RenderState::Queued | RenderState::Running => {}
        }
    }
}

/// Batches that a transaction holds, as they stand.
pub(super) struct Locked(BTreeMap<Uuid, Model>);

impl Locked {
    /// This one, if it is there for this workspace.
    pub fn of(&mut self, workspace: WorkspaceId, id: BatchId) -> Option<&mut Model> {
        self.0.get_mut(&id.uuid()).filter(|row| row.workspace_id == workspace.uuid() && row.state != PREPARING)
    }

    pub fn is_cancelling(&self, batch: Uuid) -> bool {
        self.0.get(&batch).is_some_and(|row| row.state == BatchState::Cancelling.as_str())
    }
}

impl Transaction {
    /// Holds these batches, so that nobody else counts meanwhile.
    pub(super) async fn lock_batches(&self, ids: BTreeSet<Uuid>) -> Result<Locked, StoreError> {
        if ids.is_empty() {
            return Ok(Locked(BTreeMap::new()));
        }
        let held = Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Id).lock_exclusive();
        Ok(Locked(held.all(self.db()).await?.into_iter().map(|row| (row.id, row)).collect()))
    }
}

impl Store {
    /// Counts ends of a held batch's items. If it has thereby come to its end, answers the event that says so.
    pub(super) async fn tally(
        &self,
        tx: &Transaction,
        batches: &mut Locked,
        batch: Uuid,
        tally: Tally,
        now: Timestamp,
        announce: &Announce<'_>,
    ) -> Result<Option<NewEvent>, StoreError> {
        let Some(row) = batches.0.get_mut(&batch) else { return Ok(None) };
        row.succeeded_count += tally.succeeded;
        row.failed_count += tally.failed;
        row.cancelled_count += tally.cancelled;
        let counts = counts(row)?;
        let state = counts.state(row.state == BatchState::Cancelling.as_str());
        state.as_str().clone_into(&mut row.state);
        let ends = counts.ended() >= counts.total && row.finish_time.is_none();
        if ends {
            row.finish_time = Some(now.as_micros());
        }
        Entity::update_many()
            .col_expr(Column::SucceededCount, Expr::value(row.succeeded_count))
            .col_expr(Column::FailedCount, Expr::value(row.failed_count))
            .col_expr(Column::CancelledCount, Expr::value(row.cancelled_count))
            .col_expr(Column::State, Expr::value(row.state.as_str()))
            .col_expr(Column::FinishTime, Expr::value(row.finish_time))
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
            .filter(Column::Id.eq(batch))
            .exec(tx.db())
            .await?;
        if !ends {
            return Ok(None);
        }
        let ended = domain(row)?;
        let items = match ended.kind {
            BatchKind::Batch => Vec::new(),
            BatchKind::Collection => first_items(tx, batch).await?,
        };
        let mut event = announce(&ended, &items);
        if let (Some(url), Some(sealed)) = (&row.webhook_url, &row.webhook_secret) {
            event.direct.push(DirectDestination {
                delivery_id: DeliveryId::from_uuid(self.ids.next(now)),
                destination: Destination::Batch(ended.id),
                url: url.clone(),
                secret: Some(self.sealer.open(secret_place(batch), sealed)?),
                body: DeliveryBody::Event,
            });
        }
        Ok(Some(event))
    }
}

impl Store {
    pub async fn batch(&self, workspace: WorkspaceId, id: BatchId) -> Result<Option<Batch>, StoreError> {
        Ok(self.batch_revision(workspace, id).await?.map(|(_, batch)| batch))
    }

    /// One of whichever workspace, for who knows the name of its archive.
    pub async fn batch_of_any(&self, id: BatchId) -> Result<Option<Batch>, StoreError> {
        let found = shown().filter(Column::Id.eq(id.uuid())).one(&self.read).await?;
        found.map(|row| domain(&row)).transpose()
    }

    /// A batch as it stands, and the place of that in the log of its own changes.
    pub async fn batch_revision(
        &self,
        workspace: WorkspaceId,
        id: BatchId,
    ) -> Result<Option<(Cursor, Batch)>, StoreError> {
        let found = of(workspace).filter(Column::Id.eq(id.uuid())).one(&self.read).await?;
        found.map(|row| Ok((Cursor::at(0, row.revision), domain(&row)?))).transpose()
    }

    /// Newest first.
    pub async fn list_batches(
        &self,
        workspace: WorkspaceId,
        state: Option<BatchState>,
        request: PageRequest,
    ) -> Result<Page<Batch>, StoreError> {
        let select = of(workspace).apply_if(state, |select, state| select.filter(Column::State.eq(state.as_str())));
        page(&self.read, select, Column::Id, request).await?.try_map(|row| domain(&row))
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    shown().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

/// Those whose items are there.
fn shown() -> Select<Entity> {
    Entity::find().filter(Column::State.ne(PREPARING))
}

async fn first_items(tx: &Transaction, batch: Uuid) -> Result<Vec<Render>, StoreError> {
    let rows = render::Entity::find()
        .filter(render::Column::BatchId.eq(batch))
        .filter(render::Column::BatchIndex.is_not_null())
        .order_by_asc(render::Column::BatchIndex)
        .limit(TOLD_ITEMS)
        .all(tx.db())
        .await?;
    with_artifacts(tx.db(), rows).await
}

/// Where a batch's webhook's secret is sealed.
pub(super) fn secret_place(batch: Uuid) -> Place {
    Place { table: "batches", column: "webhook_secret", row: batch }
}

fn counts(stored: &Model) -> Result<ItemCounts, StoreError> {
    let number = |count| row::number("a batch's count", count);
    Ok(ItemCounts {
        total: number(stored.total_count)?,
        succeeded: number(stored.succeeded_count)?,
        failed: number(stored.failed_count)?,
        cancelled: number(stored.cancelled_count)?,
    })
}

pub(super) fn domain(stored: &Model) -> Result<Batch, StoreError> {
    Ok(Batch {
        id: BatchId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        kind: row::named("a batch's kind", &stored.kind, BatchKind::from_name)?,
        state: row::named("a batch's state", &stored.state, BatchState::from_name)?,
        template: stored.template.clone(),
        metadata: row::from_json("a batch's metadata", &stored.metadata)?,
        request_id: stored.request_id.clone(),
        counts: counts(stored)?,
        create_time: row::time(stored.create_time),
        start_time: row::time(stored.start_time),
        finish_time: stored.finish_time.map(row::time),
    })
}
