//! Templates, and their versions.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::{
    Created, Store, StoreError,
    entity::{
        template::{ActiveModel, Column, Entity, Model},
        template_version as version,
    },
    idempotency::Taken,
    page::page,
    row,
    transaction::Transaction,
};
use crate::domain::{
    access::Idempotency,
    id::{TemplateId, WorkspaceId},
    page::{Page, PageRequest},
    quota::{Quota, Quotas},
    template::{Template, TemplateVersion},
    timestamp::Timestamp,
};

/// A new source, and its SHA-256.
#[derive(Debug, Clone, Copy)]
pub struct NewSource<'a> {
    pub text: &'a str,
    pub digest: [u8; 32],
}

/// What an update writes; `None` leaves it as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateUpdate<'a> {
    pub name: Option<&'a str>,
    pub description: Option<&'a str>,
    pub source: Option<NewSource<'a>>,
}

/// A version without its source, which may be large.
#[derive(FromQueryResult)]
struct Head {
    template_id: Uuid,
    version: i64,
    digest: Vec<u8>,
    source_bytes: i64,
    create_time: i64,
}

impl Store {
    /// Saves a template, as its version 1.
    ///
    /// # Errors
    /// [`StoreError::QuotaReached`] where the workspace has as many as it may.
    pub async fn create_template(
        &self,
        template: &Template,
        source: NewSource<'_>,
        quotas: &Quotas,
        idempotency: Option<Idempotency>,
    ) -> Result<Created<Template>, StoreError> {
        let (workspace, id) = (template.workspace_id, template.id.uuid());
        let tx = self.begin().await?;
        match tx.take_request_id(workspace, idempotency.as_ref(), id, template.create_time).await? {
            Taken::New => {}
            Taken::Reused => return Ok(Created::RequestIdReused),
            Taken::Before(id) => {
                drop(tx);
                return Ok(Created::existing(self.template(workspace, TemplateId::from_uuid(id)).await?));
            }
        }
        tx.lock_workspace(workspace).await?;
        tx.room_for_one(of(workspace), Quota::Templates, quotas.templates).await?;
        let row = ActiveModel {
            id: Set(id),
            workspace_id: Set(workspace.uuid()),
            name: Set(template.name.clone()),
            description: Set(template.description.clone()),
            latest_version: Set(1),
            digest: Set(source.digest.to_vec()),
            create_time: Set(template.create_time.as_micros()),
            update_time: Set(template.update_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.insert_version(id, 1, source, template.create_time).await?;
        tx.commit().await?;
        Ok(Created::New(template.clone()))
    }

    pub async fn template(&self, workspace: WorkspaceId, id: TemplateId) -> Result<Option<Template>, StoreError> {
        one(workspace, id).one(&self.read).await?.map(domain).transpose()
    }

    pub async fn list_templates(
        &self,
        workspace: WorkspaceId,
        request: PageRequest,
    ) -> Result<Page<Template>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// One version of a template of the workspace; `None` is the newest.
    pub async fn template_version(
        &self,
        workspace: WorkspaceId,
        id: TemplateId,
        version: Option<u32>,
    ) -> Result<Option<(Template, TemplateVersion)>, StoreError> {
        let Some(template) = self.template(workspace, id).await? else { return Ok(None) };
        let wanted = i64::from(version.unwrap_or(template.latest_version));
        let found = heads(id).filter(version::Column::Version.eq(wanted)).into_model::<Head>().one(&self.read).await?;
        Ok(found.map(version_domain).transpose()?.map(|found| (template, found)))
    }

    /// A version's source. Whether the version is the caller's is not asked here.
    pub async fn template_source(&self, version: &TemplateVersion) -> Result<Option<String>, StoreError> {
        let key = (version.template_id.uuid(), i64::from(version.version));
        let found = version::Entity::find_by_id(key).one(&self.read).await?;
        Ok(found.map(|found| found.source))
    }

    /// Versions of one template, newest first; the numbers stand in the page's ids.
    pub async fn list_template_versions(
        &self,
        template: TemplateId,
        request: PageRequest,
    ) -> Result<Page<TemplateVersion>, StoreError> {
        let size = request.size.clamp(1, PageRequest::MAX_SIZE);
        let after = request.after.map_or(i64::MAX, |after| i64::try_from(after.as_u128()).unwrap_or(i64::MAX));
        let mut found = heads(template)
            .filter(version::Column::Version.lt(after))
            .order_by_desc(version::Column::Version)
            .limit(u64::from(size) + 1)
            .into_model::<Head>()
            .all(&self.read)
            .await?;
        let more = found.len() > size as usize;
        found.truncate(size as usize);
        let items = found.into_iter().map(version_domain).collect::<Result<Vec<_>, _>>()?;
        let next = items.last().filter(|_| more).map(TemplateVersion::place);
        Ok(Page { items, next })
    }

    /// Changes a template. A source with another digest than the newest version's makes a new version.
    ///
    /// # Errors
    /// [`StoreError::QuotaReached`] where it has as many versions as it may.
    pub async fn update_template(
        &self,
        workspace: WorkspaceId,
        id: TemplateId,
        update: TemplateUpdate<'_>,
        quotas: &Quotas,
        now: Timestamp,
    ) -> Result<Option<Template>, StoreError> {
        let tx = self.begin().await?;
        // Two that change it at once make two versions, one after the other.
        let Some(stored) = one(workspace, id).lock_exclusive().one(tx.db()).await? else {
            return Ok(None);
        };
        let latest = stored.latest_version;
        let differs = |source: &NewSource<'_>| stored.digest != source.digest;
        let new_version = update.source.filter(differs);
        let mut row = stored.into_active_model();
        row.update_time = Set(now.as_micros());
        if let Some(name) = update.name {
            row.name = Set(name.to_owned());
        }
        if let Some(description) = update.description {
            row.description = Set(description.to_owned());
        }
        if let Some(source) = new_version {
            if latest >= i64::from(quotas.template_versions) {
                let limit = u64::from(quotas.template_versions);
                return Err(StoreError::QuotaReached { quota: Quota::TemplateVersions, limit });
            }
            tx.insert_version(id.uuid(), latest + 1, source, now).await?;
            row.latest_version = Set(latest + 1);
            row.digest = Set(source.digest.to_vec());
        }
        let updated = row.update(tx.db()).await?;
        tx.commit().await?;
        domain(updated).map(Some)
    }

    /// Whether it was there. All its versions go with it.
    pub async fn delete_template(&self, workspace: WorkspaceId, id: TemplateId) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        if one(workspace, id).lock_exclusive().one(tx.db()).await?.is_none() {
            return Ok(false);
        }
        version::Entity::delete_many().filter(version::Column::TemplateId.eq(id.uuid())).exec(tx.db()).await?;
        Entity::delete_by_id(id.uuid()).exec(tx.db()).await?;
        tx.commit().await?;
        Ok(true)
    }
}

impl Transaction {
    async fn insert_version(
        &self,
        template: Uuid,
        version: i64,
        source: NewSource<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row = version::ActiveModel {
            template_id: Set(template),
            version: Set(version),
            digest: Set(source.digest.to_vec()),
            source: Set(source.text.to_owned()),
            source_bytes: Set(row::large(source.text.len() as u64)),
            create_time: Set(now.as_micros()),
        };
        version::Entity::insert(row).exec_without_returning(self.db()).await?;
        Ok(())
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn one(workspace: WorkspaceId, id: TemplateId) -> Select<Entity> {
    of(workspace).filter(Column::Id.eq(id.uuid()))
}

fn heads(template: TemplateId) -> Select<version::Entity> {
    use version::Column;
    version::Entity::find()
        .select_only()
        .columns([Column::TemplateId, Column::Version, Column::Digest, Column::SourceBytes, Column::CreateTime])
        .filter(Column::TemplateId.eq(template.uuid()))
}

fn domain(stored: Model) -> Result<Template, StoreError> {
    Ok(Template {
        id: TemplateId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        name: stored.name,
        description: stored.description,
        latest_version: row::number("a template's version", stored.latest_version)?,
        digest: row::digest("a template's digest", &stored.digest)?,
        create_time: row::time(stored.create_time),
        update_time: row::time(stored.update_time),
    })
}

fn version_domain(stored: Head) -> Result<TemplateVersion, StoreError> {
    Ok(TemplateVersion {
        template_id: TemplateId::from_uuid(stored.template_id),
        version: row::number("a template's version", stored.version)?,
        digest: row::digest("a template's digest", &stored.digest)?,
        source_bytes: row::number("a template's size", stored.source_bytes)?,
        create_time: row::time(stored.create_time),
    })
}
