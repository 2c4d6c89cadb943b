//! Limits on what a workspace keeps, held however many ask at once.

use sea_orm::{EntityTrait, PaginatorTrait, QuerySelect, Select, sea_query::LockType};

use super::{StoreError, entity::workspace, transaction::Transaction};
use crate::domain::{id::WorkspaceId, quota::Quota};

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
        let count = kept.count(self.db()).await?;
        let limit = u64::from(limit);
        if count >= limit { Err(StoreError::QuotaReached { quota, limit }) } else { Ok(()) }
    }
}
