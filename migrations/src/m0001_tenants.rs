//! Settings, workspaces, API keys and the request ids that make creates repeatable.

use sea_orm_migration::prelude::*;

use crate::{index, optional, primary_key, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let settings = Table::create()
            .table("settings")
            .col(required("name").string().primary_key())
            .col(required("value").blob())
            .take();
        manager.create_table(settings).await?;

        let workspaces = Table::create()
            .table("workspaces")
            .col(required("id").uuid().primary_key())
            .col(required("name").text())
            .col(required("create_time").big_integer())
            .take();
        manager.create_table(workspaces).await?;

        let api_keys = Table::create()
            .table("api_keys")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("name").text())
            .col(required("scopes").text())
            .col(required("hint").text())
            .col(required("secret_hash").blob().unique_key())
            .col(required("create_time").big_integer())
            .col(optional("expire_time").big_integer())
            .col(optional("revoke_time").big_integer())
            .foreign_key(&mut reference(("api_keys", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(api_keys).await?;
        manager.create_index(index("api_keys_workspace", "api_keys", &["workspace_id", "id"])).await?;

        let idempotency = Table::create()
            .table("idempotency")
            .col(required("workspace_id").uuid())
            .col(required("method").string())
            .col(required("request_id").string())
            .col(required("request_hash").blob())
            .col(required("resource_id").uuid())
            .col(required("create_time").big_integer())
            .primary_key(&mut primary_key(&["workspace_id", "method", "request_id"]))
            .take();
        manager.create_table(idempotency).await
    }
}
