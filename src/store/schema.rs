//! The schema's version, and whether the master key is the one this database was set up with.

use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

pub use placard_migrations::Status as SchemaStatus;

use super::{Store, StoreError, entity::setting, seal::Place};
use crate::domain::secret::Secret;

/// The setting that shows whether the master key is the right one.
const KEY_CHECK: &str = "master_key_check";
const KEY_CHECK_PLACE: Place = Place { table: "settings", column: KEY_CHECK, row: Uuid::nil() };

impl Store {
    /// Brings the schema up to date. Any number of replicas may do so at once.
    ///
    /// # Errors
    /// [`StoreError::SchemaTooNew`] where a newer version has been here.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.refuse_newer_schema().await?;
        if let Err(error) = placard_migrations::up(&self.write).await {
            // A newer replica may have come in between.
            self.refuse_newer_schema().await?;
            return Err(error.into());
        }
        let row = setting::ActiveModel {
            name: Set(KEY_CHECK.to_owned()),
            value: Set(self.sealer.seal(KEY_CHECK_PLACE, &Secret::new(KEY_CHECK))),
        };
        setting::Entity::insert(row)
            .on_conflict_do_nothing_on([setting::Column::Name])
            .exec_without_returning(&self.write)
            .await?;
        self.check_master_key().await
    }

    /// Which steps the schema has had. Changes nothing.
    pub async fn migration_status(&self) -> Result<SchemaStatus, StoreError> {
        Ok(placard_migrations::status(&self.read).await?)
    }

    async fn refuse_newer_schema(&self) -> Result<(), StoreError> {
        let unknown = self.migration_status().await?.unknown;
        if unknown.is_empty() { Ok(()) } else { Err(StoreError::SchemaTooNew { unknown }) }
    }

    /// Nothing to check before the first migration.
    pub(super) async fn check_master_key(&self) -> Result<(), StoreError> {
        if !self.migration_status().await?.known.first().is_some_and(|(_, applied)| *applied) {
            return Ok(());
        }
        let Some(row) = setting::Entity::find_by_id(KEY_CHECK).one(&self.read).await? else {
            return Ok(());
        };
        self.sealer.open(KEY_CHECK_PLACE, &row.value).map(drop).map_err(|_| StoreError::WrongMasterKey)
    }
}
