//! Fonts that a workspace has uploaded: kept, listed, and at hand for its renders.

use bytes::Bytes;

use super::{Engine, Error, parse_id};
use crate::{
    blob::sha256,
    domain::{
        asset::Font,
        id::{FontId, WorkspaceId},
        violation::Violation,
    },
    render::{self, Fonts},
};

impl Engine {
    /// What the workspace's renders may name: its own fonts, and those that come with the program.
    pub(super) async fn fonts(&self, _workspace: WorkspaceId) -> Result<Fonts, Error> {
        Ok(Fonts::bundled())
    }

    /// Keeps a font, once it is known to be one. The same bytes again answer the font that is there.
    pub async fn upload_font(&self, workspace_id: WorkspaceId, bytes: Bytes) -> Result<Font, Error> {
        let faces = self.composer.inspect_font(bytes.clone()).await?;
        let faces = faces.map_err(|message| Error::invalid(Violation::invalid("data", message)))?;
        let now = self.now();
        let font = Font {
            id: FontId::from_uuid(self.id(now)),
            workspace_id,
            sha256: sha256(&bytes),
            size_bytes: bytes.len() as u64,
            faces,
            create_time: now,
        };
        self.blobs.put(bytes).await?;
        Ok(self.store.add_font(&font, &self.quotas).await?)
    }

    /// The workspace's own fonts, newest first.
    pub async fn list_fonts(&self, workspace: WorkspaceId) -> Result<Vec<Font>, Error> {
        let mut fonts = self.store.fonts(workspace).await?;
        fonts.reverse();
        Ok(fonts)
    }

    /// The fonts that come with the program.
    pub fn bundled_fonts(&self) -> Vec<BundledFont> {
        render::bundled_fonts()
    }

    /// Deletes a font of the workspace.
    pub async fn delete_font(&self, workspace: WorkspaceId, font_id: &str) -> Result<(), Error> {
        let id = parse_id("font", "font_id", font_id)?;
        let deleted = self.store.delete_font(workspace, id).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("font", font_id)) }
    }
}
