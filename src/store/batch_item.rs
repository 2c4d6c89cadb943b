//! Batches as they are made, taken back and retried: what changes many items at once.

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Created, Store, StoreError,
    batch::{Announce, PREPARING, Tally, domain, secret_place},
    entity::{
        batch::{Column, Entity, Model},
        render,
    },
    idempotency::Taken,
    render::with_artifacts,
    render_queue::NewRender,
    row,
};
use crate::domain::{
    access::Idempotency,
    batch::{Batch, BatchState},
    id::{BatchId, RenderId, WorkspaceId},
    page::{Page, PageRequest},
    reason::Reason,
    render::{Progress, Render, RenderState, RenderWebhook},
    timestamp::Timestamp,
};

/// Rows, labels included, that one transaction writes of a batch that is being made.
const TOGETHER: usize = 2_000;
/// Rows that one step deletes.
const STEP: u64 = 500;

/// What a retry came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Retried {
    /// As it is now.
    Batch(Batch),
    /// It has not ended yet.
    NotEnded,
    RequestIdReused,
}

impl Store {
    /// Makes a batch of these items, each queued. They are written in steps, and nobody sees or carries out any of them
    /// before all are there; what an interruption leaves behind goes with [`Store::discard_unprepared`].
    pub async fn create_batch(
        &self,
        batch: &Batch,
        webhook: Option<&RenderWebhook>,
        items: Vec<NewRender>,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Batch>, StoreError> {
        let id = batch.id.uuid();
        let row = Model {
            id,
            workspace_id: batch.workspace_id.uuid(),
            kind: batch.kind.as_str().to_owned(),
            state: PREPARING.to_owned(),
            template: batch.template.clone(),
            metadata: row::to_json(&batch.metadata),
            request_id: batch.request_id.clone(),
            webhook_url: webhook.map(|webhook| webhook.url.clone()),
            webhook_secret: webhook.map(|webhook| self.sealer.seal(secret_place(id), &webhook.secret)),
            total_count: row::small(batch.counts.total),
            succeeded_count: 0,
            failed_count: 0,
            cancelled_count: 0,
            revision: 1,
            create_time: batch.create_time.as_micros(),
            start_time: batch.start_time.as_micros(),
            finish_time: None,
        };
        Entity::insert(row.into_active_model()).exec_without_returning(&self.write).await?;
        let step = (TOGETHER / (1 + batch.metadata.len())).max(1);
        for step in items.chunks(step) {
            let tx = self.begin().await?;
            tx.insert_queued(&self.sealer, step).await?;
            tx.commit().await?;
        }

        let mut tx = self.begin().await?;
        let taken = tx.take_request_id(batch.workspace_id, idempotency.as_ref(), id, batch.create_time).await?;
        let before = match taken {
            Taken::New => {
                let begun = Entity::update_many()
                    .col_expr(Column::State, Expr::value(BatchState::Running.as_str()))
                    .filter(Column::Id.eq(id))
                    .filter(Column::State.eq(PREPARING));
                if begun.exec(tx.db()).await?.rows_affected != 1 {
                    return Err(StoreError::corrupt("a batch that took too long to be written"));
                }
                tx.will_ring_changed();
                tx.open_lane(id, batch.workspace_id.uuid(), batch.create_time.as_micros()).await?;
                tx.commit().await?;
                return Ok(Created::New(batch.clone()));
            }
            Taken::Reused => None,
            Taken::Before(id) => Some(BatchId::from_uuid(id)),
        };
        drop(tx);
        self.discard(id).await?;
        match before {
            Some(before) => Ok(Created::existing(self.batch(batch.workspace_id, before).await?)),
            None => Ok(Created::RequestIdReused),
        }
    }

    /// Deletes batches that were begun to be made before a time and never were. On PostgreSQL another replica may be at it
    /// just now, so `before` is long ago there.
    pub async fn discard_unprepared(&self, before: Timestamp) -> Result<(), StoreError> {
        let left: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::State.eq(PREPARING))
            .filter(Column::FinishTime.is_null())
            .filter(Column::CreateTime.lt(before.as_micros()))
            .into_tuple()
            .all(&self.read)
            .await?;
        for id in left {
            self.discard(id).await?;
        }
        Ok(())
    }

    /// Deletes a batch that nobody sees, with its items, in steps.
    pub(super) async fn discard(&self, batch: Uuid) -> Result<(), StoreError> {
        use render::Column as Item;
        loop {
            let tx = self.begin().await?;
            let ids: Vec<Uuid> = render::Entity::find()
                .select_only()
                .column(Item::Id)
                .filter(Item::BatchId.eq(batch))
                .limit(STEP)
                .into_tuple()
                .all(tx.db())
                .await?;
            if ids.is_empty() {
                Entity::delete_by_id(batch).exec(tx.db()).await?;
                return tx.commit().await;
            }
            tx.delete_renders(&ids).await?;
            tx.commit().await?;
        }
    }

    /// Items of a batch, by their places; `None` if there is no such batch. The page's `after` holds a place.
    pub async fn list_batch_items(
        &self,
        workspace: WorkspaceId,
        id: BatchId,
        state: Option<RenderState>,
        request: PageRequest,
    ) -> Result<Option<Page<Render>>, StoreError> {
        use render::Column as Item;
        if self.batch(workspace, id).await?.is_none() {
            return Ok(None);
        }
        let after = request.after.map(|after| i32::try_from(after.as_u128()).unwrap_or(i32::MAX));
        let mut rows = render::Entity::find()
            .filter(Item::BatchId.eq(id.uuid()))
            .filter(Item::BatchIndex.is_not_null())
            .apply_if(state, |select, state| select.filter(Item::State.eq(state.as_str())))
            .apply_if(after, |select, after| select.filter(Item::BatchIndex.gt(after)))
            .order_by_asc(Item::BatchIndex)
            // One more tells whether there is another page.
            .limit(u64::from(request.size) + 1)
            .all(&self.read)
            .await?;
        let more = rows.len() > request.size as usize;
        rows.truncate(request.size as usize);
        let last = rows.last().and_then(|last| u128::try_from(last.batch_index?).ok()).map(Uuid::from_u128);
        let items = with_artifacts(&self.read, rows).await?;
        Ok(Some(Page { items, next: last.filter(|_| more) }))
    }

