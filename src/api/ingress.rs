//! What comes in, and how much of it: the rate of each key, and calls under way in all.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::Status;

use super::{caller::Caller, status::retry};
use crate::domain::{id::ApiKeyId, reason::Reason};

/// How often keys that have been quiet are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// The rate of each key's calls.
#[derive(Clone)]
pub struct Rates(Arc<DefaultKeyedRateLimiter<ApiKeyId>>);

impl Rates {
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32) -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst))))
    }

    /// Forgets quiet keys, for ever; else the table of limits would only grow.
    pub async fn sweep(self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            self.0.retain_recent();
            self.0.shrink_to_fit();
        }
    }
}

/// The limits on streams, which last longer than calls: of each key, and of all together.
#[derive(Clone)]
pub struct Streams {
    per_key: usize,
    open: Arc<Mutex<HashMap<ApiKeyId, usize>>>,
    slots: Arc<Semaphore>,
    in_all: usize,
}

/// The place of one stream, free again when it is dropped.
pub struct StreamSlot {
    key: ApiKeyId,
    open: Arc<Mutex<HashMap<ApiKeyId, usize>>>,
    slot: OwnedSemaphorePermit,
    in_all: usize,
}

impl StreamSlot {
    /// How many streams are open, of all keys.
    pub fn open_streams(&self) -> u32 {
        u32::try_from(self.in_all - self.slot.semaphore().available_permits()).unwrap_or(u32::MAX)
    }
}

impl Streams {
    pub fn new(per_key: usize, in_all: usize) -> Self {
        Self { per_key, open: Arc::default(), slots: Arc::new(Semaphore::new(in_all)), in_all }
    }

    /// A place for a stream of this key, if there is one.
    pub fn take(&self, key: ApiKeyId) -> Result<StreamSlot, Status> {
        let full = |message| retry(Reason::Overloaded, message, Duration::from_secs(1));
        let Ok(slot) = self.slots.clone().try_acquire_owned() else {
            return Err(full("the server has as many streams open as it takes at a time"));
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(key).or_default();
        if *count >= self.per_key {
            return Err(full("this API key has as many streams open as it may at a time"));
        }
        *count += 1;
        Ok(StreamSlot { key, open: self.open.clone(), slot, in_all: self.in_all })
    }
}

impl Drop for StreamSlot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
    }
}

/// Lets calls within the rate of their key through.
pub async fn rate(State(rates): State<Rates>, request: Request, next: Next) -> Response {
    if let Some(Caller(key)) = request.extensions().get::<Caller>()
        && let Err(too_soon) = rates.0.check_key(&key.id)
    {
        let wait = too_soon.wait_time_from(rates.0.clock().now());
        return retry(Reason::RateLimited, "this API key's calls come faster than its limit", wait).into_http();
    }
    next.run(request).await
}

/// Lets calls through while there are slots, with a key or without.
pub async fn slot(State(slots): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    // Held until the answer's head is ready: a stream that is watched for hours takes no slot here, but one of `Streams`.
    let Ok(_slot) = slots.try_acquire() else {
        let busy = "the server has as many calls under way as it takes at a time";
        return retry(Reason::Overloaded, busy, Duration::from_secs(1)).into_http();
    };
    next.run(request).await
}
