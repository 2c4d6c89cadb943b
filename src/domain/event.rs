//! Events: immutable facts, and the exact bytes that tell them.

use serde::Serialize;
use serde_json::Value;

use super::{
    access::Metadata,
    delivery::{DeliveryBody, Destination},
    id::{DeliveryId, EventId, SubscriptionId, WorkspaceId},
    named::named_enum,
    secret::Secret,
    timestamp::Timestamp,
};

named_enum! {
    /// What happened. Its name is the envelope's `type`, and what a subscription's `event_types` hold.
    EventType {
        /// A render ended in an artifact.
        RenderCompleted = "render.completed",
        /// A render ended without one.
        RenderFailed = "render.failed",
        /// A trigger rendered its picture, which is on its way to the callback.
        TriggerFired = "trigger.fired",
        /// A subscription was disabled because its endpoint said it is gone (410).
        SubscriptionDisabled = "subscription.disabled",
        /// The last attempt of a delivery failed.
        DeliveryExhausted = "delivery.exhausted",
        /// Asked for with SendTestEvent.
        Test = "test",
    }
}

/// Of a fact, what subscriptions filter by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFacts {
    pub template: Option<String>,
    /// `image`, for all that is rendered so far.
    pub data_type: Option<String>,
    pub metadata: Metadata,
}

/// Which subscriptions are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Every enabled one of the workspace whose types and filter fit.
    Matching,
    /// This one, whatever its types and filter say.
    Only(SubscriptionId),
}

/// Somewhere an event goes besides the subscriptions.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectDestination {
    /// Chosen by the caller, who wants to follow it.
    pub delivery_id: DeliveryId,
    pub destination: Destination,
    pub url: String,
    /// What to sign with, where the destination is not one that has a secret of its own.
    pub secret: Option<Secret>,
    pub body: DeliveryBody,
}

/// An event about to be written, with the change that causes it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub id: EventId,
    pub workspace_id: WorkspaceId,
    pub event_type: EventType,
    pub create_time: Timestamp,
    /// The envelope's JSON: stored, signed and sent as these very bytes, on every attempt.
    pub payload: Vec<u8>,
    pub facts: EventFacts,
    pub audience: Audience,
    pub direct: Vec<DirectDestination>,
}

/// The envelope, in the order that people read it.
#[derive(Serialize)]
struct Envelope {
    id: String,
    r#type: &'static str,
    timestamp: String,
    workspace_id: String,
    data: Value,
}

impl NewEvent {
    /// An event for the subscriptions that match, its envelope serialised.
    pub fn new(
        id: EventId,
        workspace_id: WorkspaceId,
        event_type: EventType,
        now: Timestamp,
        facts: EventFacts,
        data: Value,
    ) -> Self {
        let envelope = Envelope {
            id: id.to_string(),
            r#type: event_type.as_str(),
            timestamp: now.to_rfc3339(),
            workspace_id: workspace_id.to_string(),
            data,
        };
        let payload = serde_json::to_vec(&envelope).expect("texts and JSON are JSON");
        let (audience, direct) = (Audience::Matching, Vec::new());
        Self { id, workspace_id, event_type, create_time: now, payload, facts, audience, direct }
    }
}
