//! Endpoints: what each may be sent, and when to look at it again; limits of subscriptions; what retention goes by.

use sea_orm_migration::prelude::*;

use crate::{index, optional, required};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["per_second", "burst", "max_concurrency"] {
            let limit = Table::alter().table("subscriptions").add_column(optional(column).integer()).take();
            manager.alter_table(limit).await?;
        }

        let endpoints = Table::create()
            .table("endpoints")
            .col(required("id").uuid().primary_key())
            .col(optional("per_second").integer())
            .col(optional("burst").integer())
            .col(optional("max_concurrency").integer())
            .col(required("in_flight").integer().default(0))
            .col(required("rate_time").big_integer().default(0))
            .col(required("open_time").big_integer().default(0))
            .col(required("slow_level").integer().default(0))
            .col(required("turn").integer().default(0))
            .col(optional("failing_time").big_integer())
            .col(required("look").integer().default(0))
            .col(optional("ready_time").big_integer())
            .col(optional("sweep_time").big_integer())
            .take();
        manager.create_table(endpoints).await?;
        // The ring: those that wait longest first. Only what there is to look at is in it.
        let ready = index("endpoints_ready", "endpoints", &["ready_time"])
            .and_where(Expr::col("ready_time").is_not_null())
            .take();
        manager.create_index(ready).await?;
        let sweep = index("endpoints_sweep", "endpoints", &["sweep_time"])
            .and_where(Expr::col("sweep_time").is_not_null())
            .take();
        manager.create_index(sweep).await?;

        let endpoint = Table::alter().table("deliveries").add_column(optional("endpoint_id").uuid()).take();
        manager.alter_table(endpoint).await?;
        for index in ["deliveries_due", "deliveries_unfinished"] {
            manager.drop_index(Index::drop().name(index).table("deliveries").to_owned()).await?;
        }
        // An endpoint's lanes: first attempts, retries, what is under way, what is held. What is finished is not in it.
        let lanes = index("deliveries_lane", "deliveries", &["endpoint_id", "state", "due_time"])
            .and_where(Expr::col("finish_time").is_null())
            .take();
        manager.create_index(lanes).await?;
        manager.create_index(index("deliveries_event", "deliveries", &["event_id"])).await?;

        let time = Table::alter()
            .table("delivery_changes")
            .add_column(required("create_time").big_integer().default(0))
            .take();
        manager.alter_table(time).await?;

        // What was there before has an endpoint from now on, and is looked at at once.
        let db = manager.get_connection();
        for statement in [
            "UPDATE deliveries SET endpoint_id = destination_id",
            "INSERT INTO endpoints (id, in_flight, ready_time) \
             SELECT endpoint_id, SUM(CASE WHEN state = 'in_flight' THEN 1 ELSE 0 END), 0 \
             FROM deliveries WHERE finish_time IS NULL GROUP BY endpoint_id",
            "INSERT INTO endpoints (id) SELECT id FROM subscriptions WHERE id NOT IN (SELECT id FROM endpoints)",
            "INSERT INTO endpoints (id) SELECT id FROM triggers WHERE id NOT IN (SELECT id FROM endpoints)",
        ] {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
