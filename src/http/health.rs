//! Whether the server lives, and whether it should be sent work.

use axum::extract::State;
use http::StatusCode;

use super::Http;

/// The process answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Everything that a call needs answers too.
pub async fn ready(State(http): State<Http>) -> (StatusCode, &'static str) {
    if http.shutdown.token().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down\n");
    }
    if let Err(error) = http.engine.store.ping().await {
        tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
    }
    if let Err(error) = http.engine.blobs.ping().await {
        tracing::error!(error = &error as &dyn std::error::Error, "the blob store does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "the blob store does not answer\n");
    }
    (StatusCode::OK, "ok\n")
}
