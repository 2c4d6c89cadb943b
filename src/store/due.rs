//! Waiting for what is due: by wake-ups, and by looking again behind them.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::domain::timestamp::Timestamp;

/// How often a queue is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// At the least, should a wake-up be missed.
    pub poll: Duration,
    /// Between two of which the first was in vain: what is due may be held by whoever is changing it.
    pub pause: Duration,
}

impl Looks {
    /// Until something is due, which next is at `next`, or may be, since a wake-up says so. Whether something was due at
    /// once.
    pub async fn until_due(
        self,
        due: &mut watch::Receiver<u64>,
        (next, now): (Option<Timestamp>, Timestamp),
        in_vain: bool,
        shutdown: &CancellationToken,
    ) -> bool {
        let wait = next.map_or(self.poll, |at| at.since(now)).min(self.poll);
        let wait = if in_vain { wait.max(self.pause) } else { wait };
        if wait.is_zero() {
            return true;
        }
        tokio::select! {
            _ = due.changed() => {}
            () = tokio::time::sleep(wait) => {}
            () = shutdown.cancelled() => {}
        }
        false
    }
}
