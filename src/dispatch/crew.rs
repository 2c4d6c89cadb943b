//! The slots in which attempts are made, and what is claimed for them.

use std::sync::Arc;

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};

use super::{Dispatcher, LEASE_MARGIN, send::Ending};
use crate::{
    domain::delivery::Claim,
    store::{Claimant, Offer, Room, Taker},
};

/// Claims of one transaction, at most.
const BATCH: usize = 256;
/// One slot in so many may be had by endpoints that were slowed down: however many hang, the others have the rest.
const SLOW_SHARE: usize = 2;

/// Makes attempts, as many at once as there are slots. Clones have the same slots.
#[derive(Clone)]
pub(super) struct Crew {
    dispatcher: Dispatcher,
    slots: Arc<Semaphore>,
    slow_slots: Arc<Semaphore>,
    ended: mpsc::Sender<Ending>,
    /// Where attempts are made, whoever hands over what for.
    home: Handle,
}

impl Crew {
    /// # Panics
    /// Outside of a runtime.
    pub fn new(dispatcher: Dispatcher, ended: mpsc::Sender<Ending>) -> Self {
        let slots = Arc::new(Semaphore::new(dispatcher.concurrency));
        let slow_slots = Arc::new(Semaphore::new((dispatcher.concurrency / SLOW_SHARE).max(1)));
        Self { dispatcher, slots, slow_slots, ended, home: Handle::current() }
    }

    /// Until a slot is free.
    pub async fn until_free(&self) {
        drop(self.slots.acquire().await);
    }

    /// Until all attempts have ended. None begins any more.
    pub async fn dismiss(self) {
        let all = u32::try_from(self.dispatcher.concurrency).unwrap_or(u32::MAX);
        if let Ok(all) = self.slots.acquire_many(all).await {
            all.forget();
        }
    }

    async fn begin(self, mut claims: Vec<Claim>, mut slots: Slots) {
        let last = claims.pop();
        for claim in claims {
            let slot = slots.split(claim.slow);
            tokio::spawn(self.clone().attempt(claim, slot));
        }
        if let Some(claim) = last {
            let slot = slots.split(claim.slow);
            drop(slots);
            self.attempt(claim, slot).await;
        }
    }

    async fn attempt(self, claim: Claim, slot: Slots) {
        let ending = self.dispatcher.attempt(claim).await;
        if self.ended.send(ending).await.is_err() {
            tracing::error!("an attempt cannot be written down: the recorder is gone");
        }
        drop(slot);
    }
}

impl Claimant for Crew {
    fn offer(&self) -> Option<Offer> {
        // Without a recorder nothing may be sent: it would be sent again and again.
        if self.ended.is_closed() {
            return None;
        }
        let all = some(&self.slots, BATCH)?;
        let slow = some(&self.slow_slots, all.num_permits());
        let room = Room { all: count(Some(&all)), slow: count(slow.as_ref()) };
        Some(Offer {
            now: self.dispatcher.clock.now(),
            lease: self.dispatcher.timeout + LEASE_MARGIN,
            room,
            taker: Box::new(Hands { crew: self.clone(), slots: Slots { all, slow } }),
        })
    }
}

/// Those of a crew who wait for claims.
struct Hands {
    crew: Crew,
    slots: Slots,
}

impl Taker for Hands {
    fn keep(&mut self, room: Room) {
        self.slots.keep(room);
    }

    fn take(self: Box<Self>, claims: Vec<Claim>) {
        let Hands { crew, slots } = *self;
        if !claims.is_empty() {
            crew.home.clone().spawn(crew.begin(claims, slots));
        }
    }
}

/// As many as are free, if any are.
fn some(slots: &Arc<Semaphore>, most: usize) -> Option<OwnedSemaphorePermit> {
    let free = u32::try_from(slots.available_permits().min(most)).unwrap_or(u32::MAX);
    if free == 0 { None } else { slots.clone().try_acquire_many_owned(free).ok() }
}

fn count(slots: Option<&OwnedSemaphorePermit>) -> u32 {
    slots.map_or(0, |slots| u32::try_from(slots.num_permits()).unwrap_or(u32::MAX))
}

/// Slots that are taken.
struct Slots {
    all: OwnedSemaphorePermit,
    slow: Option<OwnedSemaphorePermit>,
}

impl Slots {
    /// Lets go of those above what is needed.
    fn keep(&mut self, room: Room) {
        let surplus = |slots: &OwnedSemaphorePermit, needed: u32| slots.num_permits().saturating_sub(needed as usize);
        drop(self.all.split(surplus(&self.all, room.all)));
        if let Some(slow) = &mut self.slow {
            drop(slow.split(surplus(slow, room.slow)));
        }
    }

    /// One of them.
    ///
    /// # Panics
    /// Where none is left: no more is claimed than there is room for.
    fn split(&mut self, slow: bool) -> Slots {
        let all = self.all.split(1).expect("no more is claimed than there is room for");
        Slots { all, slow: self.slow.as_mut().filter(|_| slow).and_then(|slots| slots.split(1)) }
    }
}
