//! Renders that nobody waits for: queued, carried out in their turn, and written down a group at a time.
//!
//! A turn is a lease with a number, renewed while it is worked on. Whoever lost the lease changes nothing, and what a
//! process that died had under way is due again when others miss it; where nobody else claims, that is at the restart.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Engine, Error, parse_id, render::RenderJob};
use crate::{
    domain::{
        id::{RenderId, WorkspaceId},
        reason::Reason,
        render::{Progress, Render, RenderFailure, RenderOutcome, RenderSource},
        timestamp::Timestamp,
        violation::Violation,
    },
    store::{Announce, Created, Cursor, Looks, NewRender, Recorded, RenderClaim, RenderEnding, RenderNext, StoreError},
};

/// How long a claim lasts unless it is renewed, and how often it is.
const LEASE: Duration = Duration::from_secs(60);
const RENEW: Duration = Duration::from_secs(15);
/// Claims of a render after which it is given up: whoever carried it out died of it, again and again.
const MAX_ATTEMPTS: u32 = 5;
/// How long a render waits that could not be carried out for want of a part that the server leans on.
const COME_BACK: Duration = Duration::from_secs(5);
const LOOKS: Looks = Looks { poll: Duration::from_secs(1), pause: Duration::from_millis(5) };
/// How long the items of a batch may take to be written, and how often those that took longer are looked for.
const UNPREPARED: Duration = Duration::from_secs(30 * 60);
const TIDY: Duration = Duration::from_secs(60);
/// Endings of one transaction, at most.
const TOGETHER: usize = 64;
/// Between tries to write to a database that is away.
const RETRY: Duration = Duration::from_millis(500);

