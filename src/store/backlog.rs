//! How much waits besides deliveries, and since when: for the metrics.

use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect, Select, sea_query::Expr,
};

use super::{
    Store, StoreError,
    entity::{binding, render, upload},
    row,
};
use crate::domain::{render::RenderState, timestamp::Timestamp};

/// What is due of a queue, at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    pub count: u64,
    /// Since when the oldest of it is.
    pub since: Option<Timestamp>,
}

/// All queues but that of deliveries, at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Renders that wait for their turn.
    pub queued_renders: Due,
    /// Renders under way.
    pub running_renders: u64,
    /// Pictures that are to go to their workspaces' own storage now.
    pub uploads: Due,
    /// Pictures that are to go there later: under way, or between two tries.
    pub later_uploads: u64,
    /// Bindings that are to be refreshed now.
    pub bindings: Due,
}

#[derive(FromQueryResult)]
struct Counted {
    count: i64,
    oldest: Option<i64>,
}

impl Store {
    /// Reads the indices of what is due and no more: what that takes grows with the queues and with nothing else.
    pub async fn backlog(&self, now: Timestamp) -> Result<Backlog, StoreError> {
        use render::Column as OfRender;
        use upload::Column as OfUpload;
        let renders = |state: RenderState| {
            let waiting = render::Entity::find().filter(OfRender::DueTime.is_not_null());
            self.due(waiting.filter(OfRender::State.eq(state.as_str())), OfRender::DueTime)
        };
        let due = OfUpload::DueTime.lte(now.as_micros());
        let later = OfUpload::DueTime.gt(now.as_micros());
        let bindings = binding::Entity::find().filter(binding::Column::DueTime.lte(now.as_micros()));
        Ok(Backlog {
            queued_renders: renders(RenderState::Queued).await?,
            running_renders: renders(RenderState::Running).await?.count,
            uploads: self.due(upload::Entity::find().filter(due), OfUpload::DueTime).await?,
            later_uploads: self.due(upload::Entity::find().filter(later), OfUpload::DueTime).await?.count,
            bindings: self.due(bindings, binding::Column::DueTime).await?,
        })
    }

    async fn due<E: EntityTrait>(&self, of: Select<E>, due_time: E::Column) -> Result<Due, StoreError> {
        let counted: Option<Counted> = of
            .select_only()
            .column_as(Expr::cust("COUNT(*)"), "count")
            .column_as(Expr::col(due_time).min(), "oldest")
            .into_model()
            .one(&self.read)
            .await?;
        let Some(Counted { count, oldest }) = counted else { return Ok(Due::default()) };
        Ok(Due { count: row::number("a count", count)?, since: oldest.map(row::time) })
    }
}
