//! Events, and who is told of them.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::LockType,
};
use uuid::Uuid;

use super::{
    Store, StoreError, change, delivery, endpoint,
    entity::{delivery as delivery_row, event, subscription as subscription_row},
    event_log, row,
    seal::Place,
    subscription,
    transaction::Transaction,
};
use crate::domain::{
    delivery::{DeliveryBody, DeliveryState, Destination},
    event::{Audience, DirectDestination, NewEvent},
    id::DeliveryId,
    subscription::{Subscription, SubscriptionState},
};

impl Store {
    /// Writes the events with the change that causes them. Answers the deliveries of each of them. An event that is only
    /// for a subscription which does not exist is not written.
    pub(super) async fn publish_within(
        &self,
        tx: &mut Transaction,
        mut events: Vec<NewEvent>,
    ) -> Result<Vec<Vec<DeliveryId>>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let subscriptions = audience(tx, &events).await?;
        let mut rows = Vec::new();
        let mut made = Vec::with_capacity(events.len());
        for event in &events {
            let first = rows.len();
            for subscription in subscriptions.iter().filter(|subscription| is_told(event, subscription)) {
                let state = match subscription.state {
                    SubscriptionState::Enabled => DeliveryState::Pending,
                    SubscriptionState::Disabled => DeliveryState::Held,
                };
                let destination = Destination::Subscription(subscription.id);
                let id = DeliveryId::from_uuid(self.ids.next(event.create_time));
                rows.push(delivery_row(id, event, destination, &subscription.url, &DeliveryBody::Event, state));
            }
            for DirectDestination { delivery_id, destination, url, secret, body } in &event.direct {
                let mut row = delivery_row(*delivery_id, event, *destination, url, body, DeliveryState::Pending);
                // The others' is read from their destination when they are claimed.
                if let (true, Some(secret)) = (destination.is_own(), secret) {
                    row.secret = Some(self.sealer.seal(secret_place(row.id), secret));
                }
                rows.push(row);
            }
            made.push(rows[first..].iter().map(|row| DeliveryId::from_uuid(row.id)).collect());
        }
        // What was for one subscription alone, which is not there, is no news to anybody.
        let mut told = made.iter().map(|deliveries: &Vec<_>| !deliveries.is_empty());
        events.retain(|event| told.next() == Some(true) || event.audience == Audience::Matching);
        insert(tx, events, rows).await?;
        Ok(made)
    }
}

/// Where a delivery's own secret is sealed.
pub(super) fn secret_place(delivery: Uuid) -> Place {
    Place { table: "deliveries", column: "secret", row: delivery }
}

/// A delivery as it is made: due at once, or held.
fn delivery_row(
    id: DeliveryId,
    event: &NewEvent,
    destination: Destination,
    url: &str,
    body: &DeliveryBody,
    state: DeliveryState,
) -> delivery_row::Model {
    let now = event.create_time;
    let (destination_kind, destination_id) = delivery::destination_columns(destination);
    let (body_kind, sha256, content_type) = match body {
        DeliveryBody::Event => ("event", None, None),
        DeliveryBody::Artifact { sha256, content_type } => ("artifact", Some(sha256), Some(content_type)),
    };
    delivery_row::Model {
        id: id.uuid(),
        workspace_id: event.workspace_id.uuid(),
        event_id: event.id.uuid(),
        event_type: event.event_type.as_str().to_owned(),
        destination_kind: destination_kind.to_owned(),
        destination_id,
        endpoint_id: endpoint::endpoint_id(event.workspace_id, destination, url),
        url: url.to_owned(),
        secret: None,
        body_kind: body_kind.to_owned(),
        artifact_sha256: sha256.map(|sha256| sha256.to_vec()),
        content_type: content_type.cloned(),
        state: state.as_str().to_owned(),
        attempt_count: 0,
        due_time: (state == DeliveryState::Pending).then_some(now.as_micros()),
        create_time: now.as_micros(),
        finish_time: None,
        change_xid: 0,
        payload: None,
        redelivery_of: None,
        claimer: None,
    }
}

