//! Deliveries: how they are stored, shown and moved from state to state.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    UpdateMany, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Cursor, Store, StoreError, change,
    entity::{
        attempt,
        delivery::{Column, Entity, Model},
        subscription, trigger,
    },
    page::page,
    row,
    statement::is_one_of,
    transaction::Transaction,
};
use crate::domain::{
    delivery::{Attempt, Delivery, DeliveryFilter, DeliveryState, Destination},
    event::EventType,
    id::{BatchId, DeliveryId, EventId, RenderId, SubscriptionId, TriggerId, WorkspaceId},
    page::{Page, PageRequest},
    timestamp::Timestamp,
};

/// Rows that one statement changes, so that neither memory nor a statement's parameters grow with a backlog.
pub(super) const STEP: u64 = 1_000;

impl Store {
    /// Without their attempts.
    pub async fn list_deliveries(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        request: PageRequest,
    ) -> Result<Page<Delivery>, StoreError> {
        let select = of(workspace)
            .filter(destined(filter, Column::DestinationId))
            .apply_if(states(filter), |select, states| select.filter(Column::State.is_in(states)));
        let mut found = page(&self.read, select, Column::Id, request).await?;
        readdress(&self.read, &mut found.items).await?;
        found.try_map(|stored| domain(stored, Vec::new()))
    }

    /// The latest deliveries, at most `limit`, that have not changed since a place in the log: they stand as they stood
    /// there, so together with the changes after it nothing is missing and nothing is in both. Oldest first, without
    /// their attempts; with `beyond`, only those younger than it. None joins them later, so that asking again with the
    /// last one seen goes on where one was.
    pub async fn deliveries_unchanged_since(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        since: Cursor,
        beyond: Option<DeliveryId>,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut rows = of(workspace)
            .filter(destined(filter, Column::DestinationId))
            .apply_if(states(filter), |select, states| select.filter(Column::State.is_in(states)))
            .apply_if(beyond, |select, beyond| select.filter(Column::Id.gt(beyond.uuid())))
            .filter(Column::Id.not_in_subquery(change::changed_after(workspace, since)))
            .order_by_desc(Column::Id)
            .limit(u64::from(limit))
            .all(&self.read)
            .await?;
        readdress(&self.read, &mut rows).await?;
        rows.into_iter().rev().map(|stored| domain(stored, Vec::new())).collect()
    }

