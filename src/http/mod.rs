//! The plain HTTP routes beside gRPC.

mod artifact;
mod health;
mod range;
mod schema;

use std::sync::Arc;

use axum::{Router, routing::get};

use crate::{engine::Engine, shutdown::Shutdown};

/// What the routes lean on.
#[derive(Clone)]
struct Http {
    engine: Arc<Engine>,
    shutdown: Shutdown,
    readiness: health::Readiness,
}

/// The routes.
pub fn router(engine: Arc<Engine>, shutdown: Shutdown) -> Router {
    Router::new()
        // HEAD is answered by the same, without its body.
        .route("/i/{file}", get(artifact::serve))
        .route("/schemas/events/{file}", get(schema::serve))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .with_state(Http { engine, shutdown, readiness: health::Readiness::new() })
}
