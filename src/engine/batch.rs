//! Batches: many renders asked for at once.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    Engine, Error, parse_id,
    rows::{self, CsvOptions},
    template::is_saved,
};
use crate::{
    domain::{
        access::{Idempotency, Metadata},
        batch::{Batch, BatchKind, BatchState, ItemCounts, Row},
        event::{EventFacts, EventType, NewEvent},
        excerpt::Excerpt,
        id::{BatchId, EventId, RenderId, WorkspaceId},
        page::{Page, PageRequest},
        reason::Reason,
        render::{Progress, Render, RenderOutcome, RenderSource, RenderState, RenderWebhook},
        spec::{RenderSpec, Variables},
        violation::{Violation, suggestion},
    },
    render::{Template, Variable},
    store::{Created, Cursor, NewRender, Retried},
};

/// Bytes of specs that the items of a batch may be kept with, in all: each item has the whole of its own.
const MAX_SPECS: usize = 64 * 1024 * 1024;

/// The rows of a batch, as they were given.
#[derive(Debug, Clone)]
pub enum Rows {
    List(Vec<Row>),
    /// CSV, and what separates its fields, if that was said.
    Csv(Bytes, Option<u8>),
    JsonLines(Bytes),
}

impl Rows {
    /// Where the caller wrote them.
    fn field(&self) -> &'static str {
        match self {
            Rows::List(_) => "rows.list.rows",
            Rows::Csv(..) => "rows.csv",
            Rows::JsonLines(_) => "rows.json_lines",
        }
    }
}

/// What a batch is made of.
#[derive(Debug, Clone)]
pub enum BatchItems {
    /// One design, row after row.
    Rows {
        /// What they have in common.
        spec: RenderSpec,
        rows: Rows,
        ignore_unknown: bool,
    },
    /// Many specs of one subject.
    Specs(Vec<RenderSpec>),
}

/// A batch that is asked for.
#[derive(Debug, Clone)]
pub struct NewBatch {
    pub workspace_id: WorkspaceId,
    pub items: BatchItems,
    /// Kept with the batch and its renders: the caller's, or the one made for the call.
    pub request_id: String,
    pub idempotency: Option<Idempotency>,
    pub metadata: Metadata,
    pub webhook: Option<RenderWebhook>,
    /// Whether earlier renders of the same specs will do.
    pub cache: bool,
}

/// An item, before it is a render.
type Item = (RenderSpec, Option<crate::domain::render::RenderFailure>);

impl Engine {
    /// Queues many renders. What is wrong with all of them is told at once; what is wrong with one is that one's end.
    pub async fn create_batch(&self, new: NewBatch) -> Result<Batch, Error> {
        let workspace = new.workspace_id;
        let find = async |id| self.store.batch(workspace, BatchId::from_uuid(id)).await;
        if let Some(earlier) = self.replayed(workspace, new.idempotency.as_ref(), find).await? {
            return Ok(earlier);
        }
        self.check_credits(workspace).await?;
        if let Some(webhook) = &new.webhook {
            self.admit("webhook.url", &webhook.url).await?;
        }
        let (kind, items) = match new.items {
            BatchItems::Rows { spec, rows, ignore_unknown } => {
                (BatchKind::Batch, self.rows(workspace, spec, rows, ignore_unknown).await?)
            }
            BatchItems::Specs(specs) => (BatchKind::Collection, specs.into_iter().map(|spec| (spec, None)).collect()),
        };
        let now = self.now();
        let id = BatchId::from_uuid(self.id(now));
        let template = items.first().map(|(spec, _)| spec.template.name.clone());
        let batch = Batch {
            id,
            workspace_id: workspace,
            kind,
            state: BatchState::Running,
            template: template.filter(|name| items.iter().all(|(spec, _)| spec.template.name == *name)),
            metadata: new.metadata,
            request_id: new.request_id,
            counts: ItemCounts { total: items.len() as u32, ..ItemCounts::default() },
            create_time: now,
            start_time: now,
            finish_time: None,
        };
        let render = |(index, (spec, failure)): (usize, Item)| NewRender {
            render: Render {
                id: RenderId::from_uuid(self.id(now)),
                workspace_id: workspace,
                source: RenderSource::Batch { id, index: Some(index as u32) },
                request_id: batch.request_id.clone(),
                spec,
                template_version: 0,
                metadata: batch.metadata.clone(),
                progress: Progress::Queued,
                create_time: now,
            },
            fresh: !new.cache,
            webhook: None,
            failure,
        };
        let items: Vec<NewRender> = items.into_iter().enumerate().map(render).collect();
        match self.store.create_batch(&batch, new.webhook.as_ref(), items, new.idempotency).await? {
            Created::New(batch) | Created::Existing(batch) => Ok(batch),
            Created::RequestIdReused => Err(Error::RequestIdReused),
        }
    }

    /// The items that rows make, each with the whole of its spec.
    async fn rows(
        &self,
        workspace: WorkspaceId,
        mut spec: RenderSpec,
        given: Rows,
        ignore_unknown: bool,
    ) -> Result<Vec<Item>, Error> {
        let design = self.design(workspace, &spec).await.map_err(|error| error.within("rows.spec"))?;
        if is_saved(&spec.template.name) {
            spec.template.version = design.version;
        }
        let template = design.template.clone();
        // Megabytes of rows take a while.
        let read = tokio::task::spawn_blocking(move || items_of(&template, &spec, given, ignore_unknown));
        read.await.map_err(|panic| Error::Internal(Box::new(panic)))?
    }