    /// With its attempts.
    pub async fn delivery(&self, workspace: WorkspaceId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        let Some(mut stored) = of(workspace).filter(Column::Id.eq(id.uuid())).one(&self.read).await? else {
            return Ok(None);
        };
        readdress(&self.read, std::slice::from_mut(&mut stored)).await?;
        let attempts = attempts(&self.read, vec![id.uuid()]).await?.remove(&id.uuid()).unwrap_or_default();
        domain(stored, attempts).map(Some)
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

/// The filter's conditions on where a delivery goes. Ids are unique over all kinds of destinations.
pub(super) fn destined(filter: &DeliveryFilter, column: impl ColumnTrait) -> Condition {
    let destinations = [
        filter.subscription_id.map(SubscriptionId::uuid),
        filter.trigger_id.map(TriggerId::uuid),
        filter.render_id.map(RenderId::uuid),
        filter.batch_id.map(BatchId::uuid),
    ];
    destinations.into_iter().flatten().fold(Condition::all(), |all, id| all.add(column.eq(id)))
}

/// The names of the states the filter asks for, if it does not take any.
pub(super) fn states(filter: &DeliveryFilter) -> Option<Vec<&'static str>> {
    (!filter.states.is_empty()).then(|| filter.states.iter().map(|state| state.as_str()).collect())
}

pub(super) fn destination_columns(destination: Destination) -> (&'static str, Uuid) {
    match destination {
        Destination::Subscription(id) => ("subscription", id.uuid()),
        Destination::Trigger(id) => ("trigger", id.uuid()),
        Destination::Render(id) => ("render", id.uuid()),
        Destination::Batch(id) => ("batch", id.uuid()),
    }
}

pub(super) fn destination(stored: &Model) -> Result<Destination, StoreError> {
    let id = stored.destination_id;
    match stored.destination_kind.as_str() {
        "subscription" => Ok(Destination::Subscription(SubscriptionId::from_uuid(id))),
        "trigger" => Ok(Destination::Trigger(TriggerId::from_uuid(id))),
        "render" => Ok(Destination::Render(RenderId::from_uuid(id))),
        "batch" => Ok(Destination::Batch(BatchId::from_uuid(id))),
        _ => Err(StoreError::corrupt("a delivery's destination")),
    }
}

pub(super) fn state(name: &str) -> Result<DeliveryState, StoreError> {
    row::named("a delivery's state", name, DeliveryState::from_name)
}

pub(super) fn event_type(name: &str) -> Result<EventType, StoreError> {
    row::named("an event's type", name, EventType::from_name)
}

/// The states in which the time a delivery may be claimed at is its next attempt's, and not a lease's end.
pub(super) const WAITING: [DeliveryState; 2] = [DeliveryState::Pending, DeliveryState::Retrying];

pub(super) fn domain(stored: Model, attempts: Vec<Attempt>) -> Result<Delivery, StoreError> {
    let state = state(&stored.state)?;
    Ok(Delivery {
        id: DeliveryId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        event_id: EventId::from_uuid(stored.event_id),
        event_type: event_type(&stored.event_type)?,
        destination: destination(&stored)?,
        state,
        attempt_count: row::number("a delivery's attempts", stored.attempt_count)?,
        next_attempt_time: stored.due_time.filter(|_| WAITING.contains(&state)).map(row::time),
        create_time: row::time(stored.create_time),
        finish_time: stored.finish_time.map(row::time),
        url: stored.url,
        redelivery_of: stored.redelivery_of.map(DeliveryId::from_uuid),
        attempts,
    })
}

/// Shows on what has still to go where it will go: to the URL that its destination has today.
pub(super) async fn readdress(db: &impl ConnectionTrait, rows: &mut [Model]) -> Result<(), StoreError> {
    let unfinished = |kind: &str| -> BTreeSet<Uuid> {
        let of_kind = rows.iter().filter(|row| row.finish_time.is_none() && row.destination_kind == kind);
        of_kind.map(|row| row.destination_id).collect()
    };
    let (subscriptions, triggers) = (unfinished("subscription"), unfinished("trigger"));
    let mut urls: HashMap<Uuid, String> = HashMap::new();
    if !subscriptions.is_empty() {
        use subscription::{Column, Entity};
        let found =
            Entity::find().select_only().columns([Column::Id, Column::Url]).filter(Column::Id.is_in(subscriptions));
        urls.extend(found.into_tuple::<(Uuid, String)>().all(db).await?);
    }
    if !triggers.is_empty() {
        use trigger::{Column, Entity};
        let found = Entity::find().select_only().columns([Column::Id, Column::Url]).filter(Column::Id.is_in(triggers));
        urls.extend(found.into_tuple::<(Uuid, String)>().all(db).await?);
    }
    for row in rows.iter_mut().filter(|row| row.finish_time.is_none()) {
        if let Some(url) = urls.get(&row.destination_id) {
            row.url.clone_from(url);
        }
    }
    Ok(())
}

/// The attempts of these deliveries, each one's in order.
pub(super) async fn attempts(
    db: &impl ConnectionTrait,
    deliveries: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<Attempt>>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(is_one_of(attempt::Column::DeliveryId, deliveries))
        .order_by_asc(attempt::Column::DeliveryId)
        .order_by_asc(attempt::Column::Number)
        .all(db)
        .await?;
    let mut by_delivery: HashMap<Uuid, Vec<Attempt>> = HashMap::new();
    for stored in rows {
        by_delivery.entry(stored.delivery_id).or_default().push(attempt_domain(stored)?);
    }
    Ok(by_delivery)
}

fn attempt_domain(stored: attempt::Model) -> Result<Attempt, StoreError> {
    let status = stored.response_status.map(|status| row::number("an attempt's status", status)).transpose()?;
    Ok(Attempt {
        number: row::number("an attempt's number", stored.number)?,
        start_time: row::time(stored.start_time),
        duration: std::time::Duration::from_micros(row::number("an attempt's duration", stored.duration)?),
        response_status: status,
        response_headers: row::from_json("an attempt's headers", &stored.response_headers)?,
        response_body: stored.response_body,
        error: stored.error,
    })
}

/// Where a delivery goes from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    /// May be claimed from then on: RETRYING, or PENDING where no attempt was made.
    Due(Timestamp),
    Hold,
    /// One of the final states.
    Finish(DeliveryState),
}

