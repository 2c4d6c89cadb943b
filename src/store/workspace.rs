//! Workspaces.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect,
    sea_query::LockType,
};

use super::{
    Store, StoreError,
    entity::workspace::{ActiveModel, Column, Entity, Model},
    row,
    transaction::BOOTSTRAP,
};
use crate::domain::{
    id::WorkspaceId,
    workspace::{Workspace, WorkspaceChange},
};

impl Store {
    pub async fn create_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        insert(&self.write, workspace).await
    }

    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        Ok(Entity::find_by_id(id.uuid()).one(&self.read).await?.map(domain))
    }

    /// Answers it as it is then; `None` if there is no such workspace.
    pub async fn update_workspace(
        &self,
        id: WorkspaceId,
        change: WorkspaceChange,
    ) -> Result<Option<Workspace>, StoreError> {
        let tx = self.begin().await?;
        // Rows that refer to the workspace go on being written meanwhile: their check takes a lock that this one allows.
        let Some(stored) = Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(tx.db()).await? else {
            return Ok(None);
        };
        let mut row = stored.into_active_model();
        if let Some(name) = change.name {
            row.name = Set(name);
        }
        if let Some(unsigned) = change.unsigned_urls {
            row.unsigned_urls = Set(unsigned);
        }
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        Ok(Some(domain(updated)))
    }

    /// The oldest one; where there is none, this one, made now. Any number of replicas may ask at once.
    pub async fn first_workspace_or(&self, workspace: &Workspace) -> Result<Workspace, StoreError> {
        let tx = self.begin().await?;
        tx.one_at_a_time(BOOTSTRAP).await?;
        if let Some(first) = Entity::find().order_by_asc(Column::Id).one(tx.db()).await? {
            return Ok(domain(first));
        }
        insert(tx.db(), workspace).await?;
        tx.commit().await?;
        Ok(workspace.clone())
    }

    /// The oldest one.
    pub async fn first_workspace(&self) -> Result<Option<Workspace>, StoreError> {
        Ok(Entity::find().order_by_asc(Column::Id).one(&self.read).await?.map(domain))
    }
}

async fn insert(db: &impl ConnectionTrait, workspace: &Workspace) -> Result<(), StoreError> {
    let row = ActiveModel {
        id: Set(workspace.id.uuid()),
        name: Set(workspace.name.clone()),
        create_time: Set(workspace.create_time.as_micros()),
        unsigned_urls: Set(workspace.unsigned_urls),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn domain(stored: Model) -> Workspace {
    let workspace = Workspace::new(WorkspaceId::from_uuid(stored.id), stored.name, row::time(stored.create_time));
    Workspace { unsigned_urls: stored.unsigned_urls, ..workspace }
}