impl Engine {
    /// Queues a render for a caller of the API. What is wrong with the spec itself is told at once.
    pub async fn create_render(&self, job: RenderJob) -> Result<Render, Error> {
        let workspace = job.workspace_id;
        let find = async |id| self.store.render(workspace, RenderId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace, job.idempotency.as_ref(), find).await? {
            return Ok(earlier);
        }
        self.check_credits(workspace).await?;
        if let Some(webhook) = &job.webhook {
            self.admit("webhook.url", &webhook.url).await?;
        }
        self.resolve(workspace, &job.spec).await.map_err(|error| error.within("spec"))?;
        let now = self.now();
        let render = Render {
            id: RenderId::from_uuid(self.id(now)),
            workspace_id: workspace,
            source: RenderSource::Api,
            request_id: job.request_id,
            spec: job.spec,
            template_version: 0,
            metadata: job.metadata,
            progress: Progress::Queued,
            create_time: now,
        };
        let new = NewRender { render, fresh: !job.cache, webhook: job.webhook, failure: None };
        match self.store.queue_render(new, job.idempotency).await? {
            Created::New(render) | Created::Existing(render) => Ok(render),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// One render of the workspace as it stands, and the place of that among its changes.
    pub async fn render_revision(&self, workspace: WorkspaceId, render_id: &str) -> Result<(Cursor, Render), Error> {
        let id = parse_id("render", "render_id", render_id)?;
        let found = self.store.render_revision(workspace, id).await?;
        found.ok_or_else(|| Error::not_found("render", render_id))
    }

    /// Carries out what is queued, `at_once` of it at a time, until the token is cancelled; then what is under way ends,
    /// and is written down. Ends by itself only if endings can't be written down any more.
    pub async fn carry_out_renders(&self, at_once: usize, shutdown: CancellationToken) {
        let worker = Worker { engine: Arc::new(self.in_background()), held: Arc::default() };
        worker.run(at_once.max(1), shutdown).await;
    }
}

#[derive(Clone)]
struct Worker {
    engine: Arc<Engine>,
    /// What is under way, whose leases are renewed.
    held: Arc<Mutex<BTreeSet<RenderId>>>,
}

/// A claim that is worked on. Dropped, by a panic too, its lease is renewed no more.
struct Held(RenderId, Arc<Mutex<BTreeSet<RenderId>>>);

impl Drop for Held {
    fn drop(&mut self) {
        self.1.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

impl Worker {
    async fn run(self, at_once: usize, shutdown: CancellationToken) {
        let store = &self.engine.store;
        let slots = Arc::new(Semaphore::new(at_once));
        let (ended, endings) = mpsc::channel(at_once);
        let recorder = tokio::spawn(self.clone().record(endings));
        let renewing = tokio::spawn(self.clone().renew());
        let under_way = TaskTracker::new();
        let mut due = store.renders_due();
        let begun = self.engine.now();
        if let Err(error) = store.end_render_leases_of_the_dead(begun).await {
            logged(&error, "old leases of renders could not be ended; they end by themselves");
        }
        let tidying = tokio::spawn(self.clone().tidy(begun));
        // Without a recorder nothing may be rendered: it would be rendered again and again.
        while !shutdown.is_cancelled() && !recorder.is_finished() {
            // Half of the slots at a time, so that a claim is worth its transaction.
            let half = u32::try_from(at_once.div_ceil(2)).unwrap_or(u32::MAX);
            let Some(Ok(room)) = shutdown.run_until_cancelled(slots.acquire_many(half)).await else { break };
            drop(room);
            due.mark_unchanged();
            let claims = match store.claim_renders(self.engine.now(), LEASE, slots.available_permits()).await {
                Ok(claims) => claims,
                Err(error) => {
                    logged(&error, "queued renders could not be claimed");
                    shutdown.run_until_cancelled(tokio::time::sleep(LOOKS.poll)).await;
                    continue;
                }
            };
            let in_vain = claims.is_empty();
            for claim in claims {
                let slot = slots.clone().acquire_owned().await.expect("the semaphore is never closed");
                let held = self.hold(claim.render.id);
                let (engine, ended) = (self.engine.clone(), ended.clone());
                under_way.spawn(async move {
                    let ending = engine.carry_out(claim).await;
                    // Held until it is written down.
                    if ended.send((ending, held)).await.is_err() {
                        tracing::error!("a render's end cannot be written down: the recorder is gone");
                    }
                    drop(slot);
                });
            }
            self.wait_until_due(&mut due, in_vain, &shutdown).await;
        }
        under_way.close();
        under_way.wait().await;
        drop(ended);
        if let Err(error) = recorder.await {
            tracing::error!(%error, "the recorder of renders died");
        }
        renewing.abort();
        tidying.abort();
    }

    /// Deletes what is left of batches that were never made whole, for ever. Where nobody else makes any, what was begun
    /// before this start is of a process that died.
    async fn tidy(self, begun: Timestamp) {
        let store = &self.engine.store;
        let mut before = if store.is_shared() { begun.minus(UNPREPARED) } else { begun };
        loop {
            if let Err(error) = store.discard_unprepared(before).await {
                logged(&error, "what is left of batches that were never made could not be deleted");
            }
            tokio::time::sleep(TIDY).await;
            before = self.engine.now().minus(UNPREPARED);
        }
    }

    fn hold(&self, id: RenderId) -> Held {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        Held(id, self.held.clone())
    }

    /// Until something is due, or may be. Asks the readers, so that a look at an empty queue does not keep whoever writes.
    async fn wait_until_due(&self, due: &mut watch::Receiver<u64>, in_vain: bool, shutdown: &CancellationToken) {
        let next = self.engine.store.next_render_time().await.unwrap_or_else(|error| {
            logged(&error, "the next queued render could not be asked for");
            None
        });
        LOOKS.until_due(due, (next, self.engine.now()), in_vain, shutdown).await;
    }

    /// Goes on holding what is under way, for ever.
    async fn renew(self) {
        loop {
            tokio::time::sleep(RENEW).await;
            let held: Vec<RenderId> =
                self.held.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
            if let Err(error) = self.engine.store.renew_renders(&held, self.engine.now().plus(LEASE)).await {
                logged(&error, "the leases of renders under way could not be renewed");
            }
        }
    }

    /// Writes down every ending until there are no more to come.
    async fn record(self, mut endings: mpsc::Receiver<(RenderEnding, Held)>) {
        let mut group = Vec::with_capacity(TOGETHER);
        while endings.recv_many(&mut group, TOGETHER).await > 0 {
            let (records, held): (Vec<_>, Vec<_>) = group.drain(..).unzip();
            let announce = |batch: &_, items: &_| self.engine.batch_event(batch, items);
            match self.write_down(&records, &announce).await {
                Ok(()) => {}
                // One that is at fault must not take the others along. It is rendered again when its lease has ended.
                Err(error) if records.len() == 1 => logged(&error, "the end of a render was not written down"),
                Err(_) => {
                    for alone in records.chunks(1) {
                        if let Err(error) = self.write_down(alone, &announce).await {
                            logged(&error, "the end of a render was not written down");
                        }
                    }
                }
            }
            drop(held);
        }
    }

    /// As long as it takes, if the database is away.
    async fn write_down(&self, records: &[RenderEnding], announce: &Announce<'_>) -> Result<(), StoreError> {
        let mut records = Cow::Borrowed(records);
        loop {
            match self.engine.store.finish_renders(&records, self.engine.now(), announce).await {
                Ok(recorded) => {
                    let unpaid = records.iter().zip(recorded).filter(|(_, end)| *end == Recorded::CreditsExhausted);
                    let unpaid: Vec<RenderEnding> = unpaid.map(|(ending, _)| ending.clone()).collect();
                    if unpaid.is_empty() {
                        return Ok(());
                    }
                    let mut told = Vec::with_capacity(unpaid.len());
                    for ending in &unpaid {
                        told.push(self.engine.unpaid(ending).await);
                    }
                    // To fail costs nothing, so this round is the last one.
                    records = Cow::Owned(told);
                    continue;
                }
                Err(error @ StoreError::Unavailable(_)) => {
                    logged(&error, "the ends of renders are not written down yet")
                }
                Err(error) => return Err(error),
            }
            tokio::time::sleep(RETRY).await;
        }
    }
}

impl Engine {
    /// Renders what was claimed.
    async fn carry_out(&self, claim: RenderClaim) -> RenderEnding {
        let RenderClaim { render, attempt, fresh, webhook, failure } = claim;
        let (render_id, workspace_id, batch_id) = (render.id, render.workspace_id, render.source.batch());
        let next = match self.end_of(&render, attempt, fresh, failure).await {
            Ok((outcome, template_version)) => {
                let finish_time = self.now().max(render.create_time);
                let progress = Progress::Ended { outcome, finish_time };
                let render = Render { progress, template_version, ..render };
                let events = self.news(&render, webhook);
                RenderNext::End { render: Box::new(render), events }
            }
            Err(again) => RenderNext::PutBack(again),
        };
        RenderEnding { render_id, workspace_id, batch_id, attempt, next }
    }

    /// The end of a render that was carried out while others took the last credits: it fails, and whoever was to be told
    /// of it is told so.
    async fn unpaid(&self, ending: &RenderEnding) -> RenderEnding {
        let RenderNext::End { render, events } = &ending.next else { return ending.clone() };
        self.flights.forget(render).await;
        let finish_time = render.finish_time().unwrap_or(render.create_time);
        let progress = Progress::Ended { outcome: RenderOutcome::Failed(without_credits()), finish_time };
        let render = Render { progress, ..Render::clone(render) };
        let mut news = self.news(&render, None);
        if let Some(event) = news.first_mut() {
            event.direct = events.iter().flat_map(|event| event.direct.iter().cloned()).collect();
        }
        RenderEnding { next: RenderNext::End { render: Box::new(render), events: news }, ..ending.clone() }
    }

    /// How a claimed render ends, or when to try again.
    async fn end_of(
        &self,
        render: &Render,
        attempt: u32,
        fresh: bool,
        known: Option<RenderFailure>,
    ) -> Result<(RenderOutcome, u32), Timestamp> {
        let failed = |failure| Ok((RenderOutcome::Failed(failure), render.spec.template.version));
        let internal = |message: &str| {
            failed(RenderFailure { reason: Reason::Internal, field: None, message: message.to_owned() })
        };
        if let Some(failure) = known {
            return failed(failure);
        }
        if attempt > MAX_ATTEMPTS {
            return internal("the server ended each time it rendered this, and has given it up");
        }
        let job = RenderJob {
            workspace_id: render.workspace_id,
            spec: render.spec.clone(),
            request_id: String::new(),
            idempotency: None,
            metadata: Default::default(),
            webhook: None,
            cache: !fresh,
        };
        let outcome = match self.check_credits(job.workspace_id).await {
            Ok(()) => self.outcome(&job, self.now()).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(ended) => Ok(ended),
            Err(Error::CreditsExhausted) => failed(without_credits()),
            Err(Error::Invalid(violations)) => failed(refused(violations, render.source)),
            Err(Error::Failed(failure)) => failed(failure),
            Err(error @ (Error::Unavailable(_) | Error::Overloaded)) => {
                logged(&error, "a queued render has to wait");
                Err(self.now().plus(COME_BACK))
            }
            Err(error) => {
                logged(&error, "a queued render failed by our own fault");
                internal("the server is at fault; its log has more")
            }
        }
    }
}

/// How a render ends for which no credit is left.
fn without_credits() -> RenderFailure {
    let message = Error::CreditsExhausted.to_string();
    RenderFailure { reason: Reason::CreditsExhausted, field: None, message }
}

/// What is wrong with a spec, as the end of its render: all of it, and the first one's place.
fn refused(violations: Vec<Violation>, source: RenderSource) -> RenderFailure {
    const TOLD: usize = 8;
    let told = violations.iter().take(TOLD).map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let message = match source {
        RenderSource::Batch { index: Some(index), .. } => format!("row {}: {told}", index + 1),
        _ => told,
    };
    match violations.into_iter().next() {
        Some(first) => RenderFailure { reason: first.reason, field: Some(first.field), message },
        None => {
            RenderFailure { reason: Reason::InvalidField, field: None, message: "the spec is not valid".to_owned() }
        }
    }
}

fn logged(error: &(dyn std::error::Error + 'static), what: &str) {
    tracing::error!(error, "{what}");
}
