//! Batches: many renders asked for at once.

use serde_json::{Value, json};

use super::Engine;
use crate::domain::{
    batch::{Batch, BatchKind, BatchState},
    event::{EventFacts, EventType, NewEvent},
    id::EventId,
    render::{Render, RenderOutcome},
};

impl Engine {
    /// `batch.completed` or `collection.completed`, of a batch that has ended.
    pub(super) fn batch_event(&self, batch: &Batch, items: &[Render]) -> NewEvent {
        let now = batch.finish_time.unwrap_or(batch.start_time);
        let mut data = json!({
            "batch_id": batch.id.to_string(),
            "status": if batch.state == BatchState::Cancelled { "cancelled" } else { "completed" },
            "total_count": batch.counts.total,
            "completed_count": batch.counts.succeeded,
            "failed_count": batch.counts.failed,
            "cancelled_count": batch.counts.cancelled,
            "template_id": batch.template,
            "metadata": batch.metadata,
            "duration_ms": batch.duration().map_or(0, |duration| duration.as_millis() as u64),
            "created_time": batch.create_time.to_rfc3339(),
            "finished_time": now.to_rfc3339(),
        });
        let event_type = match batch.kind {
            BatchKind::Batch => EventType::BatchCompleted,
            BatchKind::Collection => {
                data["items"] = items.iter().enumerate().map(|(index, item)| self.told_item(index, item)).collect();
                EventType::CollectionCompleted
            }
        };
        let facts = EventFacts { template: batch.template.clone(), data_type: None, metadata: batch.metadata.clone() };
        NewEvent::new(EventId::from_uuid(self.id(now)), batch.workspace_id, event_type, now, facts, data)
    }

    fn told_item(&self, index: usize, item: &Render) -> Value {
        let mut told = json!({
            "index": index,
            "render_id": item.id.to_string(),
            "status": item.state().as_str(),
            "url": null,
            "width": null,
            "height": null,
            "error": null,
        });
        match item.outcome() {
            Some(RenderOutcome::Succeeded { artifact, .. }) => {
                told["url"] = json!(self.artifact_url(&artifact.slug, artifact.format.extension()));
                told["width"] = json!(artifact.width);
                told["height"] = json!(artifact.height);
            }
            Some(RenderOutcome::Failed(failure)) => {
                told["error"] = json!({ "reason": failure.reason.as_str(), "message": failure.message });
            }
            Some(RenderOutcome::Cancelled) | None => {}
        }
        told
    }
}
