//! What a workspace used on one day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    /// Since 1970-01-01, in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    /// Who counts: renders and deliveries have rows of their own, so that neither waits for the other.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub renders: i64,
    pub cached_renders: i64,
    pub failed_renders: i64,
    pub picture_bytes: i64,
    pub credits: i64,
    pub attempts: i64,
    pub deliveries: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
