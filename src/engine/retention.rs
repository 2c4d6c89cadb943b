//! Renders and batches that ended long ago are forgotten, where the operator says after how long.

use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Engine;
use crate::store::SweptRenders;

/// Between steps, for whoever else wants to write.
const PAUSE: Duration = Duration::from_millis(5);
/// Between beginnings of a pruning.
const PRUNE: Duration = Duration::from_secs(10 * 60);

impl Engine {
    /// Deletes what ended longer ago than `retention`, again and again, until the token is cancelled.
    pub async fn forget_renders(&self, retention: Duration, shutdown: CancellationToken) {
        let mut swept = SweptRenders::default();
        while !shutdown.is_cancelled() {
            let more = self.store.prune_renders(&mut swept, self.now().minus(retention)).await;
            let more = more.unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "old renders could not be deleted");
                false
            });
            let wait = if more { PAUSE } else { PRUNE };
            if !more {
                swept = SweptRenders::default();
            }
            shutdown.run_until_cancelled(sleep(wait)).await;
        }
    }
}
