//! Triggers, subscriptions, events, deliveries, their attempts and the log of their changes.

use sea_orm_migration::prelude::*;

use crate::{index, optional, primary_key, reference, required, transaction_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = Table::create()
            .table("triggers")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("name").text())
            .col(required("url").text())
            .col(required("spec").text())
            .col(required("secret").blob())
            .col(required("create_time").big_integer())
            .col(required("update_time").big_integer())
            .foreign_key(&mut reference(("triggers", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(triggers).await?;
        manager.create_index(index("triggers_workspace", "triggers", &["workspace_id", "id"])).await?;

        let subscriptions = Table::create()
            .table("subscriptions")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("url").text())
            .col(required("event_types").text())
            .col(required("filter").text())
            .col(required("state").string())
            .col(optional("disable_reason").text())
            .col(required("secret").blob())
            .col(required("create_time").big_integer())
            .col(required("update_time").big_integer())
            .foreign_key(&mut reference(("subscriptions", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(subscriptions).await?;
        manager.create_index(index("subscriptions_workspace", "subscriptions", &["workspace_id", "id"])).await?;

        let events = Table::create()
            .table("events")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("event_type").string())
            .col(required("payload").blob())
            .col(required("create_time").big_integer())
            .take();
        manager.create_table(events).await?;

        // No reference to where a delivery goes: it outlives a deleted subscription or trigger.
        let deliveries = Table::create()
            .table("deliveries")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(required("event_id").uuid())
            .col(required("event_type").string())
            .col(required("destination_kind").string())
            .col(required("destination_id").uuid())
            .col(required("url").text())
            .col(optional("secret").blob())
            .col(required("body_kind").string())
            .col(optional("artifact_sha256").blob())
            .col(optional("content_type").string())
            .col(required("state").string())
            .col(required("attempt_count").integer())
            .col(optional("due_time").big_integer())
            .col(required("create_time").big_integer())
            .col(optional("finish_time").big_integer())
            .col(required("change_xid").big_integer().default(transaction_id(manager)))
            .take();
        manager.create_table(deliveries).await?;
        manager.create_index(index("deliveries_workspace", "deliveries", &["workspace_id", "id"])).await?;
        manager.create_index(index("deliveries_destination", "deliveries", &["destination_id", "id"])).await?;
        // What may be claimed, soonest first: only what waits or is under way is in it, however long the history is.
        let due =
            index("deliveries_due", "deliveries", &["due_time"]).and_where(Expr::col("due_time").is_not_null()).take();
        manager.create_index(due).await?;
        // What disabling, enabling or deleting an endpoint must touch.
        let open = index("deliveries_unfinished", "deliveries", &["destination_id", "state"])
            .and_where(Expr::col("finish_time").is_null())
            .take();
        manager.create_index(open).await?;

        let attempts = Table::create()
            .table("attempts")
            .col(required("delivery_id").uuid())
            .col(required("number").integer())
            .col(required("start_time").big_integer())
            .col(required("duration").big_integer())
            .col(optional("response_status").integer())
            .col(required("response_headers").text())
            .col(required("response_body").blob())
            .col(optional("error").text())
            .primary_key(&mut primary_key(&["delivery_id", "number"]))
            .foreign_key(&mut reference(("attempts", "delivery_id"), ("deliveries", "id")))
            .take();
        manager.create_table(attempts).await?;

        // Append-only, read in the order of (xid, seq).
        let changes = Table::create()
            .table("delivery_changes")
            .col(required("seq").big_integer().auto_increment().primary_key())
            .col(required("xid").big_integer().default(transaction_id(manager)))
            .col(required("workspace_id").uuid())
            .col(required("delivery_id").uuid())
            .col(required("destination_id").uuid())
            .col(required("state").string())
            .col(required("attempt_count").integer())
            .col(optional("next_attempt_time").big_integer())
            .col(optional("finish_time").big_integer())
            .take();
        manager.create_table(changes).await?;
        manager.create_index(index("delivery_changes_log", "delivery_changes", &["workspace_id", "xid", "seq"])).await
    }
}
