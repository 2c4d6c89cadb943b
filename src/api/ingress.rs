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

/// The limits on calls.
#[derive(Clone)]
pub struct Ingress {
    rate: Arc<DefaultKeyedRateLimiter<ApiKeyId>>,
    slots: Arc<Semaphore>,
}

impl Ingress {
    /// `per_second` and `burst` hold for each key, `concurrency` for all calls together.
    pub fn new(per_second: NonZeroU32, burst: NonZeroU32, concurrency: usize) -> Self {
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { rate: Arc::new(RateLimiter::keyed(quota)), slots: Arc::new(Semaphore::new(concurrency)) }
    }

    /// Forgets quiet keys, for ever; else the table of limits would only grow.
    pub async fn sweep(self) {
        loop {
            tokio::time::sleep(SWEEP).await;
            self.rate.retain_recent();
            self.rate.shrink_to_fit();
        }
    }
}

/// The limits on streams, which last longer than calls: of each key, and of all together.
#[derive(Clone)]
pub struct Streams {
    per_key: usize,
    open: Arc<Mutex<HashMap<ApiKeyId, usize>>>,
    slots: Arc<Semaphore>,
}

/// The place of one stream, free again when it is dropped.
pub struct StreamSlot {
    key: ApiKeyId,
    open: Arc<Mutex<HashMap<ApiKeyId, usize>>>,
    _slot: OwnedSemaphorePermit,
}

impl Streams {
    pub fn new(per_key: usize, in_all: usize) -> Self {
        Self { per_key, open: Arc::default(), slots: Arc::new(Semaphore::new(in_all)) }
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
        Ok(StreamSlot { key, open: self.open.clone(), _slot: slot })
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

/// Lets calls within the limits through.
pub async fn limit(State(ingress): State<Ingress>, request: Request, next: Next) -> Response {
    if let Some(Caller(key)) = request.extensions().get::<Caller>()
        && let Err(too_soon) = ingress.rate.check_key(&key.id)
    {
        let wait = too_soon.wait_time_from(ingress.rate.clock().now());
        return retry(Reason::RateLimited, "this API key's calls come faster than its limit", wait).into_http();
    }
    // Held until the answer's head is ready: a stream that is watched for hours takes no slot here, but
    // one of `Streams`.
    let Ok(_slot) = ingress.slots.try_acquire() else {
        let busy = "the server has as many calls under way as it takes at a time";
        return retry(Reason::Overloaded, busy, Duration::from_secs(1)).into_http();
    };
    next.run(request).await
}
