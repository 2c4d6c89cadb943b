//! What was looked up a moment ago, so that calls in a row look it up once.

use std::{borrow::Borrow, hash::Hash, sync::Arc, time::Duration};

use moka::sync::Cache;

use super::usage::Settings;
use crate::domain::{access::ApiKey, id::WorkspaceId, render::Artifact};

/// How long a key that is revoked by another process may still open what it opened.
pub const KEY_AGE: Duration = Duration::from_secs(1);
/// How long a picture that is removed may still be answered. Those who have it keep it for a year anyway.
pub const ARTIFACT_AGE: Duration = Duration::from_secs(10);
/// How long what another process has changed of a workspace may still be unknown here.
pub const WORKSPACE_AGE: Duration = Duration::from_secs(1);
/// Of each kind.
const CAPACITY: u64 = 4_096;

/// API keys by the hash of their secret.
pub type KnownKeys = Known<[u8; 32], ApiKey>;
/// Pictures by their slugs: what a link preview shows is fetched by many at once.
pub type KnownArtifacts = Known<String, Artifact>;
/// What workspaces have set.
pub type KnownWorkspaces = Known<WorkspaceId, Settings>;

/// As it was, by what it was looked up by. Clones are the same ones.
pub struct Known<K, V>(Cache<K, Arc<V>>);

impl<K, V> Clone for Known<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> Known<K, V>
where
    K: Eq + Hash + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    /// One that forgets after so long.
    pub fn for_a(age: Duration) -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(age).build())
    }

    pub(super) fn get<Q>(&self, key: &Q) -> Option<Arc<V>>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.0.get(key)
    }

    pub(super) fn add(&self, key: K, value: Arc<V>) {
        self.0.insert(key, value);
    }

    /// For when it was changed here.
    pub(super) fn forget(&self, key: &K) {
        self.0.invalidate(key);
    }

    /// For when one was changed here and nobody knows its key.
    pub(super) fn forget_all(&self) {
        self.0.invalidate_all();
    }
}
