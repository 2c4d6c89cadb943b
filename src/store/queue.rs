//! How many deliveries wait, and since when: for the metrics.

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect, sea_query::Expr};

use super::{
    Store, StoreError, delivery,
    entity::delivery::{Column, Entity},
    row,
};
use crate::domain::{delivery::DeliveryState, timestamp::Timestamp};

/// The queue, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// How many deliveries are in each state that is not final.
    pub waiting: Vec<(DeliveryState, u64)>,
    /// When the oldest of each of the states that wait for a time is due.
    pub oldest: Vec<(DeliveryState, Timestamp)>,
}

#[derive(FromQueryResult)]
struct Counted {
    state: String,
    count: i64,
    oldest: Option<i64>,
}

impl Store {
    /// Reads the index of all that is not finished, once: what that takes grows with the queue and with nothing else.
    pub async fn queue(&self) -> Result<Queue, StoreError> {
        let rows: Vec<Counted> = Entity::find()
            .select_only()
            .column(Column::State)
            .column_as(Expr::col(Column::State).count(), "count")
            .column_as(Expr::col(Column::DueTime).min(), "oldest")
            .filter(Column::FinishTime.is_null())
            .group_by(Column::State)
            .into_model()
            .all(&self.read)
            .await?;
        let mut queue = Queue::default();
        for unfinished in
            [DeliveryState::Pending, DeliveryState::InFlight, DeliveryState::Retrying, DeliveryState::Held]
        {
            let found = rows.iter().find(|row| row.state == unfinished.as_str());
            let count = found.map_or(Ok(0), |row| row::number("a count", row.count))?;
            queue.waiting.push((unfinished, count));
        }
        for row in rows {
            let state = delivery::state(&row.state)?;
            let due = row.oldest.filter(|_| matches!(state, DeliveryState::Pending | DeliveryState::Retrying));
            queue.oldest.extend(due.map(|due| (state, row::time(due))));
        }
        Ok(queue)
    }
}
