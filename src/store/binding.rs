//! Bindings: saved, changed, looked at.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Created, Store, StoreError, artifact,
    delete::delete,
    entity::{
        artifact as artifact_row,
        binding::{ActiveModel, Column, Entity, Model},
    },
    idempotency::Taken,
    page::page,
    render, row,
    seal::{Place, Sealer},
};
use crate::domain::{
    access::Idempotency,
    binding::{Binding, BindingChange, BindingSource, BoundImage, RefreshFailure},
    binding_schedule::{BindingSchedule, CronSchedule},
    id::{BindingId, RenderId, WorkspaceId},
    page::{Page, PageRequest},
    quota::{Quota, Quotas},
    reason::Reason,
    render::Artifact,
    secret::Secret,
    timestamp::Timestamp,
};

/// Values of headers, by their names.
pub(super) type Headers = BTreeMap<String, Secret>;

impl Store {
    /// Saves a binding, which is due at its `next_time`.
    ///
    /// # Errors
    /// [`StoreError::QuotaReached`] where the workspace has as many as it may.
    pub async fn create_binding(
        &self,
        binding: &Binding,
        headers: &BTreeMap<String, Secret>,
        quotas: &Quotas,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Binding>, StoreError> {
        let (workspace, id) = (binding.workspace_id, binding.id.uuid());
        let tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id, binding.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.binding(workspace, BindingId::from_uuid(id)).await?));
            }
        }
        tx.lock_workspace(workspace).await?;
        tx.room_for_one(of(workspace), Quota::Bindings, quotas.bindings).await?;
        let due = binding.next_time.map(Timestamp::as_micros);
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(workspace.uuid()),
            name: Set(binding.name.clone()),
            spec: Set(binding.spec.to_json().to_string()),
            url: Set(binding.source.url.clone()),
            header_names: Set(row::to_json(&binding.source.headers)),
            headers: Set(seal_headers(&self.sealer, id, headers)),
            mapping: Set(row::to_json(&binding.mapping)),
            schedule: Set(schedule_json(&binding.schedule)),
            paused: Set(binding.paused),
            render_id: Set(None),
            artifact_slug: Set(None),
            data: Set(None),
            image_digest: Set(None),
            change_time: Set(None),
            etag: Set(None),
            last_modified: Set(None),
            retry_count: Set(0),
            failure_reason: Set(None),
            failure_message: Set(None),
            refresh_time: Set(None),
            success_time: Set(None),
            next_time: Set(due),
            due_time: Set(due),
            refreshing: Set(false),
            attempt_count: Set(0),
            claim_count: Set(0),
            claimer: Set(None),
            create_time: Set(binding.create_time.as_micros()),
            update_time: Set(binding.update_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.commit().await?;
        Ok(Created::New(binding.clone()))
    }

    pub async fn binding(&self, workspace: WorkspaceId, id: BindingId) -> Result<Option<Binding>, StoreError> {
        one(workspace, id).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn list_bindings(
        &self,
        workspace: WorkspaceId,
        request: PageRequest,
    ) -> Result<Page<Binding>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// The last good picture of a binding of whichever workspace: who knows its id may see it. `None` without a binding,
    /// `Some(None)` before its first picture.
    pub async fn binding_artifact(&self, id: BindingId) -> Result<Option<Option<Artifact>>, StoreError> {
        let slug: Option<Option<String>> = Entity::find_by_id(id.uuid())
            .select_only()
            .column(Column::ArtifactSlug)
            .into_tuple()
            .one(&self.read)
            .await?;
        match slug {
            None => Ok(None),
            Some(None) => Ok(Some(None)),
            Some(Some(slug)) => {
                let found = artifact_row::Entity::find_by_id(slug).one(&self.read).await?;
                let found = found.ok_or_else(|| StoreError::corrupt("a binding without its artifact"))?;
                artifact::domain(found).map(Some).map(Some)
            }
        }
    }

    /// Changes what `change` names. What it makes obsolete of a refresh under way will not be recorded. Due at once with
    /// another spec, source or mapping, and where it is no longer paused.
    pub async fn update_binding(
        &self,
        workspace: WorkspaceId,
        id: BindingId,
        change: BindingChange,
        now: Timestamp,
    ) -> Result<Option<Binding>, StoreError> {
        let tx = self.begin().await?;
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let was_paused = stored.paused;
        let paused = change.paused.unwrap_or(was_paused);
        let schedule = change.schedule.map_or_else(|| schedule(&stored.schedule), Ok)?;
        let reschedules = schedule_json(&schedule) != stored.schedule || paused != was_paused;
        let begins_anew =
            change.spec.is_some() || change.source.is_some() || change.mapping.is_some() || (was_paused && !paused);
        let (refreshing, attempt) = (stored.refreshing, stored.attempt_count);
        let mut headers = open_headers(&self.sealer, &stored)?;
        let mut row = stored.into_active_model();
        row.update_time = Set(now.as_micros());
        if let Some(name) = change.name {
            row.name = Set(name);
        }
        if let Some(spec) = change.spec {
            row.spec = Set(spec.to_json().to_string());
        }
        if change.source.is_some() || change.mapping.is_some() {
            // What was kept is of another document, or says something else.
            (row.etag, row.last_modified) = (Set(None), Set(None));
        }
        if let Some(source) = change.source {
            let kept = |(name, value): (String, Option<Secret>)| {
                // One that was to stay and is gone since has nothing to say.
                let value = value.or_else(|| headers.remove(&name))?;
                Some((name, value))
            };
            let headers: Headers = source.headers.into_iter().filter_map(kept).collect();
            row.url = Set(source.url);
            row.header_names = Set(row::to_json(&headers.keys().collect::<Vec<_>>()));
            row.headers = Set(seal_headers(&self.sealer, id.uuid(), &headers));
        }
        if let Some(mapping) = change.mapping {
            row.mapping = Set(row::to_json(&mapping));
        }
        row.schedule = Set(schedule_json(&schedule));
        row.paused = Set(paused);
        if begins_anew {
            row.retry_count = Set(0);
            (row.failure_reason, row.failure_message) = (Set(None), Set(None));
        }
        if begins_anew || reschedules {
            row.attempt_count = Set(attempt.saturating_add(1));
            row.refreshing = Set(false);
            row.claim_count = Set(0);
            let next = match paused {
                true => None,
                // What was under way is not recorded, so it has to be done again.
                false if begins_anew || refreshing => Some(now),
                false => schedule.next(now),
            };
            row.next_time = Set(next.map(Timestamp::as_micros));
            row.due_time = Set(next.map(Timestamp::as_micros));
        }
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        domain(updated).map(Some)
    }

    /// Whether it was there. Its renders keep its id; a refresh under way will not be recorded.
    pub async fn delete_binding(&self, workspace: WorkspaceId, id: BindingId) -> Result<bool, StoreError> {
        delete::<Entity>(&self.write, [Column::WorkspaceId, Column::Id], workspace, id.uuid()).await
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

pub(super) fn one(workspace: WorkspaceId, id: BindingId) -> Select<Entity> {
    of(workspace).filter(Column::Id.eq(id.uuid()))
}

/// Where the values of a binding's headers are sealed.
fn headers_place(binding: Uuid) -> Place {
    Place { table: "bindings", column: "headers", row: binding }
}

fn seal_headers(sealer: &Sealer, binding: Uuid, headers: &Headers) -> Option<Vec<u8>> {
    let values: BTreeMap<&str, &str> = headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    (!values.is_empty()).then(|| sealer.seal(headers_place(binding), &Secret::new(row::to_json(&values))))
}

/// The values of a binding's headers.
pub(super) fn open_headers(sealer: &Sealer, stored: &Model) -> Result<Headers, StoreError> {
    let Some(sealed) = &stored.headers else { return Ok(Headers::new()) };
    let opened = sealer.open(headers_place(stored.id), sealed)?;
    let values: BTreeMap<String, String> = row::from_json("a binding's headers", opened.expose())?;
    Ok(values.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
}

/// A schedule as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ScheduleJson {
    Interval { seconds: u64 },
    Cron { expression: String, time_zone: String },
}

fn schedule_json(schedule: &BindingSchedule) -> String {
    row::to_json(&match schedule {
        BindingSchedule::Interval(interval) => ScheduleJson::Interval { seconds: interval.as_secs() },
        BindingSchedule::Cron(cron) => {
            ScheduleJson::Cron { expression: cron.expression().to_owned(), time_zone: cron.time_zone().to_owned() }
        }
    })
}

fn schedule(stored: &str) -> Result<BindingSchedule, StoreError> {
    Ok(match row::from_json("a binding's schedule", stored)? {
        ScheduleJson::Interval { seconds } => BindingSchedule::Interval(std::time::Duration::from_secs(seconds)),
        ScheduleJson::Cron { expression, time_zone } => {
            let cron = CronSchedule::parsed_before(&expression, &time_zone);
            BindingSchedule::Cron(Box::new(cron.map_err(|_| StoreError::corrupt("a binding's cron expression"))?))
        }
    })
}

pub(super) fn domain(stored: Model) -> Result<Binding, StoreError> {
    let image = match (stored.render_id, &stored.data, stored.change_time) {
        (Some(render), Some(data), Some(changed)) => Some(BoundImage {
            render_id: RenderId::from_uuid(render),
            data: row::from_json("a binding's data", data)?,
            change_time: row::time(changed),
        }),
        _ => None,
    };
    let failure = match &stored.failure_reason {
        Some(reason) => Some(RefreshFailure {
            reason: row::named("a binding's failure", reason, Reason::from_name)?,
            message: stored.failure_message.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Binding {
        id: BindingId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        name: stored.name,
        spec: render::spec(&stored.spec)?,
        source: BindingSource {
            url: stored.url,
            headers: row::from_json("the names of a binding's headers", &stored.header_names)?,
        },
        mapping: row::from_json("a binding's mapping", &stored.mapping)?,
        schedule: schedule(&stored.schedule)?,
        paused: stored.paused,
        image,
        retry_count: row::number("a binding's retries", stored.retry_count)?,
        failure,
        refresh_time: stored.refresh_time.map(row::time),
        success_time: stored.success_time.map(row::time),
        next_time: stored.next_time.map(row::time),
        create_time: row::time(stored.create_time),
        update_time: row::time(stored.update_time),
    })
}
