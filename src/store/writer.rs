//! Writing for many at once: while one transaction is on its way to the disk, the next ones wait, and then go together.
//! A commit is what takes the time, so this is what makes a thousand callers as fast as one with a thousand events.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::{mpsc, oneshot};

use super::{
    Created, Store, StoreError, claimant::Claimed, connect::WeakStore, idempotency::Taken, render::RenderRecord,
    transaction::Transaction,
};
use crate::domain::{
    event::NewEvent,
    id::{DeliveryId, RenderId},
    render::Render,
};

/// Callers that share a transaction, at most.
const TOGETHER: usize = 256;
/// As many as wait for the next transaction are not kept waiting for the claims of this one.
const MANY: usize = 16;

/// What a caller wants to be written.
enum Work {
    Events(Vec<NewEvent>),
    Render(Box<RenderRecord>),
}

/// What came of it.
enum Written {
    /// The deliveries of the events.
    Events(Vec<DeliveryId>),
    Render(Box<Render>),
    /// The same request has made this render before.
    Earlier(RenderId),
    RequestIdReused,
    /// The workspace has no credit left for this render.
    CreditsExhausted,
}

struct Job {
    work: Work,
    answer: oneshot::Sender<Result<Written, StoreError>>,
}

/// Where work is handed in.
pub(super) struct Writer(mpsc::Sender<Job>);

/// The task that does it.
pub(super) struct Writing(mpsc::Receiver<Job>);

impl Writer {
    pub fn new() -> (Self, Writing) {
        let (sender, receiver) = mpsc::channel(TOGETHER);
        (Self(sender), Writing(receiver))
    }

    /// Whether many wait for the next transaction.
    fn is_busy(&self) -> bool {
        self.0.max_capacity() - self.0.capacity() > MANY
    }
}

impl Store {
    /// Writes the events and a delivery for each of their destinations: all or nothing. When it returns, they are on
    /// the disk.
    pub async fn publish(&self, events: Vec<NewEvent>) -> Result<Vec<DeliveryId>, StoreError> {
        match self.write_together(Work::Events(events)).await? {
            Written::Events(deliveries) => Ok(deliveries),
            _ => Err(lost()),
        }
    }

    /// Writes the render, its artifact unless it is there already, its events and their deliveries: all or nothing.
    ///
    /// The artifact of a new render is the one that is stored, which a concurrent render of the same spec may have made.
    ///
    /// # Errors
    /// [`StoreError::CreditsExhausted`] where the workspace has no credit left for it; nothing is written then.
    pub async fn finish_render(&self, record: RenderRecord) -> Result<Created<Render>, StoreError> {
        let workspace = record.render.workspace_id;
        match self.write_together(Work::Render(Box::new(record))).await? {
            Written::Render(render) => Ok(Created::New(*render)),
            Written::Earlier(id) => Ok(Created::existing(self.render(workspace, id).await?)),
            Written::RequestIdReused => Ok(Created::RequestIdReused),
            Written::CreditsExhausted => Err(StoreError::CreditsExhausted),
            Written::Events(_) => Err(lost()),
        }
    }

    async fn write_together(&self, work: Work) -> Result<Written, StoreError> {
        let (answer, written) = oneshot::channel();
        self.writer.0.send(Job { work, answer }).await.map_err(|_| lost())?;
        written.await.map_err(|_| lost())?
    }

    /// One transaction for all, and for what is claimed of it. If what one of them writes is at fault, or the claim, each
    /// has one of its own.
    async fn write(&self, mut jobs: Vec<Job>) {
        // Those who have given up don't want anything written.
        jobs.retain(|job| !job.answer.is_closed());
        let works: Vec<&Work> = jobs.iter().map(|job| &job.work).collect();
        match self.write_and_claim(&works).await {
            Ok((written, claimed)) => {
                for (job, written) in jobs.into_iter().zip(written) {
                    job.answer.send(Ok(written)).ok();
                }
                self.hand_over(claimed);
            }
            Err(error @ StoreError::Unavailable(_)) => {
                for job in jobs {
                    job.answer.send(Err(error.clone())).ok();
                }
            }
            Err(_) => {
                for Job { work, answer } in jobs {
                    answer.send(self.write_alone(&work).await).ok();
                }
            }
        }
    }

    async fn write_and_claim(&self, works: &[&Work]) -> Result<(Vec<Written>, Option<Claimed>), StoreError> {
        if works.is_empty() {
            return Ok((Vec::new(), None));
        }
        let (tx, written) = self.try_write(works).await?;
        // What they all write is claimed together.
        if self.writer.is_busy() {
            tx.commit().await?;
            return Ok((written, None));
        }
        Ok((written, self.commit_and_claim(tx).await?))
    }

