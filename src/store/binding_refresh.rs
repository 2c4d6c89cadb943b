//! Refreshes of bindings, and the right to carry one out: a lease with a number, as deliveries have.

use std::{collections::BTreeMap, iter, time::Duration};

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, Func, LockBehavior, LockType, Order, Query, WindowStatement},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    binding::{Headers, domain, one, open_headers},
    entity::binding::{Column, Entity, Model},
    row,
    statement::is_one_of,
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    binding::{Binding, RefreshFailure, Validators},
    event::NewEvent,
    id::{BindingId, WorkspaceId},
    render::Render,
    spec::Variables,
    timestamp::Timestamp,
};

/// Bindings that a claim looks at.
const LOOK: u64 = 256;
/// How far a clock may be ahead before what it wrote is taken for a mistake.
const AHEAD: Duration = Duration::from_secs(60);

/// The right to refresh a binding, for as long as the lease lasts.
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshClaim {
    pub binding: Binding,
    /// The values of its source's headers.
    pub headers: Headers,
    /// What the source said with the answer that the image's data are of.
    pub validators: Validators,
    /// Of everything that the image was made of.
    pub image_digest: Option<[u8; 32]>,
    /// The fencing token: what is recorded under another number changes nothing.
    pub attempt: u32,
    /// How often it was claimed since a refresh was last recorded, this time included.
    pub claims: u32,
}

/// What asking for one binding's refresh came to.
#[derive(Debug, Clone, PartialEq)]
pub enum RefreshTurn {
    Ours(Box<RefreshClaim>),
    /// Somebody else is at it.
    UnderWay,
    /// There is no such binding.
    Missing,
}

/// How a refresh ended.
#[derive(Debug, Clone)]
pub enum RefreshEnd {
    /// The picture is what it would be made to again.
    Unchanged(Validators),
    /// There is a new one, and this is told.
    Changed {
        render: Box<Render>,
        data: Variables,
        image_digest: [u8; 32],
        validators: Validators,
        events: Vec<NewEvent>,
    },
    /// There is none, and this is told.
    Failed { failure: RefreshFailure, events: Vec<NewEvent> },
    /// It could not be carried out, through no fault of its own. Does not count.
    PutBack,
}

