//! Claims: the right to make one attempt.
//!
//! A claim takes rows that nobody else holds and waits for none, so claimers don't hinder one another. Its lease is
//! what makes a delivery due again if its claimer dies, and its attempt number what keeps a claimer that was only slow
//! from changing anything after that. Which deliveries are claimed is decided in `round`.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use bytes::Bytes;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    Store, StoreError, delivery,
    delivery::Move,
    destination::Destinations,
    entity::{
        delivery::{Column, Entity, Model},
        event, subscription as subscription_row, trigger as trigger_row,
    },
    event::secret_place,
    round::Round,
    row,
    statement::is_one_of,
    subscription, trigger,
};
use crate::domain::{
    delivery::{Claim, DeliveryBody, DeliveryState},
    endpoint::{Endpoint, Reception, Receptions},
    endpoint_options::{EndpointOptions, Shape},
    id::{DeliveryId, EventId, WorkspaceId},
    secret::Secret,
    subscription::SubscriptionState,
    timestamp::Timestamp,
};

/// Claims of a delivery that cannot be read before it is given up. It may be readable again after a repair.
const UNREADABLE: i32 = 10;

/// How much may be claimed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Deliveries, of all endpoints.
    pub all: u32,
    /// Of those, deliveries of endpoints that are slow.
    pub slow: u32,
}

impl From<u32> for Room {
    fn from(all: u32) -> Self {
        Self { all, slow: all }
    }
}

impl Store {
    /// Takes deliveries that may be sent at `now`: those that wait for their time, and those whose lease has run out.
    /// Goes round the endpoints, the one that waited longest first, and takes of each its share, as far as its limits
    /// allow. What is not recorded within `lease` is due again.
    pub async fn claim_due(
        &self,
        now: Timestamp,
        lease: Duration,
        room: impl Into<Room>,
    ) -> Result<Vec<Claim>, StoreError> {
        let round = self.claim_round(now, lease, room.into()).await?;
        self.claims(round, now).await
    }

    /// What [`Self::claim_due`] takes, before it is read whole.
    pub(super) async fn claim_round(&self, now: Timestamp, lease: Duration, room: Room) -> Result<Round, StoreError> {
        let store = self.clone();
        let claiming = async move {
            let mut tx = store.begin().await?;
            let round = tx.claim(now, lease, room).await?;
            // Nothing was looked at, so nothing was changed.
            if !round.looked_at.is_empty() {
                tx.commit().await?;
            }
            Ok(round)
        };
        self.at_desk(claiming).await
    }

    /// The claims of a round that is committed, oldest first. If this fails, the lease makes them due again.
    pub(super) async fn claims(&self, round: Round, now: Timestamp) -> Result<Vec<Claim>, StoreError> {
        let (claims, astray) = self.complete(&self.read, round, now).await?;
        self.settle(astray, now).await;
        Ok(claims)
    }

