//! Pictures on their way to their workspaces' own storage: the right to carry one there is a lease with a number, as
//! deliveries have.
//!
//! Each workspace's storage is a lane: its row says when to look at it again, so that a claim costs what there is to do.
//! Whoever makes something due writes that row, and so waits for a claimer who holds it; a claimer waits for nobody.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use super::{
    Store, StoreError, artifact,
    entity::{
        artifact as artifact_row, storage_target,
        upload::{ActiveModel, Column, Entity, Model},
    },
    row, storage,
    transaction::Transaction,
};
use crate::domain::{
    id::WorkspaceId,
    render::Artifact,
    secret::Secret,
    storage::{StorageTarget, Stored, UploadState},
    timestamp::Timestamp,
};

/// Workspaces that a claim looks at.
const LOOK: u64 = 64;

/// The right to carry a picture to its workspace's storage, for as long as the lease lasts.
#[derive(Debug, Clone)]
pub struct UploadClaim {
    pub artifact: Artifact,
    /// The fencing token: what is recorded under an older number changes nothing.
    pub attempt: u32,
    /// As it is now, whatever it was when the picture was made.
    pub target: StorageTarget,
    pub secret: Option<Secret>,
}

/// How one attempt ended.
#[derive(Debug, Clone)]
pub struct UploadEnding {
    pub slug: String,
    pub workspace_id: WorkspaceId,
    /// As in the claim.
    pub attempt: u32,
    pub next: UploadNext,
}

/// What becomes of an upload.
#[derive(Debug, Clone)]
pub enum UploadNext {
    /// It is at this place, and can be had from this URL.
    Stored { place_id: Uuid, url: String },
    /// It is tried again then.
    RetryAt(Timestamp, String),
    /// It is not tried again.
    GiveUp(String),
}

impl Store {
    /// Takes uploads that are due, of each workspace as many as there is room for: `under_way` says how many of its are
    /// already. What is not recorded within `lease` is due again.
    pub async fn claim_uploads(
        &self,
        now: Timestamp,
        lease: Duration,
        room: usize,
        each: usize,
        under_way: &BTreeMap<WorkspaceId, usize>,
    ) -> Result<Vec<UploadClaim>, StoreError> {
        use storage_target::Column as Lane;
        let busy = under_way.iter().filter(|(_, count)| **count >= each).map(|(workspace, _)| workspace.uuid());
        let tx = self.begin().await?;
        let lanes = storage_target::Entity::find()
            .filter(Lane::ReadyTime.lte(now.as_micros()))
            .filter(Lane::WorkspaceId.is_not_in(busy))
            .order_by_asc(Lane::ReadyTime)
            .order_by_asc(Lane::WorkspaceId)
            .limit(LOOK)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(tx.db())
            .await?;
        let mut claimed: Vec<(String, u32, usize)> = Vec::new();
        for (index, lane) in lanes.iter().enumerate() {
            let workspace = WorkspaceId::from_uuid(lane.workspace_id);
            let here = under_way.get(&workspace).copied().unwrap_or(0);
            let most = each.saturating_sub(here).min(room - claimed.len());
            if most == 0 {
                continue;
            }
            let due = tx.due_uploads(lane.workspace_id, now, most).await?;
            for (slug, attempts) in due {
                let lease_end = now.plus(lease).as_micros();
                Entity::update_many()
                    .col_expr(Column::DueTime, Expr::value(lease_end))
                    .col_expr(Column::AttemptCount, Expr::value(attempts + 1))
                    .filter(Column::ArtifactSlug.eq(slug.as_str()))
                    .exec(tx.db())
                    .await?;
                claimed.push((slug, row::number("an upload's attempts", attempts + 1)?, index));
            }
            tx.leave_storage(lane.workspace_id).await?;
            if claimed.len() >= room {
                break;
            }
        }
        tx.commit().await?;
        let slugs = claimed.iter().map(|(slug, ..)| slug.as_str());
        let found =
            artifact_row::Entity::find().filter(artifact_row::Column::Slug.is_in(slugs)).all(&self.read).await?;
        let mut artifacts: HashMap<String, artifact_row::Model> =
            found.into_iter().map(|row| (row.slug.clone(), row)).collect();
        let mut claims = Vec::with_capacity(claimed.len());
        for (slug, attempt, lane) in claimed {
            let lane = &lanes[lane];
            let mut claim = || -> Result<UploadClaim, StoreError> {
                let row =
                    artifacts.remove(&slug).ok_or_else(|| StoreError::corrupt("an upload without its picture"))?;
                let (target, secret) = (storage::domain(lane)?, storage::secret(&self.sealer, lane)?);
                Ok(UploadClaim { artifact: artifact::domain(row)?, attempt, target, secret })
            };
            match claim() {
                Ok(claim) => claims.push(claim),
                // One row that cannot be read must not keep the others waiting. It comes back with its lease.
                Err(error) => tracing::error!(%slug, %error, "an upload cannot be read"),
            }
        }
        Ok(claims)
    }

