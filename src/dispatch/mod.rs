//! The dispatcher: claims what is due, sends it, writes down what came of it.
//!
//! A claim is a lease with a number. Whoever lost the lease changes nothing, and what a process that died had claimed is
//! taken over when its lease ends. Where nobody else claims, that is at the restart.

mod record;
pub mod request;
mod send;

use std::{sync::Arc, time::Duration};

use tokio::sync::{Semaphore, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    blob::Blobs,
    clock::{Clock, Random},
    domain::{id::UuidSource, schedule::RetrySchedule},
    egress::Client,
    store::Store,
};

/// Claims of one transaction, at most.
const BATCH: usize = 64;
/// Behind the wake-ups, should one be missed.
const POLL: Duration = Duration::from_secs(1);
/// Between two claims of which the first found less than it could have taken.
const PAUSE: Duration = Duration::from_millis(5);
/// How much longer than an attempt its lease lasts: the time to write down how it ended.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// What the dispatcher leans on.
#[derive(Clone)]
pub struct Dispatcher {
    pub store: Store,
    pub blobs: Blobs,
    pub client: Client,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: Arc<dyn UuidSource>,
    pub schedule: RetrySchedule,
    /// For one attempt, the answer's body included.
    pub timeout: Duration,
    /// Attempts under way at once.
    pub concurrency: usize,
}

impl Dispatcher {
    /// Delivers until the token is cancelled; then what is under way ends, and is written down. Ends by itself only if
    /// endings can't be written down any more.
    pub async fn run(self, shutdown: CancellationToken) {
        let slots = Arc::new(Semaphore::new(self.concurrency));
        let (ended, endings) = mpsc::channel(self.concurrency.max(1));
        let recorder = tokio::spawn(self.clone().record(endings));
        let attempts = TaskTracker::new();
        let mut due = self.store.deliveries_due();

        if let Err(error) = self.store.end_leases_of_the_dead(self.clock.now()).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "old leases could not be ended; they end by themselves"
            );
        }
        // Without a recorder nothing may be sent: it would be sent again and again.
        while !shutdown.is_cancelled() && !recorder.is_finished() {
            // At least one slot is free before anything is claimed: a claim never waits while its lease runs.
            let Some(Ok(slot)) = shutdown.run_until_cancelled(slots.clone().acquire_owned()).await else { break };
            drop(slot);
            due.mark_unchanged();
            let room = slots.available_permits().clamp(1, BATCH);
            let now = self.clock.now();
            let claims = match self.store.claim_due(now, self.timeout + LEASE_MARGIN, room as u32).await {
                Ok(claims) => claims,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "due deliveries could not be claimed");
                    shutdown.run_until_cancelled(tokio::time::sleep(POLL)).await;
                    continue;
                }
            };
            let claimed = claims.len();
            for claim in claims {
                let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
                let (dispatcher, ended) = (self.clone(), ended.clone());
                attempts.spawn(async move {
                    let ending = dispatcher.attempt(claim).await;
                    if ended.send(ending).await.is_err() {
                        tracing::error!("an attempt cannot be written down: the recorder is gone");
                    }
                    drop(slot);
                });
            }
            if claimed < room {
                self.wait_until_due(&mut due, &shutdown).await;
            }
        }

        attempts.close();
        attempts.wait().await;
        drop(ended);
        if let Err(error) = recorder.await {
            tracing::error!(%error, "the recorder of attempts died");
        }
    }

    /// Until something is due, or may be.
    async fn wait_until_due(&self, due: &mut tokio::sync::watch::Receiver<u64>, shutdown: &CancellationToken) {
        let next = self.store.next_due_time().await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the next due delivery could not be asked for");
            None
        });
        // Not at once even if something is due: it may be locked by whoever is changing it.
        let wait = next.map_or(POLL, |at| at.since(self.clock.now())).clamp(PAUSE, POLL);
        tokio::select! {
            _ = due.changed() => {}
            () = tokio::time::sleep(wait) => {}
            () = shutdown.cancelled() => {}
        }
    }
}