impl Transaction {
    /// Changes deliveries and appends each change to the log. Every change of a state comes through here.
    pub async fn change_deliveries(
        &mut self,
        update: UpdateMany<Entity>,
        now: Timestamp,
    ) -> Result<Vec<Model>, StoreError> {
        let rows = self.numbered(update).exec_with_returning(self.db()).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        change::append(self, &ids, now).await?;
        Ok(rows)
    }

    /// The same for deliveries with these ids, which are all there.
    pub async fn change_known(
        &mut self,
        update: UpdateMany<Entity>,
        ids: &[Uuid],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = update.filter(is_one_of(Column::Id, ids.iter().copied()));
        self.numbered(update).exec(self.db()).await?;
        change::append(self, ids, now).await
    }

    /// The change's place in the log; see `change`.
    fn numbered(&self, update: UpdateMany<Entity>) -> UpdateMany<Entity> {
        if !self.is_postgres() {
            return update;
        }
        update.col_expr(Column::ChangeXid, Expr::cust("GREATEST(change_xid, pg_current_xact_id()::text::bigint)"))
    }

    /// Moves the deliveries with these ids, as many as the caller likes.
    pub async fn move_deliveries(
        &mut self,
        moves: impl IntoIterator<Item = (Uuid, Move)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // Those that end in the same way share a statement. Retries each have a time of their own, and share one too.
        let mut due = Vec::new();
        let mut held = Vec::new();
        let mut finished: BTreeMap<&'static str, Vec<Uuid>> = BTreeMap::new();
        for (id, to) in moves {
            match to {
                Move::Due(at) => due.push((id, at)),
                Move::Hold => held.push(id),
                Move::Finish(state) => finished.entry(state.as_str()).or_default().push(id),
            }
        }
        for due in due.chunks(STEP as usize / 4) {
            let (first, rest) = due.split_first().expect("chunks are not empty");
            let is = |id: Uuid| Column::Id.eq(id);
            let mut when = Expr::case(is(first.0), first.1.as_micros());
            for (id, at) in rest {
                when = when.case(is(*id), at.as_micros());
            }
            let update = Entity::update_many()
                .col_expr(Column::State, due_state())
                .col_expr(Column::DueTime, when.into())
                .filter(Column::Id.is_in(due.iter().map(|(id, _)| *id)));
            for row in self.change_deliveries(update, now).await? {
                if let Some(at) = row.due_time {
                    self.due(row.endpoint_id, super::row::time(at));
                }
            }
        }
        for held in held.chunks(STEP as usize) {
            self.change_known(hold(), held, now).await?;
        }
        for (state, ids) in finished {
            for ids in ids.chunks(STEP as usize) {
                self.change_known(finish(state, now), ids, now).await?;
            }
        }
        Ok(())
    }

    /// The deliveries whose ids `select` finds, which is asked once and may have a limit and a lock.
    pub fn among(&self, select: Select<Entity>) -> Expr {
        let select = select.into_query();
        if self.is_postgres() {
            // As a plain sub-select it might be run again for every row, and its limit be exceeded.
            Expr::cust_with_expr("\"deliveries\".\"id\" = ANY(ARRAY($1))", Expr::from(select))
        } else {
            Column::Id.in_subquery(select)
        }
    }
}

/// PENDING as long as no attempt was made, then RETRYING.
pub(super) fn due_state() -> Expr {
    let (pending, retrying) = (DeliveryState::Pending.as_str(), DeliveryState::Retrying.as_str());
    Expr::case(Column::AttemptCount.eq(0), pending).finally(retrying).into()
}

pub(super) fn hold() -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Held.as_str()))
        .col_expr(Column::DueTime, Expr::value(None::<i64>))
}

pub(super) fn finish(state: &'static str, now: Timestamp) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DueTime, Expr::value(None::<i64>))
        .col_expr(Column::FinishTime, Expr::value(now.as_micros()))
}
