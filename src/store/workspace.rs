//! Workspaces.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};

use super::{
    Store, StoreError,
    entity::workspace::{ActiveModel, Column, Entity, Model},
    row,
    transaction::BOOTSTRAP,
};
use crate::domain::{access::Workspace, id::WorkspaceId};

impl Store {
    pub async fn create_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        insert(&self.write, workspace).await
    }

    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        Ok(Entity::find_by_id(id.uuid()).one(&self.read).await?.map(domain))
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
    Workspace {
        id: WorkspaceId::from_uuid(stored.id),
        name: stored.name,
        create_time: row::time(stored.create_time),
        unsigned_urls: stored.unsigned_urls,
    }
}
