//! Recording how attempts ended, a batch at a time.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    delivery::Move,
    destination::Destinations,
    entity::{
        attempt,
        delivery::{Column, Entity},
    },
    row,
    statement::{MOST, is_one_of},
    transaction::Transaction,
};
use crate::domain::{
    delivery::{Attempt, DeliveryState, Destination, NextStep},
    endpoint::{Reception, Receptions},
    event::NewEvent,
    id::DeliveryId,
    timestamp::Timestamp,
};

/// How one claimed attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRecord {
    pub delivery_id: DeliveryId,
    /// As in the claim.
    pub destination: Destination,
    /// Where it went, as in the claim: an endpoint that is gone disables its subscription only if it is still its URL.
    pub url: String,
    /// Its number is the claim's: what is recorded under an older one changes nothing.
    pub attempt: Attempt,
    /// How the endpoint took it.
    pub reception: Reception,
    pub next: NextStep,
    /// Published with the record, if it takes effect; with a [`NextStep::DisableEndpoint`], if it is what disables.
    pub events: Vec<NewEvent>,
}

impl Store {
    /// Records the attempts, all or none of them, and tells of each whether it took effect: whether the claim it was
    /// made under was still the delivery's last one.
    ///
    /// A retry becomes HELD if its subscription was disabled meanwhile, and CANCELLED if its destination was deleted. An
    /// attempt that is put back leaves no trace but in the log of changes.
    pub async fn record_attempts(
        &self,
        records: impl Into<Arc<[AttemptRecord]>>,
        now: Timestamp,
    ) -> Result<Vec<bool>, StoreError> {
        let (store, records) = (self.clone(), records.into());
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let recording = async move {
            let (tx, effective) = store.record(&records, now).await?;
            match store.commit_and_claim(tx).await {
                Ok(claimed) => store.hand_over(claimed),
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(_) => {
                    let (tx, effective) = store.record(&records, now).await?;
                    tx.commit().await?;
                    return Ok(effective);
                }
            }
            Ok(effective)
        };
        self.at_desk(recording).await
    }

    /// Everything but the commit.
    async fn record(&self, records: &[AttemptRecord], now: Timestamp) -> Result<(Transaction, Vec<bool>), StoreError> {
        let mut tx = self.begin().await?;
        let undecided: Vec<Destination> = records
            .iter()
            .filter(|record| !matches!(record.next, NextStep::Succeed | NextStep::Exhaust))
            .map(|record| record.destination)
            .collect();
        let mut destinations = Destinations::locked(&tx, &undecided).await?;
        let mut in_flight = in_flight(&tx, records).await?;
        // Removing it makes sure that a record given twice takes effect once.
        let taking_effect: Vec<Option<InFlight>> = records
            .iter()
            .map(|record| {
                let id = record.delivery_id.uuid();
                let valid = in_flight.get(&id)?.attempt_count == row::small(record.attempt.number);
                if valid { in_flight.remove(&id) } else { None }
            })
            .collect();
        let effective = taking_effect.iter().map(Option::is_some).collect();

        let mut disabled = BTreeMap::new();
        let mut events = Vec::new();
        for (record, _) in records.iter().zip(&taking_effect).filter(|(_, row)| row.is_some()) {
            match (record.next, record.destination) {
                (NextStep::DisableEndpoint(reason), Destination::Subscription(id)) => {
                    if destinations.disable(id.uuid(), &record.url) {
                        disabled.insert(id.uuid(), reason);
                        events.extend(record.events.iter().cloned());
                    }
                }
                _ => events.extend(record.events.iter().cloned()),
            }
        }
        // In a second pass, so that every retry of the batch sees what the batch disables.
        let (mut attempts, mut moves, mut put_back) = (Vec::new(), Vec::new(), Vec::new());
        let mut receptions: BTreeMap<Uuid, Receptions> = BTreeMap::new();
        for (record, row) in records.iter().zip(taking_effect) {
            let Some(row) = row else { continue };
            let id = record.delivery_id.uuid();
            let to = match (record.next, record.destination) {
                (NextStep::Succeed, _) => Move::Finish(DeliveryState::Succeeded),
                (NextStep::RetryAt(at) | NextStep::PutBack(at), destination) => destinations.forward(destination, at),
                (NextStep::DisableEndpoint(_), destination @ Destination::Subscription(_)) => {
                    destinations.forward(destination, now)
                }
                (NextStep::Exhaust | NextStep::DisableEndpoint(_), _) => Move::Finish(DeliveryState::Exhausted),
            };
            moves.push((id, to));
            if matches!(record.next, NextStep::PutBack(_)) {
                put_back.push(id);
            } else {
                tx.count_attempt(row.workspace_id, record.next == NextStep::Succeed, now);
                attempts.push(attempt_row(record.delivery_id, record.attempt.clone()));
            }
            receptions.entry(row.endpoint_id).or_default().add(record.reception);
            // Its destination has moved since it was made: what is shown in the end is where it went.
            if row.url != record.url {
                tx.set_delivery_url(id, &record.url).await?;
            }
        }
        tx.insert_all(attempts).await?;
        tx.uncount(put_back).await?;
        tx.move_deliveries(moves, now).await?;
        for (endpoint, receptions) in receptions {
            tx.ended(endpoint, receptions, now);
        }
        for (subscription, reason) in disabled {
            tx.disable_subscription(subscription, reason.as_str(), now).await?;
        }
        self.publish_within(&mut tx, events).await?;
        Ok((tx, effective))
    }
}

impl Transaction {
    async fn set_delivery_url(&self, id: Uuid, url: &str) -> Result<(), StoreError> {
        let update = Entity::update_many().col_expr(Column::Url, Expr::value(url)).filter(Column::Id.eq(id));
        update.exec(self.db()).await?;
        Ok(())
    }

    /// Takes back the count of attempts that were not made.
    async fn uncount(&self, deliveries: Vec<Uuid>) -> Result<(), StoreError> {
        if deliveries.is_empty() {
            return Ok(());
        }
        let update = Entity::update_many()
            .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).sub(1))
            .filter(Column::Id.is_in(deliveries));
        update.exec(self.db()).await?;
        Ok(())
    }
}

/// A delivery whose attempt is under way.
#[derive(FromQueryResult)]
struct InFlight {
    id: Uuid,
    attempt_count: i32,
    endpoint_id: Uuid,
    workspace_id: Uuid,
    url: String,
}

/// Those of these deliveries whose attempt is under way, locked.
async fn in_flight(tx: &Transaction, records: &[AttemptRecord]) -> Result<HashMap<Uuid, InFlight>, StoreError> {
    let ids: BTreeSet<Uuid> = records.iter().map(|record| record.delivery_id.uuid()).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(MOST) {
        let rows: Vec<InFlight> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::AttemptCount, Column::EndpointId, Column::WorkspaceId, Column::Url])
            .filter(is_one_of(Column::Id, ids.iter().copied()))
            .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_model()
            .all(tx.db())
            .await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

fn attempt_row(delivery: DeliveryId, attempt: Attempt) -> attempt::ActiveModel {
    attempt::ActiveModel {
        delivery_id: Set(delivery.uuid()),
        number: Set(row::small(attempt.number)),
        start_time: Set(attempt.start_time.as_micros()),
        duration: Set(row::large(u64::try_from(attempt.duration.as_micros()).unwrap_or(u64::MAX))),
        response_status: Set(attempt.response_status.map(i32::from)),
        response_headers: Set(row::to_json(&attempt.response_headers)),
        response_body: Set(attempt.response_body),
        error: Set(attempt.error),
    }
}