impl Store {
    /// Takes bindings that are due: those whose time has come, and those whose lease has run out. Goes round workspaces,
    /// each of which may have `share` under way, those counted in `busy` included. What is not recorded within `lease` is
    /// due again.
    pub async fn claim_refreshes(
        &self,
        now: Timestamp,
        lease: Duration,
        room: usize,
        share: u32,
        busy: &BTreeMap<WorkspaceId, u32>,
    ) -> Result<Vec<RefreshClaim>, StoreError> {
        let candidates = self.due_refreshes(now, room, share, busy).await?;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let tx = self.begin().await?;
        // Looked at again: since then somebody else may have taken them.
        let rows = Entity::find()
            .filter(is_one_of(Column::Id, candidates))
            .filter(Column::DueTime.lte(now.as_micros()))
            .order_by_asc(Column::Id)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(tx.db())
            .await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            claimed.push(tx.claim_refresh(row, now, lease).await?);
        }
        tx.commit().await?;
        let mut claims = Vec::with_capacity(claimed.len());
        for row in claimed {
            let id = BindingId::from_uuid(row.id);
            match self.refresh_claim(row) {
                Ok(claim) => claims.push(claim),
                // One row that cannot be read must not keep the others waiting. It comes back with its lease.
                Err(error) => tracing::error!(binding = %id, %error, "a binding cannot be read"),
            }
        }
        Ok(claims)
    }

    /// Takes this one, whether or not it is due.
    pub async fn claim_refresh(
        &self,
        workspace: WorkspaceId,
        id: BindingId,
        now: Timestamp,
        lease: Duration,
    ) -> Result<RefreshTurn, StoreError> {
        let tx = self.begin().await?;
        let Some(row) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(RefreshTurn::Missing);
        };
        if row.refreshing && row.due_time.is_some_and(|lease_end| lease_end > now.as_micros()) {
            return Ok(RefreshTurn::UnderWay);
        }
        let row = tx.claim_refresh(row, now, lease).await?;
        tx.commit().await?;
        Ok(RefreshTurn::Ours(Box::new(self.refresh_claim(row)?)))
    }

    /// When a binding is due, or the lease of a refresh ends. In the past if one is due now.
    pub async fn next_refresh_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = Entity::find()
            .select_only()
            .column(Column::DueTime)
            .filter(Column::DueTime.is_not_null())
            .order_by_asc(Column::DueTime)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(next.map(row::time))
    }

    /// Some that are due, in the order of their turns.
    async fn due_refreshes(
        &self,
        now: Timestamp,
        room: usize,
        share: u32,
        busy: &BTreeMap<WorkspaceId, u32>,
    ) -> Result<Vec<Uuid>, StoreError> {
        #[derive(FromQueryResult)]
        struct Due {
            id: Uuid,
            workspace_id: Uuid,
        }
        let (ranked, place) = (Alias::new("ranked"), Alias::new("place"));
        let by_workspace =
            WindowStatement::partition_by(Column::WorkspaceId).order_by(Column::DueTime, Order::Asc).take();
        let full = busy.iter().filter(|(_, count)| **count >= share).map(|(workspace, _)| workspace.uuid());
        let due = Query::select()
            .columns([Column::Id, Column::WorkspaceId, Column::DueTime])
            .expr_window_as(Func::cust(Alias::new("row_number")), by_workspace, place.clone())
            .from(Entity)
            .and_where(Column::DueTime.lte(now.as_micros()))
            .and_where(Column::WorkspaceId.is_not_in(full))
            .take();
        let turns = Query::select()
            .columns([Alias::new("id"), Alias::new("workspace_id")])
            .from_subquery(due, ranked)
            .and_where(Expr::col(place.clone()).lte(share))
            .order_by(place, Order::Asc)
            .order_by(Alias::new("due_time"), Order::Asc)
            .limit(LOOK)
            .take();
        let statement = self.read.get_database_backend().build(&turns);
        let found = Due::find_by_statement(statement).all(&self.read).await?;
        let mut taken = busy.clone();
        let fits = |due: &Due| {
            let count = taken.entry(WorkspaceId::from_uuid(due.workspace_id)).or_default();
            *count += 1;
            *count <= share
        };
        Ok(found.into_iter().filter(fits).take(room).map(|due| due.id).collect())
    }

    fn refresh_claim(&self, row: Model) -> Result<RefreshClaim, StoreError> {
        let headers = open_headers(&self.sealer, &row)?;
        let validators = Validators { etag: row.etag.clone(), last_modified: row.last_modified.clone() };
        let digest = row.image_digest.as_deref().map(|digest| row::digest("a binding's digest", digest));
        Ok(RefreshClaim {
            headers,
            validators,
            image_digest: digest.transpose()?,
            attempt: row::number("a binding's attempts", row.attempt_count)?,
            claims: row::number("a binding's claims", row.claim_count)?,
            binding: domain(row)?,
        })
    }

    /// Records the end of a claimed refresh, with the render, the events and their deliveries, and answers the binding as
    /// it is then. `None` where the claim is not the binding's last one any more: then nothing is recorded. Nothing is
    /// either where there are no credits for the render.
    ///
    /// `next` is when it is refreshed next; what is put back is due then as well. What succeeds takes the request's id, for
    /// the render or, without a new one, for the binding.
    pub async fn finish_refresh(
        &self,
        id: BindingId,
        attempt: u32,
        end: RefreshEnd,
        idempotency: Option<&Idempotency>,
        (next, now): (Option<Timestamp>, Timestamp),
    ) -> Result<Option<Binding>, StoreError> {
        let mut tx = self.begin().await?;
        let claimed = Entity::find_by_id(id.uuid())
            .filter(Column::AttemptCount.eq(row::small(attempt)))
            .filter(Column::Refreshing.eq(true))
            .lock_exclusive();
        let Some(stored) = claimed.one(tx.db()).await? else { return Ok(None) };
        let made = match &end {
            RefreshEnd::Unchanged(_) => Some(id.uuid()),
            RefreshEnd::Changed { render, .. } => Some(render.id.uuid()),
            RefreshEnd::Failed { .. } | RefreshEnd::PutBack => None,
        };
        if let Some(made) = made {
            // Somebody who asked the same meanwhile may have it: then both were carried out, and both are answered.
            tx.take_request_id(WorkspaceId::from_uuid(stored.workspace_id), idempotency, made, now).await?;
        }
        let (retries, claims) = (stored.retry_count, stored.claim_count);
        let mut row = stored.into_active_model();
        row.refreshing = Set(false);
        row.claim_count = Set(0);
        row.due_time = Set(next.map(Timestamp::as_micros));
        if !matches!(end, RefreshEnd::PutBack) {
            row.next_time = Set(next.map(Timestamp::as_micros));
        }
        let (mut events, mut succeeded) = (Vec::new(), None);
        match end {
            RefreshEnd::PutBack => row.claim_count = Set(claims.saturating_sub(1)),
            RefreshEnd::Unchanged(validators) => succeeded = Some(validators),
            RefreshEnd::Changed { render, data, image_digest, validators, events: told } => {
                if !tx.charge(&[&render]).await?.is_empty() {
                    return Err(StoreError::CreditsExhausted);
                }
                let stored = tx.insert_ended(iter::once(&*render)).await?;
                tx.count_render(&render);
                let artifact = stored.first().and_then(Render::artifact);
                let artifact = artifact.ok_or_else(|| StoreError::corrupt("a binding's new picture"))?;
                row.render_id = Set(Some(render.id.uuid()));
                row.artifact_slug = Set(Some(artifact.slug.clone()));
                row.data = Set(Some(row::to_json(&data)));
                row.image_digest = Set(Some(image_digest.to_vec()));
                row.change_time = Set(Some(now.as_micros()));
                (events, succeeded) = (told, Some(validators));
            }
            RefreshEnd::Failed { failure, events: told } => {
                row.retry_count = Set(retries.saturating_add(1));
                row.failure_reason = Set(Some(failure.reason.as_str().to_owned()));
                row.failure_message = Set(Some(failure.message));
                row.refresh_time = Set(Some(now.as_micros()));
                events = told;
            }
        }
        if let Some(Validators { etag, last_modified }) = succeeded {
            (row.etag, row.last_modified) = (Set(etag), Set(last_modified));
            row.retry_count = Set(0);
            (row.failure_reason, row.failure_message) = (Set(None), Set(None));
            row.refresh_time = Set(Some(now.as_micros()));
            row.success_time = Set(Some(now.as_micros()));
        }
        let updated = row.update(tx.db()).await?;
        self.publish_within(&mut tx, events).await?;
        tx.commit().await?;
        domain(updated).map(Some)
    }

    /// Ends the leases of whoever refreshed before, for the start of the only one who does, as on SQLite. Does nothing on
    /// PostgreSQL, where the others may be alive.
    pub async fn end_refresh_leases_of_the_dead(&self, now: Timestamp) -> Result<(), StoreError> {
        if self.is_shared() {
            return Ok(());
        }
        end_leases(&self.write, Condition::all(), now).await.map(drop)
    }

    /// Makes due what a clock that was far ahead put off: what was recorded in the future, and leases that end later than
    /// any claimed now would.
    pub async fn mend_refresh_times(&self, now: Timestamp, lease: Duration) -> Result<u64, StoreError> {
        let put_off = Entity::update_many()
            .col_expr(Column::DueTime, Expr::value(now.as_micros()))
            .col_expr(Column::NextTime, Expr::value(now.as_micros()))
            .filter(Column::DueTime.gt(now.as_micros()))
            .filter(Column::Refreshing.eq(false))
            .filter(Column::RefreshTime.gt(now.plus(AHEAD).as_micros()))
            .exec(&self.write)
            .await?;
        let held = Entity::update_many()
            .col_expr(Column::DueTime, Expr::value(now.as_micros()))
            .filter(Column::DueTime.gt(now.plus(lease).plus(AHEAD).as_micros()))
            .filter(Column::Refreshing.eq(true))
            .exec(&self.write)
            .await?;
        Ok(put_off.rows_affected + held.rows_affected)
    }
}

