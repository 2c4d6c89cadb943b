//! Deliveries: one event for one destination, and the attempts to bring it there.

use std::time::Duration;

use bytes::Bytes;

use super::{
    endpoint_options::EndpointOptions,
    event::EventType,
    id::{BatchId, DeliveryId, EventId, RenderId, SubscriptionId, TriggerId, WorkspaceId},
    named::named_enum,
    secret::Secret,
    subscription::DisableReason,
    timestamp::Timestamp,
};

named_enum! {
    /// Where a delivery stands.
    DeliveryState {
        /// Waits for its first attempt.
        Pending = "pending",
        /// An attempt is under way.
        InFlight = "in_flight",
        /// An attempt failed; the next one has its time.
        Retrying = "retrying",
        /// Its endpoint is disabled: kept until it is enabled again.
        Held = "held",
        /// The receiver answered 2xx.
        Succeeded = "succeeded",
        /// The last attempt of the schedule failed.
        Exhausted = "exhausted",
        /// Its destination was deleted before it could arrive.
        Cancelled = "cancelled",
    }
}

/// Whom a delivery is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Destination {
    Subscription(SubscriptionId),
    Trigger(TriggerId),
    /// The webhook that a single render asked for.
    Render(RenderId),
    /// The webhook that a batch asked for.
    Batch(BatchId),
}

impl Destination {
    /// Whether nothing but the delivery itself knows the URL and the secret.
    pub const fn is_own(self) -> bool {
        matches!(self, Destination::Render(_) | Destination::Batch(_))
    }
}

/// What is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryBody {
    /// The event's envelope.
    Event,
    /// The picture itself.
    Artifact { sha256: [u8; 32], content_type: String },
}

/// One HTTP request of a delivery, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    pub start_time: Timestamp,
    pub duration: Duration,
    /// `None` where no answer came.
    pub response_status: Option<u16>,
    pub response_headers: Vec<(String, String)>,
    /// The answer's beginning, at most 4 kB.
    pub response_body: Vec<u8>,
    /// What failed, for people; `None` on success.
    pub error: Option<String>,
}

/// One event for one destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub workspace_id: WorkspaceId,
    pub event_id: EventId,
    pub event_type: EventType,
    pub destination: Destination,
    pub url: String,
    pub state: DeliveryState,
    /// Attempts begun.
    pub attempt_count: u32,
    /// When the next attempt is due, in the states that have one.
    pub next_attempt_time: Option<Timestamp>,
    pub create_time: Timestamp,
    pub finish_time: Option<Timestamp>,
    /// What this one repeats.
    pub redelivery_of: Option<DeliveryId>,
    /// Attempts ended, in order. Lists leave them out.
    pub attempts: Vec<Attempt>,
}

/// Which deliveries a list or a stream shows; an empty filter shows all of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    pub subscription_id: Option<SubscriptionId>,
    pub trigger_id: Option<TriggerId>,
    pub render_id: Option<RenderId>,
    pub batch_id: Option<BatchId>,
    /// Any of these; empty is any.
    pub states: Vec<DeliveryState>,
}

/// The right to make one attempt, for as long as the lease lasts.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub delivery_id: DeliveryId,
    pub workspace_id: WorkspaceId,
    pub event_id: EventId,
    pub event_type: EventType,
    pub destination: Destination,
    pub url: String,
    /// The fencing token: what is recorded under an older number changes nothing.
    pub attempt_number: u32,
    /// Every secret to sign with, newest first.
    pub secrets: Vec<Secret>,
    /// What the endpoint gets besides.
    pub options: EndpointOptions,
    pub body: DeliveryBody,
    /// What was stored: the body of the attempts before, or the event's envelope.
    pub payload: Bytes,
    /// Whether the payload has the shape that the endpoint wants.
    pub shaped: bool,
    /// When the delivery was made.
    pub create_time: Timestamp,
    /// Its endpoint was slowed down when this was claimed.
    pub slow: bool,
    /// When its endpoint first failed since it last took anything.
    pub failing_time: Option<Timestamp>,
}

/// What becomes of a delivery after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    Succeed,
    RetryAt(Timestamp),
    Exhaust,
    /// Hold this delivery and disable the subscription.
    DisableEndpoint(DisableReason),
    /// The attempt was not made, through no fault of the receiver, and does not count.
    PutBack(Timestamp),
}
