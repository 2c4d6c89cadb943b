//! What endpoints ask for, bodies as they were sent, the place of every event in the order of commits, and recoveries.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::{index, optional, reference, required, transaction_id};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column in a statement.
        let subscriptions = [required("options").text().default("{}").take(), optional("private").blob().take()];
        for column in subscriptions {
            manager.alter_table(Table::alter().table("subscriptions").add_column(column).take()).await?;
        }
        let private = optional("private").blob().take();
        manager.alter_table(Table::alter().table("triggers").add_column(private).take()).await?;
        for column in [optional("payload").blob().take(), optional("redelivery_of").uuid().take()] {
            manager.alter_table(Table::alter().table("deliveries").add_column(column).take()).await?;
        }
        let repeated = index("deliveries_redelivery_of", "deliveries", &["redelivery_of"])
            .and_where(Expr::col("redelivery_of").is_not_null())
            .take();
        manager.create_index(repeated).await?;

        self.order_events(manager).await?;

        let recoveries = Table::create()
            .table("recoveries")
            .col(required("id").uuid().primary_key())
            .col(required("workspace_id").uuid())
            .col(optional("subscription_id").uuid())
            .col(optional("trigger_id").uuid())
            .col(required("since").big_integer())
            .col(required("until").big_integer())
            .col(optional("reached").uuid())
            .col(required("examined_count").big_integer())
            .col(required("recovered_count").big_integer())
            .col(optional("due_time").big_integer())
            .col(required("create_time").big_integer())
            .col(optional("finish_time").big_integer())
            .foreign_key(&mut reference(("recoveries", "workspace_id"), ("workspaces", "id")))
            .take();
        manager.create_table(recoveries).await?;
        let due =
            index("recoveries_due", "recoveries", &["due_time"]).and_where(Expr::col("due_time").is_not_null()).take();
        manager.create_index(due).await
    }
}

impl Migration {
    /// On PostgreSQL a sequence numbers the events; on SQLite whoever writes them does, since a column that is added
    /// can't number itself.
    async fn order_events(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let xid = required("xid").big_integer().default(transaction_id(manager)).take();
        let kind = optional("data_type").string().take();
        match manager.get_database_backend() {
            DbBackend::Postgres => {
                let statements = [
                    "ALTER TABLE events ADD COLUMN xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
                    "ALTER TABLE events ADD COLUMN seq bigserial NOT NULL",
                ];
                for statement in statements {
                    manager.get_connection().execute_unprepared(statement).await?;
                }
            }
            _ => {
                let seq = required("seq").big_integer().default(0).take();
                for column in [xid, seq] {
                    manager.alter_table(Table::alter().table("events").add_column(column).take()).await?;
                }
                manager.get_connection().execute_unprepared("UPDATE events SET seq = rowid").await?;
            }
        }
        manager.alter_table(Table::alter().table("events").add_column(kind).take()).await?;
        let images = "UPDATE events SET data_type = 'image' \
                      WHERE event_type IN ('render.completed', 'render.failed', 'trigger.fired')";
        manager.get_connection().execute_unprepared(images).await?;
        manager.create_index(index("events_workspace", "events", &["workspace_id", "id"])).await?;
        manager.create_index(index("events_log", "events", &["workspace_id", "xid", "seq"])).await
    }
}
