//! Logs.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to standard error: for people on a terminal, as JSON lines elsewhere. `RUST_LOG` chooses what.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let terminal = std::io::stderr().is_terminal();
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as tests make it, changes nothing.
    let _ = if terminal { builder.with_target(false).try_init() } else { builder.json().try_init() };
}
