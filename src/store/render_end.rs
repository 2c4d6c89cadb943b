//! The ends of renders that had waited for their turn, as many at a time as have come, with the counts of their batches.
//!
//! Batches are locked before renders, and both before anything else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    artifact::Kept,
    batch::{Announce, Tally},
    entity::render::{ActiveModel, Column, Entity},
    render::{to_row, with_kept},
    row,
    statement::is_one_of,
    transaction::Transaction,
};
use crate::domain::{
    event::NewEvent,
    id::{BatchId, RenderId, WorkspaceId},
    render::{Render, RenderState},
    timestamp::Timestamp,
};

/// How one claimed render came out.
#[derive(Debug, Clone)]
pub struct RenderEnding {
    pub render_id: RenderId,
    pub workspace_id: WorkspaceId,
    pub batch_id: Option<BatchId>,
    /// As in the claim.
    pub attempt: u32,
    pub next: RenderNext,
}

/// What becomes of a claimed render.
#[derive(Debug, Clone)]
pub enum RenderNext {
    /// It has ended, and this is told.
    End { render: Box<Render>, events: Vec<NewEvent> },
    /// It could not be carried out, through no fault of its own, and waits until then. Does not count.
    PutBack(Timestamp),
}

/// What became of an ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It took effect.
    Yes,
    /// The claim it came of was not the render's last one any more: nothing was changed.
    Lost,
    /// The workspace has no credit left for it: nothing was changed, and the render is still the claimer's.
    CreditsExhausted,
}

/// A render that is being carried out.
type Running = (Uuid, i32, Option<Uuid>);

impl Store {
    /// Records the ends, all or none of them, and tells of each whether it took effect. A batch whose last item thereby
    /// ends is announced.
    pub async fn finish_renders(
        &self,
        endings: &[RenderEnding],
        now: Timestamp,
        announce: &Announce<'_>,
    ) -> Result<Vec<Recorded>, StoreError> {
        if endings.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let batches: BTreeSet<Uuid> = endings.iter().filter_map(|ending| Some(ending.batch_id?.uuid())).collect();
        let mut batches = tx.lock_batches(batches).await?;
        let mut running = tx.running(endings).await?;
        // Removing it makes sure that an ending given twice takes effect once.
        let mut recorded: Vec<Recorded> = endings
            .iter()
            .map(|ending| {
                let id = ending.render_id.uuid();
                let valid = running.get(&id).is_some_and(|(_, attempt, _)| *attempt == row::small(ending.attempt));
                if valid && running.remove(&id).is_some() { Recorded::Yes } else { Recorded::Lost }
            })
            .collect();
        tx.charge_endings(endings, &mut recorded).await?;

        let effective = || {
            let valid = endings.iter().zip(&recorded).filter(|(_, recorded)| **recorded == Recorded::Yes);
            valid.map(|(ending, _)| ending)
        };
        let artifacts = tx.keep_artifacts(effective().filter_map(ended).filter_map(Render::artifact), now).await?;
        let mut tallies: BTreeMap<Uuid, Tally> = BTreeMap::new();
        let mut events = Vec::new();
        let mut lanes: BTreeMap<Uuid, (Uuid, i64)> = BTreeMap::new();
        for ending in effective() {
            let batch = ending.batch_id.map(BatchId::uuid);
            let tally = batch.map(|batch| tallies.entry(batch).or_default());
            match &ending.next {
                RenderNext::End { render, events: told } => {
                    if let Some(tally) = tally {
                        tally.add(render.state());
                    }
                    events.extend(told.iter().cloned());
                    tx.end_render(render, &artifacts).await?;
                    tx.count_render(render);
                }
                // Nothing begins anew in a batch that is being cancelled.
                RenderNext::PutBack(_) if batch.is_some_and(|batch| batches.is_cancelling(batch)) => {
                    if let Some(tally) = tally {
                        tally.add(RenderState::Cancelled);
                    }
                    tx.put_back(ending.render_id, None, now).await?;
                }
                RenderNext::PutBack(at) => {
                    tx.put_back(ending.render_id, Some(*at), now).await?;
                    let workspace = ending.workspace_id.uuid();
                    let lane = lanes.entry(batch.unwrap_or(workspace)).or_insert((workspace, at.as_micros()));
                    lane.1 = Ord::min(lane.1, at.as_micros());
                }
            }
        }
        for (batch, tally) in tallies {
            events.extend(self.tally(&tx, &mut batches, batch, tally, now, announce).await?);
        }
        tx.will_ring_changed();
        self.publish_within(&mut tx, events).await?;
        for (lane, (workspace, at)) in lanes {
            tx.open_lane(lane, workspace, at).await?;
        }
        tx.commit().await?;
        Ok(recorded)
    }
}

fn ended(ending: &RenderEnding) -> Option<&Render> {
    match &ending.next {
        RenderNext::End { render, .. } => Some(render),
        RenderNext::PutBack(_) => None,
    }
}

impl Transaction {
    /// Takes what the renders cost, one after the other.
    async fn charge_endings(&self, endings: &[RenderEnding], recorded: &mut [Recorded]) -> Result<(), StoreError> {
        let mut valid: Vec<(&Render, &mut Recorded)> = endings
            .iter()
            .zip(recorded)
            .filter(|(_, recorded)| **recorded == Recorded::Yes)
            .filter_map(|(ending, recorded)| Some((ended(ending)?, recorded)))
            .collect();
        let renders: Vec<&Render> = valid.iter().map(|(render, _)| *render).collect();
        for refused in self.charge(&renders).await? {
            *valid[refused].1 = Recorded::CreditsExhausted;
        }
        Ok(())
    }

    /// Those of these renders that are being carried out, locked.
    async fn running(&self, endings: &[RenderEnding]) -> Result<HashMap<Uuid, Running>, StoreError> {
        let ids: BTreeSet<Uuid> = endings.iter().map(|ending| ending.render_id.uuid()).collect();
        let rows: Vec<Running> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::AttemptCount, Column::BatchId])
            .filter(is_one_of(Column::Id, ids))
            .filter(Column::State.eq(RenderState::Running.as_str()))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(self.db())
            .await?;
        Ok(rows.into_iter().map(|row| (row.0, row)).collect())
    }

    async fn end_render(&self, render: &Render, artifacts: &Kept) -> Result<(), StoreError> {
        let row = to_row(&with_kept(render, artifacts)?);
        let ended = ActiveModel {
            template_version: row.template_version,
            state: row.state,
            artifact_slug: row.artifact_slug,
            cached: row.cached,
            failure_reason: row.failure_reason,
            failure_field: row.failure_field,
            failure_message: row.failure_message,
            finish_time: row.finish_time,
            // It has served its turn.
            webhook_secret: Set(None),
            due_time: Set(None),
            revision: NotSet,
            ..Default::default()
        };
        Entity::update_many()
            .set(ended)
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
            .filter(Column::Id.eq(render.id.uuid()))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// Waits again, or without a time is taken back.
    async fn put_back(&self, id: RenderId, at: Option<Timestamp>, now: Timestamp) -> Result<(), StoreError> {
        let (state, finish) = match at {
            Some(_) => (RenderState::Queued, 0),
            None => (RenderState::Cancelled, now.as_micros()),
        };
        Entity::update_many()
            .col_expr(Column::State, Expr::value(state.as_str()))
            .col_expr(Column::FinishTime, Expr::value(finish))
            .col_expr(Column::DueTime, Expr::value(at.map(Timestamp::as_micros)))
            .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).sub(1))
            .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
            .filter(Column::Id.eq(id.uuid()))
            .exec(self.db())
            .await?;
        Ok(())
    }
}
