//! Publishing for many at once: while one transaction is on its way to the disk, the next ones wait, and then go
//! together. A commit is what takes the time, so this is what makes a thousand callers as fast as one with a thousand
//! events.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::{Store, StoreError, connect::WeakStore};
use crate::domain::{event::NewEvent, id::DeliveryId};

/// Callers that share a transaction, at most.
const TOGETHER: usize = 256;

type Published = Result<Vec<DeliveryId>, StoreError>;

struct Job {
    events: Vec<NewEvent>,
    answer: oneshot::Sender<Published>,
}

/// Where those who publish hand in their events.
pub(super) struct Publisher(mpsc::Sender<Job>);

/// The task that writes them.
pub(super) struct Publishing(mpsc::Receiver<Job>);

impl Publisher {
    pub fn new() -> (Self, Publishing) {
        let (sender, receiver) = mpsc::channel(TOGETHER);
        (Self(sender), Publishing(receiver))
    }
}

impl Store {
    /// Writes the events and a delivery for each of their destinations: all or nothing. When it returns, they are on
    /// the disk.
    pub async fn publish(&self, events: Vec<NewEvent>) -> Published {
        let (answer, published) = oneshot::channel();
        // If the task is gone, or panicked over these events.
        let lost = || StoreError::Refused(Arc::new(std::io::Error::other("the publisher gave no answer")));
        self.publisher.0.send(Job { events, answer }).await.map_err(|_| lost())?;
        published.await.map_err(|_| lost())?
    }

    async fn publish_alone(&self, events: Vec<NewEvent>) -> Published {
        let mut tx = self.begin().await?;
        let deliveries = self.publish_within(&mut tx, events).await?;
        tx.commit().await?;
        Ok(deliveries.concat())
    }

    /// One transaction for all. If what one of them publishes is at fault, each has one of its own.
    async fn publish_together(&self, mut jobs: Vec<Job>) {
        // Those who have given up don't want their events written.
        jobs.retain(|job| !job.answer.is_closed());
        if let [_] = jobs.as_slice() {
            for Job { events, answer } in jobs {
                answer.send(self.publish_alone(events).await).ok();
            }
            return;
        }
        match self.try_together(&jobs).await {
            Ok(deliveries) => {
                let mut deliveries = deliveries.into_iter();
                for Job { events, answer } in jobs {
                    answer.send(Ok(deliveries.by_ref().take(events.len()).flatten().collect())).ok();
                }
            }
            Err(error @ StoreError::Unavailable(_)) => {
                for Job { answer, .. } in jobs {
                    answer.send(Err(error.clone())).ok();
                }
            }
            Err(_) => {
                for Job { events, answer } in jobs {
                    answer.send(self.publish_alone(events).await).ok();
                }
            }
        }
    }

    async fn try_together(&self, jobs: &[Job]) -> Result<Vec<Vec<DeliveryId>>, StoreError> {
        let events = jobs.iter().flat_map(|job| job.events.iter().cloned()).collect();
        let mut tx = self.begin().await?;
        let deliveries = self.publish_within(&mut tx, events).await?;
        tx.commit().await?;
        Ok(deliveries)
    }
}

impl Publishing {
    /// Until nobody can publish any more.
    pub async fn run(mut self, store: WeakStore) {
        loop {
            let mut jobs = Vec::new();
            if self.0.recv_many(&mut jobs, TOGETHER).await == 0 {
                return;
            }
            let Some(store) = store.upgrade() else { return };
            // A task of its own, so that a panic ends this batch and not all publishing.
            if let Err(panic) = tokio::spawn(async move { store.publish_together(jobs).await }).await {
                tracing::error!(%panic, "events could not be published");
            }
        }
    }
}
