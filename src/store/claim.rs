//! Claims: the right to make one attempt.
//!
//! A claim takes rows that nobody else holds and waits for none, so claimers don't hinder one another. Its lease is
//! what makes a delivery due again if its claimer dies, and its attempt number what keeps a claimer that was only slow
//! from changing anything after that.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{
    Store, StoreError, delivery,
    destination::Destinations,
    entity::{
        delivery::{Column, Entity, Model},
        event, subscription as subscription_row, trigger as trigger_row,
    },
    event::secret_place,
    row, subscription, trigger,
};
use crate::domain::{
    delivery::{Claim, DeliveryBody, DeliveryState, Destination},
    endpoint::{EndpointOptions, Shape},
    id::{DeliveryId, EventId, WorkspaceId},
    secret::Secret,
    subscription::SubscriptionState,
    timestamp::Timestamp,
};

impl Store {
    /// Takes at most `limit` deliveries that are due at `now`, longest due first: those that wait for their time, and
    /// those whose lease has run out. What is not recorded within `lease` is due again.
    pub async fn claim_due(&self, now: Timestamp, lease: Duration, limit: u32) -> Result<Vec<Claim>, StoreError> {
        let mut tx = self.begin().await?;
        let due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::DueTime.lte(now.as_micros()))
            .order_by_asc(Column::DueTime)
            .limit(u64::from(limit))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let update = Entity::update_many()
            .col_expr(Column::State, Expr::value(DeliveryState::InFlight.as_str()))
            .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).add(1))
            .col_expr(Column::DueTime, Expr::value(now.plus(lease).as_micros()))
            .filter(tx.among(due));
        let mut rows = tx.change_deliveries(update).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        tx.commit().await?;
        rows.sort_unstable_by_key(|row| row.id);

        // If this fails, the lease makes them due again.
        let (claims, astray) = self.complete(rows, now).await?;
        if !astray.is_empty()
            && let Err(error) = self.settle(astray, now).await
        {
            // They come back with their lease; the claims at hand must not wait for it too.
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "deliveries that go nowhere could not be settled"
            );
        }
        Ok(claims)
    }

    /// Ends the leases of whoever claimed before, so that what a process that died had under way is due at once. For
    /// the start of the only one who claims, as on SQLite; does nothing on PostgreSQL, where the others may be alive.
    ///
    /// Were one alive after all, its attempts would be made twice and recorded once: its numbers are outdated by then.
    pub async fn end_leases_of_the_dead(&self, now: Timestamp) -> Result<(), StoreError> {
        let tx = self.begin().await?;
        if tx.is_postgres() {
            return Ok(());
        }
        Entity::update_many()
            .col_expr(Column::DueTime, Expr::value(now.as_micros()))
            .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
            .filter(Column::DueTime.gt(now.as_micros()))
            .exec(tx.db())
            .await?;
        tx.commit().await
    }

    /// When something will be due, by its time or by its lease. In the past if it is already.
    pub async fn next_due_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<Option<i64>> = Entity::find()
            .select_only()
            .column(Column::DueTime)
            .filter(Column::DueTime.is_not_null())
            .order_by_asc(Column::DueTime)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(next.flatten().map(row::time))
    }

    /// The claims on these rows, and those rows that have nowhere to go: their destination is disabled or deleted.
    async fn complete(&self, rows: Vec<Model>, now: Timestamp) -> Result<(Vec<Claim>, Vec<Model>), StoreError> {
        let addresses = self.addresses(&rows, now).await?;
        let payloads = self.payloads(&rows).await?;
        let (mut claims, mut astray) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let address = match delivery::destination(&row) {
                // The only one that nothing but the delivery itself knows of.
                Ok(Destination::Render(_)) => {
                    let secret = row.secret.as_ref().map(|sealed| self.sealer.open(secret_place(row.id), sealed));
                    Some(Address::plain(row.url.clone(), secret.transpose().ok()))
                }
                _ => addresses.get(&row.destination_id).cloned(),
            };
            let Some(address) = address else {
                astray.push(row);
                continue;
            };
            // One row that cannot be read must not keep the others from being sent. It comes back with its lease.
            let id = DeliveryId::from_uuid(row.id);
            match claim(row, address, &payloads) {
                Ok(claim) => claims.push(claim),
                Err(error) => tracing::error!(delivery = %id, %error, "a delivery cannot be sent"),
            }
        }
        Ok((claims, astray))
    }

    /// Where the deliveries for subscriptions and triggers go today.
    async fn addresses(&self, rows: &[Model], now: Timestamp) -> Result<HashMap<Uuid, Address>, StoreError> {
        let of_kind = |kind: &str| -> BTreeSet<Uuid> {
            rows.iter().filter(|row| row.destination_kind == kind).map(|row| row.destination_id).collect()
        };
        let mut addresses = HashMap::new();
        let subscriptions = of_kind("subscription");
        if !subscriptions.is_empty() {
            let enabled = subscription_row::Entity::find()
                .filter(subscription_row::Column::Id.is_in(subscriptions))
                .filter(subscription_row::Column::State.eq(SubscriptionState::Enabled.as_str()));
            for found in enabled.all(&self.read).await? {
                let signing = subscription::endpoint(&self.sealer, &found, now).ok();
                addresses.insert(found.id, Address { url: found.url, signing });
            }
        }
        let triggers = of_kind("trigger");
        if !triggers.is_empty() {
            let there = trigger_row::Entity::find().filter(trigger_row::Column::Id.is_in(triggers));
            for found in there.all(&self.read).await? {
                let secret = self.sealer.open(trigger::secret_place(found.id), &found.secret).map(Some).ok();
                addresses.insert(found.id, Address::plain(found.url, secret));
            }
        }
        Ok(addresses)
    }

    async fn payloads(&self, rows: &[Model]) -> Result<HashMap<Uuid, Vec<u8>>, StoreError> {
        let events: BTreeSet<Uuid> = rows.iter().map(|row| row.event_id).collect();
        let found: Vec<(Uuid, Vec<u8>)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Id, event::Column::Payload])
            .filter(event::Column::Id.is_in(events))
            .into_tuple()
            .all(&self.read)
            .await?;
        Ok(found.into_iter().collect())
    }

    /// Puts claimed deliveries where their destinations want them: none of them was sent, so no attempt is counted.
    ///
    /// In a transaction of its own: subscriptions are locked before deliveries, and a claim has locked deliveries.
    async fn settle(&self, astray: Vec<Model>, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let destinations = astray.iter().map(delivery::destination).collect::<Result<Vec<_>, _>>()?;
        let destinations = Destinations::locked(&tx, &destinations).await?;
        let mut moves = Vec::new();
        for row in astray {
            let update = Entity::update_many()
                .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).sub(1))
                .filter(Column::Id.eq(row.id))
                .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
                .filter(Column::AttemptCount.eq(row.attempt_count));
            if update.exec(tx.db()).await?.rows_affected == 1 {
                moves.push((row.id, destinations.forward(delivery::destination(&row)?, now)));
            }
        }
        tx.move_deliveries(moves, now).await?;
        tx.commit().await
    }
}

