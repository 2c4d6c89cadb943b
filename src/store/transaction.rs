//! Transactions that write.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Store, StoreError, endpoint::Effect, entity::setting, usage::Counted, wakeup::Wakeups};
use crate::domain::endpoint::EndpointLimits;

/// The making of the first workspace and its first key: once, however many replicas start at the same time.
pub(super) const BOOTSTRAP: &str = "bootstrap";

/// A transaction that writes, and whom its commit wakes. Dropped, it is rolled back.
pub(super) struct Transaction {
    inner: DatabaseTransaction,
    /// Of endpoints that have none of their own.
    pub limits: EndpointLimits,
    /// What claims are marked with; see `claimers`.
    pub claimer: Option<i32>,
    effects: BTreeMap<Uuid, Effect>,
    /// How many deliveries it makes due.
    pub dues: usize,
    counted: Counted,
    rings: Rings,
}

/// Rings when it is dropped, and so even if whoever awaits the commit gives up while it is under way.
struct Rings {
    wakeups: Wakeups,
    due: bool,
    renders: bool,
    uploads: bool,
    changed: bool,
    committing: bool,
}

impl Drop for Rings {
    fn drop(&mut self) {
        if self.committing && self.due {
            self.wakeups.ring_due();
        }
        if self.committing && self.renders {
            self.wakeups.ring_renders();
        }
        if self.committing && self.uploads {
            self.wakeups.ring_uploads();
        }
        if self.committing && self.changed {
            self.wakeups.ring_changed();
        }
    }
}

impl Store {
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        // A deferred one that reads before it writes would fail where another process has written in between.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = self.write.begin_with_options(options).await?;
        let rings = Rings {
            wakeups: self.wakeups.clone(),
            due: false,
            renders: false,
            uploads: false,
            changed: false,
            committing: false,
        };
        Ok(Transaction {
            inner,
            limits: self.limits,
            claimer: self.claimer(),
            effects: BTreeMap::new(),
            dues: 0,
            counted: Counted::new(),
            rings,
        })
    }
}

impl Transaction {
    pub fn db(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// What is to be done to endpoints before the commit.
    pub fn effects(&mut self) -> &mut BTreeMap<Uuid, Effect> {
        &mut self.effects
    }

    /// What is to be counted before the commit.
    pub fn counted(&mut self) -> &mut Counted {
        &mut self.counted
    }

    /// Waits until no other transaction that asked for the same is under way, and keeps others waiting until it ends.
    pub async fn one_at_a_time(&self, what: &str) -> Result<(), StoreError> {
        let row = setting::ActiveModel { name: Set(what.to_owned()), value: Set(Vec::new()) };
        // Writing the row locks it, even where it holds the same already.
        let lock = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
        setting::Entity::insert(row).on_conflict(lock).exec_without_returning(&self.inner).await?;
        Ok(())
    }

    pub fn is_postgres(&self) -> bool {
        self.inner.get_database_backend() == DbBackend::Postgres
    }

    /// The commit will wake the dispatchers.
    pub fn will_ring_due(&mut self) {
        self.rings.due = true;
    }

    /// Whatever was to be claimed of what this transaction makes due is.
    pub fn will_not_ring_due(&mut self) {
        self.rings.due = false;
    }

    pub fn is_to_ring_due(&self) -> bool {
        self.rings.due
    }

    /// The commit will wake those who carry out what waits for its turn.
    pub fn will_ring_renders(&mut self) {
        self.rings.renders = true;
    }

    /// The commit will wake those who carry pictures to workspaces' own storage.
    pub fn will_ring_uploads(&mut self) {
        self.rings.uploads = true;
    }

    /// The commit will wake the watchers.
    pub fn will_ring_changed(&mut self) {
        self.rings.changed = true;
    }

    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.apply_effects().await?;
        self.apply_counted().await?;
        self.rings.committing = true;
        self.inner.commit().await?;
        drop(self.rings);
        Ok(())
    }
}
