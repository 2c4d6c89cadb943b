//! API keys. Of a key's secret the database has only a hash.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, Select,
    sea_query::{Expr, Func},
};

use super::{
    Created, Store, StoreError,
    entity::api_key::{ActiveModel, Column, Entity, Model},
    idempotency::Taken,
    page::page,
    row,
    transaction::BOOTSTRAP,
};
use crate::domain::{
    access::{ApiKey, Idempotency, Scope},
    id::{ApiKeyId, WorkspaceId},
    page::{Page, PageRequest},
    timestamp::Timestamp,
};

impl Store {
    /// `hash` is the SHA-256 of the secret.
    pub async fn create_api_key(
        &self,
        key: &ApiKey,
        hash: [u8; 32],
        idempotency: Option<Idempotency>,
    ) -> Result<Created<ApiKey>, StoreError> {
        let tx = self.begin().await?;
        match tx.take_request_id(key.workspace_id, idempotency.as_ref(), key.id.uuid(), key.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.api_key(key.workspace_id, ApiKeyId::from_uuid(id)).await?));
            }
        }
        insert(tx.db(), key, hash).await?;
        tx.commit().await?;
        Ok(Created::New(key.clone()))
    }

    /// Makes a key if there is none in any workspace; whether it did. Any number of replicas may ask at once.
    pub async fn create_first_api_key(&self, key: &ApiKey, hash: [u8; 32]) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        tx.one_at_a_time(BOOTSTRAP).await?;
        if Entity::find().count(tx.db()).await? > 0 {
            return Ok(false);
        }
        insert(tx.db(), key, hash).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The key whose secret has this hash, active or not.
    pub async fn api_key_by_hash(&self, hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        Entity::find().filter(Column::SecretHash.eq(hash.to_vec())).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn api_key(&self, workspace: WorkspaceId, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        of(workspace).filter(Column::Id.eq(id.uuid())).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn list_api_keys(
        &self,
        workspace: WorkspaceId,
        request: PageRequest,
    ) -> Result<Page<ApiKey>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// A key that is revoked already keeps the time when it was.
    pub async fn revoke_api_key(
        &self,
        workspace: WorkspaceId,
        id: ApiKeyId,
        now: Timestamp,
    ) -> Result<Option<ApiKey>, StoreError> {
        let revoke_time = Func::coalesce([Expr::col(Column::RevokeTime), Expr::value(now.as_micros())]);
        let rows = Entity::update_many()
            .col_expr(Column::RevokeTime, revoke_time.into())
            .filter(Column::WorkspaceId.eq(workspace.uuid()).and(Column::Id.eq(id.uuid())))
            .exec_with_returning(&self.write)
            .await?;
        rows.into_iter().next().map(domain).transpose()
    }

    /// All there are, in every workspace.
    pub async fn count_api_keys(&self) -> Result<u64, StoreError> {
        Ok(Entity::find().count(&self.read).await?)
    }
}

pub(super) async fn insert(db: &impl ConnectionTrait, key: &ApiKey, hash: [u8; 32]) -> Result<(), StoreError> {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let row = ActiveModel {
        id: Set(key.id.uuid()),
        workspace_id: Set(key.workspace_id.uuid()),
        name: Set(key.name.clone()),
        scopes: Set(row::to_json(&scopes)),
        hint: Set(key.hint.clone()),
        secret_hash: Set(hash.to_vec()),
        create_time: Set(key.create_time.as_micros()),
        expire_time: Set(key.expire_time.map(Timestamp::as_micros)),
        revoke_time: Set(key.revoke_time.map(Timestamp::as_micros)),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn domain(stored: Model) -> Result<ApiKey, StoreError> {
    let scopes: Vec<String> = row::from_json("an API key's scopes", &stored.scopes)?;
    Ok(ApiKey {
        id: ApiKeyId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        name: stored.name,
        scopes: scopes
            .iter()
            .map(|name| row::named("an API key's scopes", name, Scope::from_name))
            .collect::<Result<_, _>>()?,
        hint: stored.hint,
        create_time: row::time(stored.create_time),
        expire_time: stored.expire_time.map(row::time),
        revoke_time: stored.revoke_time.map(row::time),
    })
}