    /// The claims of a round, oldest first, and the rows that have nowhere to go: their destination is disabled or
    /// deleted.
    pub(super) async fn complete(
        &self,
        db: &impl ConnectionTrait,
        round: Round,
        now: Timestamp,
    ) -> Result<(Vec<Claim>, Vec<Model>), StoreError> {
        let Round { looked_at, mut rows, .. } = round;
        rows.sort_unstable_by_key(|row| row.id);
        let (addresses, payloads) = tokio::try_join!(self.addresses(db, &rows, now), payloads(db, &rows))?;
        let (mut claims, mut astray) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let address = match delivery::destination(&row) {
                // The only one that nothing but the delivery itself knows of.
                Ok(destination) if destination.is_own() => {
                    let secret = row.secret.iter().map(|sealed| self.sealer.open(secret_place(row.id), sealed));
                    Some(Address::plain(row.url.clone(), secret.collect::<Result<_, _>>().ok()))
                }
                _ => addresses.get(&row.destination_id).cloned(),
            };
            let Some(address) = address else {
                astray.push(row);
                continue;
            };
            let endpoint = looked_at.get(&row.endpoint_id).ok_or_else(|| StoreError::corrupt("a claim"))?;
            // One row that cannot be read must not keep the others from being sent. It comes back with its lease.
            match claim(&row, address, &payloads, endpoint) {
                Ok(claim) => claims.push(claim),
                Err(error) => {
                    let id = DeliveryId::from_uuid(row.id);
                    tracing::error!(delivery = %id, %error, attempt = row.attempt_count, "a delivery cannot be sent");
                    if row.attempt_count >= UNREADABLE {
                        astray.push(row);
                    }
                }
            }
        }
        Ok((claims, astray))
    }

    /// Where the deliveries for subscriptions and triggers go today.
    async fn addresses(
        &self,
        db: &impl ConnectionTrait,
        rows: &[Model],
        now: Timestamp,
    ) -> Result<HashMap<Uuid, Address>, StoreError> {
        let of_kind = |kind: &str| -> BTreeSet<Uuid> {
            rows.iter().filter(|row| row.destination_kind == kind).map(|row| row.destination_id).collect()
        };
        let mut addresses = HashMap::new();
        let subscriptions = of_kind("subscription");
        if !subscriptions.is_empty() {
            let enabled = subscription_row::Entity::find()
                .filter(is_one_of(subscription_row::Column::Id, subscriptions))
                .filter(subscription_row::Column::State.eq(SubscriptionState::Enabled.as_str()));
            for found in enabled.all(db).await? {
                let signing = subscription::endpoint(&self.sealer, &found, now).ok();
                addresses.insert(found.id, Address { url: found.url, signing });
            }
        }
        let triggers = of_kind("trigger");
        if !triggers.is_empty() {
            let there = trigger_row::Entity::find().filter(is_one_of(trigger_row::Column::Id, triggers));
            for found in there.all(db).await? {
                let signing = trigger::endpoint(&self.sealer, &found, now).ok();
                addresses.insert(found.id, Address { url: found.url, signing });
            }
        }
        Ok(addresses)
    }

    /// Puts claimed deliveries where their destinations want them: none of them was sent, so no attempt is counted.
    ///
    /// In a transaction of its own: subscriptions are locked before deliveries, and a claim has locked deliveries. If it
    /// fails, which is logged, they come back with their lease: nobody waits for them.
    pub(super) async fn settle(&self, astray: Vec<Model>, now: Timestamp) {
        if astray.is_empty() {
            return;
        }
        if let Err(error) = self.try_settle(astray, now).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "deliveries that go nowhere could not be settled"
            );
        }
    }

    async fn try_settle(&self, astray: Vec<Model>, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let destinations = astray.iter().map(delivery::destination).collect::<Result<Vec<_>, _>>()?;
        let destinations = Destinations::locked(&tx, &destinations).await?;
        let mut moves = Vec::new();
        let mut returned: BTreeMap<Uuid, Receptions> = BTreeMap::new();
        for row in astray {
            let update = Entity::update_many()
                .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).sub(1))
                .filter(Column::Id.eq(row.id))
                .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
                .filter(Column::AttemptCount.eq(row.attempt_count));
            if update.exec(tx.db()).await?.rows_affected == 1 {
                let to = match destinations.forward(delivery::destination(&row)?, now) {
                    // It has somewhere to go, and was given up because it cannot be read.
                    Move::Due(_) => Move::Finish(DeliveryState::Exhausted),
                    away => away,
                };
                moves.push((row.id, to));
                returned.entry(row.endpoint_id).or_default().add(Reception::NotAsked);
            }
        }
        for (endpoint, receptions) in returned {
            tx.ended(endpoint, receptions, now);
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
    fn plain(url: String, secrets: Option<Vec<Secret>>) -> Self {
        Self { url, signing: secrets.map(|secrets| (secrets, EndpointOptions::default())) }
    }
}

async fn payloads(db: &impl ConnectionTrait, rows: &[Model]) -> Result<HashMap<Uuid, Bytes>, StoreError> {
    let events: BTreeSet<Uuid> = rows.iter().map(|row| row.event_id).collect();
    let found: Vec<(Uuid, Vec<u8>)> = event::Entity::find()
        .select_only()
        .columns([event::Column::Id, event::Column::Payload])
        .filter(is_one_of(event::Column::Id, events))
        .into_tuple()
        .all(db)
        .await?;
    // Shared by all who are sent the same event.
    Ok(found.into_iter().map(|(id, payload)| (id, Bytes::from(payload))).collect())
}

fn claim(
    row: &Model,
    address: Address,
    payloads: &HashMap<Uuid, Bytes>,
    endpoint: &Endpoint,
) -> Result<Claim, StoreError> {
    let destination = delivery::destination(row)?;
    let (secrets, options) = address.signing.ok_or_else(|| StoreError::corrupt("a sealed secret"))?;
    let envelope = payloads.get(&row.event_id).ok_or_else(|| StoreError::corrupt("a delivery without its event"))?;
    let shaped = row.payload.is_some() || options.shape == Shape::Standard;
    let payload = row.payload.as_ref().map_or_else(|| envelope.clone(), |kept| Bytes::copy_from_slice(kept));
    let body = match (row.body_kind.as_str(), &row.artifact_sha256, &row.content_type) {
        ("event", None, None) => DeliveryBody::Event,
        ("artifact", Some(sha256), Some(content_type)) => DeliveryBody::Artifact {
            sha256: row::digest("an artifact's SHA-256", sha256)?,
            content_type: content_type.clone(),
        },
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
        create_time: row::time(row.create_time),
        secrets,
        options,
        body,
        payload,
        shaped,
        slow: endpoint.is_slow(),
        failing_time: endpoint.failing_time,
    })
}
