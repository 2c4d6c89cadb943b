//! `request_id`s: the same request twice makes one resource.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, TryInsertResult};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::idempotency::{ActiveModel, Column, Entity},
    row,
    transaction::Transaction,
};
use crate::domain::{access::Idempotency, id::WorkspaceId, timestamp::Timestamp};

/// What a create with a `request_id` came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Created<T> {
    New(T),
    /// The same request made this before.
    Existing(T),
    /// Another request had the id, or what the same request made is deleted since.
    RequestIdReused,
}

impl<T> Created<T> {
    /// What the same request made before, if it is still there.
    pub(super) fn existing(found: Option<T>) -> Self {
        found.map_or(Created::RequestIdReused, Created::Existing)
    }
}

/// What taking a request id came to.
pub(super) enum Taken {
    /// It is ours: go on, in the same transaction.
    New,
    /// The same request made this before.
    Before(Uuid),
    Reused,
}

impl Transaction {
    /// Takes the request id for `resource`. Where a concurrent request holds it, waits for how that one ends.
    pub async fn take_request_id(
        &self,
        workspace: WorkspaceId,
        idempotency: Option<&Idempotency>,
        resource: Uuid,
        now: Timestamp,
    ) -> Result<Taken, StoreError> {
        let Some(Idempotency { method, request_id, request_hash }) = idempotency else {
            return Ok(Taken::New);
        };
        let row = ActiveModel {
            workspace_id: Set(workspace.uuid()),
            method: Set((*method).to_owned()),
            request_id: Set(request_id.clone()),
            request_hash: Set(request_hash.to_vec()),
            resource_id: Set(resource),
            create_time: Set(now.as_micros()),
        };
        let key = [Column::WorkspaceId, Column::Method, Column::RequestId];
        let inserted = Entity::insert(row).on_conflict_do_nothing_on(key).exec_without_returning(self.db()).await?;
        if matches!(inserted, TryInsertResult::Inserted(1..)) {
            return Ok(Taken::New);
        }
        Ok(match find(self.db(), workspace, method, request_id).await? {
            Some((hash, resource)) if hash == *request_hash => Taken::Before(resource),
            _ => Taken::Reused,
        })
    }
}

impl Transaction {
    /// Gives back a request id that this transaction has taken: nothing came of the request.
    pub async fn give_back_request_id(
        &self,
        workspace: WorkspaceId,
        idempotency: Option<&Idempotency>,
    ) -> Result<(), StoreError> {
        let Some(Idempotency { method, request_id, .. }) = idempotency else { return Ok(()) };
        let key = (workspace.uuid(), (*method).to_owned(), request_id.clone());
        Entity::delete_by_id(key).exec(self.db()).await?;
        Ok(())
    }
}

async fn find(
    db: &impl ConnectionTrait,
    workspace: WorkspaceId,
    method: &str,
    request_id: &str,
) -> Result<Option<([u8; 32], Uuid)>, StoreError> {
    let key = (workspace.uuid(), method.to_owned(), request_id.to_owned());
    match Entity::find_by_id(key).one(db).await? {
        Some(found) => Ok(Some((row::digest("a request's hash", &found.request_hash)?, found.resource_id))),
        None => Ok(None),
    }
}

impl Store {
    /// What a `request_id` made before: the request's hash and the resource's id. For looking before expensive work.
    pub async fn replayed(
        &self,
        workspace: WorkspaceId,
        method: &str,
        request_id: &str,
    ) -> Result<Option<([u8; 32], Uuid)>, StoreError> {
        find(&self.read, workspace, method, request_id).await
    }
}
