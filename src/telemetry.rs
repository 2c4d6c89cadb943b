//! Logs and measurements.

use std::{io::IsTerminal, sync::OnceLock};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error: for people on a terminal, as JSON lines elsewhere. `RUST_LOG` chooses what.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let terminal = std::io::stderr().is_terminal();
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as tests make it, changes nothing.
    let _ = if terminal { builder.with_target(false).try_init() } else { builder.json().try_init() };
}

/// Upper bounds of what histograms count by, in seconds.
const BUCKETS: [f64; 14] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];

/// Where all measurements of this process are gathered, to be shown as Prometheus reads them.
pub fn measurements() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let start = || {
        let builder = PrometheusBuilder::new().set_buckets(&BUCKETS).expect("there are buckets");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // There is one in a process; a program that has its own keeps it.
        let _ = metrics::set_global_recorder(recorder);
        handle
    };
    HANDLE.get_or_init(start).clone()
}
