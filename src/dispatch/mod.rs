//! The dispatcher: claims what is due, sends it, writes down what came of it.
//!
//! A claim is a lease with a number. Whoever lost the lease changes nothing, and what a process that died had claimed is
//! taken over as soon as it is missed, when its lease ends at the latest.

mod crew;
mod keep;
mod measure;
mod record;
pub mod request;
mod send;

use std::{sync::Arc, time::Duration};

use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;

use crew::Crew;

use crate::{
    blob::Blobs,
    clock::{Clock, Random},
    domain::{id::UuidSource, schedule::RetrySchedule},
    egress::Client,
    store::{Claimant as _, Looks, Store, Vigil},
};

const LOOKS: Looks = Looks { poll: Duration::from_secs(1), pause: Duration::from_millis(5) };
/// How much longer than an attempt its lease lasts: the time to write down how it ended.
const LEASE_MARGIN: Duration = Duration::from_secs(15);
/// KiB of pictures that are being posted, in all.
const BODIES: u32 = 64 * 1024;

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
    /// How long an endpoint may only fail before its subscription is disabled.
    pub disable_after: Duration,
    /// How long events and deliveries are kept.
    pub retention: Duration,
    bodies: Arc<Semaphore>,
}

/// What a dispatcher is made of.
pub struct Parts {
    pub store: Store,
    pub blobs: Blobs,
    pub client: Client,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub ids: Arc<dyn UuidSource>,
}

/// How it is set.
pub struct Settings {
    pub schedule: RetrySchedule,
    pub timeout: Duration,
    pub concurrency: usize,
    pub disable_after: Duration,
    pub retention: Duration,
}

impl Dispatcher {
    pub fn new(parts: Parts, settings: Settings) -> Self {
        let Parts { store, blobs, client, clock, random, ids } = parts;
        let Settings { schedule, timeout, concurrency, disable_after, retention } = settings;
        let bodies = Arc::new(Semaphore::new(BODIES as usize));
        Self {
            store,
            blobs,
            client,
            clock,
            random,
            ids,
            schedule,
            timeout,
            concurrency,
            disable_after,
            retention,
            bodies,
        }
    }

    /// Delivers until the token is cancelled; then what is under way ends, and is written down. Ends by itself only if
    /// endings can't be written down any more.
    pub async fn run(self, shutdown: CancellationToken) {
        let (ended, endings) = mpsc::channel(self.concurrency.max(1));
        let recorder = tokio::spawn(self.clone().record(endings));
        let crew = Crew::new(self.clone(), ended);
        let mut due = self.store.deliveries_due();

        let mut vigil = Vigil::default();
        self.keep_vigil(&mut vigil).await;
        let keeping = tokio::spawn(self.clone().keep(vigil, shutdown.clone()));
        let claiming = self.store.claim_for(Arc::new(crew.clone()));
        // Without a recorder nothing is offered, and there is nothing left to do.
        while !shutdown.is_cancelled() && !recorder.is_finished() {
            if shutdown.run_until_cancelled(crew.until_free()).await.is_none() {
                break;
            }
            due.mark_unchanged();
            let claimed = match crew.offer() {
                Some(offer) => self.store.claim_now(offer).await,
                None => Ok(0),
            };
            match claimed {
                Ok(claimed) => self.wait_until_due(&mut due, claimed == 0, &shutdown).await,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "due deliveries could not be claimed");
                    shutdown.run_until_cancelled(tokio::time::sleep(LOOKS.poll)).await;
                }
            }
        }

        drop(claiming);
        crew.dismiss().await;
        if let Err(error) = recorder.await {
            tracing::error!(%error, "the recorder of attempts died");
        }
        // The vigil is kept until here: what is under way at the end is still somebody's.
        if let Err(error) = keeping.await {
            tracing::error!(%error, "the keeper of the queue died");
        }
    }

    /// Until something is due, or may be. Asks the readers, so that a look at a queue in which nothing is due does not keep
    /// whoever writes.
    async fn wait_until_due(&self, due: &mut watch::Receiver<u64>, in_vain: bool, shutdown: &CancellationToken) {
        let next = self.store.next_due_time().await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the next due delivery could not be asked for");
            None
        });
        LOOKS.until_due(due, (next, self.clock.now()), in_vain, shutdown).await;
    }
}
