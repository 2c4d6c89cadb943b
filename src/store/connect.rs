//! Opening a database, and what is kept of it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, RwLock, Weak, atomic::AtomicI32},
    time::Duration,
};

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, sqlx::Executor};
use tokio::{sync::watch, task::JoinHandle};

use super::{Claimant, StoreError, desk::Desk, seal::Sealer, statement::REMEMBERED, wakeup::Wakeups, writer::Writer};
use crate::domain::{endpoint::EndpointLimits, id::UuidSource};

/// How long to wait for a connection, and on SQLite for another process's write lock.
const PATIENCE: Duration = Duration::from_secs(10);
/// Rows that SQLite's thread hands over before it waits for them to be taken: more than any statement answers, since each
/// wait is a switch of threads there and back.
const ROWS: usize = 4_096;
/// Pages of the write-ahead log, 4 KiB each, after which they are carried over into the database: a page that many
/// transactions have written is carried once.
const CHECKPOINT: &str = "4000";
/// Connections that read, on SQLite. A core or two is kept busy by as many; more would each have a cache of their own.
const READERS: u32 = 4;
/// A PostgreSQL connection that lay idle for longer is tried out before it is used.
const TRUST_IDLE: Duration = Duration::from_secs(5);

/// Where new ids come from.
pub type Ids = Arc<dyn UuidSource>;

/// Which database, and the key that seals its secrets.
#[derive(Clone)]
pub struct StoreConfig {
    /// `sqlite://path/to/file.db` (made with its folder if need be) or `postgres://user:password@host/database`.
    pub database_url: String,
    pub master_key: [u8; 32],
    /// Connections to PostgreSQL at most, beside one that listens.
    pub pool_size: u32,
    /// Of endpoints that have none of their own.
    pub limits: EndpointLimits,
}

/// The database. Clones are the same one.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

/// What the clones of a store share.
pub struct Inner {
    /// Sees what is committed.
    pub(super) read: DatabaseConnection,
    /// On SQLite a single connection, so that writers queue here and not for the file's lock.
    pub(super) write: DatabaseConnection,
    pub(super) sealer: Sealer,
    pub(super) ids: Ids,
    pub(super) wakeups: Wakeups,
    pub(super) writer: Writer,
    pub(super) limits: EndpointLimits,
    /// 0 for none.
    pub(super) claimer: AtomicI32,
    pub(super) claimant: RwLock<Option<Arc<dyn Claimant>>>,
    /// On SQLite.
    desk: Option<Desk>,
    /// Of wake-ups, on PostgreSQL.
    carrier: Option<JoinHandle<()>>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(carrier) = &self.carrier {
            carrier.abort();
        }
    }
}

impl std::ops::Deref for Store {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Store {
    /// Opens the database as it is; [`Store::migrate`] brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::WrongMasterKey`] where the database was set up under another key.
    pub async fn connect(config: StoreConfig, ids: Ids) -> Result<Store, StoreError> {
        let wakeups = Wakeups::new();
        let (read, write, desk, carrier) = match Location::parse(&config.database_url)? {
            Location::Sqlite(path) => {
                create_private(&path).map_err(|error| StoreError::File(Arc::new(error)))?;
                let write = open_sqlite(&path, 1, false).await?;
                let read = open_sqlite(&path, READERS, true).await?;
                let desk = Desk::open().map_err(|error| StoreError::File(Arc::new(error)))?;
                (read, write, Some(desk), None)
            }
            Location::Postgres(url) => {
                let pool = open_postgres(url, config.pool_size).await?;
                let carrier = wakeups.carry(pool.clone());
                (pool.clone(), pool, None, Some(carrier))
            }
        };
        let sealer = Sealer::new(&config.master_key);
        let (writer, writing) = Writer::new();
        let limits = config.limits;
        let (claimer, claimant) = (AtomicI32::new(0), RwLock::new(None));
        let inner = Inner { read, write, sealer, ids, wakeups, writer, limits, claimer, claimant, desk, carrier };
        let store = Store(Arc::new(inner));
        store.check_master_key().await?;
        tokio::spawn(writing.run(store.downgrade()));
        Ok(store)
    }

    /// Does a transaction that others wait for where nothing is in its way, and to its end, even if nobody waits for it
    /// any more. A panic is an error.
    pub(super) async fn at_desk<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.spawn_at_desk(work).await.unwrap_or_else(|panic| Err(StoreError::Refused(Arc::new(panic))))
    }

