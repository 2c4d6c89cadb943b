//! Renders that wait for their turn, and the right to carry one out: a lease with a number, as deliveries have.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{
    Created, Cursor, Store, StoreError,
    entity::{
        render::{ActiveModel, Column, Entity, Model},
        render_lane,
    },
    idempotency::Taken,
    render::{failure, secret_place, to_row, with_artifacts},
    row,
    seal::Sealer,
    statement::{is_one_of, steps},
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    id::{RenderId, WorkspaceId},
    render::{Render, RenderFailure, RenderState, RenderWebhook},
    timestamp::Timestamp,
};

/// A render that is to wait for its turn.
#[derive(Debug, Clone)]
pub struct NewRender {
    /// Queued.
    pub render: Render,
    /// No earlier render of the same spec will do.
    pub fresh: bool,
    pub webhook: Option<RenderWebhook>,
    /// It will fail, and this is how: known already, but told in its turn.
    pub failure: Option<RenderFailure>,
}

/// The right to carry out a render, for as long as the lease lasts.
#[derive(Debug, Clone, PartialEq)]
pub struct RenderClaim {
    pub render: Render,
    /// The fencing token: what is recorded under an older number changes nothing.
    pub attempt: u32,
    pub fresh: bool,
    pub webhook: Option<RenderWebhook>,
    /// How it fails, where that was known before.
    pub failure: Option<RenderFailure>,
}

impl Store {
    /// Puts a render in the queue; its turn may come at once.
    pub async fn queue_render(
        &self,
        new: NewRender,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Render>, StoreError> {
        let (workspace, id, now) = (new.render.workspace_id, new.render.id, new.render.create_time);
        let mut tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id.uuid(), now).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.render(workspace, RenderId::from_uuid(id)).await?));
            }
        }
        tx.insert_queued(&self.sealer, std::slice::from_ref(&new)).await?;
        tx.open_lane(workspace.uuid(), workspace.uuid(), now.as_micros()).await?;
        tx.commit().await?;
        Ok(Created::New(new.render))
    }

    /// Takes renders whose turn it is: those that wait, and those whose lease has run out. Goes round workspaces and
    /// batches. What is not recorded or renewed within `lease` is due again.
    pub async fn claim_renders(
        &self,
        now: Timestamp,
        lease: Duration,
        room: usize,
    ) -> Result<Vec<RenderClaim>, StoreError> {
        let mut tx = self.begin().await?;
        let mut found = HashMap::new();
        let lanes: Vec<Uuid> = tx.lanes(now).await?.into_iter().take(room).map(|lane| lane.id).collect();
        if lanes.is_empty() {
            return Ok(Vec::new());
        }
        for lane in &lanes {
            found.insert(*lane, tx.due_renders(*lane, now, room).await?);
        }
        // One of each, again and again, until there is no more room or nothing more.
        let mut ids = Vec::new();
        while ids.len() < room && found.values().any(|waiting| !waiting.is_empty()) {
            for lane in &lanes {
                let next = found.get_mut(lane).and_then(VecDeque::pop_front).filter(|_| ids.len() < room);
                ids.extend(next);
            }
        }
        if !ids.is_empty() {
            Entity::update_many()
                .col_expr(Column::State, Expr::value(RenderState::Running.as_str()))
                .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).add(1))
                .col_expr(Column::DueTime, Expr::value(now.plus(lease).as_micros()))
                .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
                .col_expr(Column::Claimer, Expr::value(tx.claimer))
                .filter(is_one_of(Column::Id, ids.iter().copied()))
                .exec(tx.db())
                .await?;
            tx.will_ring_changed();
        }
        for lane in &lanes {
            let has_more = found.get(lane).is_some_and(|waiting| !waiting.is_empty());
            tx.leave_lane(*lane, now, has_more).await?;
        }
        let rows = Entity::find().filter(is_one_of(Column::Id, ids)).order_by_asc(Column::Id).all(tx.db()).await?;
        tx.commit().await?;
        let mut claims = Vec::with_capacity(rows.len());
        for row in rows {
            let id = RenderId::from_uuid(row.id);
            match self.render_claim(row).await {
                Ok(claim) => claims.push(claim),
                // One row that cannot be read must not keep the others waiting. It comes back with its lease.
                Err(error) => tracing::error!(render = %id, %error, "a queued render cannot be read"),
            }
        }
        Ok(claims)
    }

    async fn render_claim(&self, row: Model) -> Result<RenderClaim, StoreError> {
        let webhook = match (&row.webhook_url, &row.webhook_secret) {
            (Some(url), Some(sealed)) => {
                let secret = self.sealer.open(secret_place(row.id), sealed)?;
                Some(RenderWebhook { url: url.clone(), secret })
            }
            _ => None,
        };
        let (attempt, fresh) = (row::number("a render's attempts", row.attempt_count)?, row.fresh);
        let failure = failure(&row)?;
        let render = with_artifacts(&self.read, vec![row]).await?.pop();
        let render = render.ok_or_else(|| StoreError::corrupt("a queued render"))?;
        Ok(RenderClaim { render, attempt, fresh, webhook, failure })
    }

    /// Goes on holding what is being carried out.
    pub async fn renew_renders(&self, claimed: &[RenderId], until: Timestamp) -> Result<(), StoreError> {
        for ids in steps(claimed) {
            Entity::update_many()
                .col_expr(Column::DueTime, Expr::value(until.as_micros()))
                .filter(Column::Id.is_in(ids.iter().map(|id| id.uuid())))
                .filter(Column::State.eq(RenderState::Running.as_str()))
                .exec(&self.write)
                .await?;
        }
        Ok(())
    }

    /// Ends the leases of whoever claimed renders before, for the start of the only one who claims, as on SQLite. Does
    /// nothing on PostgreSQL, where the others may be alive.
    pub async fn end_render_leases_of_the_dead(&self, now: Timestamp) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        if tx.is_postgres() {
            return Ok(());
        }
        for lane in render_lane::Entity::find().all(tx.db()).await? {
            Entity::update_many()
                .col_expr(Column::DueTime, Expr::value(now.as_micros()))
                .filter(Column::LaneId.eq(lane.id))
                .filter(Column::DueTime.gt(now.as_micros()))
                .exec(tx.db())
                .await?;
            let ready = render_lane::Entity::update_many()
                .col_expr(render_lane::Column::ReadyTime, Expr::value(now.as_micros()))
                .filter(render_lane::Column::Id.eq(lane.id))
                .filter(render_lane::Column::ReadyTime.gt(now.as_micros()));
            ready.exec(tx.db()).await?;
        }
        tx.commit().await
    }

    /// A render as it stands, and the place of that in the log of its own changes.
    pub async fn render_revision(
        &self,
        workspace: WorkspaceId,
        id: RenderId,
    ) -> Result<Option<(Cursor, Render)>, StoreError> {
        let found = Entity::find_by_id(id.uuid()).filter(Column::WorkspaceId.eq(workspace.uuid()));
        let Some(row) = found.one(&self.read).await? else { return Ok(None) };
        let place = Cursor::at(0, row.revision);
        Ok(with_artifacts(&self.read, vec![row]).await?.pop().map(|render| (place, render)))
    }
}

