//! The schedule of all bindings: those that are due are claimed and refreshed, so many at a time.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    time::{Instant, sleep},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    Engine,
    binding_refresh::{Ended, LEASE},
};
use crate::{domain::id::WorkspaceId, store::RefreshClaim};

/// Refreshes under way at once, of all workspaces and of one: sources that hang keep nobody else's waiting.
const AT_ONCE: usize = 32;
const SHARE: u32 = 8;
/// How often it is looked for what is due, at the least.
const POLL: Duration = Duration::from_secs(1);
/// Between two claims of which the first found nothing.
const PAUSE: Duration = Duration::from_millis(200);
/// How often it is looked for what a clock that was ahead put off.
const MEND: Duration = Duration::from_secs(60);

/// How many refreshes of each workspace are under way.
#[derive(Clone, Default)]
struct Busy(Arc<Mutex<BTreeMap<WorkspaceId, u32>>>);

/// One that is. Dropped, by a panic too, it is not any more.
struct One(Busy, WorkspaceId);

impl Busy {
    fn counts(&self) -> BTreeMap<WorkspaceId, u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, workspace: WorkspaceId) -> One {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(workspace).or_default() += 1;
        One(self.clone(), workspace)
    }
}

impl Drop for One {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

impl Engine {
    /// Refreshes bindings as they come due, until the token is cancelled; then what is under way ends.
    pub async fn carry_out_refreshes(&self, shutdown: CancellationToken) {
        let engine = Arc::new(self.in_background());
        let (slots, busy, under_way) = (Arc::new(Semaphore::new(AT_ONCE)), Busy::default(), TaskTracker::new());
        if let Err(error) = engine.store.end_refresh_leases_of_the_dead(engine.now()).await {
            tracing::error!(%error, "old leases of refreshes could not be ended; they end by themselves");
        }
        let mut mended: Option<Instant> = None;
        while !shutdown.is_cancelled() {
            if mended.is_none_or(|at| at.elapsed() >= MEND) {
                engine.mend_refresh_times().await;
                mended = Some(Instant::now());
            }
            let Some(Ok(room)) = shutdown.run_until_cancelled(slots.acquire()).await else { break };
            drop(room);
            let room = slots.available_permits();
            let claims = engine.store.claim_refreshes(engine.now(), LEASE, room, SHARE, &busy.counts()).await;
            let claims = claims.unwrap_or_else(|error| {
                tracing::error!(error = &error as &dyn std::error::Error, "bindings could not be claimed");
                Vec::new()
            });
            let in_vain = claims.is_empty();
            for claim in claims {
                let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
                let (engine, one) = (engine.clone(), busy.add(claim.binding.workspace_id));
                under_way.spawn(async move {
                    engine.refresh_by_schedule(claim).await;
                    drop((one, slot));
                });
            }
            let wait = engine.until_next_refresh(in_vain).await;
            shutdown.run_until_cancelled(sleep(wait)).await;
        }
        under_way.close();
        under_way.wait().await;
    }

    async fn refresh_by_schedule(&self, claim: RefreshClaim) {
        let id = claim.binding.id;
        match self.carry_out_refresh(claim, self.request_id(), None).await {
            Ok(Ended::Failed(failure)) => {
                tracing::debug!(binding = %id, reason = failure.reason.as_str(), "a binding could not be refreshed");
            }
            Ok(_) => {}
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(binding = %id, error, "the end of a refresh was not written down");
            }
        }
    }

    async fn mend_refresh_times(&self) {
        match self.store.mend_refresh_times(self.now(), LEASE).await {
            Ok(0) => {}
            Ok(mended) => tracing::warn!(mended, "the clock went back; bindings that it put off are due"),
            Err(error) => tracing::error!(%error, "bindings could not be looked at for what a clock put off"),
        }
    }

    /// How long nothing comes due. Asks the readers, so that a look at an empty queue does not keep whoever writes.
    async fn until_next_refresh(&self, in_vain: bool) -> Duration {
        let next = self.store.next_refresh_time().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the next refresh could not be asked for");
            None
        });
        let wait = next.map_or(POLL, |at| at.since(self.now())).min(POLL);
        // What is due may be a share's that is used up, or be held by whoever is changing it.
        if in_vain { wait.max(PAUSE) } else { wait }
    }
}
