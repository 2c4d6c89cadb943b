use super::StoreError;
use crate::domain::id::UuidSource;
use std::sync::Arc;
/// Where new ids come from.
pub type Ids = Arc<dyn UuidSource>;
/// Which database, and the key that seals its secrets.
pub struct StoreConfig {
    /// `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
    pub database_url: String,
    pub master_key: [u8; 32],
    /// Connections at most: all of PostgreSQL's, the readers of SQLite.
    pub pool_size: u32,
}
/// The database.
#[derive(Clone)]
pub struct Store;
impl Store {
    pub async fn connect(config: StoreConfig, ids: Ids) -> Result<Store, StoreError> {
        let _ = (config, ids);
        todo!()
    }
    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        todo!()
    }
    /// Bumped after every commit that made a delivery due.
    pub fn deliveries_due(&self) -> tokio::sync::watch::Receiver<u64> {
        todo!()
    }
    /// Bumped after every commit that changed a delivery's state.
    pub fn deliveries_changed(&self) -> tokio::sync::watch::Receiver<u64> {
        todo!()
    }
}
