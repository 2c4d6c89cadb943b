//! Keys that sign URLs of pictures on demand, and whether a workspace's URLs need no signature.

use sea_orm_migration::prelude::*;

use crate::{index, optional, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("url_keys")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("secret").blob())
            .col(optional("expire_time").big_integer())
            .col(required("create_time").big_integer())
            .foreign_key(&mut reference(("url_keys", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(keys).await?;
        manager.create_index(index("url_keys_workspace", "url_keys", &["workspace_id", "id"])).await?;
        let unsigned = required("unsigned_urls").boolean().default(false).take();
        manager.alter_table(Table::alter().table("workspaces").add_column(unsigned).take()).await
    }
}
