//! Why a use case could not be carried out.

use std::error::Error as StdError;

use super::compose::ComposeError;
use crate::{
    blob::BlobError,
    domain::{
        access::Scope,
        excerpt::Excerpt,
        id::{BatchId, RenderId},
        quota::Quota,
        render::RenderFailure,
        timestamp::Timestamp,
        violation::{Violation, path},
    },
    store::StoreError,
};

/// Why a use case could not be carried out. `api` turns each into a gRPC status, in one place.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request says something that can't be: every violation at once.
    #[error("the request is not valid")]
    Invalid(Vec<Violation>),
    /// No such resource in the caller's workspace. `id` is an excerpt of what the caller wrote.
    #[error("there is no {kind} `{id}`")]
    NotFound { kind: &'static str, id: String },
    /// The request id was used for another request.
    #[error("the request id was used before, for another request")]
    RequestIdReused,
    /// The render was carried out, ended without a picture, and is in the books as such.
    #[error("the render failed: {}", failure.message)]
    RenderFailed { render_id: RenderId, failure: RenderFailure },
    /// The render has no end yet, and so no picture.
    #[error("the render {0} has not ended yet: WatchRender tells when it has")]
    RenderNotEnded(RenderId),
    /// The render was taken back before its turn came, and so has no picture.
    #[error("the render {0} was cancelled before its turn came")]
    RenderCancelled(RenderId),
    /// The batch has no end yet.
    #[error("the batch {0} has not ended yet: WatchBatch tells when it has")]
    BatchNotEnded(BatchId),
    /// There is no picture, and nothing of it is in the books.
    #[error("{}", .0.message)]
    Failed(RenderFailure),
    /// The workspace keeps as much of this as it may.
    #[error("`{}` lets a workspace keep {limit}, and it has them: delete some that are not needed", .quota.as_str())]
    QuotaReached { quota: Quota, limit: u64 },
    /// The workspace has no credits left to render with.
    #[error("the workspace has no credits left: who runs the server grants them")]
    CreditsExhausted,
    /// The workspace has no storage of its own.
    #[error("the workspace has no storage of its own: set `storage_target` with UpdateWorkspace")]
    NoStorage,
    /// Nobody vouches for the URL of a picture.
    #[error("the URL is not signed as it should be: {0}")]
    SignatureInvalid(&'static str),
    /// The URL of a picture was good until then.
    #[error("the URL was good until {}", .0.to_rfc3339())]
    UrlExpired(Timestamp),
    /// The key may not do this.
    #[error("the API key lacks the scope `{}`", .0.as_str())]
    ScopeMissing(Scope),
    /// As much work as is taken at a time is under way.
    #[error("the server has as much work as it takes at a time")]
    Overloaded,
    /// A part the server leans on does not answer.
    #[error("a part that the server leans on does not answer")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// A fault of our own.
    #[error("the server is at fault")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// A resource that is not there, or not the caller's.
    pub fn not_found(kind: &'static str, id: impl ToString) -> Self {
        Self::NotFound { kind, id: Excerpt(&id.to_string()).to_string() }
    }

    /// One thing wrong with the request.
    pub fn invalid(violation: Violation) -> Self {
        Self::Invalid(vec![violation])
    }

    /// The same error, seen from one level up: paths of fields get `parent` before them.
    #[must_use]
    pub fn within(self, parent: &str) -> Self {
        self.renamed(|field| path(parent, field))
    }

    /// The same error with other paths of fields.
    #[must_use]
    pub fn renamed(self, rename: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Invalid(mut violations) => {
                for violation in &mut violations {
                    violation.field = rename(&violation.field);
                }
                Self::Invalid(violations)
            }
            Self::RenderFailed { render_id, mut failure } => {
                failure.field = failure.field.as_deref().map(rename);
                Self::RenderFailed { render_id, failure }
            }
            Self::Failed(mut failure) => {
                failure.field = failure.field.as_deref().map(rename);
                Self::Failed(failure)
            }
            other => other,
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(Box::new(error)),
            StoreError::QuotaReached { quota, limit } => Self::QuotaReached { quota, limit },
            StoreError::CreditsExhausted => Self::CreditsExhausted,
            other => Self::Internal(Box::new(other)),
        }
    }
}

impl From<BlobError> for Error {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Unavailable(_) => Self::Unavailable(Box::new(error)),
            BlobError::Missing | BlobError::Misconfigured(_) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<ComposeError> for Error {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Invalid(violations) => Self::Invalid(violations),
            ComposeError::Failed(failure) => Self::Failed(failure),
            ComposeError::Overloaded => Self::Overloaded,
            ComposeError::Blob(error) => match &*error {
                BlobError::Unavailable(_) => Self::Unavailable(Box::new(error)),
                BlobError::Missing | BlobError::Misconfigured(_) => Self::Internal(Box::new(error)),
            },
            ComposeError::Internal(error) => Self::Internal(Box::new(error)),
        }
    }
}
