//! Recoveries: everything undelivered of a time, sent again in small steps, each a transaction of its own. What a step
//! did is in the books with how far it got, so a restart goes on where the last one ended.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{LockBehavior, LockType},
};
use uuid::Uuid;

use super::{
    Created, Store, StoreError, delivery,
    destination::Destinations,
    entity::{
        delivery as delivery_row,
        recovery::{Column, Entity, Model},
    },
    event_log::first_id,
    idempotency::Taken,
    redelivery, row,
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    delivery::DeliveryState,
    id::{DeliveryId, RecoveryId, SubscriptionId, TriggerId, WorkspaceId},
    recovery::Recovery,
    timestamp::Timestamp,
};

/// Deliveries that one step looks at.
const LOOK: u64 = 2_000;
/// Deliveries that one step sends again, and how long the next one waits after it.
const SEND: usize = 100;
const PAUSE: Duration = Duration::from_millis(500);
/// Two steps at once on PostgreSQL could repeat the same delivery.
const ONE_AT_A_TIME: &str = "recovery_step";

impl Store {
    /// Books a recovery; its first step is due at once.
    pub async fn create_recovery(
        &self,
        recovery: &Recovery,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Recovery>, StoreError> {
        let (workspace, id, now) = (recovery.workspace_id, recovery.id.uuid(), recovery.create_time);
        let tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id, now).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.recovery(workspace, RecoveryId::from_uuid(id)).await?));
            }
        }
        let row = Model {
            id,
            workspace_id: workspace.uuid(),
            subscription_id: recovery.subscription_id.map(SubscriptionId::uuid),
            trigger_id: recovery.trigger_id.map(TriggerId::uuid),
            since: recovery.since.as_micros(),
            until: recovery.until.as_micros(),
            reached: None,
            examined_count: 0,
            recovered_count: 0,
            due_time: Some(now.as_micros()),
            create_time: now.as_micros(),
            finish_time: None,
        };
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db()).await?;
        tx.commit().await?;
        Ok(Created::New(recovery.clone()))
    }

    pub async fn recovery(&self, workspace: WorkspaceId, id: RecoveryId) -> Result<Option<Recovery>, StoreError> {
        let found = Entity::find()
            .filter(Column::WorkspaceId.eq(workspace.uuid()))
            .filter(Column::Id.eq(id.uuid()))
            .one(&self.read)
            .await?;
        found.map(domain).transpose()
    }

    /// Takes one step of the recovery that is due longest; whether there was one.
    pub async fn step_recovery(&self, now: Timestamp) -> Result<bool, StoreError> {
        let due = Entity::find().filter(Column::DueTime.lte(now.as_micros())).order_by_asc(Column::DueTime);
        // Most of the time there is none, and looking takes no lock.
        if due.clone().one(&self.read).await?.is_none() {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        tx.one_at_a_time(ONE_AT_A_TIME).await?;
        let due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let Some(stored) = due.one(tx.db()).await? else { return Ok(false) };

        let seen = window(&tx, &stored).await?;
        let undelivered =
            |state: &str| [DeliveryState::Exhausted, DeliveryState::Retrying].iter().any(|s| s.as_str() == state);
        let candidates: Vec<Uuid> =
            seen.iter().filter(|(_, state)| undelivered(state)).map(|(id, _)| *id).take(SEND).collect();
        // Up to the last candidate, if there were more; else all that was seen.
        let last = if candidates.len() == SEND { candidates.last() } else { seen.last().map(|(id, _)| id) };
        let examined = seen.iter().filter(|(id, _)| last.is_some_and(|last| id <= last)).count();
        let finished = (seen.len() as u64) < LOOK && examined == seen.len();

        let recovered = if candidates.is_empty() { 0 } else { self.recover(&mut tx, &candidates, now).await? };
        let pause = if recovered > 0 { PAUSE } else { Duration::ZERO };
        let (last, examined_count) = (last.copied(), stored.examined_count + row::large(examined as u64));
        let recovered_count = stored.recovered_count + row::large(recovered as u64);
        let reached = last.or(stored.reached);
        let mut changed = stored.into_active_model();
        changed.reached = Set(reached);
        changed.examined_count = Set(examined_count);
        changed.recovered_count = Set(recovered_count);
        changed.due_time = Set((!finished).then(|| now.plus(pause).as_micros()));
        changed.finish_time = Set(finished.then_some(now.as_micros()));
        changed.update(tx.db()).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn recover(&self, tx: &mut Transaction, ids: &[Uuid], now: Timestamp) -> Result<usize, StoreError> {
        let rows = delivery_row::Entity::find().filter(delivery_row::Column::Id.is_in(ids.iter().copied()));
        let to = rows.all(tx.db()).await?.iter().map(delivery::destination).collect::<Result<Vec<_>, _>>()?;
        // Destinations before deliveries.
        let destinations = Destinations::locked(tx, &to).await?;
        let again = redelivery::undelivered(tx, ids).await?;
        let again = again.into_iter().map(|row| (row, DeliveryId::from_uuid(self.ids.next(now)))).collect();
        self.send_again(tx, again, &destinations, now).await
    }
}

/// The next deliveries to look at, and their states.
async fn window(tx: &Transaction, recovery: &Model) -> Result<Vec<(Uuid, String)>, StoreError> {
    use delivery_row::Column;
    let found = delivery_row::Entity::find()
        .select_only()
        .columns([Column::Id, Column::State])
        .filter(Column::WorkspaceId.eq(recovery.workspace_id))
        .apply_if(recovery.subscription_id, |select, id| select.filter(Column::DestinationId.eq(id)))
        .apply_if(recovery.trigger_id, |select, id| select.filter(Column::DestinationId.eq(id)))
        .filter(Column::Id.gte(first_id(row::time(recovery.since))))
        .filter(Column::Id.lt(first_id(row::time(recovery.until).plus(Duration::from_millis(1)))))
        .apply_if(recovery.reached, |select, reached| select.filter(Column::Id.gt(reached)))
        .filter(Column::CreateTime.gte(recovery.since))
        .filter(Column::CreateTime.lt(recovery.until))
        .order_by_asc(Column::Id)
        .limit(LOOK)
        .into_tuple()
        .all(tx.db())
        .await?;
    Ok(found)
}

fn domain(stored: Model) -> Result<Recovery, StoreError> {
    Ok(Recovery {
        id: RecoveryId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        subscription_id: stored.subscription_id.map(SubscriptionId::from_uuid),
        trigger_id: stored.trigger_id.map(TriggerId::from_uuid),
        since: row::time(stored.since),
        until: row::time(stored.until),
        reached: stored.reached.map(DeliveryId::from_uuid),
        examined_count: row::number("a recovery's count", stored.examined_count)?,
        recovered_count: row::number("a recovery's count", stored.recovered_count)?,
        create_time: row::time(stored.create_time),
        finish_time: stored.finish_time.map(row::time),
    })
}