impl Transaction {
    /// Raises a binding's attempt number and begins a lease. The row is locked.
    async fn claim_refresh(&self, stored: Model, now: Timestamp, lease: Duration) -> Result<Model, StoreError> {
        let (attempt, claims) = (stored.attempt_count, stored.claim_count);
        let mut row = stored.into_active_model();
        row.refreshing = Set(true);
        row.attempt_count = Set(attempt.saturating_add(1));
        row.claim_count = Set(claims.saturating_add(1));
        row.due_time = Set(Some(now.plus(lease).as_micros()));
        row.claimer = Set(self.claimer);
        Ok(row.update(self.db()).await?)
    }

    /// Ends the leases of a claimer that is dead, so that what it refreshed is due at once. How much that was.
    pub(super) async fn take_refreshes_back(&self, claimer: i32, now: Timestamp) -> Result<u64, StoreError> {
        end_leases(self.db(), Condition::all().add(Column::Claimer.eq(claimer)), now).await
    }
}

async fn end_leases(db: &impl ConnectionTrait, whose: Condition, now: Timestamp) -> Result<u64, StoreError> {
    let ended = Entity::update_many()
        .col_expr(Column::DueTime, Expr::value(now.as_micros()))
        .filter(whose)
        .filter(Column::Refreshing.eq(true))
        .filter(Column::DueTime.gt(now.as_micros()))
        .exec(db)
        .await?;
    Ok(ended.rows_affected)
}