    /// One batch of the workspace.
    pub async fn get_batch(&self, workspace: WorkspaceId, batch_id: &str) -> Result<Batch, Error> {
        Ok(self.batch_revision(workspace, batch_id).await?.1)
    }

    /// One batch of the workspace as it stands, and the place of that among its changes.
    pub async fn batch_revision(&self, workspace: WorkspaceId, batch_id: &str) -> Result<(Cursor, Batch), Error> {
        let id = parse_id("batch", "batch_id", batch_id)?;
        self.store.batch_revision(workspace, id).await?.ok_or_else(|| Error::not_found("batch", batch_id))
    }

    /// Batches of the workspace, newest first.
    pub async fn list_batches(
        &self,
        workspace: WorkspaceId,
        state: Option<BatchState>,
        page: PageRequest,
    ) -> Result<Page<Batch>, Error> {
        Ok(self.store.list_batches(workspace, state, page).await?)
    }

    /// Items of a batch, by their places.
    pub async fn list_batch_items(
        &self,
        workspace: WorkspaceId,
        batch_id: &str,
        state: Option<RenderState>,
        page: PageRequest,
    ) -> Result<Page<Render>, Error> {
        let id = parse_id("batch", "batch_id", batch_id)?;
        let found = self.store.list_batch_items(workspace, id, state, page).await?;
        found.ok_or_else(|| Error::not_found("batch", batch_id))
    }

    /// Takes back what has not begun of a batch.
    pub async fn cancel_batch(&self, workspace: WorkspaceId, batch_id: &str) -> Result<Batch, Error> {
        let id = parse_id("batch", "batch_id", batch_id)?;
        let announce = |batch: &_, items: &_| self.batch_event(batch, items);
        let cancelled = self.store.cancel_batch(workspace, id, self.now(), &announce).await?;
        cancelled.ok_or_else(|| Error::not_found("batch", batch_id))
    }

    /// Renders the items of a batch that failed again.
    pub async fn retry_batch_items(
        &self,
        workspace: WorkspaceId,
        batch_id: &str,
        idempotency: Option<Idempotency>,
    ) -> Result<Batch, Error> {
        let id = parse_id("batch", "batch_id", batch_id)?;
        match self.store.retry_batch_items(workspace, id, idempotency, self.now()).await? {
            Some(Retried::Batch(batch)) => Ok(batch),
            Some(Retried::NotEnded) => Err(Error::BatchNotEnded(id)),
            Some(Retried::RequestIdReused) => Err(Error::RequestIdReused),
            None => Err(Error::not_found("batch", batch_id)),
        }
    }

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
            "results_url": self.archive_url(batch),
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

    pub(super) fn told_item(&self, index: usize, item: &Render) -> Value {
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

/// Refuses what no row can make right: values of the common spec that the template has no variable for.
fn known(spec: &RenderSpec, declared: &[&Variable]) -> Result<(), Error> {
    let names = || declared.iter().map(|variable| variable.name.as_str());
    let unknown = |name: &&String| !names().any(|known| known == name.as_str());
    let violation = |name: &String| {
        let field = spec.variable_path(&Excerpt(name).to_string());
        let message = format!("is no variable of the template: {}", suggestion(name, names()));
        Violation::new(field, Reason::UnknownVariable, message).within("rows.spec")
    };
    let violations: Vec<Violation> = Variables::keys(&spec.variables).filter(unknown).map(violation).collect();
    if violations.is_empty() { Ok(()) } else { Err(Error::Invalid(violations)) }
}

/// The items that rows make of what they have in common.
fn items_of(template: &Template, spec: &RenderSpec, given: Rows, ignore_unknown: bool) -> Result<Vec<Item>, Error> {
    let declared: Vec<&Variable> = template.variables.iter().map(|declared| &declared.variable).collect();
    known(spec, &declared)?;
    let field = given.field();
    let rows = match given {
        Rows::List(rows) => Ok(rows),
        Rows::Csv(bytes, delimiter) => rows::csv(&bytes, CsvOptions { delimiter, ignore_unknown }, &declared),
        Rows::JsonLines(bytes) => rows::json_lines(&bytes),
    };
    let mut rows = rows.map_err(|violation| Error::invalid(violation.within(field)))?;
    if ignore_unknown {
        rows::without_unknown(&mut rows, &declared);
    }
    let common = spec.to_json().to_string().len();
    let of_row = |row: &Row| row.as_ref().map_or(0, |values| json!(values).to_string().len());
    let bytes = rows.iter().map(|row| common + of_row(row)).sum::<usize>();
    if bytes > MAX_SPECS {
        let message = format!(
            "make {bytes} bytes of specs together with `rows.spec`, which each has a copy of, and may make {MAX_SPECS}: \
             save the design as a template, or make several batches"
        );
        return Err(Error::invalid(Violation::invalid(field, message)));
    }
    let item = |row: Row| {
        let mut spec = spec.clone();
        match row {
            Ok(values) => {
                spec.variables.extend(values);
                (spec, None)
            }
            Err(failure) => (spec, Some(failure)),
        }
    };
    Ok(rows.into_iter().map(item).collect())
}
