//! Workspaces.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect,
    sea_query::LockType,
};

use super::{
    Created, Store, StoreError, api_key,
    entity::workspace::{ActiveModel, Column, Entity, Model},
    idempotency::Taken,
    page::page,
    row,
    transaction::BOOTSTRAP,
};
use crate::domain::{
    access::{ApiKey, Idempotency},
    id::WorkspaceId,
    page::{Page, PageRequest},
    timestamp::Timestamp,
    workspace::{Credits, Grant, Workspace, WorkspaceChange},
};

impl Store {
    pub async fn create_workspace(&self, workspace: &Workspace) -> Result<(), StoreError> {
        insert(&self.write, workspace).await
    }

    /// Makes a workspace with what it has to render with, and its first key, whose secret has this hash. `by` is the
    /// workspace of who asks, whose request ids are their own.
    pub async fn found_workspace(
        &self,
        by: WorkspaceId,
        workspace: &Workspace,
        key: (&ApiKey, [u8; 32]),
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Workspace>, StoreError> {
        let tx = self.begin().await?;
        match tx.take_request_id(by, idempotency.as_ref(), workspace.id.uuid(), workspace.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.workspace(WorkspaceId::from_uuid(id)).await?));
            }
        }
        insert(tx.db(), workspace).await?;
        if let Credits::Left(credits) = workspace.credits {
            tx.grant(workspace.id, Grant::Credits(row::large(credits))).await?;
        }
        let (key, hash) = key;
        api_key::insert(tx.db(), key, hash).await?;
        tx.commit().await?;
        Ok(Created::New(workspace.clone()))
    }

    pub async fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>, StoreError> {
        let found = Entity::find_by_id(id.uuid()).one(&self.read).await?;
        Ok(self.workspaces(found.into_iter().collect()).await?.pop())
    }

    /// Of all there are, newest first.
    pub async fn list_workspaces(&self, request: PageRequest) -> Result<Page<Workspace>, StoreError> {
        let Page { items, next } = page(&self.read, Entity::find(), Column::Id, request).await?;
        Ok(Page { items: self.workspaces(items).await?, next })
    }

    /// The workspaces of these rows, in their order, with what they have left and where their pictures go.
    async fn workspaces(&self, rows: Vec<Model>) -> Result<Vec<Workspace>, StoreError> {
        let credits = self.credits_of(rows.iter().map(|row| row.id)).await?;
        let mut targets: BTreeMap<_, _> =
            self.storage_targets(rows.iter().map(|row| row.id)).await?.into_iter().collect();
        let whole = |row: Model| Workspace {
            credits: credits.get(&row.id).copied().unwrap_or(Credits::Unlimited),
            storage: targets.remove(&row.id),
            ..domain(row)
        };
        Ok(rows.into_iter().map(whole).collect())
    }

    /// Answers it as it is then; `None` if there is no such workspace.
    pub async fn update_workspace(
        &self,
        id: WorkspaceId,
        change: WorkspaceChange,
        now: Timestamp,
    ) -> Result<Option<Workspace>, StoreError> {
        let mut tx = self.begin().await?;
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
        row.update(tx.db()).await?;
        match change.storage {
            Some(Some(new)) => tx.set_storage(&self.sealer, id, new, self.ids.next(now), now).await?,
            Some(None) => tx.remove_storage(id, now).await?,
            None => {}
        }
        tx.commit().await?;
        self.workspace(id).await
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
