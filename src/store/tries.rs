//! Writing down what has happened to a database that may be away for a while.

use std::time::Duration;

use super::StoreError;

/// Tries that are left. Leases end meanwhile at worst, and what they were for is done again.
#[derive(Debug, Clone, Copy)]
pub struct Tries {
    pub left: u32,
    pub pause: Duration,
}

impl Tries {
    /// Whether to try again, after a pause. `what` so many of is not written down yet is for the log.
    pub async fn again(&mut self, error: &StoreError, what: &'static str, count: usize) -> bool {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            tracing::error!(
                error = error as &dyn std::error::Error,
                what,
                lost = count,
                "given up on; their leases will end"
            );
            return false;
        }
        tracing::error!(error = error as &dyn std::error::Error, what, count, "not written down yet");
        tokio::time::sleep(self.pause).await;
        true
    }
}
