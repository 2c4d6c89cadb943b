//! Events: immutable facts, and the exact bytes that tell them.

use serde::Serialize;
use serde_json::Value;

use super::{
    access::Metadata,
    delivery::{DeliveryBody, Destination},
    event_type,
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
        /// The last item of a batch ended.
        BatchCompleted = "batch.completed",
        /// The last item of a collection ended.
        CollectionCompleted = "collection.completed",
        /// A binding's data changed, and its image with it.
        BindingUpdated = "binding.updated",
        /// A binding could not be refreshed.
        BindingFailed = "binding.failed",
        /// A trigger rendered its picture, which is on its way to the callback.
        TriggerFired = "trigger.fired",
        /// A subscription was disabled because of how its endpoint answered.
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
    /// What `data.type` says: `image`, for all that is rendered so far.
    pub data_type: Option<String>,
    pub metadata: Metadata,
}

/// An event as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub workspace_id: WorkspaceId,
    pub event_type: EventType,
    pub create_time: Timestamp,
    /// The envelope's JSON, byte for byte.
    pub payload: Vec<u8>,
}

/// Which events a list or a stream shows; an empty filter shows all of the workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventSelection {
    /// Types, aliases or `*`; empty is any.
    pub names: Vec<String>,
    /// Happened at or after.
    pub since: Option<Timestamp>,
    /// Happened before.
    pub until: Option<Timestamp>,
}

impl EventSelection {
    /// The types that are selected, each all or only about this kind of data; `None` where none is left out.
    pub fn types(&self) -> Option<Vec<(EventType, Option<&'static str>)>> {
        let any = self.names.is_empty() || self.names.iter().any(|name| name == event_type::ALL);
        (!any).then(|| self.names.iter().flat_map(|name| event_type::selected_by(name)).collect())
    }
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
