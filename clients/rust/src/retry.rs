//! What is tried again, how often, and after how long.

use std::time::Duration;

use tokio::time::Instant;
use tonic::Code;

use crate::Error;

/// How often a call is tried in all.
pub const ATTEMPTS: u32 = 5;
const FIRST: Duration = Duration::from_millis(200);

/// How long to wait after so many failures in a row, at most `longest` unless the server asks for more.
pub fn backoff(failures: u32, error: &Error, longest: Duration) -> Duration {
    let wait = FIRST.saturating_mul(1 << (failures - 1).min(16)).min(longest);
    // Give or take 20 %: clients that failed at the same moment must not come back at the same one.
    wait.mul_f64(rand::random_range(0.8..1.2)).max(error.retry_delay.unwrap_or_default())
}

/// The attempts of one call.
pub struct Attempts {
    safe: bool,
    failures: u32,
    end: Option<Instant>,
}

impl Attempts {
    /// `safe`: whether the call may be repeated.
    pub fn new(safe: bool, timeout: Option<Duration>) -> Self {
        Self { safe, failures: 0, end: timeout.and_then(|timeout| Instant::now().checked_add(timeout)) }
    }

    /// Until when all of it has to be done.
    pub fn end(&self) -> Option<Instant> {
        self.end
    }

    /// Waits until the next attempt; or answers the error, if there is none.
    pub async fn wait_after(&mut self, error: Error) -> Result<(), Error> {
        self.failures += 1;
        if !self.safe || error.code != Code::Unavailable || self.failures == ATTEMPTS {
            return Err(error);
        }
        let wait = backoff(self.failures, &error, Duration::MAX);
        // What went wrong says more than that there was no time to try again.
        if self.end.is_some_and(|end| Instant::now() + wait >= end) {
            return Err(error);
        }
        tokio::time::sleep(wait).await;
        Ok(())
    }
}
