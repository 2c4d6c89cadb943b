//! The log of what became of deliveries, for those who watch.
//!
//! Its order is that of `(xid, seq)`. PostgreSQL hands out sequence numbers before transactions commit, so whoever reads
//! by them alone misses what commits late. So each change also has a transaction id, and only changes are read whose
//! transaction id is below that of every transaction still running: nothing can come to lie before them any more.
//!
//! A transaction that got its id early may change a delivery after a later one did. So that each delivery's changes
//! keep their order, a change's `xid` is its transaction's or, if that is greater, the one of the delivery's change
//! before; it is never smaller than the transaction's own, so what was said above still holds.
//!
//! SQLite has one writer at a time, commits in the order of `seq`, and leaves `xid` at 0.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    Store, StoreError, delivery,
    entity::{
        delivery as delivery_row,
        delivery_change::{Column, Entity},
        setting,
    },
    row,
    statement::{MOST, is_one_of},
    transaction::Transaction,
};
use crate::domain::{
    delivery::{Delivery, DeliveryFilter, DeliveryState},
    id::WorkspaceId,
    timestamp::Timestamp,
};

/// The setting that holds the cursor up to which changes are past their retention.
pub(super) const PRUNED: &str = "delivery_changes_pruned";

/// A place in the log of changes, between one change and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    pub(super) xid: i64,
    pub(super) seq: i64,
}

impl Cursor {
    /// Before the first change.
    pub const START: Cursor = Cursor { xid: 0, seq: 0 };

    /// Just after a change.
    pub(super) fn at(xid: i64, seq: i64) -> Self {
        Self { xid, seq }
    }

    pub fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.xid.to_be_bytes());
        bytes[8..].copy_from_slice(&self.seq.to_be_bytes());
        bytes
    }

    /// `None` if the bytes are not a cursor's.
    pub fn from_bytes(bytes: &[u8]) -> Option<Cursor> {
        let bytes: &[u8; 16] = bytes.try_into().ok()?;
        let (xid, seq) = bytes.split_first_chunk::<8>()?;
        let cursor = Cursor { xid: i64::from_be_bytes(*xid), seq: i64::from_be_bytes(seq.try_into().ok()?) };
        (cursor.xid >= 0 && cursor.seq >= 0).then_some(cursor)
    }
}

/// A delivery as it stood after one change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Just after this change.
    pub cursor: Cursor,
    /// State, counts and times are of then, and the attempts those that had ended; the URL is today's.
    pub delivery: Delivery,
}

/// A stretch of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangePage {
    pub changes: Vec<Change>,
    /// Where to read on: past these changes, and past what the filter left out.
    pub next: Cursor,
    /// Whether `limit` cut the stretch short: read on at once.
    pub more: bool,
}

impl Store {
    /// The workspace's changes that fit the filter, each by the state it led to, oldest first.
    pub async fn changes_after(
        &self,
        workspace: WorkspaceId,
        filter: &DeliveryFilter,
        after: Cursor,
        limit: u32,
    ) -> Result<ChangePage, StoreError> {
        // Taken first, so that whatever is committed meanwhile lies beyond it.
        let end = self.changes_end().await?;
        let rows = Entity::find()
            .filter(Column::WorkspaceId.eq(workspace.uuid()))
            .filter(place().gt(at(after)))
            .filter(place().lte(at(end)))
            .filter(delivery::destined(filter, Column::DestinationId))
            .apply_if(delivery::states(filter), |select, states| select.filter(Column::State.is_in(states)))
            .order_by_asc(Column::Xid)
            .order_by_asc(Column::Seq)
            .limit(u64::from(limit))
            .all(&self.read)
            .await?;

        let more = rows.len() as u64 == u64::from(limit);
        let last = rows.last().map(|change| Cursor { xid: change.xid, seq: change.seq });
        let ids: Vec<Uuid> = rows.iter().map(|change| change.delivery_id).collect();
        let deliveries = self.deliveries_with_attempts(ids).await?;
        let mut changes = Vec::with_capacity(rows.len());
        for change in rows {
            // Past its retention since the changes were read.
            let Some(now) = deliveries.get(&change.delivery_id) else { continue };
            let state = delivery::state(&change.state)?;
            let attempt_count = row::number("a delivery's attempts", change.attempt_count)?;
            let ended = |number| {
                if state == DeliveryState::InFlight { number < attempt_count } else { number <= attempt_count }
            };
            changes.push(Change {
                cursor: Cursor { xid: change.xid, seq: change.seq },
                delivery: Delivery {
                    state,
                    attempt_count,
                    next_attempt_time: change.next_attempt_time.map(row::time),
                    finish_time: change.finish_time.map(row::time),
                    attempts: now.attempts.iter().filter(|attempt| ended(attempt.number)).cloned().collect(),
                    url: now.url.clone(),
                    ..*now
                },
            });
        }
        let next = if more { last.unwrap_or(after) } else { end.max(after) };
        Ok(ChangePage { changes, next, more })
    }

