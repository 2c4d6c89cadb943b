//! Databases for tests: each test has its own, on either engine.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use placard::{
    domain::{endpoint::EndpointLimits, id::UuidSource, timestamp::Timestamp},
    store::{Ids, Store, StoreConfig},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement};
use tempfile::TempDir;
use uuid::Uuid;

/// The key that the test databases are set up with.
pub const MASTER_KEY: [u8; 32] = [7; 32];

/// Runs each of the named `async fn(TestDatabase)`s of this module on both engines.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use crate::support::database::TestDatabase;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(TestDatabase::postgres().await).await;
            }
        }
    )*};
}
pub(crate) use on_both_engines;

/// An empty database.
pub struct TestDatabase {
    pub url: String,
    /// Deletes the file in the end.
    pub folder: Option<TempDir>,
    ids: Ids,
}

impl TestDatabase {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("sub folder/test.db").display());
        Self { url, folder: Some(folder), ids: ids() }
    }

    /// Starts the server of this test process if need be.
    pub async fn postgres() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let server = tokio::task::spawn_blocking(postgres_server).await.unwrap();
        let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&server.url).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let url = format!("{}/{name}", server.url.rsplit_once('/').unwrap().0);
        Self { url, folder: None, ids: ids() }
    }

    pub fn is_postgres(&self) -> bool {
        self.folder.is_none()
    }

    pub fn config(&self) -> StoreConfig {
        // Tests of limits set their own.
        let limits = EndpointLimits { per_second: 100_000, burst: 100_000, max_concurrency: 100_000 };
        StoreConfig { database_url: self.url.clone(), master_key: MASTER_KEY, pool_size: 4, limits }
    }

    /// A store over this database as it is.
    pub async fn connect(&self) -> Store {
        Store::connect(self.config(), self.ids.clone()).await.unwrap()
    }

    /// A store over this database with the schema in place.
    pub async fn store(&self) -> Store {
        let store = self.connect().await;
        store.migrate().await.unwrap();
        store
    }

    pub fn new_id(&self, now: Timestamp) -> Uuid {
        self.ids.next(now)
    }

    pub fn ids(&self) -> Ids {
        self.ids.clone()
    }

    /// A connection past the store, to look or to meddle.
    pub async fn raw(&self) -> DatabaseConnection {
        Database::connect(&self.url).await.unwrap()
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        #[derive(FromQueryResult)]
        struct Count {
            rows: i64,
        }
        let raw = self.raw().await;
        let query = Statement::from_string(
            raw.get_database_backend(),
            format!("SELECT CAST(count(*) AS bigint) AS rows FROM {table}"),
        );
        Count::find_by_statement(query).one(&raw).await.unwrap().unwrap().rows
    }
}

/// UUIDv7s that never go backwards.
struct Ascending(Mutex<u128>);

fn ids() -> Ids {
    Arc::new(Ascending(Mutex::new(0)))
}

impl UuidSource for Ascending {
    fn next(&self, now: Timestamp) -> Uuid {
        // 48 bits of milliseconds, the version, the variant; the rest counts.
        let first = (now.as_millis() as u128) << 80 | 0x7 << 76 | 0x2 << 62;
        let mut last = self.0.lock().unwrap();
        *last = first.max(*last + 1);
        Uuid::from_u128(*last)
    }
}

/// A PostgreSQL that ends with this process: its standard input closes then.
struct Server {
    url: String,
    _child: Child,
}

fn postgres_server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/test-postgres.sh");
        let mut child = Command::new(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{script} cannot be run: {error}"));
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(url.starts_with("postgres://"), "PostgreSQL did not start; {script} says why above");
        Server { url, _child: child }
    })
}
