//! Renders, and how they ended.

use std::{collections::HashMap, time::Duration};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryTrait, Select,
    sea_query::Query,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Store, StoreError,
    artifact::{self, Kept},
    batch::PREPARING,
    entity::{
        artifact as artifact_row, batch,
        render::{ActiveModel, Column, Entity, Model},
        render_metadata,
    },
    page::page,
    row,
    seal::Place,
    transaction::Transaction,
    upload,
};
use crate::domain::{
    access::Idempotency,
    event::NewEvent,
    id::{BatchId, BindingId, RenderId, TriggerId, WorkspaceId},
    page::{Page, PageRequest},
    reason::Reason,
    render::{Artifact, Progress, Render, RenderFailure, RenderFilter, RenderOutcome, RenderSource, RenderState},
    spec::RenderSpec,
    timestamp::Timestamp,
};

/// How far an id's time may be from its render's: ids go on growing where a clock is set back.
const ID_SLACK: Duration = Duration::from_secs(60 * 60);

/// A render that has ended, and what is to be told of it.
#[derive(Debug, Clone)]
pub struct RenderRecord {
    pub render: Render,
    pub events: Vec<NewEvent>,
    pub idempotency: Option<Idempotency>,
}

impl Store {
    pub async fn render(&self, workspace: WorkspaceId, id: RenderId) -> Result<Option<Render>, StoreError> {
        let rows = of(workspace).filter(Column::Id.eq(id.uuid())).all(&self.read).await?;
        Ok(with_artifacts(&self.read, rows).await?.pop())
    }