    async fn write_alone(&self, work: &Work) -> Result<Written, StoreError> {
        let (tx, mut written) = self.try_write(&[work]).await?;
        tx.commit().await?;
        written.pop().ok_or_else(lost)
    }

    /// Everything but the commit.
    async fn try_write(&self, works: &[&Work]) -> Result<(Transaction, Vec<Written>), StoreError> {
        let mut tx = self.begin().await?;
        let mut earlier = tx.take_request_ids(works).await?;
        tx.charge_works(works, &mut earlier).await?;
        let fresh = |index: &usize| !earlier.contains_key(index);
        let ended = works.iter().enumerate().filter_map(|(index, work)| match work {
            Work::Render(record) if fresh(&index) => Some(&record.render),
            _ => None,
        });
        let mut renders = tx.insert_ended(ended).await?.into_iter();
        let (mut events, mut counts) = (Vec::new(), Vec::with_capacity(works.len()));
        for (index, work) in works.iter().enumerate() {
            let told = match work {
                Work::Events(events) => events.as_slice(),
                Work::Render(record) if fresh(&index) => {
                    tx.count_render(&record.render);
                    &record.events
                }
                Work::Render(_) => &[],
            };
            events.extend_from_slice(told);
            counts.push(told.len());
        }
        let mut deliveries = self.publish_within(&mut tx, events).await?.into_iter();

        let mut written = Vec::with_capacity(works.len());
        for (index, work) in works.iter().enumerate() {
            let made = deliveries.by_ref().take(counts[index]).flatten().collect();
            written.push(match (work, earlier.remove(&index)) {
                (_, Some(earlier)) => earlier,
                (Work::Events(_), None) => Written::Events(made),
                (Work::Render(_), None) => Written::Render(Box::new(renders.next().ok_or_else(lost)?)),
            });
        }
        Ok((tx, written))
    }
}

impl Transaction {
    /// Takes the request ids of renders, in one order, so that two transactions never wait for each other. Answers what
    /// came of those works whose request was made before, by their place.
    async fn take_request_ids(&self, works: &[&Work]) -> Result<BTreeMap<usize, Written>, StoreError> {
        let mut named: Vec<(usize, &RenderRecord)> = works
            .iter()
            .enumerate()
            .filter_map(|(index, work)| match work {
                Work::Render(record) if record.idempotency.is_some() => Some((index, record.as_ref())),
                _ => None,
            })
            .collect();
        named.sort_by_key(|(_, record)| {
            let request_id = record.idempotency.as_ref().map(|idempotency| &idempotency.request_id);
            (record.render.workspace_id, request_id)
        });
        let mut earlier = BTreeMap::new();
        for (index, RenderRecord { render, idempotency, .. }) in named {
            let (id, now) = (render.id.uuid(), render.create_time);
            match self.take_request_id(render.workspace_id, idempotency.as_ref(), id, now).await? {
                Taken::New => {}
                Taken::Reused => drop(earlier.insert(index, Written::RequestIdReused)),
                Taken::Before(id) => drop(earlier.insert(index, Written::Earlier(RenderId::from_uuid(id)))),
            }
        }
        Ok(earlier)
    }
}

impl Transaction {
    /// Takes what the renders cost, one after the other; those for which nothing is left are not written.
    async fn charge_works(&self, works: &[&Work], earlier: &mut BTreeMap<usize, Written>) -> Result<(), StoreError> {
        let fresh: Vec<(usize, &RenderRecord)> = works
            .iter()
            .enumerate()
            .filter_map(|(index, work)| match work {
                Work::Render(record) if !earlier.contains_key(&index) => Some((index, record.as_ref())),
                _ => None,
            })
            .collect();
        let renders: Vec<&Render> = fresh.iter().map(|(_, record)| &record.render).collect();
        for refused in self.charge(&renders).await? {
            let (index, RenderRecord { render, idempotency, .. }) = fresh[refused];
            self.give_back_request_id(render.workspace_id, idempotency.as_ref()).await?;
            earlier.insert(index, Written::CreditsExhausted);
        }
        Ok(())
    }
}

/// The task is gone, or panicked over this work.
fn lost() -> StoreError {
    StoreError::Refused(Arc::new(std::io::Error::other("the writer gave no answer")))
}

impl Writing {
    /// Until nobody can hand in work any more.
    pub async fn run(mut self, store: WeakStore) {
        loop {
            let mut jobs = Vec::new();
            if self.0.recv_many(&mut jobs, TOGETHER).await == 0 {
                return;
            }
            let Some(store) = store.upgrade() else { return };
            let desk = store.clone();
            let writing = async move {
                store.write(jobs).await;
                Ok(())
            };
            if let Err(error) = desk.at_desk(writing).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "what callers handed in could not be written"
                );
            }
        }
    }
}
