//! A batch; its items are renders.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "batches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    /// `batch` or `collection`.
    pub kind: String,
    /// `preparing` while its items are being written: nobody sees it before they are there.
    pub state: String,
    /// Of all items, where it is the same one.
    pub template: Option<String>,
    /// JSON.
    pub metadata: String,
    pub request_id: String,
    pub webhook_url: Option<String>,
    /// Sealed.
    pub webhook_secret: Option<Vec<u8>>,
    pub total_count: i32,
    pub succeeded_count: i32,
    pub failed_count: i32,
    pub cancelled_count: i32,
    /// Grows with every change, for those who watch.
    pub revision: i64,
    pub create_time: i64,
    /// When the items that were worked on last were asked for: at first, or by the last retry.
    pub start_time: i64,
    pub finish_time: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
