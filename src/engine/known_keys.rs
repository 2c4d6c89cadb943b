//! API keys that were seen a moment ago, so that calls in a row look their key up once.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

use crate::domain::access::ApiKey;

/// How long a key that is revoked by another process may still open what it opened.
const AGE: Duration = Duration::from_secs(1);
const CAPACITY: u64 = 4_096;

/// Keys by the hash of their secret. Clones are the same ones.
#[derive(Clone)]
pub struct KnownKeys(Cache<[u8; 32], Arc<ApiKey>>);

impl Default for KnownKeys {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build())
    }
}

impl KnownKeys {
    pub fn get(&self, hash: &[u8; 32]) -> Option<Arc<ApiKey>> {
        self.0.get(hash)
    }

    pub fn add(&self, hash: [u8; 32], key: Arc<ApiKey>) {
        self.0.insert(hash, key);
    }

    /// For when one was revoked: which of them it is, its hash alone does not tell.
    pub fn forget_all(&self) {
        self.0.invalidate_all();
    }
}
