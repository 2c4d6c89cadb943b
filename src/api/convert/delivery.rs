//! Deliveries.

use placard_client::v1;

use super::{check::Checks, duration, timestamp};
use crate::domain::{
    delivery::{Attempt, Delivery, DeliveryFilter, DeliveryState, Destination},
    violation::Violation,
};

/// How many states a filter may name.
const MAX_STATES: usize = 16;

/// A delivery as a client sees it.
pub fn delivery(delivery: Delivery) -> v1::Delivery {
    v1::Delivery {
        delivery_id: delivery.id.to_string(),
        event_id: delivery.event_id.to_string(),
        event_type: delivery.event_type.as_str().to_owned(),
        destination: Some(match delivery.destination {
            Destination::Subscription(id) => v1::delivery::Destination::SubscriptionId(id.to_string()),
            Destination::Trigger(id) => v1::delivery::Destination::TriggerId(id.to_string()),
            Destination::Render(id) => v1::delivery::Destination::RenderId(id.to_string()),
            Destination::Batch(id) => v1::delivery::Destination::BatchId(id.to_string()),
        }),
        url: delivery.url,
        state: i32::from(state(delivery.state)),
        attempt_count: i32::try_from(delivery.attempt_count).unwrap_or(i32::MAX),
        next_attempt_time: delivery.next_attempt_time.map(timestamp),
        attempts: delivery.attempts.into_iter().map(attempt).collect(),
        create_time: Some(timestamp(delivery.create_time)),
        finish_time: delivery.finish_time.map(timestamp),
        redelivery_of: delivery.redelivery_of.map(|id| id.to_string()).unwrap_or_default(),
    }
}

fn attempt(attempt: Attempt) -> v1::DeliveryAttempt {
    v1::DeliveryAttempt {
        number: i32::try_from(attempt.number).unwrap_or(i32::MAX),
        start_time: Some(timestamp(attempt.start_time)),
        duration: Some(duration(attempt.duration)),
        response_status: attempt.response_status.map_or(0, i32::from),
        response_headers: attempt
            .response_headers
            .into_iter()
            .map(|(name, value)| v1::HttpHeader { name, value })
            .collect(),
        response_body: attempt.response_body.into(),
        error: attempt.error.unwrap_or_default(),
    }
}

/// A state as a client sees it.
pub fn state(state: DeliveryState) -> v1::DeliveryState {
    match state {
        DeliveryState::Pending => v1::DeliveryState::Pending,
        DeliveryState::InFlight => v1::DeliveryState::InFlight,
        DeliveryState::Retrying => v1::DeliveryState::Retrying,
        DeliveryState::Held => v1::DeliveryState::Held,
        DeliveryState::Succeeded => v1::DeliveryState::Succeeded,
        DeliveryState::Exhausted => v1::DeliveryState::Exhausted,
        DeliveryState::Cancelled => v1::DeliveryState::Cancelled,
    }
}

/// A filter of deliveries. An id that is none matches nothing, so it is refused rather than answered with silence.
pub fn filter(request: &v1::ListDeliveriesRequest) -> Result<DeliveryFilter, Vec<Violation>> {
    let v1::ListDeliveriesRequest { subscription_id, trigger_id, render_id, batch_id, states, .. } = request;
    let mut checks = Checks::default();
    if states.len() > MAX_STATES {
        checks.add(Violation::invalid("states", format!("must be at most {MAX_STATES}")));
    }
    let mut wanted = Vec::new();
    for (index, number) in states.iter().take(MAX_STATES).enumerate() {
        if let Some(state) = wanted_state(&mut checks, index, *number)
            && !wanted.contains(&state)
        {
            wanted.push(state);
        }
    }
    let filter = DeliveryFilter {
        subscription_id: id(&mut checks, "subscription_id", subscription_id),
        trigger_id: id(&mut checks, "trigger_id", trigger_id),
        render_id: id(&mut checks, "render_id", render_id),
        batch_id: id(&mut checks, "batch_id", batch_id),
        states: wanted,
    };
    checks.done()?;
    Ok(filter)
}

/// An id that may be left out.
pub fn id<T: std::str::FromStr<Err: std::fmt::Display>>(checks: &mut Checks, field: &str, text: &str) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|error: T::Err| checks.add(Violation::invalid(field, error.to_string()))).ok()
}

fn wanted_state(checks: &mut Checks, index: usize, number: i32) -> Option<DeliveryState> {
    let known = v1::DeliveryState::try_from(number).ok();
    let wanted = DeliveryState::ALL.iter().copied().find(|candidate| known == Some(state(*candidate)));
    if wanted.is_none() {
        checks.add(Violation::invalid(format!("states[{index}]"), format!("is no state: {number}")));
    }
    wanted
}
