//! Workspaces.

use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

use super::{
    Store, StoreError,
    entity::workspace::{ActiveModel, Column, Entity, Model},
    row,
};
use crate::domain::{access::Workspace, id::WorkspaceId};

impl Store {
    pub async fn create_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(workspace.id.uuid()),
            name: Set(workspace.name.clone()),
            create_time: Set(workspace.create_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(&self.write).await?;
        Ok(())
    }

    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        Ok(Entity::find_by_id(id.uuid()).one(&self.read).await?.map(domain))
    }

    /// The oldest one.
    pub async fn first_workspace(&self) -> Result<Option<Workspace>, StoreError> {
        Ok(Entity::find().order_by_asc(Column::Id).one(&self.read).await?.map(domain))
    }
}

fn domain(stored: Model) -> Workspace {
    Workspace { id: WorkspaceId::from_uuid(stored.id), name: stored.name, create_time: row::time(stored.create_time) }
}
