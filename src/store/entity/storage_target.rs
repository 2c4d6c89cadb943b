//! Where a workspace's pictures go besides the blob store, and when to look at what waits to go there.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "storage_targets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    /// Another one for every other place.
    pub place_id: Uuid,
    /// JSON.
    pub place: String,
    pub public_base_url: Option<String>,
    /// Sealed.
    pub secret: Option<Vec<u8>>,
    /// When something may be due; none where nothing waits.
    pub ready_time: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
