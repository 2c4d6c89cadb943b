//! A render that has ended.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "renders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub source: String,
    /// Set where the source is a trigger, which may be deleted since.
    pub trigger_id: Option<Uuid>,
    pub request_id: String,
    /// JSON.
    pub spec: String,
    /// The spec's, to filter by.
    pub template: String,
    pub template_version: i64,
    /// JSON.
    pub metadata: String,
    pub state: String,
    /// Set where it succeeded.
    pub artifact_slug: Option<String>,
    pub cached: bool,
    /// Set where it failed.
    pub failure_reason: Option<String>,
    pub failure_field: Option<String>,
    pub failure_message: Option<String>,
    pub create_time: i64,
    pub finish_time: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
