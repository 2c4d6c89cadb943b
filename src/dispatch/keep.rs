//! Keeping the queue in order: endpoints that changed have their deliveries brought in line, what is past its retention
//! goes, and the queue is measured. All in small steps, between which others write.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Dispatcher, measure};
use crate::store::{StoreError, Swept, Vigil};

/// Between looks for work.
const POLL: Duration = Duration::from_secs(1);
/// Between steps, for whoever else wants to write.
const PAUSE: Duration = Duration::from_millis(5);
/// Between beginnings of a pruning.
const PRUNE: Duration = Duration::from_secs(10 * 60);
/// Between measurements, at least. One that takes long is made less often, so that it takes a hundredth of the time.
const MEASURE: Duration = Duration::from_secs(10);

impl Dispatcher {
    /// Until the token is cancelled. Then the vigil is given back: this process is alive until it is dropped.
    pub(super) async fn keep(self, mut vigil: Vigil, shutdown: CancellationToken) -> Vigil {
        let watched = async {
            while shutdown.run_until_cancelled(tokio::time::sleep(POLL)).await.is_some() {
                self.keep_vigil(&mut vigil).await;
            }
        };
        tokio::join!(self.sweep(&shutdown), self.prune(&shutdown), self.measure(&shutdown), watched);
        vigil
    }

    pub(super) async fn keep_vigil(&self, vigil: &mut Vigil) {
        if let Err(error) = self.store.keep_vigil(vigil, self.clock.now()).await {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "who else claims is not known; what the dead had under way comes with its lease");
        }
    }

    async fn sweep(&self, shutdown: &CancellationToken) {
        while !shutdown.is_cancelled() {
            let more = self.store.sweep(self.clock.now()).await;
            let wait =
                if noted(more, "deliveries could not be brought in line with their endpoint") { PAUSE } else { POLL };
            shutdown.run_until_cancelled(tokio::time::sleep(wait)).await;
        }
    }

    async fn prune(&self, shutdown: &CancellationToken) {
        let mut swept = Swept::default();
        while !shutdown.is_cancelled() {
            let before = self.clock.now().minus(self.retention);
            let more = self.store.prune(&mut swept, before).await;
            let wait = if noted(more, "what is past its retention could not be deleted") {
                PAUSE
            } else {
                swept = Swept::default();
                PRUNE
            };
            shutdown.run_until_cancelled(tokio::time::sleep(wait)).await;
        }
    }

    async fn measure(&self, shutdown: &CancellationToken) {
        while !shutdown.is_cancelled() {
            let begun = std::time::Instant::now();
            match self.store.queue().await {
                Ok(queue) => measure::queue(&queue, self.clock.now()),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the queue could not be measured");
                }
            }
            let wait = MEASURE.max(begun.elapsed() * 100);
            shutdown.run_until_cancelled(tokio::time::sleep(wait)).await;
        }
    }
}

fn noted(more: Result<bool, StoreError>, otherwise: &'static str) -> bool {
    more.unwrap_or_else(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "{otherwise}");
        false
    })
}
