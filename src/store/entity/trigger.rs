//! A saved spec and its callback.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "triggers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub workspace_id: Uuid,
    pub name: String,
    pub url: String,
    /// JSON.
    pub spec: String,
    /// Sealed.
    pub secret: Vec<u8>,
    /// Sealed JSON: the signing key, and the secrets before.
    pub private: Option<Vec<u8>>,
    /// Of the signing key, where there is one.
    pub public_key: Option<String>,
    pub create_time: i64,
    pub update_time: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
