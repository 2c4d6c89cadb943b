//! What uploaded files are, told by their content.

use bytes::Bytes;

use super::fonts::{FontError, FontFile};
use super::image::{self, Picture};

/// What a picture's file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureFacts {
    /// By its content.
    pub content_type: &'static str,
    /// As it is shown, in pixels.
    pub width: u32,
    pub height: u32,
}

/// What a picture's file is, or why it is none that can be drawn; the text begins with a verb. It is decoded to its end:
/// what is cut short or damaged is better refused now than when somebody waits for a render.
pub fn inspect_picture(bytes: &[u8]) -> Result<PictureFacts, String> {
    let picture = Picture::read(bytes).map_err(|error| error.to_string())?;
    picture.decode(1.0).map_err(|error| error.to_string())?;
    let (width, height) = picture.pixels();
    Ok(PictureFacts { content_type: picture.content_type(), width, height })
}

/// A font's file, read; or why it is none that can be drawn with. The text begins with a verb.
pub fn read_font(bytes: Bytes) -> Result<FontFile, String> {
    FontFile::read(bytes.clone()).map_err(|error| match error {
        FontError::Unknown => {
            let seems = if Picture::read(&bytes).is_ok() { "a picture" } else { image::guess(&bytes) };
            format!("is {seems}, not a font: TTF, OTF, TTC, WOFF and WOFF2 are read")
        }
        other => other.to_string(),
    })
}
