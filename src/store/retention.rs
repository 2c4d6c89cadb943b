//! Deleting what is past its retention, step by step. What has not ended is kept, however old.

use std::{collections::HashSet, time::Duration};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    change::{self, Cursor},
    entity::{attempt, delivery, delivery_change, endpoint, event, setting, subscription, trigger},
    event_log, row,
    transaction::Transaction,
};
use crate::domain::timestamp::Timestamp;

/// Rows of a table that one step looks at.
const STEP: u64 = 500;
/// How much longer than its changes a delivery is kept, so that no change ever speaks of one that is gone.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// How far a pruning has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    changes: bool,
    deliveries: Progress,
    events: Progress,
}

/// How far it has come with one table, by the order of its ids, which begin with the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    After(Uuid),
    Done,
}

impl Default for Progress {
    fn default() -> Self {
        Self::After(Uuid::nil())
    }
}

impl Store {
    /// Goes one step on with deleting what ended before a time. Whether there is more to do.
    pub async fn prune(&self, swept: &mut Swept, before: Timestamp) -> Result<bool, StoreError> {
        let earlier = before.minus(MARGIN);
        if !swept.changes {
            swept.changes = self.prune_changes(before).await?;
        } else if let Progress::After(id) = swept.deliveries {
            swept.deliveries = self.prune_deliveries(id, earlier).await?;
        } else if let Progress::After(id) = swept.events {
            swept.events = self.prune_events(id, earlier).await?;
        } else {
            self.prune_endpoints().await?;
            return Ok(false);
        }
        Ok(true)
    }

    /// From the beginning of the log. Whether it is done.
    async fn prune_changes(&self, before: Timestamp) -> Result<bool, StoreError> {
        use delivery_change::{Column, Entity};
        let oldest: Vec<(i64, i64, i64)> = Entity::find()
            .select_only()
            .columns([Column::Seq, Column::Xid, Column::CreateTime])
            .order_by_asc(Column::Seq)
            .limit(STEP)
            .into_tuple()
            .all(&self.read)
            .await?;
        let expired = oldest.iter().take_while(|(_, _, time)| *time < before.as_micros());
        let (mut end, mut last) = (Cursor::START, None);
        for (seq, xid, _) in expired {
            end = end.max(Cursor::at(*xid, *seq));
            last = Some(*seq);
        }
        let Some(last) = last else { return Ok(true) };
        let tx = self.begin().await?;
        tx.mark_pruned(change::PRUNED, end).await?;
        Entity::delete_many().filter(Column::Seq.lte(last)).exec(tx.db()).await?;
        tx.commit().await?;
        Ok(false)
    }

    async fn prune_deliveries(&self, after: Uuid, before: Timestamp) -> Result<Progress, StoreError> {
        use delivery::{Column, Entity};
        let oldest = Entity::find().select_only().columns([Column::Id, Column::FinishTime]).order_by_asc(Column::Id);
        let rows: Vec<(Uuid, Option<i64>)> =
            step(oldest, Column::Id, after, before).into_tuple().all(&self.read).await?;
        let Some((last, _)) = rows.last() else { return Ok(Progress::Done) };
        let ended = |time: &Option<i64>| time.is_some_and(|time| time < before.as_micros());
        let expired: Vec<Uuid> = rows.iter().filter(|(_, time)| ended(time)).map(|(id, _)| *id).collect();
        if !expired.is_empty() {
            let tx = self.begin().await?;
            let attempts = attempt::Column::DeliveryId.is_in(expired.iter().copied());
            attempt::Entity::delete_many().filter(attempts).exec(tx.db()).await?;
            Entity::delete_many().filter(Column::Id.is_in(expired)).exec(tx.db()).await?;
            tx.commit().await?;
        }
        Ok(Progress::After(*last))
    }

    async fn prune_events(&self, after: Uuid, before: Timestamp) -> Result<Progress, StoreError> {
        use event::{Column, Entity};
        let oldest = Entity::find().select_only().columns([Column::Id, Column::Xid, Column::Seq]);
        let rows: Vec<(Uuid, i64, i64)> =
            step(oldest.order_by_asc(Column::Id), Column::Id, after, before).into_tuple().all(&self.read).await?;
        let Some((last, ..)) = rows.last().copied() else { return Ok(Progress::Done) };
        let tx = self.begin().await?;
        // What has a delivery still is still needed, and named by it.
        let needed = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::EventId)
            .filter(delivery::Column::EventId.is_in(rows.iter().map(|(id, ..)| *id)));
        let needed: Vec<Uuid> = needed.into_tuple().all(tx.db()).await?;
        let needed: HashSet<Uuid> = needed.into_iter().collect();
        let expired: Vec<_> = rows.into_iter().filter(|(id, ..)| !needed.contains(id)).collect();
        // Whoever follows the events and stands before one that goes missed it.
        if let Some(end) = expired.iter().map(|(_, xid, seq)| Cursor::at(*xid, *seq)).max() {
            tx.mark_pruned(event_log::PRUNED, end).await?;
            Entity::delete_many().filter(Column::Id.is_in(expired.iter().map(|(id, ..)| *id))).exec(tx.db()).await?;
        }
        tx.commit().await?;
        Ok(Progress::After(last))
    }

    /// Endpoints that nothing points to and nothing waits for. Renders' own come and go; one that comes back begins anew.
    async fn prune_endpoints(&self) -> Result<(), StoreError> {
        use endpoint::{Column, Entity};
        let subscriptions = subscription::Entity::find().select_only().column(subscription::Column::Id);
        let triggers = trigger::Entity::find().select_only().column(trigger::Column::Id);
        let idle = Entity::delete_many()
            .filter(Column::ReadyTime.is_null())
            .filter(Column::InFlight.eq(0))
            .filter(Column::SweepTime.is_null())
            .filter(Column::Id.not_in_subquery(sea_orm::QueryTrait::into_query(subscriptions)))
            .filter(Column::Id.not_in_subquery(sea_orm::QueryTrait::into_query(triggers)));
        idle.exec(&self.write).await?;
        Ok(())
    }
}

/// The next rows of a table whose ids are times as well.
pub(super) fn step<E: EntityTrait>(
    select: Select<E>,
    id: impl ColumnTrait,
    after: Uuid,
    before: Timestamp,
) -> Select<E> {
    select.filter(id.gt(after)).filter(id.lt(row::first_id(before))).limit(STEP)
}

impl Transaction {
    /// What lies before this place in a log is gone. Its mark only moves on.
    async fn mark_pruned(&self, mark: &str, end: Cursor) -> Result<(), StoreError> {
        let row = setting::ActiveModel {
            name: sea_orm::ActiveValue::Set(mark.to_owned()),
            value: sea_orm::ActiveValue::Set(end.to_bytes().to_vec()),
        };
        // The bytes of cursors sort as cursors do.
        let on = OnConflict::column(setting::Column::Name)
            .update_column(setting::Column::Value)
            .action_and_where(Expr::cust("settings.value < excluded.value"))
            .to_owned();
        let insert = setting::Entity::insert(row).on_conflict(on);
        let statement = sea_orm::QueryTrait::build(&insert, self.db().get_database_backend());
        self.db().execute_raw(statement).await?;
        Ok(())
    }
}
