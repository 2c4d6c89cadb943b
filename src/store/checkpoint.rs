//! Carrying SQLite's write-ahead log over into the database, beside those who write instead of in their way: a commit that
//! has to do it by itself takes several milliseconds.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::task::JoinHandle;

/// Between two times. A page that many transactions have written meanwhile is carried once.
const PAUSE: Duration = Duration::from_secs(1);

/// Until the task is aborted. Takes a connection of its own.
pub(super) fn keep(db: DatabaseConnection) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            // PASSIVE waits for nobody and keeps nobody waiting.
            if let Err(error) = db.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await {
                // Whoever writes does it in the end.
                tracing::debug!(%error, "the write-ahead log could not be carried over");
            }
        }
    })
}
