//! What is measured of deliveries, by the names under which `/metrics` shows it.

use metrics::{counter, gauge, histogram};

use super::send::Outcome;
use crate::{
    domain::{
        delivery::{Attempt, Claim, DeliveryState},
        timestamp::Timestamp,
    },
    store::Queue,
};

/// An attempt ended. `outcome` is `success`, the status's class, `no_answer` or `not_made`; `lane` is `first` or `retry`.
pub fn ended(claim: &Claim, attempt: &Attempt, outcome: Outcome) {
    let lane = if attempt.number == 1 { "first" } else { "retry" };
    let name = match outcome {
        Outcome::Asked(end) => match end.status {
            Some(200..=299) => "success",
            Some(300..=399) => "3xx",
            Some(400..=499) => "4xx",
            Some(_) => "5xx",
            None => "no_answer",
        },
        Outcome::Impossible => "impossible",
        Outcome::NotMade { .. } => "not_made",
    };
    counter!("placard_delivery_attempts_total", "outcome" => name, "lane" => lane).increment(1);
    histogram!("placard_delivery_attempt_seconds", "lane" => lane).record(attempt.duration.as_secs_f64());
    if attempt.number == 1 {
        let waited = attempt.start_time.since(claim.create_time).as_secs_f64();
        histogram!("placard_delivery_first_attempt_delay_seconds").record(waited);
    }
}

/// How the queue stands.
pub fn queue(queue: &Queue, now: Timestamp) {
    for (state, count) in &queue.waiting {
        // Counts beyond 2^53 are not to be feared.
        gauge!("placard_deliveries", "state" => state.as_str()).set(*count as f64);
    }
    for (state, lane) in [(DeliveryState::Pending, "first"), (DeliveryState::Retrying, "retry")] {
        let due = queue.oldest.iter().find(|(of, _)| *of == state).map(|(_, due)| now.since(*due));
        gauge!("placard_delivery_oldest_due_seconds", "lane" => lane).set(due.unwrap_or_default().as_secs_f64());
    }
}