    /// After everything that can be read now. What was committed before the call may still come after it on PostgreSQL,
    /// while older transactions run.
    pub async fn changes_end(&self) -> Result<Cursor, StoreError> {
        let (sql, end): (_, fn(i64) -> Cursor) = match self.read.get_database_backend() {
            DbBackend::Postgres => {
                ("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS place", |running| Cursor {
                    xid: running - 1,
                    seq: i64::MAX,
                })
            }
            // Unlike the greatest `seq` in the table this does not go back when the last rows are deleted.
            _ => ("SELECT seq AS place FROM sqlite_sequence WHERE name = 'delivery_changes'", |seq| Cursor {
                xid: 0,
                seq,
            }),
        };
        let statement = Statement::from_string(self.read.get_database_backend(), sql);
        match self.read.query_one_raw(statement).await? {
            Some(found) => Ok(end(found.try_get("", "place")?)),
            None => Ok(Cursor::START),
        }
    }

    /// What lies before this is past its retention: a smaller cursor has expired.
    pub async fn oldest_change_cursor(&self) -> Result<Cursor, StoreError> {
        match setting::Entity::find_by_id(PRUNED).one(&self.read).await? {
            Some(found) => {
                Cursor::from_bytes(&found.value).ok_or_else(|| StoreError::corrupt("the end of the changes' retention"))
            }
            None => Ok(Cursor::START),
        }
    }

    async fn deliveries_with_attempts(&self, mut ids: Vec<Uuid>) -> Result<HashMap<Uuid, Delivery>, StoreError> {
        ids.sort_unstable();
        ids.dedup();
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(MOST) {
            let mut rows = delivery_row::Entity::find()
                .filter(is_one_of(delivery_row::Column::Id, ids.iter().copied()))
                .all(&self.read)
                .await?;
            delivery::readdress(&self.read, &mut rows).await?;
            // Read after the changes, so no attempt that they speak of is missing.
            let mut attempts = delivery::attempts(&self.read, ids.to_vec()).await?;
            for row in rows {
                let attempts = attempts.remove(&row.id).unwrap_or_default();
                found.insert(row.id, delivery::domain(row, attempts)?);
            }
        }
        Ok(found)
    }
}

fn place() -> Expr {
    Expr::tuple([Expr::col(Column::Xid), Expr::col(Column::Seq)])
}

fn at(cursor: Cursor) -> Expr {
    Expr::tuple([Expr::value(cursor.xid), Expr::value(cursor.seq)])
}

/// The ids of the workspace's deliveries that changed after a place in the log, whether or not that can be read yet.
pub(super) fn changed_after(workspace: WorkspaceId, after: Cursor) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::DeliveryId)
        .filter(Column::WorkspaceId.eq(workspace.uuid()))
        .filter(place().gt(at(after)))
        .into_query()
}

/// Appends these deliveries as they stand now.
pub(super) async fn append(tx: &mut Transaction, deliveries: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    copy(tx, deliveries, Expr::value(now.as_micros())).await
}

/// Appends deliveries that this transaction has made.
pub(super) async fn append_new(tx: &mut Transaction, deliveries: &[Uuid]) -> Result<(), StoreError> {
    copy(tx, deliveries, Expr::col(delivery_row::Column::CreateTime)).await
}

/// The database copies the rows by itself: they need not come here and go back.
async fn copy(tx: &mut Transaction, deliveries: &[Uuid], time: Expr) -> Result<(), StoreError> {
    use delivery_row::Column as Of;
    let waits = delivery::WAITING.map(DeliveryState::as_str);
    let next_attempt_time: Expr = Expr::case(Of::State.is_in(waits), Expr::col(Of::DueTime)).into();
    for ids in deliveries.chunks(MOST) {
        let rows = delivery_row::Entity::find()
            .select_only()
            .columns([Of::ChangeXid, Of::WorkspaceId, Of::Id, Of::DestinationId, Of::State, Of::AttemptCount])
            .expr(next_attempt_time.clone())
            .column(Of::FinishTime)
            .expr(time.clone())
            .filter(is_one_of(Of::Id, ids.iter().copied()))
            .into_query();
        let mut insert = Query::insert();
        insert.into_table(Entity).columns([
            Column::Xid,
            Column::WorkspaceId,
            Column::DeliveryId,
            Column::DestinationId,
            Column::State,
            Column::AttemptCount,
            Column::NextAttemptTime,
            Column::FinishTime,
            Column::CreateTime,
        ]);
        insert.select_from(rows).expect("as many values as columns");
        tx.db().execute(&insert).await?;
        tx.will_ring_changed();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_bytes_and_sorts_like_them() {
        let cursors =
            [Cursor::START, Cursor { xid: 0, seq: 9 }, Cursor { xid: 3, seq: 1 }, Cursor { xid: 3, seq: i64::MAX }];
        for pair in cursors.windows(2) {
            assert!(pair[0] < pair[1]);
            assert!(pair[0].to_bytes() < pair[1].to_bytes());
        }
        for cursor in cursors {
            assert_eq!(Cursor::from_bytes(&cursor.to_bytes()), Some(cursor));
        }
        assert_eq!(Cursor::from_bytes(&[0; 15]), None);
        assert_eq!(Cursor::from_bytes(&[0xff; 16]), None);
    }
}
