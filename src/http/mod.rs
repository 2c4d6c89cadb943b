//! The plain HTTP routes beside gRPC.

mod archive;
mod artifact;
mod binding;
mod explain;
mod health;
mod on_demand;
mod range;
mod schema;

use std::sync::Arc;

use axum::{Router, extract::State, routing::get};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{engine::Engine, shutdown::Shutdown};

/// What the routes lean on.
#[derive(Clone)]
struct Http {
    engine: Arc<Engine>,
    shutdown: Shutdown,
    readiness: health::Readiness,
    measurements: PrometheusHandle,
}

/// The routes.
pub fn router(engine: Arc<Engine>, shutdown: Shutdown, measurements: PrometheusHandle) -> Router {
    Router::new()
        // HEAD is answered by the same, without its body.
        .route("/i/{file}", get(artifact::serve))
        .route("/r/{file}", get(on_demand::serve))
        .route("/b/{file}", get(binding::serve))
        .route("/z/{file}", get(archive::serve))
        .route("/schemas/events/{file}", get(schema::serve))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics))
        .with_state(Http { engine, shutdown, readiness: health::Readiness::new(), measurements })
}

/// What was measured, in Prometheus' text format. Reads nothing but memory.
async fn metrics(State(http): State<Http>) -> String {
    http.measurements.run_upkeep();
    http.measurements.render()
}
