//! Subscriptions, and their secrets.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::LockType,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Created, Store, StoreError,
    delete::delete,
    endpoint::{self, limit_columns},
    entity::subscription::{ActiveModel, Column, Entity, Model},
    idempotency::Taken,
    options::{self, Options},
    page::page,
    private::Private,
    row,
    seal::{Place, Sealer},
    transaction::Transaction,
};
use crate::domain::{
    access::{Idempotency, Metadata},
    endpoint::OwnLimits,
    endpoint_options::{EndpointOptions, EndpointSecrets},
    id::{SubscriptionId, WorkspaceId},
    page::{Page, PageRequest},
    secret::Secret,
    signature::SigningKey,
    subscription::{EventFilter, Subscription, SubscriptionChange, SubscriptionState},
    timestamp::Timestamp,
};

impl Store {
    pub async fn create_subscription(
        &self,
        subscription: &Subscription,
        secrets: &EndpointSecrets,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Subscription>, StoreError> {
        let (workspace, id) = (subscription.workspace_id, subscription.id.uuid());
        let mut tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id, subscription.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.subscription(workspace, SubscriptionId::from_uuid(id)).await?));
            }
        }
        let (per_second, burst, max_concurrency) = limit_columns(subscription.limits);
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(workspace.uuid()),
            url: Set(subscription.url.clone()),
            event_types: Set(row::to_json(&subscription.event_types)),
            filter: Set(filter_json(&subscription.filter)),
            state: Set(subscription.state.as_str().to_owned()),
            disable_reason: Set(subscription.disable_reason.clone()),
            secret: Set(self.sealer.seal(secret_place(id), &secrets.secret)),
            per_second: Set(per_second),
            burst: Set(burst),
            max_concurrency: Set(max_concurrency),
            options: Set(row::to_json(&Options::of(subscription))),
            private: Set(Private::of(secrets).seal(&self.sealer, private_place(id))),
            create_time: Set(subscription.create_time.as_micros()),
            update_time: Set(subscription.update_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.set_endpoint_limits(id, subscription.limits).await?;
        if subscription.state == SubscriptionState::Disabled {
            tx.close_endpoint(id);
        }
        tx.commit().await?;
        Ok(Created::New(subscription.clone()))
    }

    pub async fn subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
    ) -> Result<Option<Subscription>, StoreError> {
        one(workspace, id).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn subscription_with_secret(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
    ) -> Result<Option<(Subscription, Secret)>, StoreError> {
        let Some(stored) = one(workspace, id).one(&self.read).await? else {
            return Ok(None);
        };
        let secret = self.sealer.open(secret_place(stored.id), &stored.secret)?;
        Ok(Some((domain(stored)?, secret)))
    }

    pub async fn list_subscriptions(
        &self,
        workspace: WorkspaceId,
        request: PageRequest,
    ) -> Result<Page<Subscription>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// A new URL holds for everything that has not been sent. Disabling holds what waits, with `disable_reason`;
    /// enabling makes it due now.
    pub async fn update_subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
        change: SubscriptionChange,
        disable_reason: Option<String>,
        now: Timestamp,
    ) -> Result<Option<Subscription>, StoreError> {
        let mut tx = self.begin().await?;
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let before = state(&stored)?;
        let mut own = own_limits(&stored)?;
        let (mut options, mut private) = (Options::read(&stored)?, private(&self.sealer, &stored)?);
        options.apply(&mut private, &change);
        let mut row = stored.into_active_model();
        row.update_time = Set(now.as_micros());
        row.options = Set(row::to_json(&options));
        row.private = Set(private.seal(&self.sealer, private_place(id.uuid())));
        if let Some(event_types) = change.event_types {
            row.event_types = Set(row::to_json(&event_types));
        }
        if let Some(filter) = change.filter {
            row.filter = Set(filter_json(&filter));
        }
        if let Some(url) = change.url {
            row.url = Set(url);
        }
        own.rate = change.rate.unwrap_or(own.rate);
        own.max_concurrency = change.max_concurrency.unwrap_or(own.max_concurrency);
        let (per_second, burst, max_concurrency) = limit_columns(own);
        (row.per_second, row.burst, row.max_concurrency) = (Set(per_second), Set(burst), Set(max_concurrency));
        let changed = match change.state {
            Some(SubscriptionState::Disabled) if before == SubscriptionState::Enabled => {
                row.state = Set(SubscriptionState::Disabled.as_str().to_owned());
                row.disable_reason = Set(disable_reason);
                tx.close_endpoint(id.uuid());
                true
            }
            Some(SubscriptionState::Enabled) if before == SubscriptionState::Disabled => {
                row.state = Set(SubscriptionState::Enabled.as_str().to_owned());
                row.disable_reason = Set(None);
                tx.open_endpoint(id.uuid());
                tx.due(id.uuid(), now);
                true
            }
            _ => false,
        };
        let updated = row.update(tx.db()).await?;
        if changed {
            tx.sweep(id.uuid(), now).await?;
        }
        if change.rate.is_some() || change.max_concurrency.is_some() {
            tx.set_endpoint_limits(id.uuid(), own).await?;
            tx.due(id.uuid(), now);
        }
        tx.commit().await?;
        domain(updated).map(Some)
    }

    /// Makes `secret` the one that signs, and `key` the one that signs with ed25519, if anything does. The ones before
    /// sign beside them until `old_end`; answers when the last of those ends.
    pub async fn rotate_subscription_secret(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
        (secret, key): (&Secret, &SigningKey),
        old_end: Timestamp,
        now: Timestamp,
    ) -> Result<Option<(Subscription, Option<Timestamp>)>, StoreError> {
        let tx = self.begin().await?;
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let before = self.sealer.open(secret_place(stored.id), &stored.secret)?;
        let (mut options, mut private) = (Options::read(&stored)?, private(&self.sealer, &stored)?);
        let last_end = private.rotate(&before, old_end, now);
        private.replace_key(key, &mut options.public_key);
        let mut row = stored.into_active_model();
        row.secret = Set(self.sealer.seal(secret_place(id.uuid()), secret));
        row.options = Set(row::to_json(&options));
        row.private = Set(private.seal(&self.sealer, private_place(id.uuid())));
        row.update_time = Set(now.as_micros());
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        Ok(Some((domain(updated)?, last_end)))
    }

    /// Whether it was there. What has not been sent is cancelled.
    pub async fn delete_subscription(
        &self,
        workspace: WorkspaceId,
        id: SubscriptionId,
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

impl Transaction {
    /// Disables one whose endpoint is gone, and holds what waits for it. One that is disabled keeps its reason.
    pub async fn disable_subscription(&mut self, id: Uuid, reason: &str, now: Timestamp) -> Result<(), StoreError> {
        let disabled = SubscriptionState::Disabled.as_str();
        let row = ActiveModel {
            state: Set(disabled.to_owned()),
            disable_reason: Set(Some(reason.to_owned())),
            update_time: Set(now.as_micros()),
            ..Default::default()
        };
        Entity::update_many()
            .set(row)
            .filter(Column::Id.eq(id))
            .filter(Column::State.ne(disabled))
            .exec(self.db())
            .await?;
        self.close_endpoint(id);
        self.sweep(id, now).await
    }
}

/// The ones of these that are there, locked in the order of their ids until the transaction ends.
pub(super) async fn locked(
    tx: &Transaction,
    ids: impl IntoIterator<Item = Uuid>,
    lock: LockType,
) -> Result<Vec<Subscription>, StoreError> {
    let ordered = Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Id);
    ordered.lock(lock).all(tx.db()).await?.into_iter().map(domain).collect()
}

