//! Recording how attempts ended, a batch at a time.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
    transaction::Transaction,
};
use crate::domain::{
    delivery::{Attempt, DeliveryState, Destination, NextStep},
    event::NewEvent,
    id::DeliveryId,
    subscription::ENDPOINT_GONE,
    timestamp::Timestamp,
};

/// Rows in one statement, well below what its parameters allow.
const STEP: usize = 1_000;

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
    pub next: NextStep,
    /// Published with the record, if it takes effect; with a [`NextStep::DisableEndpoint`], if it is what disables.
    pub events: Vec<NewEvent>,
}

impl Store {
    /// Records the attempts, all or none of them, and tells of each whether it took effect: whether the claim it was
    /// made under was still the delivery's last one.
    ///
    /// A retry becomes HELD if its subscription was disabled meanwhile, and CANCELLED if its destination was deleted.
    pub async fn record_attempts(&self, records: Vec<AttemptRecord>, now: Timestamp) -> Result<Vec<bool>, StoreError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        let undecided: Vec<Destination> = records
            .iter()
            .filter(|record| matches!(record.next, NextStep::RetryAt(_) | NextStep::DisableEndpoint))
            .map(|record| record.destination)
            .collect();
        let mut destinations = Destinations::locked(&tx, &undecided).await?;
        let mut in_flight = in_flight(&tx, &records).await?;
        // Removing it makes sure that a record given twice takes effect once.
        let effective: Vec<bool> = records
            .iter()
            .map(|record| {
                let id = record.delivery_id.uuid();
                let valid = in_flight.get(&id) == Some(&row::small(record.attempt.number));
                valid && in_flight.remove(&id).is_some()
            })
            .collect();

        let (mut attempts, mut moves, mut events, mut gone) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut taking_effect = records;
        let mut kept = effective.iter();
        taking_effect.retain(|_| *kept.next().expect("one for each record"));
        for record in &mut taking_effect {
            if let (NextStep::DisableEndpoint, Destination::Subscription(id)) = (record.next, record.destination) {
                if destinations.disable(id.uuid(), &record.url) {
                    gone.push(id.uuid());
                } else {
                    record.events.clear();
                }
            }
        }
        // In a second pass, so that every retry of the batch sees what the batch disables.
        for record in taking_effect {
            let to = match (record.next, record.destination) {
                (NextStep::Succeed, _) => Move::Finish(DeliveryState::Succeeded),
                (NextStep::RetryAt(at), destination) => destinations.forward(destination, at),
                (NextStep::DisableEndpoint, destination @ Destination::Subscription(_)) => {
                    destinations.forward(destination, now)
                }
                (NextStep::Exhaust | NextStep::DisableEndpoint, _) => Move::Finish(DeliveryState::Exhausted),
            };
            moves.push((record.delivery_id.uuid(), to));
            attempts.push(attempt_row(record.delivery_id, record.attempt));
            events.extend(record.events);
        }
        for step in attempts.chunks(STEP) {
            attempt::Entity::insert_many(step.iter().cloned()).exec_without_returning(tx.db()).await?;
        }
        tx.move_deliveries(moves, now).await?;
        for subscription in gone {
            tx.disable_subscription(subscription, ENDPOINT_GONE, now).await?;
        }
        self.publish_within(&mut tx, events).await?;
        tx.commit().await?;
        Ok(effective)
    }
}

/// The number of the attempt under way of each of these deliveries that has one, locked.
async fn in_flight(tx: &Transaction, records: &[AttemptRecord]) -> Result<HashMap<Uuid, i32>, StoreError> {
    let ids: BTreeSet<Uuid> = records.iter().map(|record| record.delivery_id.uuid()).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(STEP) {
        let rows: Vec<(Uuid, i32)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::AttemptCount])
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
            .order_by_asc(Column::Id)
            .lock_exclusive()
            .into_tuple()
            .all(tx.db())
            .await?;
        found.extend(rows);
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