impl Transaction {
    /// Ends the leases of a claimer that is dead, so that what it had under way is due at once. How much that was.
    pub(super) async fn take_renders_back(&mut self, claimer: i32, now: Timestamp) -> Result<usize, StoreError> {
        let lost: Vec<(Uuid, Uuid, Uuid)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::LaneId, Column::WorkspaceId])
            .filter(Column::Claimer.eq(claimer))
            .filter(Column::LaneId.is_in(self.all_lanes().await?))
            .filter(Column::DueTime.gt(now.as_micros()))
            .filter(Column::State.eq(RenderState::Running.as_str()))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(self.db())
            .await?;
        if lost.is_empty() {
            return Ok(0);
        }
        Entity::update_many()
            .col_expr(Column::DueTime, Expr::value(now.as_micros()))
            .filter(is_one_of(Column::Id, lost.iter().map(|(id, ..)| *id)))
            .exec(self.db())
            .await?;
        let lanes: BTreeMap<Uuid, Uuid> = lost.iter().map(|(_, lane, workspace)| (*lane, *workspace)).collect();
        for (lane, workspace) in lanes {
            self.open_lane(lane, workspace, now.as_micros()).await?;
        }
        Ok(lost.len())
    }

    /// Writes renders that wait, with their labels. Their lane is not opened.
    pub(super) async fn insert_queued(&self, sealer: &Sealer, new: &[NewRender]) -> Result<(), StoreError> {
        for step in steps(new) {
            let rows = step.iter().map(|new| {
                let render = &new.render;
                let lane = render.source.batch().map_or_else(|| render.workspace_id.uuid(), |batch| batch.uuid());
                let failure = new.failure.as_ref();
                ActiveModel {
                    webhook_url: Set(new.webhook.as_ref().map(|webhook| webhook.url.clone())),
                    webhook_secret: Set(new
                        .webhook
                        .as_ref()
                        .map(|webhook| sealer.seal(secret_place(render.id.uuid()), &webhook.secret))),
                    failure_reason: Set(failure.map(|failure| failure.reason.as_str().to_owned())),
                    failure_field: Set(failure.and_then(|failure| failure.field.clone())),
                    failure_message: Set(failure.map(|failure| failure.message.clone())),
                    fresh: Set(new.fresh),
                    lane_id: Set(Some(lane)),
                    due_time: Set(Some(render.create_time.as_micros())),
                    ..to_row(render)
                }
            });
            Entity::insert_many(rows).exec_without_returning(self.db()).await?;
            self.label_renders(&step.iter().map(|new| &new.render).collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// The first renders of a lane that may be claimed and that nobody else is changing, held.
    async fn due_renders(&self, lane: Uuid, now: Timestamp, most: usize) -> Result<VecDeque<Uuid>, StoreError> {
        let ids: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::LaneId.eq(lane))
            .filter(Column::DueTime.lte(now.as_micros()))
            .order_by_asc(Column::DueTime)
            .order_by_asc(Column::Id)
            // One more tells whether there is more.
            .limit(most as u64 + 1)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple()
            .all(self.db())
            .await?;
        Ok(ids.into())
    }
}
