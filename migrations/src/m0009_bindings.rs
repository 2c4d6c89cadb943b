//! Bindings, and which of them a render is the picture of.

use sea_orm_migration::prelude::*;

use crate::{index, optional, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_render = Table::alter().table("renders").add_column(optional("binding_id").uuid().take()).take();
        manager.alter_table(of_render).await?;
        let bindings = Table::create()
            .table("bindings")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("name").text())
            .col(required("spec").text())
            .col(required("url").text())
            .col(required("header_names").text())
            .col(optional("headers").blob())
            .col(required("mapping").text())
            .col(required("schedule").text())
            .col(required("paused").boolean())
            .col(optional("render_id").uuid())
            .col(optional("artifact_slug").string())
            .col(optional("data").text())
            .col(optional("image_digest").blob())
            .col(optional("change_time").big_integer())
            .col(optional("etag").text())
            .col(optional("last_modified").text())
            .col(required("retry_count").integer())
            .col(optional("failure_reason").string())
            .col(optional("failure_message").text())
            .col(optional("refresh_time").big_integer())
            .col(optional("success_time").big_integer())
            .col(optional("next_time").big_integer())
            .col(optional("due_time").big_integer())
            .col(required("refreshing").boolean())
            .col(required("attempt_count").integer())
            .col(required("claim_count").integer())
            .col(optional("claimer").integer())
            .col(required("create_time").big_integer())
            .col(required("update_time").big_integer())
            .foreign_key(&mut reference(("bindings", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(bindings).await?;
        manager.create_index(index("bindings_workspace", "bindings", &["workspace_id", "id"])).await?;
        let due =
            index("bindings_due", "bindings", &["due_time"]).and_where(Expr::col("due_time").is_not_null()).take();
        manager.create_index(due).await
    }
}
