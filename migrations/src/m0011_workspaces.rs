//! What workspaces use and may use, and where else their pictures go.

use sea_orm_migration::prelude::*;

use crate::{index, optional, primary_key, reference, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let count = |name| required(name).big_integer().default(0).take();
        let usage = Table::create()
            .table("usage_days")
            .col(required("workspace_id").uuid())
            .col(required("day").integer())
            .col(required("kind").string())
            .col(count("renders"))
            .col(count("cached_renders"))
            .col(count("failed_renders"))
            .col(count("picture_bytes"))
            .col(count("credits"))
            .col(count("attempts"))
            .col(count("deliveries"))
            .primary_key(&mut primary_key(&["workspace_id", "day", "kind"]))
            .take();
        manager.create_table(usage).await?;

        let credits = Table::create()
            .table("credits")
            .col(required("workspace_id").uuid().primary_key())
            .col(required("balance").big_integer())
            .foreign_key(&mut reference(("credits", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(credits).await?;

        let targets = Table::create()
            .table("storage_targets")
            .col(required("workspace_id").uuid().primary_key())
            .col(required("place_id").uuid())
            .col(required("place").text())
            .col(optional("public_base_url").text())
            .col(optional("secret").blob())
            .col(optional("ready_time").big_integer())
            .foreign_key(&mut reference(("storage_targets", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(targets).await?;
        let ready = index("storage_targets_ready", "storage_targets", &["ready_time"])
            .and_where(Expr::col("ready_time").is_not_null())
            .take();
        manager.create_index(ready).await?;

        let uploads = Table::create()
            .table("uploads")
            .col(required("artifact_slug").string().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("place_id").uuid())
            .col(required("url").text())
            .col(required("state").string())
            .col(required("attempt_count").integer())
            .col(optional("due_time").big_integer())
            .col(optional("error").text())
            .col(required("create_time").big_integer())
            .col(optional("finish_time").big_integer())
            .foreign_key(&mut reference(("uploads", "artifact_slug"), ("artifacts", "slug")))
            .take();
        manager.create_table(uploads).await?;
        // Only what waits or is under way is in it, however much has arrived.
        let due = index("uploads_due", "uploads", &["workspace_id", "due_time", "artifact_slug"])
            .and_where(Expr::col("due_time").is_not_null())
            .take();
        manager.create_index(due).await?;
        let failed = index("uploads_failed", "uploads", &["workspace_id", "state"])
            .and_where(Expr::col("state").eq("failed"))
            .take();
        manager.create_index(failed).await
    }
}
