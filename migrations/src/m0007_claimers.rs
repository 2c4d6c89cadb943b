//! Who claimed a delivery, so that what a process that died had under way is known for what it is.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::optional;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let claimer = Table::alter().table("deliveries").add_column(optional("claimer").integer()).take();
        manager.alter_table(claimer).await?;
        // On SQLite one process claims, and needs no number to be told from others.
        if manager.get_database_backend() == DbBackend::Postgres {
            let claimers = "CREATE TABLE claimers (id integer GENERATED ALWAYS AS IDENTITY (CYCLE) PRIMARY KEY)";
            manager.get_connection().execute_unprepared(claimers).await?;
        }
        Ok(())
    }
}
