//! How much waits to be rendered, uploaded and refreshed, by the names under which `/metrics` shows it. Deliveries are
//! measured where they are sent.

use std::time::Duration;

use metrics::gauge;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::Engine;
use crate::{
    domain::timestamp::Timestamp,
    store::{Backlog, Due},
};

/// Between measurements, at least. One that takes long is made less often, so that it takes a hundredth of the time.
const MEASURE: Duration = Duration::from_secs(10);

impl Engine {
    /// Measures the queues again and again, until the token is cancelled.
    pub async fn measure_queues(&self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            let (begun, now) = (Instant::now(), self.now());
            match self.store.backlog(now).await {
                Ok(backlog) => show(&backlog, now),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "the queues could not be measured");
                }
            }
            let wait = MEASURE.max(begun.elapsed() * 100);
            shutdown.run_until_cancelled(sleep(wait)).await;
        }
    }
}

fn show(backlog: &Backlog, now: Timestamp) {
    let Backlog { queued_renders, running_renders, uploads, later_uploads, bindings } = *backlog;
    // Counts beyond 2^53 are not to be feared.
    gauge!("placard_renders", "state" => "queued").set(queued_renders.count as f64);
    gauge!("placard_renders", "state" => "running").set(running_renders as f64);
    gauge!("placard_render_oldest_due_seconds").set(age(queued_renders, now));
    gauge!("placard_uploads", "state" => "due").set(uploads.count as f64);
    gauge!("placard_uploads", "state" => "later").set(later_uploads as f64);
    gauge!("placard_upload_oldest_due_seconds").set(age(uploads, now));
    gauge!("placard_bindings_due").set(bindings.count as f64);
    gauge!("placard_binding_oldest_due_seconds").set(age(bindings, now));
}

/// 0 where nothing is due.
fn age(due: Due, now: Timestamp) -> f64 {
    due.since.map_or(0.0, |since| now.since(since).as_secs_f64())
}
