//! What workspaces have set, as it was a moment ago, so that renders in a row look it up once.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

use crate::domain::{id::WorkspaceId, storage::StorageTarget};

/// How long what another process has changed may still be unknown here.
const AGE: Duration = Duration::from_secs(1);
const CAPACITY: u64 = 4_096;

/// What a workspace has set, as far as its renders ask.
pub struct Settings {
    /// Whether its credits are counted.
    pub limited: bool,
    /// Where its pictures go besides the server's.
    pub storage: Option<StorageTarget>,
}

/// Settings by workspace. Clones are the same ones.
#[derive(Clone)]
pub struct KnownWorkspaces(Cache<WorkspaceId, Arc<Settings>>);

impl Default for KnownWorkspaces {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build())
    }
}

impl KnownWorkspaces {
    pub fn get(&self, workspace: WorkspaceId) -> Option<Arc<Settings>> {
        self.0.get(&workspace)
    }

    pub fn add(&self, workspace: WorkspaceId, settings: Arc<Settings>) {
        self.0.insert(workspace, settings);
    }

    /// For when it was changed here.
    pub fn forget(&self, workspace: WorkspaceId) {
        self.0.invalidate(&workspace);
    }
}