/// Where a subscription's secret is sealed.
pub(super) fn secret_place(subscription: Uuid) -> Place {
    Place { table: "subscriptions", column: "secret", row: subscription }
}

/// Every secret that signs for a subscription at `now`, newest first, and what its endpoint gets besides.
pub(super) fn endpoint(
    sealer: &Sealer,
    stored: &Model,
    now: Timestamp,
) -> Result<(Vec<Secret>, EndpointOptions), StoreError> {
    let secret = sealer.open(secret_place(stored.id), &stored.secret)?;
    options::open(stored, secret, &private(sealer, stored)?, now)
}

/// Where the rest that it keeps to itself is sealed.
fn private_place(subscription: Uuid) -> Place {
    Place { table: "subscriptions", column: "private", row: subscription }
}

fn private(sealer: &Sealer, stored: &Model) -> Result<Private, StoreError> {
    Private::open(sealer, private_place(stored.id), stored.private.as_deref())
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn one(workspace: WorkspaceId, id: SubscriptionId) -> Select<Entity> {
    of(workspace).filter(Column::Id.eq(id.uuid()))
}

/// An event filter as it is stored.
#[derive(Serialize, Deserialize)]
struct FilterJson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    data_type: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    metadata: Metadata,
}

fn filter_json(filter: &EventFilter) -> String {
    let EventFilter { template, data_type, metadata } = filter.clone();
    row::to_json(&FilterJson { template, data_type, metadata })
}

pub(super) fn state(stored: &Model) -> Result<SubscriptionState, StoreError> {
    row::named("a subscription's state", &stored.state, SubscriptionState::from_name)
}

fn own_limits(stored: &Model) -> Result<OwnLimits, StoreError> {
    endpoint::own_limits(stored.per_second, stored.burst, stored.max_concurrency)
}

pub(super) fn domain(stored: Model) -> Result<Subscription, StoreError> {
    let FilterJson { template, data_type, metadata } = row::from_json("a subscription's filter", &stored.filter)?;
    let Options { headers, public_key, hmac, shape } = Options::read(&stored)?;
    Ok(Subscription {
        id: SubscriptionId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        state: state(&stored)?,
        limits: own_limits(&stored)?,
        event_types: row::from_json("a subscription's event types", &stored.event_types)?,
        filter: EventFilter { template, data_type, metadata },
        headers,
        public_key,
        hmac,
        shape: shape.into(),
        url: stored.url,
        disable_reason: stored.disable_reason,
        create_time: row::time(stored.create_time),
        update_time: row::time(stored.update_time),
    })
}
