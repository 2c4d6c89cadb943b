//! What a workspace has uploaded for its templates: fonts and pictures.

use serde::{Deserialize, Serialize};

use super::{
    id::{FontId, ImageId, WorkspaceId},
    timestamp::Timestamp,
};

/// What stands before an image's id where a picture's URL may stand.
pub const REFERENCE: &str = "asset:";

/// An uploaded font file. Its bytes are in the blob store.
#[derive(Debug, Clone, PartialEq)]
pub struct Font {
    pub id: FontId,
    pub workspace_id: WorkspaceId,
    /// Of the file as it is kept.
    pub sha256: [u8; 32],
    pub size_bytes: u64,
    pub faces: Vec<FontFace>,
    pub create_time: Timestamp,
}

/// One face of a font file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FontFace {
    pub family: String,
    /// 1 to 1000, the least and the greatest.
    pub weight: (f32, f32),
    pub italic: bool,
    pub axes: Vec<FontAxis>,
}

/// An axis of a variable font.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FontAxis {
    /// Four letters.
    pub tag: String,
    pub min: f32,
    pub default: f32,
    pub max: f32,
}

/// An uploaded picture. Its bytes are in the blob store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub id: ImageId,
    pub workspace_id: WorkspaceId,
    /// For people; may be empty.
    pub name: String,
    pub sha256: [u8; 32],
    pub size_bytes: u64,
    /// By its content.
    pub content_type: String,
    /// As it is shown, in pixels.
    pub width: u32,
    pub height: u32,
    pub create_time: Timestamp,
}

impl Image {
    /// What stands for it where a picture's URL may stand.
    pub fn reference(&self) -> String {
        format!("{REFERENCE}{}", self.id)
    }
}