    /// When to look for uploads again. In the past if it is now.
    pub async fn next_upload_time(&self) -> Result<Option<Timestamp>, StoreError> {
        use storage_target::Column as Lane;
        let next: Option<i64> = storage_target::Entity::find()
            .select_only()
            .column(Lane::ReadyTime)
            .filter(Lane::ReadyTime.is_not_null())
            .order_by_asc(Lane::ReadyTime)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(next.map(row::time))
    }

    /// Records how attempts ended, all or none of them. Those whose claim was not the last one change nothing.
    pub async fn record_uploads(&self, endings: &[UploadEnding], now: Timestamp) -> Result<(), StoreError> {
        if endings.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        // In one order, so that no two transactions wait for each other.
        let mut sorted: Vec<&UploadEnding> = endings.iter().collect();
        sorted.sort_by(|one, other| one.slug.cmp(&other.slug));
        let mut lanes: BTreeMap<Uuid, i64> = BTreeMap::new();
        for ending in sorted {
            let mut update = Entity::update_many()
                .filter(Column::ArtifactSlug.eq(ending.slug.as_str()))
                .filter(Column::State.eq(UploadState::Pending.as_str()))
                .filter(Column::AttemptCount.eq(row::small(ending.attempt)));
            let over = |state: UploadState| (state.as_str(), Option::<i64>::None, Some(now.as_micros()));
            let (state, due, finish) = match &ending.next {
                UploadNext::Stored { place_id, url } => {
                    update = update
                        .col_expr(Column::PlaceId, Expr::value(*place_id))
                        .col_expr(Column::Url, Expr::value(url.as_str()))
                        .col_expr(Column::Error, Expr::value(Option::<String>::None));
                    over(UploadState::Stored)
                }
                UploadNext::RetryAt(at, error) => {
                    update = update.col_expr(Column::Error, Expr::value(error.as_str()));
                    (UploadState::Pending.as_str(), Some(at.as_micros()), None)
                }
                UploadNext::GiveUp(error) => {
                    update = update.col_expr(Column::Error, Expr::value(error.as_str()));
                    over(UploadState::Failed)
                }
            };
            let update = update
                .col_expr(Column::State, Expr::value(state))
                .col_expr(Column::DueTime, Expr::value(due))
                .col_expr(Column::FinishTime, Expr::value(finish));
            let took = update.exec(tx.db()).await?.rows_affected > 0;
            if let (true, Some(due)) = (took, due) {
                let lane = lanes.entry(ending.workspace_id.uuid()).or_insert(due);
                *lane = Ord::min(*lane, due);
            }
        }
        for (workspace, at) in lanes {
            tx.open_storage(workspace, at).await?;
        }
        tx.commit().await
    }

    /// Makes due what was under way when the process ended that carried it, for the start of the only one that does, as
    /// on SQLite. Does nothing on PostgreSQL, where leases end by themselves.
    pub async fn end_upload_leases_of_the_dead(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if tx.is_postgres() {
            return Ok(());
        }
        for lane in storage_target::Entity::find().all(tx.db()).await? {
            let late = Entity::update_many()
                .col_expr(Column::DueTime, Expr::value(now.as_micros()))
                .filter(Column::WorkspaceId.eq(lane.workspace_id))
                .filter(Column::DueTime.gt(now.as_micros()))
                // What has failed before waits for its time; a lease on it is over soon enough.
                .filter(Column::Error.is_null());
            if late.exec(tx.db()).await?.rows_affected > 0 {
                tx.open_storage(lane.workspace_id, now.as_micros()).await?;
            }
        }
        tx.commit().await
    }
}

