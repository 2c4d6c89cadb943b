//! Writing down how attempts ended: as many at a time as have ended since the last time.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::sync::mpsc;

use super::{
    Dispatcher, measure,
    send::{Ending, Outcome},
};
use crate::{
    domain::{
        delivery::{Claim, Destination, NextStep},
        endpoint::{Endpoint, Reception},
        event::{EventFacts, EventType, NewEvent},
        id::EventId,
        schedule::AttemptEnd,
        subscription::DisableReason,
        timestamp::Timestamp,
    },
    store::{AttemptRecord, Tries},
};

/// Endings of one transaction, at most.
const BATCH: usize = 256;
const TRIES: Tries = Tries { left: 20, pause: Duration::from_millis(500) };

impl Dispatcher {
    /// Writes down every ending until there are no more to come.
    pub(super) async fn record(self, mut endings: mpsc::Receiver<Ending>) {
        let mut batch = Vec::with_capacity(BATCH);
        while endings.recv_many(&mut batch, BATCH).await > 0 {
            let now = self.clock.now();
            let records: Arc<[_]> = batch.drain(..).map(|ending| self.judge(ending, now)).collect();
            let mut tries = TRIES;
            while let Err(error) = self.store.record_attempts(records.clone(), now).await {
                if !tries.again(&error, "attempts", records.len()).await {
                    break;
                }
            }
        }
    }

    fn judge(&self, ending: Ending, now: Timestamp) -> AttemptRecord {
        let Ending { claim, attempt, outcome } = ending;
        measure::ended(&claim, &attempt, outcome);
        let chance = self.random.chance();
        let reception = match outcome {
            Outcome::Asked(end) => end.reception(now),
            Outcome::Impossible | Outcome::NotMade { .. } => Reception::NotAsked,
        };
        let next = match outcome {
            Outcome::Asked(end) => self.schedule.next_step(claim.destination, attempt.number, end, now, chance),
            Outcome::Impossible => {
                let end = AttemptEnd { status: None, retry_after: None, timed_out: false };
                self.schedule.next_step(claim.destination, attempt.number, end, now, chance)
            }
            Outcome::NotMade { again } => NextStep::PutBack(again),
        };
        let is_failing = matches!(reception, Reception::Refused { .. })
            && matches!(claim.destination, Destination::Subscription(_))
            && Endpoint::has_failed_for(claim.failing_time, self.disable_after, now);
        let next = match next {
            NextStep::RetryAt(_) | NextStep::Exhaust if is_failing => NextStep::DisableEndpoint(DisableReason::Failing),
            next => next,
        };
        let event = |event_type, data| {
            let id = EventId::from_uuid(self.ids.next(now));
            NewEvent::new(id, claim.workspace_id, event_type, now, EventFacts::default(), data)
        };
        let error = attempt.error.as_deref().unwrap_or_default();
        let events = match (next, claim.destination) {
            // News of what could not be told of this very news would never end.
            (NextStep::Exhaust, _) if claim.event_type != EventType::DeliveryExhausted => vec![event(
                EventType::DeliveryExhausted,
                json!({
                    "delivery_id": claim.delivery_id.to_string(),
                    "event_id": claim.event_id.to_string(),
                    "event_type": claim.event_type.as_str(),
                    "attempt_count": attempt.number,
                    "error": error,
                }),
            )],
            (NextStep::DisableEndpoint(reason), Destination::Subscription(id)) => vec![event(
                EventType::SubscriptionDisabled,
                json!({ "subscription_id": id.to_string(), "reason": reason.as_str() }),
            )],
            _ => Vec::new(),
        };
        let Claim { delivery_id, destination, url, .. } = claim;
        AttemptRecord { delivery_id, destination, url, attempt, reception, next, events }
    }
}
