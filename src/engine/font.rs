//! Fonts that a workspace has uploaded: kept, listed, and at hand for its renders.

use std::time::Duration;

use bytes::Bytes;
use moka::future::Cache;
use sha2::{Digest, Sha256};

use super::{Engine, Error, flight::shared, parse_id};
use crate::{
    domain::{
        asset::{Font, FontAxis, FontFace},
        id::{FontId, WorkspaceId},
        violation::Violation,
    },
    render::{Axis, Face, FontFile, Fonts},
};

/// Bytes of fonts that are kept read, in all; twice what a workspace may have where that is more.
const KEPT_BYTES: u64 = 256 * 1024 * 1024;

/// Fonts, read: by the digests of their files, and all of a workspace together by the digest of those.
#[derive(Clone)]
pub struct FontShelf {
    files: Cache<[u8; 32], FontFile>,
    sets: Cache<[u8; 32], Fonts>,
}

impl FontShelf {
    /// For workspaces of at most so many bytes of fonts.
    pub fn new(most_bytes: u64) -> Self {
        let weigh = |_: &[u8; 32], file: &FontFile| u32::try_from(file.bytes().len()).unwrap_or(u32::MAX);
        let capacity = KEPT_BYTES.max(most_bytes.saturating_mul(2));
        Self {
            files: Cache::builder().max_capacity(capacity).weigher(weigh).build(),
            // A set holds its files: few are kept, and those that nobody asks for go.
            sets: Cache::builder().max_capacity(64).time_to_idle(Duration::from_secs(600)).build(),
        }
    }
}

/// Those of one family that come with the program.
#[derive(Debug, Clone, PartialEq)]
pub struct BundledFamily {
    pub faces: Vec<FontFace>,
}

impl Engine {
    /// What the workspace's renders may name: its own fonts, and those that come with the program.
    pub(super) async fn fonts(&self, workspace: WorkspaceId) -> Result<Fonts, Error> {
        let digests = self.store.font_digests(workspace).await?;
        if digests.is_empty() {
            return Ok(Fonts::bundled());
        }
        let key = Sha256::digest(digests.concat()).into();
        let gather = async {
            let mut fonts = Fonts::bundled();
            for digest in &digests {
                let file = self.font_file(digest).await?;
                fonts = fonts.with(file).map_err(|error| Error::Internal(Box::new(error)))?;
            }
            Ok(fonts)
        };
        self.shelf.sets.try_get_with(key, gather).await.map_err(shared)
    }

    async fn font_file(&self, digest: &[u8; 32]) -> Result<FontFile, Error> {
        let read = async {
            let bytes = self.blobs.get(digest).await?;
            // It was sound when it was kept.
            self.composer.read_font(bytes).await?.map_err(|message| Error::Internal(message.into()))
        };
        self.shelf.files.try_get_with(*digest, read).await.map_err(shared)
    }

    /// Keeps a font, once it is known to be one; web fonts are kept unpacked. The same font again answers the one that is
    /// there.
    pub async fn upload_font(&self, workspace_id: WorkspaceId, bytes: Bytes) -> Result<Font, Error> {
        let file = self.composer.read_font(bytes).await?;
        let file = file.map_err(|message| Error::invalid(Violation::invalid("data", message)))?;
        let now = self.now();
        let font = Font {
            id: FontId::from_uuid(self.id(now)),
            workspace_id,
            sha256: *file.digest(),
            size_bytes: file.bytes().len() as u64,
            faces: file.faces().iter().map(face).collect(),
            create_time: now,
        };
        // The bytes before the row that names them: a row never points at nothing.
        self.blobs.put(file.bytes().clone()).await?;
        Ok(self.store.add_font(&font, &self.quotas).await?)
    }

    /// The workspace's own fonts, newest first.
    pub async fn list_fonts(&self, workspace: WorkspaceId) -> Result<Vec<Font>, Error> {
        let mut fonts = self.store.fonts(workspace).await?;
        fonts.reverse();
        Ok(fonts)
    }

    /// The fonts that come with the program, by family.
    pub fn bundled_fonts(&self) -> Vec<BundledFamily> {
        let mut families: Vec<BundledFamily> = Vec::new();
        for (_, one, _) in Fonts::bundled().faces() {
            let one = face(one);
            match families.iter_mut().find(|family| family.faces[0].family == one.family) {
                Some(family) => family.faces.push(one),
                None => families.push(BundledFamily { faces: vec![one] }),
            }
        }
        families.sort_by(|a, b| a.faces[0].family.cmp(&b.faces[0].family));
        families
    }

    /// Deletes a font of the workspace.
    pub async fn delete_font(&self, workspace: WorkspaceId, font_id: &str) -> Result<(), Error> {
        let id = parse_id("font", "font_id", font_id)?;
        let deleted = self.store.delete_font(workspace, id).await?;
        if deleted { Ok(()) } else { Err(Error::not_found("font", font_id)) }
    }
}

fn face(face: &Face) -> FontFace {
    let axis = |axis: &Axis| FontAxis {
        tag: axis.tag.iter().map(|letter| char::from(*letter)).collect(),
        min: axis.min,
        default: axis.default,
        max: axis.max,
    };
    FontFace {
        family: face.family.clone(),
        weight: face.weight,
        italic: face.italic,
        axes: face.axes.iter().map(axis).collect(),
    }
}