fn is_told(event: &NewEvent, subscription: &Subscription) -> bool {
    event.workspace_id == subscription.workspace_id
        && match event.audience {
            Audience::Matching => subscription.wants(event.event_type, &event.facts),
            Audience::Only(id) => subscription.id == id,
        }
}

/// Every subscription that any of the events may be for, read once for all of them.
async fn audience(tx: &Transaction, events: &[NewEvent]) -> Result<Vec<Subscription>, StoreError> {
    use subscription_row::{Column, Entity};
    let mut workspaces = BTreeSet::new();
    let mut named = BTreeSet::new();
    for event in events {
        match event.audience {
            Audience::Matching => workspaces.insert(event.workspace_id.uuid()),
            Audience::Only(id) => named.insert(id.uuid()),
        };
    }
    let any = Condition::any().add(Column::WorkspaceId.is_in(workspaces)).add(Column::Id.is_in(named));
    let rows = Entity::find().filter(any).all(tx.db()).await?;
    let mut found = rows.into_iter().map(subscription::domain).collect::<Result<Vec<_>, _>>()?;

    // One that is disabled just now: a delivery made PENDING would be held when it is claimed. But one that is enabled
    // just now would never let go of a delivery that is made HELD. So those are looked at again, under a lock.
    let disabled: BTreeSet<Uuid> = found
        .iter()
        .filter(|subscription| subscription.state == SubscriptionState::Disabled)
        .filter(|subscription| events.iter().any(|event| is_told(event, subscription)))
        .map(|subscription| subscription.id.uuid())
        .collect();
    if !disabled.is_empty() && tx.is_postgres() {
        let rows = subscription::locked(tx, disabled.clone(), LockType::Share).await?;
        let mut locked: HashMap<Uuid, Subscription> = rows.into_iter().map(|row| (row.id.uuid(), row)).collect();
        found.retain_mut(|subscription| {
            if !disabled.contains(&subscription.id.uuid()) {
                return true;
            }
            locked.remove(&subscription.id.uuid()).map(|current| *subscription = current).is_some()
        });
    }
    Ok(found)
}

async fn insert(
    tx: &mut Transaction,
    events: Vec<NewEvent>,
    deliveries: Vec<delivery_row::Model>,
) -> Result<(), StoreError> {
    let places = event_log::places(tx, events.len()).await?;
    let rows: Vec<event::ActiveModel> = events
        .into_iter()
        .zip(places)
        .map(|(event, seq)| event::ActiveModel {
            id: Set(event.id.uuid()),
            workspace_id: Set(event.workspace_id.uuid()),
            event_type: Set(event.event_type.as_str().to_owned()),
            payload: Set(event.payload),
            create_time: Set(event.create_time.as_micros()),
            xid: NotSet,
            seq,
            data_type: Set(event.facts.data_type),
        })
        .collect();
    tx.insert_all(rows).await?;
    // Who follows the events is woken too, whether or not anything is delivered.
    tx.will_ring_changed();
    insert_deliveries(tx, deliveries).await
}

/// Writes deliveries that this transaction has made.
pub(super) async fn insert_deliveries(
    tx: &mut Transaction,
    deliveries: Vec<delivery_row::Model>,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = deliveries.iter().map(|delivery| delivery.id).collect();
    let dues: Vec<_> = deliveries.iter().filter_map(|one| Some((one.endpoint_id, row::time(one.due_time?)))).collect();
    let row = |delivery: delivery_row::Model| {
        // Left to the database, which knows the transaction.
        delivery_row::ActiveModel { change_xid: NotSet, ..delivery.into_active_model() }
    };
    tx.insert_all(deliveries.into_iter().map(row).collect()).await?;
    change::append_new(tx, &ids).await?;
    for (endpoint, due) in dues {
        tx.due(endpoint, due);
    }
    Ok(())
}