    /// Takes back what has not begun of a batch; answers it as it is then. `None` if there is no such batch.
    pub async fn cancel_batch(
        &self,
        workspace: WorkspaceId,
        id: BatchId,
        now: Timestamp,
        announce: &Announce<'_>,
    ) -> Result<Option<Batch>, StoreError> {
        use render::Column as Item;
        let mut tx = self.begin().await?;
        let mut held = tx.lock_batches([id.uuid()].into()).await?;
        let Some(row) = held.of(workspace, id) else { return Ok(None) };
        if row.finish_time.is_some() {
            return domain(row).map(Some);
        }
        BatchState::Cancelling.as_str().clone_into(&mut row.state);
        let taken_back = render::Entity::update_many()
            .col_expr(Item::State, Expr::value(RenderState::Cancelled.as_str()))
            .col_expr(Item::FinishTime, Expr::value(now.as_micros()))
            .col_expr(Item::DueTime, Expr::value(Option::<i64>::None))
            .col_expr(Item::Revision, Expr::col(Item::Revision).add(1))
            .col_expr(Item::FailureReason, Expr::value(Option::<String>::None))
            .filter(Item::BatchId.eq(id.uuid()))
            .filter(Item::State.eq(RenderState::Queued.as_str()));
        let count = taken_back.exec(tx.db()).await?.rows_affected;
        let tally = Tally { cancelled: i32::try_from(count).unwrap_or(i32::MAX), ..Tally::default() };
        let events = self.tally(&tx, &mut held, id.uuid(), tally, now, announce).await?;
        tx.will_ring_changed();
        self.publish_within(&mut tx, events.into_iter().collect()).await?;
        tx.commit().await?;
        self.batch(workspace, id).await
    }

    /// Queues the failed items of a batch that has ended anew, each as a new render in its place. `None` if there is no
    /// such batch.
    pub async fn retry_batch_items(
        &self,
        workspace: WorkspaceId,
        id: BatchId,
        idempotency: Option<Idempotency>,
        now: Timestamp,
    ) -> Result<Option<Retried>, StoreError> {
        use render::Column as Item;
        let mut tx = self.begin().await?;
        let mut held = tx.lock_batches([id.uuid()].into()).await?;
        let Some(row) = held.of(workspace, id) else { return Ok(None) };
        match tx.take_request_id(workspace, idempotency.as_ref(), id.uuid(), now).await? {
            Taken::New => {}
            Taken::Before(before) if before == id.uuid() => return domain(row).map(Retried::Batch).map(Some),
            Taken::Before(_) | Taken::Reused => return Ok(Some(Retried::RequestIdReused)),
        }
        if row.finish_time.is_none() {
            return Ok(Some(Retried::NotEnded));
        }
        let failed = render::Entity::find()
            .filter(Item::BatchId.eq(id.uuid()))
            .filter(Item::BatchIndex.is_not_null())
            .filter(Item::State.eq(RenderState::Failed.as_str()))
            // What was no row is none now.
            .filter(Item::FailureReason.ne(Reason::InvalidRow.as_str()))
            .order_by_asc(Item::BatchIndex)
            .all(tx.db())
            .await?;
        if failed.is_empty() {
            let batch = domain(row)?;
            tx.commit().await?;
            return Ok(Some(Retried::Batch(batch)));
        }
        let fresh: Vec<bool> = failed.iter().map(|row| row.fresh).collect();
        let again: Vec<NewRender> = with_artifacts(tx.db(), failed)
            .await?
            .into_iter()
            .zip(fresh)
            .map(|(before, fresh)| NewRender { render: self.again(before, now), fresh, webhook: None, failure: None })
            .collect();
        let count = i32::try_from(again.len()).unwrap_or(i32::MAX);
        render::Entity::update_many()
            .col_expr(Item::BatchIndex, Expr::value(Option::<i32>::None))
            .filter(Item::BatchId.eq(id.uuid()))
            .filter(Item::State.eq(RenderState::Failed.as_str()))
            .filter(Item::FailureReason.ne(Reason::InvalidRow.as_str()))
            .exec(tx.db())
            .await?;
        tx.insert_queued(&self.sealer, &again).await?;
        Entity::update_many()
            .col_expr(Column::FailedCount, Expr::col(Column::FailedCount).sub(count))
            .col_expr(Column::State, Expr::value(BatchState::Running.as_str()))
            .col_expr(Column::StartTime, Expr::value(now.as_micros()))
            .col_expr(Column::FinishTime, Expr::value(Option::<i64>::None))
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
            .filter(Column::Id.eq(id.uuid()))
            .exec(tx.db())
            .await?;
        tx.will_ring_changed();
        tx.open_lane(id.uuid(), workspace.uuid(), now.as_micros()).await?;
        tx.commit().await?;
        Ok(self.batch(workspace, id).await?.map(Retried::Batch))
    }

    /// The same item, to be rendered once more.
    fn again(&self, before: Render, now: Timestamp) -> Render {
        let id = RenderId::from_uuid(self.ids.next(now));
        Render { id, template_version: 0, progress: Progress::Queued, create_time: now, ..before }
    }
}
