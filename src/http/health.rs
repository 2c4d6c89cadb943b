//! Whether the server lives, and whether it should be sent work.

use std::{error::Error, time::Duration};

use axum::extract::State;
use http::StatusCode;
use moka::future::Cache;
use tokio::time::timeout;

use super::Http;
use crate::engine::Engine;

/// How long an answer holds: whoever asks more often costs nothing.
const AGE: Duration = Duration::from_secs(1);
/// How long a part may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the parts answered when they were last asked; many who ask at once share one look.
#[derive(Clone)]
pub struct Readiness(Cache<(), Result<(), &'static str>>);

impl Readiness {
    pub fn new() -> Self {
        Self(Cache::builder().max_capacity(1).time_to_live(AGE).build())
    }

    async fn get(&self, engine: &Engine) -> Result<(), &'static str> {
        self.0.get_with((), look(engine)).await
    }
}

async fn look(engine: &Engine) -> Result<(), &'static str> {
    let (database, blobs) =
        tokio::join!(timeout(PATIENCE, engine.store.ping()), timeout(PATIENCE, engine.blobs.can_read()));
    answered(database, "the database does not answer\n")?;
    answered(blobs, "the blob store does not answer\n")
}

fn answered<E: Error + 'static>(
    answer: Result<Result<(), E>, tokio::time::error::Elapsed>,
    otherwise: &'static str,
) -> Result<(), &'static str> {
    let error: &(dyn Error + 'static) = match &answer {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error,
        Err(late) => late,
    };
    tracing::error!(error, "not ready: {}", otherwise.trim_end());
    Err(otherwise)
}

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Everything that a call needs answers too.
pub async fn ready(State(http): State<Http>) -> (StatusCode, &'static str) {
    if http.shutdown.token().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down\n");
    }
    match http.readiness.get(&http.engine).await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, why),
    }
}
