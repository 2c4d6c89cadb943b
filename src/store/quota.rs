//! Limits on what a workspace keeps, held however many ask at once.

use sea_orm::{
    EntityTrait, ExprTrait, PaginatorTrait, QuerySelect, Select,
    sea_query::{Alias, Expr, LockType},
};

use super::{StoreError, entity::workspace, row, transaction::Transaction};
use crate::domain::{id::WorkspaceId, quota::Quota};

impl Transaction {
    /// Keeps everybody else from adding to the workspace until this transaction ends: what is counted stays so. Whether
    /// there is such a workspace.
    pub async fn lock_workspace(&self, id: WorkspaceId) -> Result<bool, StoreError> {
        // Rows that refer to the workspace go on being written meanwhile: their check takes a lock that this one allows.
        let held = workspace::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(self.db()).await?;
        Ok(held.is_some())
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

    /// Refuses bytes that would make more than there may be. The workspace is locked.
    pub async fn room_for_bytes<E: EntityTrait>(
        &self,
        kept: Select<E>,
        sizes: E::Column,
        more: u64,
        quota: Quota,
        limit: u64,
    ) -> Result<(), StoreError> {
        // PostgreSQL's sum of BIGINTs is a NUMERIC, hence the cast.
        let total = Expr::col(sizes).sum().cast_as(Alias::new("bigint"));
        let found: Option<Option<i64>> =
            kept.select_only().column_as(total, "total").into_tuple().one(self.db()).await?;
        let bytes: u64 = row::number("the size of what is kept", found.flatten().unwrap_or(0))?;
        if bytes.saturating_add(more) > limit {
            return Err(StoreError::QuotaReached { quota, limit: limit / (1024 * 1024) });
        }
        Ok(())
    }
}