/// Where a delivery goes today, and what signs it, if anything does.
#[derive(Clone)]
struct Address {
    url: String,
    /// The secrets, newest first, and what the endpoint gets besides. `None` if they cannot be opened.
    signing: Option<(Vec<Secret>, EndpointOptions)>,
}

impl Address {
    /// One that gets what all get.
    fn plain(url: String, secret: Option<Option<Secret>>) -> Self {
        let signing = secret.map(|secret| (secret.into_iter().collect(), EndpointOptions::default()));
        Self { url, signing }
    }
}

fn claim(row: Model, address: Address, payloads: &HashMap<Uuid, Vec<u8>>) -> Result<Claim, StoreError> {
    let destination = delivery::destination(&row)?;
    let (secrets, options) = address.signing.ok_or_else(|| StoreError::corrupt("a sealed secret"))?;
    let envelope = payloads.get(&row.event_id).ok_or_else(|| StoreError::corrupt("a delivery without its event"))?;
    let shaped = row.payload.is_some() || options.shape == Shape::Standard;
    let payload = row.payload.unwrap_or_else(|| envelope.clone());
    let body = match (row.body_kind.as_str(), row.artifact_sha256, row.content_type) {
        ("event", None, None) => DeliveryBody::Event,
        ("artifact", Some(sha256), Some(content_type)) => {
            DeliveryBody::Artifact { sha256: row::digest("an artifact's SHA-256", &sha256)?, content_type }
        }
        _ => return Err(StoreError::corrupt("a delivery's body")),
    };
    Ok(Claim {
        delivery_id: DeliveryId::from_uuid(row.id),
        workspace_id: WorkspaceId::from_uuid(row.workspace_id),
        event_id: EventId::from_uuid(row.event_id),
        event_type: delivery::event_type(&row.event_type)?,
        destination,
        url: address.url,
        attempt_number: row::number("a delivery's attempts", row.attempt_count)?,
        secrets,
        options,
        body,
        payload,
        shaped,
    })
}
