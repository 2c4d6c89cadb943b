//! Renders that wait for their turn, the lanes they wait in, and batches of them.

use sea_orm_migration::prelude::*;

use crate::{index, optional, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column in a statement, and takes no column's NOT NULL away: `finish_time` is 0 before the end.
        let columns = [
            optional("batch_id").uuid().take(),
            optional("batch_index").integer().take(),
            optional("webhook_url").text().take(),
            optional("webhook_secret").blob().take(),
            required("fresh").boolean().default(false).take(),
            optional("lane_id").uuid().take(),
            required("attempt_count").integer().default(0).take(),
            optional("due_time").big_integer().take(),
            optional("claimer").integer().take(),
            required("revision").big_integer().default(0).take(),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("renders").add_column(column).take()).await?;
        }
        // What may be claimed, lane by lane: only what waits or is under way is in it, however long the history is.
        let due = index("renders_due", "renders", &["lane_id", "due_time", "id"])
            .and_where(Expr::col("due_time").is_not_null())
            .take();
        manager.create_index(due).await?;
        let of_batch = index("renders_batch", "renders", &["batch_id", "id"])
            .and_where(Expr::col("batch_id").is_not_null())
            .take();
        manager.create_index(of_batch).await?;
        let item = index("renders_item", "renders", &["batch_id", "batch_index"])
            .and_where(Expr::col("batch_index").is_not_null())
            .unique()
            .take();
        manager.create_index(item).await?;

        let lanes = Table::create()
            .table("render_lanes")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("ready_time").big_integer())
            .take();
        manager.create_table(lanes).await?;
        manager.create_index(index("render_lanes_ready", "render_lanes", &["ready_time"])).await?;

        let batches = Table::create()
            .table("batches")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("kind").string())
            .col(required("state").string())
            .col(optional("template").string())
            .col(required("metadata").text())
            .col(required("request_id").string())
            .col(optional("webhook_url").text())
            .col(optional("webhook_secret").blob())
            .col(required("total_count").integer())
            .col(required("succeeded_count").integer())
            .col(required("failed_count").integer())
            .col(required("cancelled_count").integer())
            .col(required("revision").big_integer())
            .col(required("create_time").big_integer())
            .col(required("start_time").big_integer())
            .col(optional("finish_time").big_integer())
            .foreign_key(&mut reference(("batches", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(batches).await?;
        manager.create_index(index("batches_workspace", "batches", &["workspace_id", "id"])).await?;
        let unfinished =
            index("batches_unfinished", "batches", &["state"]).and_where(Expr::col("finish_time").is_null()).take();
        manager.create_index(unfinished).await
    }
}
