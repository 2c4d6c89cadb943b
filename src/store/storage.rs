//! Where workspaces' pictures go besides the blob store. The keys to it are sealed.

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::{
        storage_target::{ActiveModel, Column, Entity, Model},
        upload,
    },
    row,
    seal::{Place, Sealer},
    transaction::Transaction,
};
use crate::domain::{
    id::WorkspaceId,
    secret::Secret,
    storage::{BucketPlace, NewStorageTarget, StoragePlace, StorageTarget, UploadState},
    timestamp::Timestamp,
};

/// A place as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Written {
    Bucket {
        endpoint: String,
        bucket: String,
        region: String,
        prefix: String,
        virtual_hosted: bool,
        access_key_id: String,
    },
    Folder {
        prefix: String,
    },
}

impl Store {
    /// A workspace's storage.
    pub async fn storage_target(&self, workspace: WorkspaceId) -> Result<Option<StorageTarget>, StoreError> {
        let found = Entity::find_by_id(workspace.uuid()).one(&self.read).await?;
        found.as_ref().map(domain).transpose()
    }

    /// A workspace's storage, and the key to it.
    pub async fn storage_access(
        &self,
        workspace: WorkspaceId,
    ) -> Result<Option<(StorageTarget, Option<Secret>)>, StoreError> {
        let found = Entity::find_by_id(workspace.uuid()).one(&self.read).await?;
        found.map(|row| Ok((domain(&row)?, secret(&self.sealer, &row)?))).transpose()
    }

    pub(super) async fn storage_targets(
        &self,
        workspaces: impl IntoIterator<Item = Uuid>,
    ) -> Result<Vec<(Uuid, StorageTarget)>, StoreError> {
        let of_these = Entity::find().filter(super::statement::is_one_of(Column::WorkspaceId, workspaces));
        let rows = of_these.all(&self.read).await?;
        rows.iter().map(|row| Ok((row.workspace_id, domain(row)?))).collect()
    }
}

impl Transaction {
    /// Sets a workspace's storage. What was given up is due again; so is what went to another place, when it is rendered
    /// again.
    pub(super) async fn set_storage(
        &mut self,
        sealer: &Sealer,
        workspace: WorkspaceId,
        new: NewStorageTarget,
        place_id: Uuid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = workspace.uuid();
        // Before the storage itself, as everybody locks them.
        upload::Entity::update_many()
            .col_expr(upload::Column::State, Expr::value(UploadState::Pending.as_str()))
            .col_expr(upload::Column::DueTime, Expr::value(now.as_micros()))
            .col_expr(upload::Column::FinishTime, Expr::value(Option::<i64>::None))
            .col_expr(upload::Column::AttemptCount, Expr::value(0))
            .filter(upload::Column::WorkspaceId.eq(id))
            // Written out: for any value there might be, the index of those that failed would not do.
            .filter(Expr::col(upload::Column::State).eq(Expr::cust(format!("'{}'", UploadState::Failed.as_str()))))
            .exec(self.db())
            .await?;
        let before = Entity::find_by_id(id).lock_exclusive().one(self.db()).await?;
        let same = match &before {
            Some(row) => Some(domain(row)?).filter(|target| target.place.is_same_as(&new.place)),
            None => None,
        };
        let row = ActiveModel {
            workspace_id: Set(id),
            place_id: Set(same.map_or(place_id, |target| target.place_id)),
            place: Set(row::to_json(&written(new.place))),
            public_base_url: Set(new.public_base_url),
            secret: match (new.secret, before) {
                (Some(secret), _) => Set(Some(sealer.seal(secret_place(id), &secret))),
                (None, Some(before)) => Set(before.secret),
                (None, None) => NotSet,
            },
            // At once: what waited while there was none goes too.
            ready_time: Set(Some(now.as_micros())),
        };
        let columns = [Column::PlaceId, Column::Place, Column::PublicBaseUrl, Column::Secret, Column::ReadyTime];
        let replace = OnConflict::column(Column::WorkspaceId).update_columns(columns).to_owned();
        Entity::insert(row).on_conflict(replace).exec_without_returning(self.db()).await?;
        self.will_ring_uploads();
        Ok(())
    }

    /// Takes a workspace's storage away; what has not gone there never will.
    pub(super) async fn remove_storage(&self, workspace: WorkspaceId, now: Timestamp) -> Result<(), StoreError> {
        let id = workspace.uuid();
        upload::Entity::update_many()
            .col_expr(upload::Column::State, Expr::value(UploadState::Cancelled.as_str()))
            .col_expr(upload::Column::DueTime, Expr::value(Option::<i64>::None))
            .col_expr(upload::Column::FinishTime, Expr::value(now.as_micros()))
            .filter(upload::Column::WorkspaceId.eq(id))
            .filter(upload::Column::DueTime.is_not_null())
            .exec(self.db())
            .await?;
        Entity::delete_by_id(id).exec(self.db()).await?;
        Ok(())
    }
}

fn written(place: StoragePlace) -> Written {
    match place {
        StoragePlace::Bucket(BucketPlace { endpoint, bucket, region, prefix, virtual_hosted, access_key_id }) => {
            Written::Bucket { endpoint, bucket, region, prefix, virtual_hosted, access_key_id }
        }
        StoragePlace::Folder { prefix } => Written::Folder { prefix },
    }
}

/// Where the key to a workspace's storage is sealed.
fn secret_place(workspace: Uuid) -> Place {
    Place { table: "storage_targets", column: "secret", row: workspace }
}

pub(super) fn secret(sealer: &Sealer, stored: &Model) -> Result<Option<Secret>, StoreError> {
    stored.secret.as_deref().map(|sealed| sealer.open(secret_place(stored.workspace_id), sealed)).transpose()
}

pub(super) fn domain(stored: &Model) -> Result<StorageTarget, StoreError> {
    let place = match row::from_json("a storage target", &stored.place)? {
        Written::Bucket { endpoint, bucket, region, prefix, virtual_hosted, access_key_id } => {
            StoragePlace::Bucket(BucketPlace { endpoint, bucket, region, prefix, virtual_hosted, access_key_id })
        }
        Written::Folder { prefix } => StoragePlace::Folder { prefix },
    };
    Ok(StorageTarget { place_id: stored.place_id, place, public_base_url: stored.public_base_url.clone() })
}
