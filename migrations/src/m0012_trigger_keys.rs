//! What verifies a trigger's ed25519 signatures, where it has them.

use sea_orm_migration::prelude::*;

use crate::optional;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let public_key = optional("public_key").string().take();
        manager.alter_table(Table::alter().table("triggers").add_column(public_key).take()).await
    }
}
