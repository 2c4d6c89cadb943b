//! Pictures that were asked for a moment ago, by their slugs: what a link preview shows is fetched by many at once.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

use crate::domain::render::Artifact;

/// How long one that is removed may still be answered. Those who have it keep it for a year anyway.
const AGE: Duration = Duration::from_secs(10);
const CAPACITY: u64 = 4_096;

/// Clones are the same ones.
#[derive(Clone)]
pub struct KnownArtifacts(Cache<String, Arc<Artifact>>);

impl Default for KnownArtifacts {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build())
    }
}

impl KnownArtifacts {
    pub fn get(&self, slug: &str) -> Option<Arc<Artifact>> {
        self.0.get(slug)
    }

    pub fn add(&self, artifact: Arc<Artifact>) {
        self.0.insert(artifact.slug.clone(), artifact);
    }
}
