//! Deleting renders and batches that ended long ago, step by step. Pictures stay: somebody may be showing them.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    Store, StoreError,
    batch::PREPARING,
    entity::{batch, binding, render, render_metadata},
    render::{labels, with_artifacts},
    retention::{Progress, step},
    statement::is_one_of,
    transaction::Transaction,
};
use crate::domain::timestamp::Timestamp;

/// How far a pruning of renders and batches has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SweptRenders {
    renders: Progress,
    batches: Progress,
}

impl Store {
    /// Goes one step on with deleting what ended before a time. Whether there is more to do.
    pub async fn prune_renders(&self, swept: &mut SweptRenders, before: Timestamp) -> Result<bool, StoreError> {
        if let Progress::After(id) = swept.renders {
            swept.renders = self.prune_single_renders(id, before).await?;
        } else if let Progress::After(id) = swept.batches {
            swept.batches = self.prune_batches(id, before).await?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Those of batches go with their batch, and the ones that bindings show with what they show next.
    async fn prune_single_renders(&self, after: Uuid, before: Timestamp) -> Result<Progress, StoreError> {
        use render::{Column, Entity};
        let oldest = Entity::find().select_only().columns([Column::Id, Column::BatchId, Column::FinishTime]);
        let rows: Vec<(Uuid, Option<Uuid>, i64)> =
            step(oldest.order_by_asc(Column::Id), Column::Id, after, before).into_tuple().all(&self.read).await?;
        let Some((last, ..)) = rows.last() else { return Ok(Progress::Done) };
        let ended = |time: i64| time > 0 && time < before.as_micros();
        let expired = rows.iter().filter(|(_, batch, time)| batch.is_none() && ended(*time)).map(|(id, ..)| *id);
        let expired: Vec<Uuid> = expired.collect();
        if !expired.is_empty() {
            let tx = self.begin().await?;
            let bound: Vec<Option<Uuid>> = binding::Entity::find()
                .select_only()
                .column(binding::Column::RenderId)
                .filter(binding::Column::RenderId.is_in(expired.iter().copied()))
                .into_tuple()
                .all(tx.db())
                .await?;
            let bound: HashSet<Uuid> = bound.into_iter().flatten().collect();
            let expired = expired.into_iter().filter(|id| !bound.contains(id));
            tx.delete_renders(&expired.collect::<Vec<_>>()).await?;
            tx.commit().await?;
        }
        Ok(Progress::After(*last))
    }

    async fn prune_batches(&self, after: Uuid, before: Timestamp) -> Result<Progress, StoreError> {
        use batch::{Column, Entity};
        let oldest = Entity::find().select_only().columns([Column::Id, Column::FinishTime]);
        let rows: Vec<(Uuid, Option<i64>)> =
            step(oldest.order_by_asc(Column::Id), Column::Id, after, before).into_tuple().all(&self.read).await?;
        let Some((last, _)) = rows.last() else { return Ok(Progress::Done) };
        let expired = rows.iter().filter(|(_, time)| time.is_some_and(|time| time < before.as_micros()));
        for (id, _) in expired {
            // First out of sight, as one whose items were never all there: should this break off, the rest of them go as
            // the rest of such a one does. One that is being rendered again has no end, and stays.
            let hidden = Entity::update_many()
                .col_expr(Column::State, Expr::value(PREPARING))
                .col_expr(Column::FinishTime, Expr::value(Option::<i64>::None))
                .filter(Column::Id.eq(*id))
                .filter(Column::FinishTime.lt(before.as_micros()))
                .exec(&self.write)
                .await?;
            if hidden.rows_affected > 0 {
                self.discard(*id).await?;
            }
        }
        Ok(Progress::After(*last))
    }
}

impl Transaction {
    /// Deletes renders, and the labels that they are found by.
    pub async fn delete_renders(&self, ids: &[Uuid]) -> Result<(), StoreError> {
        let rows = render::Entity::find().filter(is_one_of(render::Column::Id, ids.iter().copied()));
        for render in with_artifacts(self.db(), rows.all(self.db()).await?).await? {
            for label in labels(&render) {
                let key = (render.workspace_id.uuid(), label, render.id.uuid());
                render_metadata::Entity::delete_by_id(key).exec(self.db()).await?;
            }
        }
        let gone = render::Entity::delete_many().filter(is_one_of(render::Column::Id, ids.iter().copied()));
        gone.exec(self.db()).await?;
        Ok(())
    }
}
