//! Pictures that a workspace has uploaded: kept, listed, found where a spec names them.

use std::collections::HashMap;

use bytes::Bytes;

use super::{
    Engine, Error,
    compose::{Design, Resolved},
    parse_id,
};
use crate::{
    blob::sha256,
    domain::{
        asset::{Image, REFERENCE},
        excerpt::Excerpt,
        id::{ImageId, WorkspaceId},
        page::{Page, PageRequest},
        spec::RenderSpec,
        violation::Violation,
    },
    render::PictureFacts,
};

impl Engine {
    /// Keeps a picture, once it is known to be one. The same bytes again answer the image that is there.
    pub async fn upload_image(&self, workspace_id: WorkspaceId, name: String, bytes: Bytes) -> Result<Image, Error> {
        let facts = self.composer.inspect(bytes.clone()).await?;
        let facts = facts.map_err(|message| Error::invalid(Violation::invalid("data", message)))?;
        let PictureFacts { content_type, width, height } = facts;
        let now = self.now();
        let image = Image {
            id: ImageId::from_uuid(self.id(now)),
            workspace_id,
            name,
            sha256: sha256(&bytes),
            size_bytes: bytes.len() as u64,
            content_type: content_type.to_owned(),
            width,
            height,
            create_time: now,
        };
        // The bytes before the row that names them: a row never points at nothing.
        self.blobs.put(bytes).await?;
        Ok(self.store.add_image(&image, &self.quotas).await?)
    }

    /// Images of the workspace, newest first.
    pub async fn list_images(&self, workspace: WorkspaceId, page: PageRequest) -> Result<Page<Image>, Error> {
        Ok(self.store.list_images(workspace, page).await?)
    }

    /// Deletes an image of the workspace. Its bytes stay where they are: pictures may have been made of the same.
    pub async fn delete_image(&self, workspace: WorkspaceId, image_id: &str) -> Result<(), Error> {
        let id = parse_id("image", "image_id", image_id)?;
        let deleted = self.store.delete_image(workspace, id).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("image", image_id)) }
    }

    /// A spec of this workspace with its template found, its values in place, and the uploaded images that it names.
    /// Paths are within the spec.
    pub(super) async fn resolve(&self, workspace: WorkspaceId, spec: &RenderSpec) -> Result<Resolved, Error> {
        let design = self.design(workspace, spec).await?;
        self.filled(workspace, design, spec).await
    }

    /// The same of a template that is found.
    pub(super) async fn filled(
        &self,
        workspace: WorkspaceId,
        design: Design,
        spec: &RenderSpec,
    ) -> Result<Resolved, Error> {
        let resolved = self.composer.resolve(design, spec).await?;
        let named: Vec<(String, String)> = resolved.assets(spec).collect();
        if named.is_empty() {
            return Ok(resolved);
        }
        let id = |url: &str| url.strip_prefix(REFERENCE).and_then(|id| id.parse::<ImageId>().ok());
        let ids: Vec<ImageId> = named.iter().filter_map(|(_, url)| id(url)).collect();
        let found = self.store.images(workspace, &ids).await?;
        let found: HashMap<String, Image> = found.into_iter().map(|image| (image.reference(), image)).collect();
        let missing: Vec<Violation> = named
            .iter()
            .filter(|(_, url)| !found.contains_key(url))
            .map(|(field, url)| {
                let message = format!("names no image of this workspace: `{}`", Excerpt(url));
                Violation::invalid(field.clone(), message)
            })
            .collect();
        if missing.is_empty() { Ok(resolved.with(found)) } else { Err(Error::Invalid(missing)) }
    }
}
