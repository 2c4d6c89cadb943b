//! A spec tied to a source of JSON, how its refreshes went, and who is at one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bindings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub name: String,
    /// JSON.
    pub spec: String,
    pub url: String,
    /// JSON.
    pub header_names: String,
    /// Sealed JSON: their values, by name.
    pub headers: Option<Vec<u8>>,
    /// JSON.
    pub mapping: String,
    /// JSON.
    pub schedule: String,
    pub paused: bool,
    /// Of the last good picture, as are those up to `change_time`; none before the first one.
    pub render_id: Option<Uuid>,
    pub artifact_slug: Option<String>,
    /// JSON.
    pub data: Option<String>,
    /// Of everything that it was made of: template, spec and data.
    pub image_digest: Option<Vec<u8>>,
    pub change_time: Option<i64>,
    /// What the source said with the answer that `data` is of.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub retry_count: i32,
    pub failure_reason: Option<String>,
    pub failure_message: Option<String>,
    pub refresh_time: Option<i64>,
    pub success_time: Option<i64>,
    /// When it is refreshed next, as is told; none while it is paused.
    pub next_time: Option<i64>,
    /// When it may be claimed: at `next_time`, or at the end of the lease of who refreshes it.
    pub due_time: Option<i64>,
    /// Claimed, and not recorded yet.
    pub refreshing: bool,
    /// The fencing number: grows with every claim, and with every change that makes one obsolete.
    pub attempt_count: i32,
    /// Claims since a refresh was last recorded.
    pub claim_count: i32,
    /// Who claimed it last; see `claimers`.
    pub claimer: Option<i32>,
    pub create_time: i64,
    pub update_time: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
