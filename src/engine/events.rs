//! What events say: the `data` of every type, and the facts that subscriptions filter by.

use std::time::Duration;

use serde_json::{Value, json};

use super::Engine;
use crate::domain::{
    binding::{Binding, RefreshFailure},
    delivery::{DeliveryBody, Destination},
    event::{DirectDestination, EventFacts, EventType, NewEvent},
    id::{DeliveryId, EventId},
    render::{Render, RenderOutcome, RenderSource},
    spec::Variables,
    timestamp::Timestamp,
    trigger::Trigger,
};

/// What is rendered so far.
const DATA_TYPE: &str = "image";

fn facts(render: &Render) -> EventFacts {
    EventFacts {
        template: Some(render.spec.template.name.clone()),
        data_type: Some(DATA_TYPE.to_owned()),
        metadata: render.metadata.clone(),
    }
}

fn millis(duration: Option<Duration>) -> u64 {
    duration.map_or(0, |duration| duration.as_millis() as u64)
}

impl Engine {
    /// Where an artifact is served.
    pub fn artifact_url(&self, slug: &str, extension: &str) -> String {
        format!("{}/i/{slug}.{extension}", self.public_url)
    }

    /// `render.completed` or `render.failed`, where it has ended in one of the two.
    pub(super) fn render_event(&self, render: &Render) -> Option<NewEvent> {
        let now = render.finish_time()?;
        let mut data = json!({
            "render_id": render.id.to_string(),
            "type": DATA_TYPE,
            "source": render.source.as_str(),
            "template_id": render.spec.template.name,
            "template_version": render.template_version,
            "variables": render.spec.variables,
            "metadata": render.metadata,
            "duration_ms": millis(render.duration()),
            "created_time": render.create_time.to_rfc3339(),
            "finished_time": now.to_rfc3339(),
            "request_id": render.request_id,
        });
        let (event_type, rest) = match render.outcome()? {
            RenderOutcome::Succeeded { artifact, cached } => (
                EventType::RenderCompleted,
                json!({
                    "url": self.artifact_url(&artifact.slug, artifact.format.extension()),
                    "slug": artifact.slug,
                    "storage_url": artifact.stored.as_ref().map(|stored| &stored.url),
                    "width": artifact.width,
                    "height": artifact.height,
                    "format": artifact.format.extension(),
                    "bytes": artifact.size_bytes,
                    "sha256": hex::encode(artifact.sha256),
                    "cached": cached,
                }),
            ),
            RenderOutcome::Cancelled => return None,
            RenderOutcome::Failed(failure) => (
                EventType::RenderFailed,
                json!({ "error": { "reason": failure.reason.as_str(), "message": failure.message } }),
            ),
        };
        if let (Value::Object(data), Value::Object(rest)) = (&mut data, rest) {
            data.extend(rest);
        }
        match render.source {
            RenderSource::Api | RenderSource::Trigger(_) | RenderSource::Url => {}
            RenderSource::Binding(id) => data["binding_id"] = json!(id.to_string()),
            RenderSource::Batch { id, index } => {
                data["batch_id"] = json!(id.to_string());
                data["batch_index"] = json!(index);
            }
        }
        let id = EventId::from_uuid(self.id(now));
        Some(NewEvent::new(id, render.workspace_id, event_type, now, facts(render), data))
    }

    /// `trigger.fired`, with the picture for the trigger's callback beside it.
    pub(super) fn trigger_event(
        &self,
        trigger: &Trigger,
        render: &Render,
        delivery_id: DeliveryId,
    ) -> Option<NewEvent> {
        let artifact = render.artifact()?;
        let data = json!({
            "trigger_id": trigger.id.to_string(),
            "render_id": render.id.to_string(),
            "delivery_id": delivery_id.to_string(),
            "type": DATA_TYPE,
            "url": self.artifact_url(&artifact.slug, artifact.format.extension()),
            "image_size": artifact.size_bytes,
            "content_type": artifact.format.content_type(),
        });
        let now = render.finish_time()?;
        let id = EventId::from_uuid(self.id(now));
        let mut event = NewEvent::new(id, render.workspace_id, EventType::TriggerFired, now, facts(render), data);
        event.direct.push(DirectDestination {
            delivery_id,
            destination: Destination::Trigger(trigger.id),
            url: trigger.url.clone(),
            secret: None,
            body: DeliveryBody::Artifact {
                sha256: artifact.sha256,
                content_type: artifact.format.content_type().to_owned(),
            },
        });
        Some(event)
    }

    /// `binding.updated`.
    pub(super) fn updated_event(&self, binding: &Binding, data: &Variables, render: &Render) -> NewEvent {
        let before = binding.image.as_ref().map_or(Value::Null, |image| json!(image.data));
        let news = json!({
            "binding_id": binding.id.to_string(),
            "template_id": binding.spec.template.name,
            "image_url": self.binding_url(binding),
            "previous_data": before,
            "new_data": data,
            "render_id": render.id.to_string(),
        });
        let now = render.finish_time().unwrap_or(render.create_time);
        self.binding_event(binding, EventType::BindingUpdated, now, news)
    }

    /// `binding.failed`.
    pub(super) fn failed_event(
        &self,
        binding: &Binding,
        failure: &RefreshFailure,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> NewEvent {
        let news = json!({
            "binding_id": binding.id.to_string(),
            "template_id": binding.spec.template.name,
            "image_url": binding.image.as_ref().map(|_| self.binding_url(binding)),
            "error": { "reason": failure.reason.as_str(), "message": failure.message },
            "retry_count": binding.retry_count + 1,
            "next_retry_time": next.map(Timestamp::to_rfc3339),
        });
        self.binding_event(binding, EventType::BindingFailed, now, news)
    }

    fn binding_event(&self, binding: &Binding, event_type: EventType, now: Timestamp, data: Value) -> NewEvent {
        let facts = EventFacts { template: Some(binding.spec.template.name.clone()), ..EventFacts::default() };
        NewEvent::new(EventId::from_uuid(self.id(now)), binding.workspace_id, event_type, now, facts, data)
    }
}