impl Transaction {
    /// Sends these pictures on their way, unless they are where they should be, or on their way there. Answers how each
    /// stands.
    pub(super) async fn queue_uploads(
        &mut self,
        artifacts: &[&Artifact],
        now: Timestamp,
    ) -> Result<HashMap<String, Stored>, StoreError> {
        let wanted: BTreeMap<&str, (&Artifact, &Stored)> = artifacts
            .iter()
            .filter_map(|artifact| Some((artifact.slug.as_str(), (*artifact, artifact.stored.as_deref()?))))
            .collect();
        if wanted.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = wanted.values().map(|(artifact, stored)| ActiveModel {
            artifact_slug: Set(artifact.slug.clone()),
            workspace_id: Set(artifact.workspace_id.uuid()),
            place_id: Set(stored.place_id),
            url: Set(stored.url.clone()),
            state: Set(UploadState::Pending.as_str().to_owned()),
            attempt_count: Set(0),
            due_time: Set(Some(now.as_micros())),
            error: Set(None),
            create_time: Set(now.as_micros()),
            finish_time: Set(None),
        });
        // What is at another place goes to this one; what has never gone, because there was none, goes now.
        let elsewhere = format!(
            "uploads.place_id <> excluded.place_id AND uploads.due_time IS NULL OR uploads.state = '{}'",
            UploadState::Cancelled.as_str()
        );
        let columns = [
            Column::PlaceId,
            Column::Url,
            Column::State,
            Column::AttemptCount,
            Column::DueTime,
            Column::Error,
            Column::FinishTime,
        ];
        let again = OnConflict::column(Column::ArtifactSlug)
            .update_columns(columns)
            .action_and_where(Expr::cust(elsewhere))
            .to_owned();
        let insert = Entity::insert_many(rows).on_conflict(again);
        let changed = self.db().execute_raw(insert.build(self.db().get_database_backend())).await?.rows_affected();
        if changed > 0 {
            let workspaces: BTreeSet<Uuid> =
                wanted.values().map(|(artifact, _)| artifact.workspace_id.uuid()).collect();
            for workspace in workspaces {
                self.open_storage(workspace, now.as_micros()).await?;
            }
        }
        let slugs: Vec<&str> = wanted.into_keys().collect();
        stored(self.db(), &slugs).await
    }

    /// Something of this workspace may be claimed from then on. Its lane is held until the commit, whether or not that
    /// is sooner than what stands there: a claimer who is about to put it aside sees it, or has seen what is new.
    async fn open_storage(&mut self, workspace: Uuid, at: i64) -> Result<(), StoreError> {
        use storage_target::Column as Lane;
        let sooner =
            Expr::case(Expr::col(Lane::ReadyTime).is_null().or(Expr::col(Lane::ReadyTime).gt(at)), Expr::value(at))
                .finally(Expr::col(Lane::ReadyTime));
        storage_target::Entity::update_many()
            .col_expr(Lane::ReadyTime, sooner.into())
            .filter(Lane::WorkspaceId.eq(workspace))
            .exec(self.db())
            .await?;
        self.will_ring_uploads();
        Ok(())
    }

    /// The lane had its turn: it is looked at again when something in it is due, or never.
    async fn leave_storage(&self, workspace: Uuid) -> Result<(), StoreError> {
        use storage_target::Column as Lane;
        let next: Option<i64> = Entity::find()
            .select_only()
            .column(Column::DueTime)
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::DueTime.is_not_null())
            .order_by_asc(Column::DueTime)
            .into_tuple()
            .one(self.db())
            .await?;
        storage_target::Entity::update_many()
            .col_expr(Lane::ReadyTime, Expr::value(next))
            .filter(Lane::WorkspaceId.eq(workspace))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// The first uploads of a workspace that may be claimed and that nobody else is changing, held, with their claims.
    async fn due_uploads(
        &self,
        workspace: Uuid,
        now: Timestamp,
        most: usize,
    ) -> Result<Vec<(String, i32)>, StoreError> {
        let due = Entity::find()
            .select_only()
            .columns([Column::ArtifactSlug, Column::AttemptCount])
            .filter(Column::WorkspaceId.eq(workspace))
            .filter(Column::DueTime.lte(now.as_micros()))
            .order_by_asc(Column::DueTime)
            .order_by_asc(Column::ArtifactSlug)
            .limit(most as u64)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        Ok(due.into_tuple().all(self.db()).await?)
    }
}

/// How these pictures stand in their workspaces' storage.
pub(super) async fn stored(db: &impl ConnectionTrait, slugs: &[&str]) -> Result<HashMap<String, Stored>, StoreError> {
    let rows = Entity::find().filter(Column::ArtifactSlug.is_in(slugs.iter().copied())).all(db).await?;
    rows.into_iter().map(|row| Ok((row.artifact_slug.clone(), domain(row)?))).collect()
}

fn domain(stored: Model) -> Result<Stored, StoreError> {
    Ok(Stored {
        place_id: stored.place_id,
        url: stored.url,
        state: row::named("an upload's state", &stored.state, UploadState::from_name)?,
        error: stored.error,
    })
}