    /// The same, for work that nobody waits for.
    pub(super) fn spawn_at_desk<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        match &self.desk {
            Some(desk) => desk.spawn(work),
            None => tokio::spawn(work),
        }
    }

    fn downgrade(&self) -> WeakStore {
        WeakStore(Arc::downgrade(&self.0))
    }

    /// Whether other processes may be at work on the same database, as on PostgreSQL.
    pub fn is_shared(&self) -> bool {
        self.read.get_database_backend() == DbBackend::Postgres
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.read.ping().await?)
    }

    /// Bumped after every commit, here or in another replica, that made a delivery due.
    pub fn deliveries_due(&self) -> watch::Receiver<u64> {
        self.wakeups.due()
    }

    /// Bumped after every commit, here or in another replica, that put a render in the queue.
    pub fn renders_due(&self) -> watch::Receiver<u64> {
        self.wakeups.renders()
    }

    /// Bumped after every commit, here or in another replica, that sent a picture on its way to a workspace's own storage.
    pub fn uploads_due(&self) -> watch::Receiver<u64> {
        self.wakeups.uploads()
    }

    /// Bumped after every commit, here or in another replica, that changed what is watched: deliveries, events, renders.
    pub fn deliveries_changed(&self) -> watch::Receiver<u64> {
        self.wakeups.changed()
    }
}

/// The database, for as long as somebody else uses it.
pub(super) struct WeakStore(Weak<Inner>);

impl WeakStore {
    pub fn upgrade(&self) -> Option<Store> {
        self.0.upgrade().map(Store)
    }
}

enum Location {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Location {
    /// Errors don't repeat the URL: it may hold a password.
    fn parse(url: &str) -> Result<Location, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Location::Postgres(url.to_owned()));
        }
        let invalid = |message: &str| Err(StoreError::InvalidUrl(message.to_owned()));
        match url.strip_prefix("sqlite://") {
            Some("") => invalid("the database URL names no file: write sqlite://path/to/file.db"),
            Some(path) if path.contains(['?', '#']) || path.starts_with(':') => {
                invalid("the database URL takes a path only: write sqlite://path/to/file.db")
            }
            Some(path) => Ok(Location::Sqlite(PathBuf::from(path))),
            None => invalid("the database URL must begin with sqlite:// or postgres://"),
        }
    }
}

/// The file and its folder, for their owner only. SQLite gives its side files the same rights.
fn create_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        builder.mode(0o700);
        builder.recursive(true).create(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    options.mode(0o600);
    options.create(true).append(true).open(path).map(drop)
}

async fn open_sqlite(path: &Path, connections: u32, readers: bool) -> Result<DatabaseConnection, StoreError> {
    let path = path.to_owned();
    // The URL is a form: the file is named below, so that no character of its path has a meaning.
    let mut options = quiet("sqlite://file");
    options
        .max_connections(connections.max(1))
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options =
                options.filename(&path).busy_timeout(PATIENCE).foreign_keys(true).statement_cache_capacity(REMEMBERED);
            let options = options.row_buffer_size(ROWS);
            if readers {
                options.pragma("query_only", "ON")
            } else {
                // FULL: what is acknowledged is on the disk.
                options
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("wal_autocheckpoint", CHECKPOINT)
                    .pragma("journal_size_limit", "67108864")
            }
        });
    Ok(Database::connect(options).await?)
}

async fn open_postgres(url: String, connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut options = quiet(&url);
    options
        .max_connections(connections.max(1).saturating_add(1))
        .min_connections(1)
        .set_application_name("placard")
        .map_sqlx_postgres_opts(|options| options.statement_cache_capacity(REMEMBERED))
        .test_before_acquire_if_idle_for(TRUST_IDLE)
        .map_sqlx_postgres_pool_opts(|options| {
            // Plans are kept as long as their connection. One that was made while a table was small would read all of
            // it, and go on doing so when it has a million rows. Every query of ours has an index.
            options.after_connect(|connection, _| {
                Box::pin(async move { connection.execute("SET enable_seqscan = off").await.map(drop) })
            })
        });
    Ok(Database::connect(options).await?)
}

fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.sqlx_logging(false).record_stmt_in_spans(false).acquire_timeout(PATIENCE);
    options
}
