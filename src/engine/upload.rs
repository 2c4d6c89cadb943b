//! Pictures on their way to their workspaces' own storage: carried there when they are in the books already, tried again
//! like deliveries, and never in the way of a render.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::Engine;
use crate::{
    blob::BlobError,
    domain::{id::WorkspaceId, schedule::RetrySchedule},
    store::{Looks, Tries, UploadClaim, UploadEnding, UploadNext},
};

/// Uploads under way at once: of all, and of one workspace, so that a bucket that hangs keeps only its own waiting.
const AT_ONCE: usize = 16;
const OF_ONE: usize = 4;
/// For one upload, all in all.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a claim lasts: longer than its upload, and the time to write down how that ended.
const LEASE: Duration = Duration::from_secs(90);
const LOOKS: Looks = Looks { poll: Duration::from_secs(1), pause: Duration::from_millis(20) };
/// Endings of one transaction, at most.
const TOGETHER: usize = 64;
const TRIES: Tries = Tries { left: 60, pause: Duration::from_millis(500) };

impl Engine {
    /// Carries pictures to their workspaces' storage until the token is cancelled; then what is under way ends, and is
    /// written down.
    pub async fn carry_out_uploads(&self, schedule: RetrySchedule, shutdown: CancellationToken) {
        let worker = Worker { engine: Arc::new(self.clone()), schedule, under_way: Arc::default() };
        worker.run(shutdown).await;
    }
}

/// Uploads under way, by workspace.
#[derive(Default)]
struct UnderWay {
    counts: Mutex<BTreeMap<WorkspaceId, usize>>,
    /// One has ended.
    fewer: Notify,
}

#[derive(Clone)]
struct Worker {
    engine: Arc<Engine>,
    schedule: RetrySchedule,
    under_way: Arc<UnderWay>,
}

/// An upload that is under way. Dropped, by a panic too, it is no more.
struct Held(WorkspaceId, Arc<UnderWay>);

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.1.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.0);
            }
        }
        self.1.fewer.notify_one();
    }
}

impl Worker {
    async fn run(self, shutdown: CancellationToken) {
        let store = &self.engine.store;
        let slots = Arc::new(Semaphore::new(AT_ONCE));
        let (ended, endings) = mpsc::channel(AT_ONCE);
        let recorder = tokio::spawn(self.clone().record(endings));
        let uploads = TaskTracker::new();
        let mut due = store.uploads_due();
        if let Err(error) = store.end_upload_leases_of_the_dead(self.engine.now()).await {
            logged(&error, "old leases of uploads could not be ended; they end by themselves");
        }
        while !shutdown.is_cancelled() && !recorder.is_finished() {
            let Some(Ok(slot)) = shutdown.run_until_cancelled(slots.clone().acquire_owned()).await else { break };
            drop(slot);
            due.mark_unchanged();
            // Asks the readers first, so that a look at an empty queue does not keep whoever writes.
            if !self.wait_until_due(&mut due, &shutdown).await {
                continue;
            }
            let busy = self.under_way.counts.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let room = slots.available_permits();
            let claims = match store.claim_uploads(self.engine.now(), LEASE, room, OF_ONE, &busy).await {
                Ok(claims) => claims,
                Err(error) => {
                    logged(&error, "uploads could not be claimed");
                    shutdown.run_until_cancelled(tokio::time::sleep(LOOKS.poll)).await;
                    continue;
                }
            };
            let in_vain = claims.is_empty();
            for claim in claims {
                let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
                let held = self.hold(claim.artifact.workspace_id);
                let (worker, ended) = (self.clone(), ended.clone());
                uploads.spawn(async move {
                    let ending = worker.upload(claim).await;
                    drop((slot, held));
                    if ended.send(ending).await.is_err() {
                        tracing::error!("an upload's end cannot be written down: the recorder is gone");
                    }
                });
            }
            if in_vain {
                self.wait_for_room(&mut due, &shutdown).await;
            }
        }
        uploads.close();
        uploads.wait().await;
        drop(ended);
        if let Err(error) = recorder.await {
            tracing::error!(%error, "the recorder of uploads died");
        }
    }

    fn hold(&self, workspace: WorkspaceId) -> Held {
        *self.under_way.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(workspace).or_default() += 1;
        Held(workspace, self.under_way.clone())
    }

    /// What is due is of workspaces that have their share under way, or somebody is changing it. Until that may be over, or
    /// there is something else.
    async fn wait_for_room(&self, due: &mut watch::Receiver<u64>, shutdown: &CancellationToken) {
        shutdown.run_until_cancelled(tokio::time::sleep(LOOKS.pause)).await;
        tokio::select! {
            () = self.under_way.fewer.notified() => {}
            _ = due.changed() => {}
            () = tokio::time::sleep(LOOKS.poll) => {}
            () = shutdown.cancelled() => {}
        }
    }

    /// Whether something is due; waits for it, but not for long.
    async fn wait_until_due(&self, due: &mut watch::Receiver<u64>, shutdown: &CancellationToken) -> bool {
        let next = self.engine.store.next_upload_time().await.unwrap_or_else(|error| {
            logged(&error, "the next upload could not be asked for");
            None
        });
        LOOKS.until_due(due, (next, self.engine.now()), false, shutdown).await
    }

    async fn upload(&self, claim: UploadClaim) -> UploadEnding {
        let UploadClaim { artifact, attempt, target, secret } = claim;
        let (workspace_id, name) = (artifact.workspace_id, artifact.file_name());
        let bytes = match self.engine.blobs.get(&artifact.sha256).await {
            Ok(bytes) => Ok(bytes),
            Err(BlobError::Missing) => Err((false, "the picture is not there any more")),
            Err(error) => {
                logged(&error, "a picture cannot be read to be uploaded");
                Err((true, "the server could not read the picture"))
            }
        };
        let written = match bytes {
            Ok(bytes) => {
                let file = (name.as_str(), artifact.format.content_type(), bytes);
                let written = self.engine.write_to(workspace_id, &target, secret.as_ref(), file, TIMEOUT).await;
                written.map_err(|error| (true, error))
            }
            Err((again, error)) => Err((again, error.to_owned())),
        };
        let now = self.engine.now();
        let next = match written {
            Ok(()) => UploadNext::Stored { place_id: target.place_id, url: target.url(&name) },
            Err((again, error)) => {
                tracing::debug!(%workspace_id, attempt, error, "a picture was not uploaded");
                match self.schedule.retry_at(attempt, now, self.engine.random.chance()).filter(|_| again) {
                    Some(at) => UploadNext::RetryAt(at, error),
                    None => UploadNext::GiveUp(error),
                }
            }
        };
        UploadEnding { slug: artifact.slug, workspace_id, attempt, next }
    }

    /// Writes down every ending until there are no more to come.
    async fn record(self, mut endings: mpsc::Receiver<UploadEnding>) {
        let mut group = Vec::with_capacity(TOGETHER);
        while endings.recv_many(&mut group, TOGETHER).await > 0 {
            let mut tries = TRIES;
            while let Err(error) = self.engine.store.record_uploads(&group, self.engine.now()).await {
                if !tries.again(&error, "ends of uploads", group.len()).await {
                    break;
                }
            }
            group.clear();
        }
    }
}

fn logged(error: &(dyn std::error::Error + 'static), what: &str) {
    tracing::error!(error, "{what}");
}
