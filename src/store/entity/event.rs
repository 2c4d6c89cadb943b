//! An immutable fact, and the bytes that tell it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub event_type: String,
    pub payload: Vec<u8>,
    pub create_time: i64,
    /// The place in the order of commits (see `change`).
    pub xid: i64,
    pub seq: i64,
    pub data_type: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
