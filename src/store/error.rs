//! What can go wrong between us and the database.

use std::{error::Error, ops::Deref, sync::Arc};

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

use crate::domain::quota::Quota;

/// A driver's error, for the log's `source()` chain only: its text may name tables, hosts and values.
pub type Source = Arc<dyn Error + Send + Sync>;

/// Why the store could not do what it was asked. `Display` never shows the driver's text.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database does not answer, is out of room, or gave way to another transaction: later may do.
    #[error("the database is not available")]
    Unavailable(#[source] Source),
    /// Something with this id or name is there already.
    #[error("the database already has such a row")]
    Conflict(#[source] Source),
    /// The database refused a statement: a fault of ours.
    #[error("the database refused a statement")]
    Refused(#[source] Source),
    /// A row does not hold what we once wrote there.
    #[error("the database holds {what}, which cannot be read")]
    Corrupt { what: String },
    /// The secrets in the database were sealed under another master key.
    #[error("the master key is not the one this database was set up with")]
    WrongMasterKey,
    /// A newer version of the server has changed the schema.
    #[error("the database's schema is newer than this version of the server: it has {}", .unknown.join(", "))]
    SchemaTooNew { unknown: Vec<String> },
    /// The workspace keeps as much of this as it may.
    #[error("`{}` lets a workspace keep {limit}, and it has them", .quota.as_str())]
    QuotaReached { quota: Quota, limit: u64 },
    /// The workspace has no credit left for what would have been written.
    #[error("the workspace has no credits left")]
    CreditsExhausted,
    /// The configuration does not say where a database is.
    #[error("{0}")]
    InvalidUrl(String),
    /// The database's file cannot be made.
    #[error("the database's file cannot be opened")]
    File(#[source] Arc<std::io::Error>),
}

impl StoreError {
    pub(super) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            Self::Conflict(Arc::new(error))
        } else if is_passing(&error) {
            Self::Unavailable(Arc::new(error))
        } else if matches!(error, DbErr::Type(_) | DbErr::TryIntoErr { .. } | DbErr::Json(_)) {
            Self::corrupt("a value of another type")
        } else {
            Self::Refused(Arc::new(error))
        }
    }
}

/// Whether the same statement may succeed later.
fn is_passing(error: &DbErr) -> bool {
    let driver = match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
        DbErr::Exec(RuntimeErr::SqlxError(driver)) | DbErr::Query(RuntimeErr::SqlxError(driver)) => driver.deref(),
        _ => return false,
    };
    match driver {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(refusal) => refusal.code().is_some_and(|code| {
            // SQLSTATE classes (PostgreSQL, appendix A): connection, transaction rollback, resources, intervention,
            // system error; read-only transaction, which is what a demoted primary answers.
            let postgres =
                ["08", "40", "53", "57P", "58"].iter().any(|class| code.len() == 5 && code.starts_with(class));
            // SQLite's primary result codes, in the lower byte: BUSY, LOCKED, IOERR, FULL, CANTOPEN.
            let sqlite = code.len() < 5 && matches!(code.parse::<u32>().map(|c| c & 0xff), Ok(5 | 6 | 10 | 13 | 14));
            postgres || sqlite || code == "25006"
        }),
        _ => false,
    }
}
