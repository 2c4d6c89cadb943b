//! What comes in, and how much of it: the rate of each key, and calls under way in all.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _};
use tokio::sync::Semaphore;

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

/// Lets calls within the rate of their key through.
pub async fn rate(State(ingress): State<Ingress>, request: Request, next: Next) -> Response {
    if let Some(Caller(key)) = request.extensions().get::<Caller>()
        && let Err(too_soon) = ingress.rate.check_key(&key.id)
    {
        let wait = too_soon.wait_time_from(ingress.rate.clock().now());
        return retry(Reason::RateLimited, "this API key's calls come faster than its limit", wait).into_http();
    }
    next.run(request).await
}

/// Lets calls through while there are slots, with a key or without.
pub async fn slot(State(ingress): State<Ingress>, request: Request, next: Next) -> Response {
    // Held until the answer's head is ready: a stream that is watched for hours takes no slot.
    let Ok(_slot) = ingress.slots.try_acquire() else {
        let busy = "the server has as many calls under way as it takes at a time";
        return retry(Reason::Overloaded, busy, Duration::from_secs(1)).into_http();
    };
    next.run(request).await
}
