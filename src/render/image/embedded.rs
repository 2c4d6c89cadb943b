//! Pictures that stand within an SVG, as `data:` URIs: read as any other, and handed to resvg as PNG.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::ImageKind;
use sha2::{Digest, Sha256};

use super::{Picture, PictureError, bgra, invalid, svg};
use crate::domain::output::{Effort, Format};
use crate::render::encode::{Encoder, Pixels};

/// Pixels of all of them, each counted as often as it is drawn: resvg decodes it as often.
pub const MAX_PIXELS: u64 = 16_000_000;

/// The pictures of one SVG.
#[derive(Default)]
pub struct Embedded {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    pixels: u64,
    /// What is wrong with the first that can't be drawn.
    refused: Option<PictureError>,
    /// The files made so far, by the digests of what they were made of: the same picture may stand in many places.
    made: HashMap<[u8; 32], Arc<Vec<u8>>>,
    encoder: Encoder,
}

impl Embedded {
    /// A picture's file as one that resvg reads; nothing where it can't be drawn, which [`Embedded::finish`] then tells.
    pub fn take(&self, bytes: &[u8]) -> Option<ImageKind> {
        // Nothing that panics leaves it half changed.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.refused.is_some() {
            return None;
        }
        match state.png(bytes) {
            Ok(png) => Some(ImageKind::PNG(png)),
            Err(error) => {
                state.refused = Some(error);
                None
            }
        }
    }

    /// Whether all were taken.
    pub fn finish(self) -> Result<(), PictureError> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.refused.map_or(Ok(()), |error| {
            Err(match error {
                PictureError::Invalid(what) => PictureError::Invalid(format!("has a picture within that {what}")),
                PictureError::TooLarge(what) => PictureError::TooLarge(format!("has a picture within that {what}")),
            })
        })
    }
}

impl State {
    fn png(&mut self, bytes: &[u8]) -> Result<Arc<Vec<u8>>, PictureError> {
        if svg::is_svg(bytes) {
            return Err(invalid("is an SVG itself: PNG, JPEG, WebP, AVIF and GIF are drawn within one"));
        }
        let picture = Picture::read(bytes)?;
        let (width, height) = picture.pixels();
        self.pixels = self.pixels.saturating_add(u64::from(width) * u64::from(height));
        if self.pixels > MAX_PIXELS {
            return Err(PictureError::TooLarge(format!(
                "is too large: all within take {} pixels, each counted as often as it is drawn; at most {MAX_PIXELS} are \
                 drawn",
                self.pixels
            )));
        }
        let digest = Sha256::digest(bytes).into();
        if let Some(png) = self.made.get(&digest) {
            return Ok(Arc::clone(png));
        }
        let image = picture.decode(1.0)?;
        let damaged = || invalid("can't be decoded");
        let pixels = bgra(&image).ok_or_else(damaged)?;
        let pixels = Pixels { bgra: &pixels, width, height, opaque: image.is_opaque() };
        let png = Arc::new(self.encoder.encode(&pixels, Format::Png, 100, Effort::Fast).map_err(|_| damaged())?);
        self.made.insert(digest, Arc::clone(&png));
        Ok(png)
    }
}
