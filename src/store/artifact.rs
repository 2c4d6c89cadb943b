//! Artifacts: what is known of the bytes in the blob store.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::{
    Store, StoreError,
    entity::artifact::{ActiveModel, Column, Entity, Model},
    row,
    transaction::Transaction,
};
use crate::domain::{id::WorkspaceId, output::Format, render::Artifact, timestamp::Timestamp};

impl Store {
    /// The artifact of this workspace that a spec with this digest was rendered to.
    pub async fn artifact_by_spec(
        &self,
        workspace: WorkspaceId,
        digest: &[u8; 32],
    ) -> Result<Option<Artifact>, StoreError> {
        Entity::find()
            .filter(Column::WorkspaceId.eq(workspace.uuid()))
            .filter(Column::SpecDigest.eq(digest.to_vec()))
            .one(&self.read)
            .await?
            .map(domain)
            .transpose()
    }

    /// Of whichever workspace: who knows a slug may see what it names.
    pub async fn artifact_by_slug(&self, slug: &str) -> Result<Option<Artifact>, StoreError> {
        Entity::find_by_id(slug).one(&self.read).await?.map(domain).transpose()
    }
}

/// Artifacts by their workspaces and the digests of their specs.
pub(super) type Kept = HashMap<(WorkspaceId, [u8; 32]), Artifact>;

impl Transaction {
    /// The artifacts as they are stored, by their workspaces and the digests of their specs: these, or those that the
    /// specs were rendered to before. What goes to their workspaces' own storage is sent on its way.
    pub async fn keep_artifacts<'a>(
        &mut self,
        artifacts: impl Iterator<Item = &'a Artifact>,
        now: Timestamp,
    ) -> Result<Kept, StoreError> {
        // In one order, so that two who write the same never wait for each other.
        let artifacts: BTreeMap<&str, &Artifact> =
            artifacts.map(|artifact| (artifact.slug.as_str(), artifact)).collect();
        if artifacts.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<ActiveModel> = artifacts.values().map(|artifact| to_row(artifact)).collect();
        // By whichever of its two keys another one that is being written is met first.
        let known = OnConflict::new().do_nothing().to_owned();
        Entity::insert_many(rows).on_conflict(known).exec_without_returning(self.db()).await?;
        let of_these = Entity::find()
            .filter(Column::WorkspaceId.is_in(artifacts.values().map(|artifact| artifact.workspace_id.uuid())))
            .filter(Column::SpecDigest.is_in(artifacts.values().map(|artifact| artifact.spec_digest.to_vec())));
        let rows = of_these.all(self.db()).await?;
        let artifacts: Vec<&Artifact> = artifacts.into_values().collect();
        let mut uploads = self.queue_uploads(&artifacts, now).await?;
        let kept = rows.into_iter().map(domain).map(|kept| {
            let kept = kept?;
            let stored = uploads.remove(&kept.slug).map(Box::new);
            Ok(((kept.workspace_id, kept.spec_digest), Artifact { stored, ..kept }))
        });
        kept.collect()
    }
}

fn to_row(artifact: &Artifact) -> ActiveModel {
    ActiveModel {
        slug: Set(artifact.slug.clone()),
        workspace_id: Set(artifact.workspace_id.uuid()),
        sha256: Set(artifact.sha256.to_vec()),
        spec_digest: Set(artifact.spec_digest.to_vec()),
        format: Set(artifact.format.extension().to_owned()),
        width: Set(artifact.width.into()),
        height: Set(artifact.height.into()),
        size_bytes: Set(row::large(artifact.size_bytes)),
        report: Set(row::to_json(&artifact.report)),
        create_time: Set(artifact.create_time.as_micros()),
    }
}

pub(super) fn domain(stored: Model) -> Result<Artifact, StoreError> {
    Ok(Artifact {
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        sha256: row::digest("an artifact's SHA-256", &stored.sha256)?,
        spec_digest: row::digest("an artifact's spec digest", &stored.spec_digest)?,
        format: row::named("an artifact's format", &stored.format, Format::from_extension)?,
        width: row::number("an artifact's width", stored.width)?,
        height: row::number("an artifact's height", stored.height)?,
        size_bytes: row::number("an artifact's size", stored.size_bytes)?,
        report: row::from_json("an artifact's report", &stored.report)?,
        create_time: row::time(stored.create_time),
        slug: stored.slug,
        stored: None,
    })
}