    pub async fn list_renders(
        &self,
        workspace: WorkspaceId,
        filter: &RenderFilter,
        request: PageRequest,
    ) -> Result<Page<Render>, StoreError> {
        let mut select = of(workspace)
            .apply_if(filter.state, |select, state| select.filter(Column::State.eq(state.as_str())))
            .apply_if(filter.template.as_deref(), |select, name| select.filter(Column::Template.eq(name)))
            .apply_if(filter.request_id.as_deref(), |select, id| select.filter(Column::RequestId.eq(id)))
            .apply_if(filter.batch, |select, batch| select.filter(Column::BatchId.eq(batch.uuid())))
            .filter(visible(workspace))
            // By their ids as well, which the list is sorted by: what lies outside is not even looked at.
            .apply_if(filter.from, |select, from| {
                let first = row::first_id(from.minus(ID_SLACK));
                select.filter(Column::CreateTime.gte(from.as_micros())).filter(Column::Id.gte(first))
            })
            .apply_if(filter.until, |select, until| {
                let end = row::first_id(until.plus(ID_SLACK));
                select.filter(Column::CreateTime.lt(until.as_micros())).filter(Column::Id.lt(end))
            });
        for (key, value) in &filter.metadata {
            let labelled = Query::select()
                .column(render_metadata::Column::RenderId)
                .from(render_metadata::Entity)
                .and_where(render_metadata::Column::WorkspaceId.eq(workspace.uuid()))
                .and_where(render_metadata::Column::Label.eq(label(key, value)))
                .take();
            select = select.filter(Column::Id.in_subquery(labelled));
        }
        let Page { items, next } = page(&self.read, select, Column::Id, request).await?;
        Ok(Page { items: with_artifacts(&self.read, items).await?, next })
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

/// What a render's labels are found by.
pub(super) fn labels(render: &Render) -> impl Iterator<Item = Vec<u8>> {
    render.metadata.iter().map(|(key, value)| label(key, value))
}

/// What a render is found by that has this label: a value may be longer than an index entry can be.
fn label(key: &str, value: &str) -> Vec<u8> {
    let key_len = (key.len() as u64).to_be_bytes();
    Sha256::new().chain_update(key_len).chain_update(key).chain_update(value).finalize().to_vec()
}

/// Of renders, those that are there for their workspace: items of a batch are once all of them are.
fn visible(workspace: WorkspaceId) -> Condition {
    let preparing = Query::select()
        .column(batch::Column::Id)
        .from(batch::Entity)
        .and_where(batch::Column::State.eq(PREPARING))
        .and_where(batch::Column::FinishTime.is_null())
        .and_where(batch::Column::WorkspaceId.eq(workspace.uuid()))
        .take();
    Condition::any().add(Column::BatchId.is_null()).add(Column::BatchId.not_in_subquery(preparing))
}

impl Transaction {
    /// Writes renders that have ended, and their artifacts unless they are there already. Answers them as they are stored.
    pub async fn insert_ended<'a>(
        &mut self,
        renders: impl Iterator<Item = &'a Render> + Clone,
    ) -> Result<Vec<Render>, StoreError> {
        let Some(now) = renders.clone().filter_map(Render::finish_time).max() else { return Ok(Vec::new()) };
        let artifacts = self.keep_artifacts(renders.clone().filter_map(Render::artifact), now).await?;
        let stored = renders.map(|render| with_kept(render, &artifacts)).collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<ActiveModel> = stored.iter().map(to_row).collect();
        self.insert_all(rows).await?;
        self.label_renders(&stored.iter().collect::<Vec<_>>()).await?;
        Ok(stored)
    }

    /// Writes the labels that renders are found by.
    pub async fn label_renders(&self, renders: &[&Render]) -> Result<(), StoreError> {
        let labels: Vec<_> = renders
            .iter()
            .flat_map(|render| labels(render).map(move |label| (render, label)))
            .map(|(render, label)| render_metadata::ActiveModel {
                workspace_id: Set(render.workspace_id.uuid()),
                label: Set(label),
                render_id: Set(render.id.uuid()),
            })
            .collect();
        self.insert_all(labels).await
    }
}

/// Where a render's webhook's secret is sealed.
pub(super) fn secret_place(render: Uuid) -> Place {
    Place { table: "renders", column: "webhook_secret", row: render }
}

/// The render with its artifact as it is stored.
pub(super) fn with_kept(render: &Render, artifacts: &Kept) -> Result<Render, StoreError> {
    let mut stored = render.clone();
    if let Progress::Ended { outcome: RenderOutcome::Succeeded { artifact, .. }, .. } = &mut stored.progress {
        let kept = artifacts.get(&(artifact.workspace_id, artifact.spec_digest));
        *artifact = kept.ok_or_else(|| StoreError::corrupt("an artifact just written"))?.clone();
    }
    Ok(stored)
}

pub(super) fn to_row(render: &Render) -> ActiveModel {
    let (artifact, cached, failure) = match render.outcome() {
        Some(RenderOutcome::Succeeded { artifact, cached }) => (Some(artifact.slug.clone()), *cached, None),
        Some(RenderOutcome::Failed(failure)) => (None, false, Some(failure)),
        Some(RenderOutcome::Cancelled) | None => (None, false, None),
    };
    let (mut trigger_id, mut binding_id, mut batch_id, mut batch_index) = (None, None, None, None);
    match render.source {
        RenderSource::Api | RenderSource::Url => {}
        RenderSource::Trigger(id) => trigger_id = Some(id.uuid()),
        RenderSource::Binding(id) => binding_id = Some(id.uuid()),
        RenderSource::Batch { id, index } => (batch_id, batch_index) = (Some(id.uuid()), index),
    }
    ActiveModel {
        id: Set(render.id.uuid()),
        workspace_id: Set(render.workspace_id.uuid()),
        source: Set(render.source.as_str().to_owned()),
        trigger_id: Set(trigger_id),
        request_id: Set(render.request_id.clone()),
        spec: Set(render.spec.to_json().to_string()),
        template: Set(render.spec.template.name.clone()),
        template_version: Set(render.template_version.into()),
        metadata: Set(row::to_json(&render.metadata)),
        state: Set(render.state().as_str().to_owned()),
        artifact_slug: Set(artifact),
        cached: Set(cached),
        failure_reason: Set(failure.map(|failure| failure.reason.as_str().to_owned())),
        failure_field: Set(failure.and_then(|failure| failure.field.clone())),
        failure_message: Set(failure.map(|failure| failure.message.clone())),
        create_time: Set(render.create_time.as_micros()),
        finish_time: Set(render.finish_time().map_or(0, Timestamp::as_micros)),
        binding_id: Set(binding_id),
        batch_id: Set(batch_id),
        batch_index: Set(batch_index.map(row::small)),
        webhook_url: Set(None),
        webhook_secret: Set(None),
        fresh: Set(false),
        lane_id: Set(None),
        attempt_count: Set(0),
        due_time: Set(None),
        claimer: Set(None),
        revision: Set(1),
    }
}

/// The renders of these rows, in their order, with all their artifacts read at once.
pub(super) async fn with_artifacts(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Render>, StoreError> {
    let slugs: Vec<&str> = rows.iter().filter_map(|row| row.artifact_slug.as_deref()).collect();
    let mut artifacts = HashMap::new();
    if !slugs.is_empty() {
        let found = artifact_row::Entity::find().filter(artifact_row::Column::Slug.is_in(slugs)).all(db).await?;
        let slugs: Vec<&str> = found.iter().map(|row| row.slug.as_str()).collect();
        let mut stored = upload::stored(db, &slugs).await?;
        for row in found {
            let stored = stored.remove(&row.slug).map(Box::new);
            artifacts.insert(row.slug.clone(), Artifact { stored, ..artifact::domain(row)? });
        }
    }
    rows.into_iter().map(|row| domain(row, &artifacts)).collect()
}

fn domain(stored: Model, artifacts: &HashMap<String, Artifact>) -> Result<Render, StoreError> {
    let ended = |outcome| Progress::Ended { outcome, finish_time: row::time(stored.finish_time) };
    let progress = match row::named("a render's state", &stored.state, RenderState::from_name)? {
        RenderState::Queued => Progress::Queued,
        RenderState::Running => Progress::Running,
        RenderState::Cancelled => ended(RenderOutcome::Cancelled),
        RenderState::Succeeded => {
            let artifact = stored.artifact_slug.as_ref().and_then(|slug| artifacts.get(slug));
            let artifact = artifact.ok_or_else(|| StoreError::corrupt("a render without its artifact"))?;
            ended(RenderOutcome::Succeeded { artifact: artifact.clone(), cached: stored.cached })
        }
        RenderState::Failed => {
            let failure = failure(&stored)?.ok_or_else(|| StoreError::corrupt("a render's failure"))?;
            ended(RenderOutcome::Failed(failure))
        }
    };
    let source = match (stored.source.as_str(), stored.trigger_id, stored.binding_id, stored.batch_id) {
        ("api", None, None, None) => RenderSource::Api,
        ("url", None, None, None) => RenderSource::Url,
        ("trigger", Some(id), None, None) => RenderSource::Trigger(TriggerId::from_uuid(id)),
        ("binding", None, Some(id), None) => RenderSource::Binding(BindingId::from_uuid(id)),
        ("batch", None, None, Some(id)) => {
            let index = stored.batch_index.map(|index| row::number("a place in a batch", index)).transpose()?;
            RenderSource::Batch { id: BatchId::from_uuid(id), index }
        }
        _ => return Err(StoreError::corrupt("a render's source")),
    };
    Ok(Render {
        id: RenderId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        source,
        request_id: stored.request_id,
        spec: spec(&stored.spec)?,
        template_version: row::number("a render's template version", stored.template_version)?,
        metadata: row::from_json("a render's metadata", &stored.metadata)?,
        progress,
        create_time: row::time(stored.create_time),
    })
}

/// How a render failed, or will, as is known before its turn.
pub(super) fn failure(stored: &Model) -> Result<Option<RenderFailure>, StoreError> {
    let Some(reason) = &stored.failure_reason else { return Ok(None) };
    Ok(Some(RenderFailure {
        reason: row::named("a render's failure", reason, Reason::from_name)?,
        field: stored.failure_field.clone(),
        message: stored.failure_message.clone().unwrap_or_default(),
    }))
}

/// A stored spec.
pub(super) fn spec(json: &str) -> Result<RenderSpec, StoreError> {
    let value = row::from_json("a spec", json)?;
    RenderSpec::from_json(&value).ok_or_else(|| StoreError::corrupt("a spec"))
}
