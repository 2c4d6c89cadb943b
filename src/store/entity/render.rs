//! A render: one that waits for its turn, is under way, or has ended.

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
    /// Set where the source is a binding, which may be deleted since.
    pub binding_id: Option<Uuid>,
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
    /// 0 before it has ended.
    pub finish_time: i64,
    /// Set where the source is a batch.
    pub batch_id: Option<Uuid>,
    /// None once another render has taken the place.
    pub batch_index: Option<i32>,
    /// Of a webhook of its own, for when it ends.
    pub webhook_url: Option<String>,
    /// Sealed.
    pub webhook_secret: Option<Vec<u8>>,
    /// No earlier render of the same spec will do.
    pub fresh: bool,
    /// Where it waits, or waited, for its turn; none where somebody waited for it.
    pub lane_id: Option<Uuid>,
    /// Claims.
    pub attempt_count: i32,
    /// When it may be claimed: now, or at the end of the lease of who works on it. None before it may be and after its end.
    pub due_time: Option<i64>,
    /// Who claimed it last; see `claimers`.
    pub claimer: Option<i32>,
    /// Grows with every change, for those who watch.
    pub revision: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
