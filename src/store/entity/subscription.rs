//! A webhook endpoint.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub url: String,
    /// A JSON list of names.
    pub event_types: String,
    /// JSON.
    pub filter: String,
    pub state: String,
    pub disable_reason: Option<String>,
    /// Sealed.
    pub secret: Vec<u8>,
    /// Limits of its endpoint; `None` is the server's default.
    pub per_second: Option<i32>,
    pub burst: Option<i32>,
    pub max_concurrency: Option<i32>,
    /// JSON: what the endpoint asks for, as far as it is no secret.
    pub options: String,
    /// Sealed JSON: the rest of it.
    pub private: Option<Vec<u8>>,
    pub create_time: i64,
    pub update_time: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
