//! Triggers, and their secrets.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use super::{
    Created, Store, StoreError,
    delete::delete,
    entity::trigger::{ActiveModel, Column, Entity, Model},
    idempotency::Taken,
    page::page,
    private::Private,
    render, row,
    seal::{Place, Sealer},
};
use crate::domain::{
    access::Idempotency,
    endpoint::OwnLimits,
    endpoint_options::{EndpointOptions, EndpointSecrets},
    id::{TriggerId, WorkspaceId},
    page::{Page, PageRequest},
    secret::Secret,
    signature::SigningKey,
    timestamp::Timestamp,
    trigger::{Trigger, TriggerChange},
};

impl Store {
    pub async fn create_trigger(
        &self,
        trigger: &Trigger,
        secrets: &EndpointSecrets,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Trigger>, StoreError> {
        let (workspace, id) = (trigger.workspace_id, trigger.id.uuid());
        let tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id, trigger.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.trigger(workspace, TriggerId::from_uuid(id)).await?));
            }
        }
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(workspace.uuid()),
            name: Set(trigger.name.clone()),
            url: Set(trigger.url.clone()),
            spec: Set(trigger.spec.to_json().to_string()),
            secret: Set(self.sealer.seal(secret_place(id), &secrets.secret)),
            private: Set(Private::of(secrets).seal(&self.sealer, private_place(id))),
            public_key: Set(trigger.public_key.clone()),
            create_time: Set(trigger.create_time.as_micros()),
            update_time: Set(trigger.update_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.set_endpoint_limits(id, OwnLimits::default()).await?;
        tx.commit().await?;
        Ok(Created::New(trigger.clone()))
    }

    pub async fn trigger(&self, workspace: WorkspaceId, id: TriggerId) -> Result<Option<Trigger>, StoreError> {
        one(workspace, id).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn trigger_with_secret(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
    ) -> Result<Option<(Trigger, Secret)>, StoreError> {
        let Some(stored) = one(workspace, id).one(&self.read).await? else {
            return Ok(None);
        };
        let secret = self.sealer.open(secret_place(stored.id), &stored.secret)?;
        Ok(Some((domain(stored)?, secret)))
    }

    pub async fn list_triggers(
        &self,
        workspace: WorkspaceId,
        request: PageRequest,
    ) -> Result<Page<Trigger>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// A new URL holds for everything that has not been sent.
    pub async fn update_trigger(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        change: TriggerChange,
        now: Timestamp,
    ) -> Result<Option<Trigger>, StoreError> {
        let tx = self.begin().await?;
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let (mut private, mut public_key) = (private(&self.sealer, &stored)?, stored.public_key.clone());
        let mut row = stored.into_active_model();
        row.update_time = Set(now.as_micros());
        if let Some(chosen) = change.signing_key {
            private.choose_key(chosen.as_ref(), &mut public_key);
            row.private = Set(private.seal(&self.sealer, private_place(id.uuid())));
            row.public_key = Set(public_key);
        }
        if let Some(name) = change.name {
            row.name = Set(name);
        }
        if let Some(spec) = change.spec {
            row.spec = Set(spec.to_json().to_string());
        }
        if let Some(url) = change.url {
            row.url = Set(url);
        }
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        domain(updated).map(Some)
    }

    /// Makes `secret` the one that signs, and `key` the one that signs with ed25519, if anything does. The ones before
    /// sign beside them until `old_end`; answers when the last of those ends.
    pub async fn rotate_trigger_secret(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        (secret, key): (&Secret, &SigningKey),
        old_end: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Trigger, Option<Timestamp>)>, StoreError> {
        let tx = self.begin().await?;
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let before = self.sealer.open(secret_place(stored.id), &stored.secret)?;
        let (mut private, mut public_key) = (private(&self.sealer, &stored)?, stored.public_key.clone());
        let last_end = private.rotate(&before, old_end, now);
        private.replace_key(key, &mut public_key);
        let mut row = stored.into_active_model();
        row.secret = Set(self.sealer.seal(secret_place(id.uuid()), secret));
        row.private = Set(private.seal(&self.sealer, private_place(id.uuid())));
        row.public_key = Set(public_key);
        row.update_time = Set(now.as_micros());
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        Ok(Some((domain(updated)?, last_end)))
    }

    /// Whether it was there. Its renders keep its id; what has not been posted is cancelled.
    pub async fn delete_trigger(
        &self,
        workspace: WorkspaceId,
        id: TriggerId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        if !delete::<Entity>(tx.db(), [Column::WorkspaceId, Column::Id], workspace, id.uuid()).await? {
            return Ok(false);
        }
        tx.sweep(id.uuid(), now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Where a trigger's secret is sealed.
fn secret_place(trigger: Uuid) -> Place {
    Place { table: "triggers", column: "secret", row: trigger }
}

/// Every secret that signs for a trigger at `now`, newest first, and what its endpoint gets besides.
pub(super) fn endpoint(
    sealer: &Sealer,
    stored: &Model,
    now: Timestamp,
) -> Result<(Vec<Secret>, EndpointOptions), StoreError> {
    let (secret, private) = (sealer.open(secret_place(stored.id), &stored.secret)?, private(sealer, stored)?);
    let options = EndpointOptions { signing_keys: private.signing_keys(now)?, ..EndpointOptions::default() };
    Ok((private.secrets(secret, now), options))
}

/// Where the signing key and the secrets before are sealed.
fn private_place(trigger: Uuid) -> Place {
    Place { table: "triggers", column: "private", row: trigger }
}

fn private(sealer: &Sealer, stored: &Model) -> Result<Private, StoreError> {
    Private::open(sealer, private_place(stored.id), stored.private.as_deref())
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn one(workspace: WorkspaceId, id: TriggerId) -> Select<Entity> {
    of(workspace).filter(Column::Id.eq(id.uuid()))
}

fn domain(stored: Model) -> Result<Trigger, StoreError> {
    Ok(Trigger {
        id: TriggerId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        name: stored.name,
        url: stored.url,
        spec: render::spec(&stored.spec)?,
        public_key: stored.public_key,
        create_time: row::time(stored.create_time),
        update_time: row::time(stored.update_time),
    })
}
