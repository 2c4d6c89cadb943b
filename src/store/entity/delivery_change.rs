//! A delivery as it stood after one change.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery_changes")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub xid: i64,
    pub workspace_id: Uuid,
    pub delivery_id: Uuid,
    pub destination_id: Uuid,
    pub state: String,
    pub attempt_count: i32,
    pub next_attempt_time: Option<i64>,
    pub finish_time: Option<i64>,
    /// What its retention goes by.
    pub create_time: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
