//! Equal specs asked for at the same time are painted once.

use std::{sync::Arc, time::Duration};

use moka::future::Cache;

use super::Error;
use crate::domain::{
    id::WorkspaceId,
    output::Format,
    render::{Render, RenderFailure},
    spec::SpecForm,
};

/// How long a picture just painted answers for its spec by itself: until the render that painted it is in the books.
const AGE: Duration = Duration::from_secs(10);
/// What is held is small: no pixels, no bytes of files.
const CAPACITY: u64 = 4_096;

/// A picture that is in the blob store, but perhaps not yet in the books.
#[derive(Debug, Clone)]
pub struct Painted {
    pub sha256: [u8; 32],
    pub format: Format,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    pub size_bytes: u64,
    pub report: serde_json::Value,
}

/// The picture, or why a sound spec has none.
pub type Painting = Result<Painted, RenderFailure>;

/// What is painted, and for whom: the digest of all that decides the pixels, the form of the spec, by which a failure
/// names its field, and the workspace, since nobody is told what others render.
type Key = (WorkspaceId, SpecForm, [u8; 32]);

/// The paintings under way and just done.
#[derive(Clone)]
pub struct Flights {
    by_key: Cache<Key, Painting>,
}

impl Default for Flights {
    fn default() -> Self {
        Self { by_key: Cache::builder().max_capacity(CAPACITY).time_to_live(AGE).build() }
    }
}

impl Flights {
    /// What `paint` makes, or what another caller's is making just now. If that caller leaves, the next one paints. The
    /// flag tells whether it was this caller's own.
    pub async fn join(
        &self,
        key: Key,
        paint: impl Future<Output = Result<Painting, Error>>,
    ) -> Result<(Painting, bool), Error> {
        let mut own = false;
        let counted = async {
            own = true;
            paint.await
        };
        let painting = self.by_key.try_get_with(key, counted).await;
        painting.map(|painting| (painting, own)).map_err(shared)
    }

    /// A picture that was painted and not paid for is none: who asks for it next has it painted again.
    pub async fn forget(&self, render: &Render) {
        if let Some(artifact) = render.artifact() {
            self.by_key.invalidate(&(render.workspace_id, render.spec.form, artifact.spec_digest)).await;
        }
    }
}

/// An error that several callers were waiting for.
pub(super) fn shared(error: Arc<Error>) -> Error {
    match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(error) => match &*error {
            Error::Overloaded => Error::Overloaded,
            Error::Invalid(violations) => Error::Invalid(violations.clone()),
            Error::Unavailable(_) => Error::Unavailable(Box::new(Shared(error))),
            _ => Error::Internal(Box::new(Shared(error))),
        },
    }
}

#[derive(Debug, thiserror::Error)]
#[error("another call was waiting for the same: {0}")]
struct Shared(#[source] Arc<Error>);
