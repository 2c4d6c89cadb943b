//! A picture on its way to its workspace's own storage, or there.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "uploads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub artifact_slug: String,
    pub workspace_id: Uuid,
    /// The place that it goes to, or is at.
    pub place_id: Uuid,
    /// Where it can be had from there.
    pub url: String,
    pub state: String,
    /// Claims.
    pub attempt_count: i32,
    /// When it may be claimed: now, or at the end of the lease of who works on it. None after its end.
    pub due_time: Option<i64>,
    /// What went wrong the last time.
    pub error: Option<String>,
    pub create_time: i64,
    pub finish_time: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
