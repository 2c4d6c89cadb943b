//! Uploaded fonts.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{
    Store, StoreError,
    delete::delete,
    entity::font::{ActiveModel, Column, Entity, Model},
    row,
};
use crate::domain::{
    asset::Font,
    id::{FontId, WorkspaceId},
    quota::{Quota, Quotas},
};

impl Store {
    /// Keeps a font; answers it, or the one of the same bytes that is there.
    ///
    /// # Errors
    /// [`StoreError::QuotaReached`] where the workspace has as many, or as many bytes, as it may.
    pub async fn add_font(&self, font: &Font, quotas: &Quotas) -> Result<Font, StoreError> {
        let tx = self.begin().await?;
        tx.lock_workspace(font.workspace_id).await?;
        let same = of(font.workspace_id).filter(Column::Sha256.eq(font.sha256.to_vec())).one(tx.db()).await?;
        if let Some(same) = same {
            return domain(same);
        }
        tx.room_for_one(of(font.workspace_id), Quota::Fonts, quotas.fonts).await?;
        let (more, limit) = (font.size_bytes, quotas.font_bytes);
        tx.room_for_bytes(of(font.workspace_id), Column::SizeBytes, more, Quota::FontBytes, limit).await?;
        let row = ActiveModel {
            id: Set(font.id.uuid()),
            workspace_id: Set(font.workspace_id.uuid()),
            sha256: Set(font.sha256.to_vec()),
            size_bytes: Set(row::large(font.size_bytes)),
            faces: Set(row::to_json(&font.faces)),
            create_time: Set(font.create_time.as_micros()),
        };
        Entity::insert(row).exec_without_returning(tx.db()).await?;
        tx.commit().await?;
        Ok(font.clone())
    }

    /// All fonts of the workspace, oldest first.
    pub async fn fonts(&self, workspace: WorkspaceId) -> Result<Vec<Font>, StoreError> {
        let found = of(workspace).order_by_asc(Column::Id).all(&self.read).await?;
        found.into_iter().map(domain).collect()
    }

    /// The digests of all fonts of the workspace, oldest first: what its renders may see.
    pub async fn font_digests(&self, workspace: WorkspaceId) -> Result<Vec<[u8; 32]>, StoreError> {
        let digests = of(workspace).select_only().column(Column::Sha256).order_by_asc(Column::Id);
        let found: Vec<Vec<u8>> = digests.into_tuple().all(&self.read).await?;
        found.iter().map(|digest| row::digest("a font's digest", digest)).collect()
    }

    /// Whether it was there.
    pub async fn delete_font(&self, workspace: WorkspaceId, id: FontId) -> Result<bool, StoreError> {
        delete::<Entity>(&self.write, [Column::WorkspaceId, Column::Id], workspace, id.uuid()).await
    }
}

fn of(workspace: WorkspaceId) -> Select<Entity> {
    Entity::find().filter(Column::WorkspaceId.eq(workspace.uuid()))
}

fn domain(stored: Model) -> Result<Font, StoreError> {
    Ok(Font {
        id: FontId::from_uuid(stored.id),
        workspace_id: WorkspaceId::from_uuid(stored.workspace_id),
        sha256: row::digest("a font's digest", &stored.sha256)?,
        size_bytes: row::number("a font's size", stored.size_bytes)?,
        faces: row::from_json("a font's faces", &stored.faces)?,
        create_time: row::time(stored.create_time),
    })
}
