//! Somewhere that deliveries go: what it may be sent, and when to look at it again.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "endpoints")]
pub struct Model {
    /// A subscription's or a trigger's, or made of a workspace and an origin.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub per_second: Option<i32>,
    pub burst: Option<i32>,
    pub max_concurrency: Option<i32>,
    /// Deliveries that are IN_FLIGHT: changed in the transactions that change those.
    pub in_flight: i32,
    pub rate_time: i64,
    /// Nothing is sent before; the end of time for one that is disabled.
    pub open_time: i64,
    pub slow_level: i32,
    pub turn: i32,
    pub failing_time: Option<i64>,
    /// What the next look is for: 0 work, 1 room, 2 the end of a lease.
    pub look: i32,
    /// When to look at it again.
    pub ready_time: Option<i64>,
    /// Since when its deliveries are to be brought in line with it.
    pub sweep_time: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
