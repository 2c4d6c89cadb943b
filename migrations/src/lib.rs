//! The steps that bring a database to Placard's schema: forward only, the same on SQLite and on PostgreSQL.
//!
//! A step that was released is never edited; a change is a new file, and a new line in [`Steps`].

mod m0001_tenants;
mod m0002_renders;
mod m0003_deliveries;
mod m0004_endpoints;
mod m0005_options;
mod m0006_templates;
mod m0007_claimers;
mod m0008_batches;
mod m0009_bindings;
mod m0010_signed_urls;
mod m0011_workspaces;
mod m0012_trigger_keys;

use std::collections::BTreeSet;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        DatabaseConnection, DbBackend, EntityTrait, QueryOrder, SqliteTransactionMode, Statement, TransactionOptions,
        TransactionTrait,
    },
    seaql_migrations,
};

/// Any number of replicas may start at once; one of them migrates, under this PostgreSQL advisory lock.
const LOCK: i64 = 0x706c_6163_6172_6400;

struct Steps;

#[async_trait::async_trait]
impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_tenants::Migration),
            Box::new(m0002_renders::Migration),
            Box::new(m0003_deliveries::Migration),
            Box::new(m0004_endpoints::Migration),
            Box::new(m0005_options::Migration),
            Box::new(m0006_templates::Migration),
            Box::new(m0007_claimers::Migration),
            Box::new(m0008_batches::Migration),
            Box::new(m0009_bindings::Migration),
            Box::new(m0010_signed_urls::Migration),
            Box::new(m0011_workspaces::Migration),
            Box::new(m0012_trigger_keys::Migration),
        ]
    }
}

/// Which steps a database has had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Every step this build knows, in order, and whether it was applied.
    pub known: Vec<(String, bool)>,
    /// Applied steps that this build does not know: a newer one made them.
    pub unknown: Vec<String>,
}

impl Status {
    /// Whether there is nothing left to do, and nothing that this build does not understand.
    pub fn is_current(&self) -> bool {
        self.unknown.is_empty() && self.known.iter().all(|(_, applied)| *applied)
    }
}

/// Applies what is missing, in one transaction. Refuses a schema that is newer than this build.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let transaction = db.begin_with_options(options).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        let lock =
            Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_advisory_xact_lock($1)", [LOCK.into()]);
        transaction.query_one_raw(lock).await?;
    }
    Steps::up(&transaction, None).await?;
    transaction.commit().await
}

/// What the database has had so far. Changes nothing.
pub async fn status(db: &DatabaseConnection) -> Result<Status, DbErr> {
    let recorded = if is_installed(db).await? {
        let rows = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version).all(db).await?;
        rows.into_iter().map(|row| row.version).collect()
    } else {
        Vec::new()
    };
    let names: Vec<String> = Steps::migrations().iter().map(|step| step.name().to_owned()).collect();
    let applied: BTreeSet<&String> = recorded.iter().collect();
    let known = names.iter().map(|name| (name.clone(), applied.contains(name))).collect();
    let unknown = recorded.iter().filter(|version| !names.contains(version)).cloned().collect();
    Ok(Status { known, unknown })
}

/// Whether the table is there in which the steps are recorded.
async fn is_installed(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let backend = db.get_database_backend();
    let query = match backend {
        DbBackend::Postgres => "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL",
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
    };
    Ok(db.query_one_raw(Statement::from_string(backend, query)).await?.is_some())
}

/// A column that may not be NULL.
fn required(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).not_null().take()
}

/// A column that may be NULL.
fn optional(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).null().take()
}

/// A primary key over several columns.
fn primary_key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key.primary().take()
}

/// An index, by the name `table_columns`.
fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// A reference to another table's `id`.
fn reference(from: (&'static str, &'static str), to: (&'static str, &'static str)) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from.0, from.1).to(to.0, to.1).take()
}

/// The transaction that writes a row. SQLite has one writer at a time and needs none.
fn transaction_id(manager: &SchemaManager) -> Expr {
    match manager.get_database_backend() {
        DbBackend::Postgres => Expr::cust("(pg_current_xact_id()::text::bigint)"),
        _ => Expr::value(0),
    }
}
