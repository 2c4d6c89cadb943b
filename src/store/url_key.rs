//! Keys that sign URLs of pictures on demand.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::url_key::{ActiveModel, Column, Entity, Model},
    row,
    seal::{Place, Sealer},
};
use crate::domain::{
    id::{UrlKeyId, WorkspaceId},
    signed_url::UrlKey,
    timestamp::Timestamp,
};

/// Keys of a workspace that are kept, the newest ones: whoever rotates without end leaves no more than these behind.
const KEPT: u64 = 16;

impl Store {
    /// The key of that id, of whatever workspace.
    pub async fn url_key(&self, id: UrlKeyId) -> Result<Option<UrlKey>, StoreError> {
        let found = Entity::find_by_id(id.uuid()).one(&self.read).await?;
        found.map(|stored| domain(&self.sealer, stored)).transpose()
    }

    /// The workspace's key that signs: the newest one.
    pub async fn newest_url_key(&self, workspace: WorkspaceId) -> Result<Option<UrlKey>, StoreError> {
        let newest = Entity::find()
            .filter(Column::WorkspaceId.eq(workspace.uuid()))
            .filter(Column::ExpireTime.is_null())
            .order_by_desc(Column::Id);
        newest.one(&self.read).await?.map(|stored| domain(&self.sealer, stored)).transpose()
    }

    /// Makes `key` the one that signs. Those before are good until `old_end`, or as long as they were anyway; answers when
    /// the last of them ends.
    pub async fn replace_url_key(&self, key: &UrlKey, old_end: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let of = || Entity::find().filter(Column::WorkspaceId.eq(key.workspace_id.uuid()));
        let tx = self.begin().await?;
        let now = key.create_time.as_micros();
        Entity::update_many()
            .col_expr(Column::ExpireTime, Expr::value(old_end.as_micros()))
            .filter(Column::WorkspaceId.eq(key.workspace_id.uuid()))
            .filter(Condition::any().add(Column::ExpireTime.is_null()).add(Column::ExpireTime.gt(old_end.as_micros())))
            .exec(tx.db())
            .await?;
        let row = ActiveModel {
            id: Set(key.id.uuid()),
            workspace_id: Set(key.workspace_id.uuid()),
            secret: Set(self.sealer.seal(place(key.id.uuid()), &key.secret)),
            expire_time: Set(None),
            create_time: Set(now),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        let kept: Vec<(Uuid, Option<i64>)> = of()
            .select_only()
            .columns([Column::Id, Column::ExpireTime])
            .filter(Condition::any().add(Column::ExpireTime.is_null()).add(Column::ExpireTime.gt(now)))
            .order_by_desc(Column::Id)
            .limit(KEPT)
            .into_tuple()
            .all(tx.db())
            .await?;
        Entity::delete_many()
            .filter(Column::WorkspaceId.eq(key.workspace_id.uuid()))
            .filter(Column::Id.is_not_in(kept.iter().map(|(id, _)| *id)))
            .exec(tx.db())
            .await?;
        tx.commit().await?;
        Ok(kept.into_iter().filter_map(|(_, end)| end).max().map(row::time))
    }
}

/// Where a key's secret is sealed.
fn place(key: Uuid) -> Place {
    Place { table: "url_keys", column: "secret", row: key }
}

fn domain(sealer: &Sealer, stored: Model) -> Result<UrlKey, StoreError> {
    Ok(UrlKey {
        id: UrlKeyId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        secret: sealer.open(place(stored.id), &stored.secret)?,
        expire_time: stored.expire_time.map(row::time),
        create_time: row::time(stored.create_time),
    })
}
