//! Bringing an endpoint's deliveries in line with it: held where it is disabled, due again where it is enabled,
//! cancelled where it is deleted.
//!
//! A backlog may be large, so it is gone through step by step, a transaction each. What is to be done is not written
//! down, only that something is: each step looks at how the endpoint stands, so that whatever happens in between, and
//! whoever dies in the middle, the deliveries end up as it does.

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    delivery::{STEP, due_state, finish, hold},
    entity::{
        delivery::{Column, Entity},
        endpoint, trigger,
    },
    subscription,
    transaction::Transaction,
};
use crate::domain::{
    delivery::DeliveryState, id::SubscriptionId, subscription::SubscriptionState, timestamp::Timestamp,
};

/// Passes of one step, at most.
const PASSES: usize = 3;

/// How an endpoint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Enabled,
    Disabled,
    Gone,
}

impl Standing {
    /// The states that its deliveries don't stay in.
    fn leaves(self) -> &'static [DeliveryState] {
        use DeliveryState::{Held, Pending, Retrying};
        match self {
            Self::Enabled => &[Held],
            Self::Disabled => &[Pending, Retrying],
            Self::Gone => &[Pending, Retrying, Held],
        }
    }

    fn update(self, now: Timestamp) -> UpdateMany<Entity> {
        match self {
            Self::Enabled => Entity::update_many()
                .col_expr(Column::State, due_state())
                .col_expr(Column::DueTime, Expr::value(now.as_micros())),
            Self::Disabled => hold(),
            Self::Gone => finish(DeliveryState::Cancelled.as_str(), now),
        }
    }
}

impl Store {
    /// Goes one step on with an endpoint whose deliveries are not yet in line with it. Whether there may be more to do.
    pub async fn sweep(&self, now: Timestamp) -> Result<bool, StoreError> {
        let waiting = endpoint::Entity::find()
            .filter(endpoint::Column::SweepTime.is_not_null())
            .order_by_asc(endpoint::Column::SweepTime)
            .one(&self.read)
            .await?;
        let Some(waiting) = waiting else { return Ok(false) };
        let mut tx = self.begin().await?;
        tx.sweep(waiting.id, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}

impl Transaction {
    /// A step: what there is, if it is little. If it is more, the rest is for [`Store::sweep`].
    pub async fn sweep(&mut self, endpoint: Uuid, now: Timestamp) -> Result<(), StoreError> {
        let standing = self.standing(endpoint).await?;
        let (mut room, mut rest) = (STEP, true);
        // Once more where others held rows while this one waited, and made more of them.
        for _ in 0..PASSES {
            for state in standing.leaves() {
                let step = Entity::find()
                    .select_only()
                    .column(Column::Id)
                    .filter(Column::EndpointId.eq(endpoint).and(Column::State.eq(state.as_str())))
                    .filter(Column::FinishTime.is_null())
                    .limit(room)
                    .lock_exclusive();
                let rows = self.change_deliveries(standing.update(now).filter(self.among(step)), now).await?;
                if standing == Standing::Enabled && !rows.is_empty() {
                    self.due(endpoint, now);
                }
                room = room.saturating_sub(rows.len() as u64);
            }
            rest = self.leaves_any(endpoint, standing).await?;
            if !rest || room == 0 {
                break;
            }
        }
        // To the end of the line, so that one endpoint's backlog does not keep the others'.
        self.sweep_endpoint(endpoint, rest.then_some(now));
        Ok(())
    }

    /// Whether the endpoint has deliveries that must not stay as they are. Asked anew, since what was found before may
    /// have been changed by others meanwhile.
    async fn leaves_any(&self, endpoint: Uuid, standing: Standing) -> Result<bool, StoreError> {
        let found = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::EndpointId.eq(endpoint))
            .filter(Column::State.is_in(standing.leaves().iter().map(|state| state.as_str())))
            .filter(Column::FinishTime.is_null())
            .into_tuple::<Uuid>()
            .one(self.db())
            .await?;
        Ok(found.is_some())
    }

    /// Locked, if it can be: it stays so until the transaction ends.
    async fn standing(&self, endpoint: Uuid) -> Result<Standing, StoreError> {
        let found = subscription::locked(self, [endpoint], LockType::NoKeyUpdate).await?;
        if let Some(found) = found.iter().find(|found| found.id == SubscriptionId::from_uuid(endpoint)) {
            return Ok(match found.state {
                SubscriptionState::Enabled => Standing::Enabled,
                SubscriptionState::Disabled => Standing::Disabled,
            });
        }
        let trigger = trigger::Entity::find_by_id(endpoint).one(self.db()).await?;
        Ok(if trigger.is_some() { Standing::Enabled } else { Standing::Gone })
    }
}
