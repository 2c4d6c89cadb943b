//! Lanes: where renders wait for their turn. The items of a batch have one of their own, all others of a workspace share
//! one. A claim goes round the workspaces, and of each round its lanes, so that nobody's ten thousand keep anybody waiting.
//!
//! A lane is there while something waits in it. Whoever puts something in writes the lane's row at the end of the
//! transaction; a claimer holds the row while it looks, and so never takes one away that something is being put into.

use std::collections::{HashMap, VecDeque};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use uuid::Uuid;

use super::{
    Store, StoreError,
    entity::{
        render,
        render_lane::{ActiveModel, Column, Entity, Model},
    },
    row,
    transaction::Transaction,
};
use crate::domain::timestamp::Timestamp;

/// Lanes that a claim looks at.
const LOOK: u64 = 1_000;

impl Store {
    /// When a lane is to be looked at. In the past if one is to be now.
    pub async fn next_render_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let next: Option<i64> = Entity::find()
            .select_only()
            .column(Column::ReadyTime)
            .order_by_asc(Column::ReadyTime)
            .into_tuple()
            .one(&self.read)
            .await?;
        Ok(next.map(row::time))
    }
}

impl Transaction {
    /// Something in this lane may be claimed from then on. The lane is held until the commit, so this comes last in a
    /// transaction.
    pub async fn open_lane(&mut self, lane: Uuid, workspace: Uuid, at: i64) -> Result<(), StoreError> {
        let row = ActiveModel { id: Set(lane), workspace_id: Set(workspace), ready_time: Set(at) };
        let sooner = OnConflict::column(Column::Id)
            .update_column(Column::ReadyTime)
            .action_and_where(Expr::cust("render_lanes.ready_time > excluded.ready_time"))
            .to_owned();
        let insert = Entity::insert(row).on_conflict(sooner);
        self.db().execute_raw(insert.build(self.db().get_database_backend())).await?;
        self.will_ring_renders();
        Ok(())
    }

    /// The lanes whose turn it is, held, in the order of their turns.
    pub(super) async fn lanes(&self, now: Timestamp) -> Result<Vec<Model>, StoreError> {
        let ready = Entity::find()
            .filter(Column::ReadyTime.lte(now.as_micros()))
            .order_by_asc(Column::ReadyTime)
            .order_by_asc(Column::Id)
            .limit(LOOK)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        Ok(in_turn(ready.all(self.db()).await?))
    }

    /// Every lane there is.
    pub(super) async fn all_lanes(&self) -> Result<Vec<Uuid>, StoreError> {
        Ok(Entity::find().select_only().column(Column::Id).into_tuple().all(self.db()).await?)
    }

    /// A lane had its turn: it is looked at again now, when something in it is due, or never.
    pub(super) async fn leave_lane(&self, lane: Uuid, now: Timestamp, has_more: bool) -> Result<(), StoreError> {
        use render::Column as Waiting;
        let next = if has_more {
            Some(now.as_micros())
        } else {
            let next: Option<i64> = render::Entity::find()
                .select_only()
                .column(Waiting::DueTime)
                .filter(Waiting::LaneId.eq(lane))
                .filter(Waiting::DueTime.is_not_null())
                .order_by_asc(Waiting::DueTime)
                .into_tuple()
                .one(self.db())
                .await?;
            next
        };
        match next {
            Some(at) => {
                let ready = Entity::update_many().col_expr(Column::ReadyTime, Expr::value(at));
                ready.filter(Column::Id.eq(lane)).exec(self.db()).await?;
            }
            None => {
                Entity::delete_by_id(lane).exec(self.db()).await?;
            }
        }
        Ok(())
    }
}

/// Lanes that wait, longest first, as they take turns: round the workspaces, beginning with the one whose last turn is
/// longest ago, and of each the lane that has waited longest.
fn in_turn(ready: Vec<Model>) -> Vec<Model> {
    let mut last_turn: HashMap<Uuid, i64> = HashMap::new();
    for lane in &ready {
        // Ascending, so that the greatest stays.
        last_turn.insert(lane.workspace_id, lane.ready_time);
    }
    let mut by_workspace: HashMap<Uuid, VecDeque<Model>> = HashMap::new();
    for lane in ready {
        by_workspace.entry(lane.workspace_id).or_default().push_back(lane);
    }
    let mut workspaces: Vec<Uuid> = by_workspace.keys().copied().collect();
    workspaces.sort_unstable_by_key(|id| (last_turn.get(id).copied(), *id));
    let mut turns = Vec::new();
    while !by_workspace.is_empty() {
        for workspace in &workspaces {
            let Some(lanes) = by_workspace.get_mut(workspace) else { continue };
            turns.extend(lanes.pop_front());
            if lanes.is_empty() {
                by_workspace.remove(workspace);
            }
        }
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_go_round_the_workspaces() {
        let lane = |id, workspace, ready_time| Model {
            id: Uuid::from_u128(id),
            workspace_id: Uuid::from_u128(workspace),
            ready_time,
        };
        // The first has three lanes, one of which had its turn just now; the second one that has waited since 3.
        let ready = vec![lane(1, 1, 1), lane(2, 1, 2), lane(4, 2, 3), lane(3, 1, 5)];
        let ids: Vec<u128> = in_turn(ready).into_iter().map(|lane| lane.id.as_u128()).collect();
        assert_eq!(ids, [4, 1, 2, 3]);
        assert_eq!(in_turn(Vec::new()), []);
    }
}
