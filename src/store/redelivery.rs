//! Sending again: what has come to its end as a new delivery of the same event, what waits at once.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    Created, Store, StoreError, delivery,
    delivery::Move,
    destination::Destinations,
    endpoint,
    entity::{
        delivery::{Column, Entity, Model},
        subscription, trigger,
    },
    event,
    idempotency::Taken,
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    delivery::{Delivery, DeliveryState},
    id::{DeliveryId, WorkspaceId},
    timestamp::Timestamp,
};

impl Store {
    /// Sends a delivery again; answers the one that is on its way now. `None` if it isn't there, or its destination is
    /// not any more.
    pub async fn redeliver(
        &self,
        workspace: WorkspaceId,
        id: DeliveryId,
        idempotency: Option<Idempotency>,
        now: Timestamp,
    ) -> Result<Option<Created<Delivery>>, StoreError> {
        let stored = Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid())).filter(Column::Id.eq(id.uuid()));
        let mut tx = self.begin().await?;
        // Where it goes never changes, and is locked before the delivery is.
        let Some(found) = stored.clone().one(tx.db()).await? else { return Ok(None) };
        let destinations = Destinations::locked(&tx, &[delivery::destination(&found)?]).await?;
        let Some(found) = stored.lock_exclusive().one(tx.db()).await? else { return Ok(None) };
        let new = DeliveryId::from_uuid(self.ids.next(now));
        let answered = if found.finish_time.is_some() { new } else { id };
        match tx.take_request_id(workspace, idempotency.as_ref(), answered.uuid(), now).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Some(Created::RequestIdReused)),
            Taken::Before(id) => {
                drop(tx);
                let before = self.delivery(workspace, DeliveryId::from_uuid(id)).await?;
                return Ok(Some(Created::existing(before)));
            }
        }
        if self.send_again(&mut tx, vec![(found, new)], &destinations, now).await? == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(self.delivery(workspace, answered).await?.map(Created::New))
    }

    /// Sends these deliveries again, each as the one whose id stands beside it if it has come to its end. They are
    /// locked, and so were their destinations before. Answers how many were, or are on their way already; the others'
    /// destinations are gone.
    pub(super) async fn send_again(
        &self,
        tx: &mut Transaction,
        deliveries: Vec<(Model, DeliveryId)>,
        destinations: &Destinations,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let urls = urls(tx, deliveries.iter().map(|(stored, _)| stored.destination_id)).await?;
        let (mut new, mut moves, mut under_way) = (Vec::new(), Vec::new(), 0);
        for (stored, id) in deliveries {
            let to = destinations.forward(delivery::destination(&stored)?, now);
            if matches!(to, Move::Finish(_)) {
                continue;
            }
            if stored.finish_time.is_some() {
                let url = urls.get(&stored.destination_id).cloned().unwrap_or_else(|| stored.url.clone());
                new.push(self.repetition(stored, id, url, to, now)?);
            } else if delivery::state(&stored.state)? == DeliveryState::Retrying {
                moves.push((stored.id, to));
            } else {
                under_way += 1;
            }
        }
        let sent = new.len() + moves.len();
        event::insert_deliveries(tx, new).await?;
        tx.move_deliveries(moves, now).await?;
        Ok(sent + under_way)
    }

    /// The same event for the same destination, and where the body was stored the same bytes.
    fn repetition(
        &self,
        stored: Model,
        id: DeliveryId,
        url: String,
        to: Move,
        now: Timestamp,
    ) -> Result<Model, StoreError> {
        let destination = delivery::destination(&stored)?;
        let secret = match (&stored.secret, destination) {
            (Some(sealed), destination) if destination.is_own() => {
                let secret = self.sealer.open(event::secret_place(stored.id), sealed)?;
                Some(self.sealer.seal(event::secret_place(id.uuid()), &secret))
            }
            _ => None,
        };
        let due = matches!(to, Move::Due(_));
        let state = if due { DeliveryState::Pending } else { DeliveryState::Held };
        Ok(Model {
            id: id.uuid(),
            endpoint_id: endpoint::endpoint_id(WorkspaceId::from_uuid(stored.workspace_id), destination, &url),
            url,
            secret,
            state: state.as_str().to_owned(),
            attempt_count: 0,
            due_time: due.then_some(now.as_micros()),
            create_time: now.as_micros(),
            finish_time: None,
            redelivery_of: Some(stored.id),
            claimer: None,
            ..stored
        })
    }
}

/// Where subscriptions and triggers point today.
async fn urls(tx: &Transaction, destinations: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>, StoreError> {
    let ids: Vec<Uuid> = destinations.collect();
    let subscriptions = subscription::Entity::find()
        .select_only()
        .columns([subscription::Column::Id, subscription::Column::Url])
        .filter(subscription::Column::Id.is_in(ids.iter().copied()))
        .into_tuple::<(Uuid, String)>()
        .all(tx.db())
        .await?;
    let triggers = trigger::Entity::find()
        .select_only()
        .columns([trigger::Column::Id, trigger::Column::Url])
        .filter(trigger::Column::Id.is_in(ids))
        .into_tuple::<(Uuid, String)>()
        .all(tx.db())
        .await?;
    Ok(subscriptions.into_iter().chain(triggers).collect())
}

/// Of these, those that are still EXHAUSTED without having been repeated, or RETRYING; locked.
pub(super) async fn undelivered(tx: &Transaction, ids: &[Uuid]) -> Result<Vec<Model>, StoreError> {
    let states = [DeliveryState::Exhausted, DeliveryState::Retrying].map(DeliveryState::as_str);
    let mut found = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::State.is_in(states))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.db())
        .await?;
    let repeated: Vec<Option<Uuid>> = Entity::find()
        .select_only()
        .column(Column::RedeliveryOf)
        .filter(Column::RedeliveryOf.is_in(ids.iter().copied()))
        // Lets both databases find them in the index of what repeats.
        .filter(Column::RedeliveryOf.is_not_null())
        .into_tuple()
        .all(tx.db())
        .await?;
    found.retain(|row| row.finish_time.is_none() || !repeated.contains(&Some(row.id)));
    Ok(found)
}

impl Store {
    /// Keeps the body of an attempt that is about to be made, for all later ones. Whether the attempt still is to be
    /// made: its claim is the delivery's last one.
    pub async fn keep_body(&self, id: DeliveryId, attempt_number: u32, body: &[u8]) -> Result<bool, StoreError> {
        let kept = Entity::update_many()
            .col_expr(Column::Payload, Expr::value(body.to_vec()))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::State.eq(DeliveryState::InFlight.as_str()))
            .filter(Column::AttemptCount.eq(super::row::small(attempt_number)))
            .exec(&self.write)
            .await?;
        Ok(kept.rows_affected == 1)
    }
}
