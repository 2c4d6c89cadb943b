//! Everything undelivered of a time, sent again step by step.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recoveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub subscription_id: Option<Uuid>,
    pub trigger_id: Option<Uuid>,
    pub since: i64,
    pub until: i64,
    /// The last delivery that was looked at.
    pub reached: Option<Uuid>,
    pub examined_count: i64,
    pub recovered_count: i64,
    /// When the next step is; none once it is finished.
    pub due_time: Option<i64>,
    pub create_time: i64,
    pub finish_time: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
