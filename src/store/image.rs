//! Uploaded pictures.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{
    Store, StoreError,
    delete::delete,
    entity::image::{ActiveModel, Column, Entity, Model},
    page::page,
    row,
};
use crate::domain::{
    asset::Image,
    id::{ImageId, WorkspaceId},
    page::{Page, PageRequest},
    quota::{Quota, Quotas},
};

impl Store {
    /// Keeps a picture; answers it, or the one of the same bytes that is there.
    ///
    /// # Errors
    /// [`StoreError::QuotaReached`] where the workspace has as many, or as many bytes, as it may.
    pub async fn add_image(&self, image: &Image, quotas: &Quotas) -> Result<Image, StoreError> {
        let tx = self.begin().await?;
        tx.lock_workspace(image.workspace_id).await?;
        let same = of(image.workspace_id).filter(Column::Sha256.eq(image.sha256.to_vec())).one(tx.db()).await?;
        if let Some(same) = same {
            return domain(same);
        }
        tx.room_for_one(of(image.workspace_id), Quota::Images, quotas.images).await?;
        let (more, limit) = (image.size_bytes, quotas.image_bytes);
        tx.room_for_bytes(of(image.workspace_id), Column::SizeBytes, more, Quota::ImageBytes, limit).await?;
        let row = ActiveModel {
            id: Set(image.id.uuid()),
            workspace_id: Set(image.workspace_id.uuid()),
            sha256: Set(image.sha256.to_vec()),
            size_bytes: Set(row::large(image.size_bytes)),
            name: Set(image.name.clone()),
            content_type: Set(image.content_type.clone()),
            width: Set(i64::from(image.width)),
            height: Set(i64::from(image.height)),
            create_time: Set(image.create_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.commit().await?;
        Ok(image.clone())
    }

    pub async fn list_images(&self, workspace: WorkspaceId, request: PageRequest) -> Result<Page<Image>, StoreError> {
        page(&self.read, of(workspace), Column::Id, request).await?.try_map(domain)
    }

    /// Those of these that are there, in no order.
    pub async fn images(&self, workspace: WorkspaceId, ids: &[ImageId]) -> Result<Vec<Image>, StoreError> {
        let wanted = Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        let found = of(workspace).filter(wanted).all(&self.read).await?;
        found.into_iter().map(domain).collect()
    }

    /// Whether it was there.
    pub async fn delete_image(&self, workspace: WorkspaceId, id: ImageId) -> Result<bool, StoreError> {
        delete::<Entity>(&self.write, [Column::WorkspaceId, Column::Id], workspace, id.uuid()).await
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn domain(stored: Model) -> Result<Image, StoreError> {
    Ok(Image {
        id: ImageId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        name: stored.name,
        sha256: row::digest("an image's digest", &stored.sha256)?,
        size_bytes: row::number("an image's size", stored.size_bytes)?,
        content_type: stored.content_type,
        width: row::number("an image's width", stored.width)?,
        height: row::number("an image's height", stored.height)?,
        create_time: row::time(stored.create_time),
    })
}
