//! One event for one destination.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    /// `subscription`, `trigger`, `render` or `batch`.
    pub destination_kind: String,
    pub destination_id: Uuid,
    /// Whose limits it goes by: the destination's, or for a render's own webhook those of its URL's host.
    pub endpoint_id: Uuid,
    /// For display, and for a render's own webhook; others are read from their destination when they are claimed.
    pub url: String,
    /// Sealed; a render's own webhook has one.
    pub secret: Option<Vec<u8>>,
    /// `event` or `artifact`.
    pub body_kind: String,
    pub artifact_sha256: Option<Vec<u8>>,
    pub content_type: Option<String>,
    pub state: String,
    pub attempt_count: i32,
    /// When it may be claimed: the next attempt, or the end of the lease of the one under way.
    pub due_time: Option<i64>,
    pub create_time: i64,
    pub finish_time: Option<i64>,
    /// The `xid` of its last change: the next one's is at least that.
    pub change_xid: i64,
    /// The body as it was first sent, where it is not the event's envelope.
    pub payload: Option<Vec<u8>>,
    pub redelivery_of: Option<Uuid>,
    /// Who claimed it last; see `claimers`.
    pub claimer: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
