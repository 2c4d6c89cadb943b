use super::{Store, StoreError};
/// Which migrations a database has had.
pub struct SchemaStatus {
    /// Every one this binary knows, in order, and whether it was applied.
    pub known: Vec<(String, bool)>,
    /// Applied ones that this binary does not know: the schema is newer than it.
    pub unknown: Vec<String>,
}
impl Store {
    pub async fn migrate(&self) -> Result<(), StoreError> {
        todo!()
    }
    pub async fn migration_status(&self) -> Result<SchemaStatus, StoreError> {
        todo!()
    }
}
