//! Whether deliveries may still go where they were meant to.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use super::{StoreError, delivery::Move, entity::trigger, subscription, transaction::Transaction};
use crate::domain::{
    delivery::{DeliveryState, Destination},
    subscription::{Subscription, SubscriptionState},
    timestamp::Timestamp,
};

/// Subscriptions and triggers as they stand. The subscriptions stay so until the transaction ends.
pub(super) struct Destinations {
    subscriptions: HashMap<Uuid, Subscription>,
    triggers: BTreeSet<Uuid>,
}

impl Destinations {
    /// Locks subscriptions in the order of their ids. To be called before any delivery is locked.
    pub async fn locked(tx: &Transaction, destinations: &[Destination]) -> Result<Self, StoreError> {
        let (mut subscriptions, mut triggers) = (BTreeSet::new(), BTreeSet::new());
        for destination in destinations {
            match destination {
                Destination::Subscription(id) => {
                    subscriptions.insert(id.uuid());
                }
                Destination::Trigger(id) => {
                    triggers.insert(id.uuid());
                }
                Destination::Render(_) | Destination::Batch(_) => {}
            }
        }
        let mut found = Self { subscriptions: HashMap::new(), triggers: BTreeSet::new() };
        if !subscriptions.is_empty() {
            let rows = subscription::locked(tx, subscriptions, LockType::NoKeyUpdate).await?;
            found.subscriptions = rows.into_iter().map(|row| (row.id.uuid(), row)).collect();
        }
        // Not locked: a trigger is never held, and what comes too late for its deletion is cancelled when it is claimed.
        if !triggers.is_empty() {
            let rows: Vec<Uuid> = trigger::Entity::find()
                .select_only()
                .column(trigger::Column::Id)
                .filter(trigger::Column::Id.is_in(triggers))
                .into_tuple()
                .all(tx.db())
                .await?;
            found.triggers = rows.into_iter().collect();
        }
        Ok(found)
    }

    /// What becomes of a delivery that is to be sent at `at`.
    pub fn forward(&self, destination: Destination, at: Timestamp) -> Move {
        let cancelled = Move::Finish(DeliveryState::Cancelled);
        match destination {
            Destination::Subscription(id) => match self.subscriptions.get(&id.uuid()).map(|found| found.state) {
                Some(SubscriptionState::Enabled) => Move::Due(at),
                Some(SubscriptionState::Disabled) => Move::Hold,
                None => cancelled,
            },
            Destination::Trigger(id) if self.triggers.contains(&id.uuid()) => Move::Due(at),
            Destination::Trigger(_) => cancelled,
            Destination::Render(_) | Destination::Batch(_) => Move::Due(at),
        }
    }

    /// From now on the subscription counts as disabled. Whether that changes anything: one that is disabled already, or
    /// deleted, or has another URL than the one that `url` says is gone, stays as it is.
    pub fn disable(&mut self, subscription: Uuid, url: &str) -> bool {
        match self.subscriptions.get_mut(&subscription) {
            Some(found) if found.state == SubscriptionState::Enabled && found.url == url => {
                found.state = SubscriptionState::Disabled;
                true
            }
            _ => false,
        }
    }
}
