//! Limits on what a workspace keeps, held however many ask at once.

use sea_orm::{
    EntityTrait, ExprTrait, PaginatorTrait, QuerySelect, Select,
    sea_query::{Alias, Expr, LockType},
};

use super::{
    StoreError,
    entity::{font, image, workspace},
    transaction::Transaction,
};
use crate::domain::{
    id::WorkspaceId,
    quota::{Quota, Quotas},
};

impl Transaction {
    /// Keeps everybody else from adding to the workspace until this transaction ends: what is counted stays so.
    pub async fn lock_workspace(&self, id: WorkspaceId) -> Result<(), StoreError> {
        // Rows that refer to the workspace go on being written meanwhile: their check takes a lock that this one allows.
        workspace::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(self.db()).await?;
        Ok(())
    }

    /// Refuses one more where there are as many as may be. The workspace is locked.
    pub async fn room_for_one<E>(&self, kept: Select<E>, quota: Quota, limit: u32) -> Result<(), StoreError>
    where
        E: EntityTrait,
        E::Model: Sync,
    {
        let limit = u64::from(limit);
        let count = kept.count(self.db()).await?;
        if count >= limit { Err(StoreError::QuotaReached { quota, limit }) } else { Ok(()) }
    }

    /// Refuses bytes that would make more than there may be, of fonts and images together. The workspace is locked.
    pub async fn room_for_bytes(&self, id: WorkspaceId, more: u64, quotas: &Quotas) -> Result<(), StoreError> {
        let fonts = sum(super::font::of(id), font::Column::SizeBytes, self).await?;
        let images = sum(super::image::of(id), image::Column::SizeBytes, self).await?;
        if fonts.saturating_add(images).saturating_add(more) > quotas.asset_bytes {
            let limit = quotas.asset_bytes / (1024 * 1024);
            return Err(StoreError::QuotaReached { quota: Quota::AssetBytes, limit });
        }
        Ok(())
    }
}

/// The sum of a column of sizes. PostgreSQL's of BIGINTs is a NUMERIC, hence the cast.
async fn sum<E: EntityTrait>(rows: Select<E>, column: E::Column, tx: &Transaction) -> Result<u64, StoreError> {
    let total = Expr::col(column).sum().cast_as(Alias::new("bigint"));
    let found: Option<Option<i64>> = rows.select_only().column_as(total, "total").into_tuple().one(tx.db()).await?;
    Ok(found.flatten().map_or(0, |total| u64::try_from(total).unwrap_or(0)))
}
