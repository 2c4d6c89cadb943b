//! What workspaces use, a row for each day. Everything counts once: in the transaction that ends it.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IdenStatic, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::usage_day::{ActiveModel, Column, Entity},
    row,
    statement::steps,
    transaction::Transaction,
};
use crate::domain::{
    id::WorkspaceId,
    render::Render,
    timestamp::Timestamp,
    usage::{Day, Days, Usage},
};

/// Who counts. A row for each, so that the ends of renders and of deliveries never wait for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Deliveries,
    Renders,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Kind::Deliveries => "deliveries",
            Kind::Renders => "renders",
        }
    }
}

/// What a transaction counts, by workspace, day and kind.
pub(super) type Counted = BTreeMap<(Uuid, i32, Kind), Usage>;

/// The columns that are sums.
const SUMS: [Column; 7] = [
    Column::Renders,
    Column::CachedRenders,
    Column::FailedRenders,
    Column::PictureBytes,
    Column::Credits,
    Column::Attempts,
    Column::Deliveries,
];

impl Store {
    /// What a workspace used on each of these days on which it used something, in order.
    pub async fn usage(&self, workspace: WorkspaceId, days: Days) -> Result<BTreeMap<Day, Usage>, StoreError> {
        let rows = Entity::find()
            .filter(Column::WorkspaceId.eq(workspace.uuid()))
            .filter(Column::Day.between(days.first.number(), days.last.number()))
            .order_by_asc(Column::Day)
            .all(&self.read)
            .await?;
        let mut used: BTreeMap<Day, Usage> = BTreeMap::new();
        for stored in rows {
            let number = |count| row::number("a day's usage", count);
            *used.entry(Day::from_number(stored.day)).or_default() += Usage {
                renders: number(stored.renders)?,
                cached_renders: number(stored.cached_renders)?,
                failed_renders: number(stored.failed_renders)?,
                picture_bytes: number(stored.picture_bytes)?,
                credits: number(stored.credits)?,
                attempts: number(stored.attempts)?,
                deliveries: number(stored.deliveries)?,
            };
        }
        Ok(used)
    }
}

impl Transaction {
    /// Counts a render that this transaction ends.
    pub(super) fn count_render(&mut self, render: &Render) {
        let Some(end) = render.finish_time() else { return };
        let used = Usage::of(render);
        if used != Usage::default() {
            let key = (render.workspace_id.uuid(), Day::of(end).number(), Kind::Renders);
            *self.counted().entry(key).or_default() += used;
        }
    }

    /// Counts an attempt that this transaction records, and whether the delivery was taken with it.
    pub(super) fn count_attempt(&mut self, workspace: Uuid, taken: bool, now: Timestamp) {
        let used = Usage { attempts: 1, deliveries: u64::from(taken), ..Usage::default() };
        *self.counted().entry((workspace, Day::of(now).number(), Kind::Deliveries)).or_default() += used;
    }

    /// Writes what was counted: a row for each workspace and day, however many renders there are. The rows are held until
    /// the commit, so this comes last, and in one order.
    pub(super) async fn apply_counted(&mut self) -> Result<(), StoreError> {
        let counted = std::mem::take(self.counted());
        let rows: Vec<ActiveModel> = counted.into_iter().map(to_row).collect();
        for step in steps(&rows) {
            let mut sum = OnConflict::columns([Column::WorkspaceId, Column::Day, Column::Kind]);
            for column in SUMS {
                let name = column.as_str();
                sum.value(column, Expr::cust(format!("usage_days.{name} + excluded.{name}")));
            }
            let insert = Entity::insert_many(step.iter().cloned()).on_conflict(sum);
            insert.exec_without_returning(self.db()).await?;
        }
        Ok(())
    }
}

fn to_row(((workspace, day, kind), used): ((Uuid, i32, Kind), Usage)) -> ActiveModel {
    ActiveModel {
        workspace_id: Set(workspace),
        day: Set(day),
        kind: Set(kind.as_str().to_owned()),
        renders: Set(row::large(used.renders)),
        cached_renders: Set(row::large(used.cached_renders)),
        failed_renders: Set(row::large(used.failed_renders)),
        picture_bytes: Set(row::large(used.picture_bytes)),
        credits: Set(row::large(used.credits)),
        attempts: Set(row::large(used.attempts)),
        deliveries: Set(row::large(used.deliveries)),
    }
}
