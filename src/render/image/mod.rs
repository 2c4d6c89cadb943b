//! Pictures that others made: looked at before they are decoded, decoded no larger than needed.

mod avif;
mod census;
mod cost;
mod embedded;
mod entities;
mod exif;
mod still;
pub mod svg;
#[cfg(test)]
mod tests;
mod webp;

use std::fmt;

use sha2::{Digest, Sha256};
use skia_safe::image::CachingHint;
use skia_safe::{AlphaType, ColorSpace, ColorType, EncodedOrigin, ISize, Image, ImageInfo, surfaces};

use self::avif::Avif;
use self::still::Still;
use self::svg::Svg;
use self::webp::Webp;
use super::recent::Recent;

/// Most pixels a picture may have: 50 megapixels. Told by its header, before anything is decoded.
pub const MAX_PIXELS: u64 = 50_000_000;

/// What is told of what can be read.
const KNOWN: &str = "a PNG, JPEG, WebP, AVIF, GIF or SVG picture";

/// Decoded pictures of at most 24 MB, by the digest of their bytes and how they were decoded: an author's portrait is on
/// every card of theirs.
static DECODED: Recent<([u8; 32], Step), Image> = Recent::new(24_000_000);

/// How large a picture is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Of its own size.
    Eighths(u8),
    Pixels(u32, u32),
}

/// Why a picture is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// Not one of the formats, cut short, or damaged.
    Invalid(String),
    /// Over [`MAX_PIXELS`], or over what an SVG may take.
    TooLarge(String),
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PictureError::Invalid(message) | PictureError::TooLarge(message) => f.write_str(message),
        }
    }
}

/// A picture whose header was read and is within the limits.
pub struct Picture<'a> {
    bytes: &'a [u8],
    content: Content<'a>,
    /// In its own pixels, as it is shown: its orientation is accounted for.
    pub size: (f32, f32),
}

enum Content<'a> {
    Still(Still<'a>),
    Webp(Webp<'a>),
    Avif(Avif<'a>),
    Svg(Box<Svg>),
}

/// The formats, by content: a name or a media type proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    Gif,
    Webp,
    Avif,
    Svg,
}

fn sniff(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
        _ if avif::is_avif(bytes) => Some(Format::Avif),
        _ => svg::is_svg(bytes).then_some(Format::Svg),
    }
}

/// What unknown bytes look like, for the message.
pub fn guess(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start().to_ascii_lowercase();
    match bytes {
        [] => "nothing at all",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', ..] => "HEIC",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "a video",
        _ if text.starts_with("<!doctype html") || text.starts_with("<html") || text.contains("<head") => {
            "an HTML page"
        }
        _ if text.contains("<svg") => "SVG",
        _ if text.starts_with("<?xml") || text.starts_with("<!doctype") => "XML",
        _ if text.starts_with('{') || text.starts_with('[') => "JSON",
        _ => "something else",
    }
}

fn invalid(message: impl Into<String>) -> PictureError {
    PictureError::Invalid(message.into())
}

impl<'a> Picture<'a> {
    /// Reads the header; decodes nothing.
    pub fn read(bytes: &'a [u8]) -> Result<Picture<'a>, PictureError> {
        let format = sniff(bytes).ok_or_else(|| invalid(format!("is {}, not {KNOWN}", guess(bytes))))?;
        let (content, size) = match format {
            Format::Svg => {
                let svg = Svg::read(bytes)?;
                let size = svg.size();
                return Ok(Picture { bytes, content: Content::Svg(Box::new(svg)), size });
            }
            Format::Webp => {
                let webp = Webp::read(bytes)?;
                let size = webp.size();
                (Content::Webp(webp), size)
            }
            Format::Avif => {
                let avif = Avif::read(bytes)?;
                let size = avif.size();
                (Content::Avif(avif), size)
            }
            Format::Png | Format::Jpeg | Format::Gif => {
                let still = Still::read(bytes, format)?;
                let size = still.size();
                (Content::Still(still), size)
            }
        };
        Ok(Picture { bytes, content, size: (size.0 as f32, size.1 as f32) })
    }

    /// Its media type.
    pub fn content_type(&self) -> &'static str {
        match &self.content {
            Content::Still(still) => still.content_type(),
            Content::Webp(_) => "image/webp",
            Content::Avif(_) => "image/avif",
            Content::Svg(_) => "image/svg+xml",
        }
    }

    /// Width and height in whole pixels, each at least one.
    pub fn pixels(&self) -> (u32, u32) {
        let whole = |side: f32| (side.round() as u32).max(1);
        (whole(self.size.0), whole(self.size.1))
    }

    /// The picture, at least `scale` (of its own size) large: JPEG can be decoded smaller for far less time, and SVG is
    /// drawn as large as it is wanted.
    pub fn decode(&self, scale: f32) -> Result<Image, PictureError> {
        let step = match &self.content {
            Content::Still(still) => Step::Eighths(still.eighths(scale)),
            Content::Webp(_) | Content::Avif(_) => Step::Eighths(8),
            Content::Svg(svg) => {
                let (width, height) = svg.pixels((self.size.0 * scale, self.size.1 * scale));
                Step::Pixels(width, height)
            }
        };
        let key = (Sha256::digest(self.bytes).into(), step);
        DECODED.get_or_make(key, || {
            let image = match (&self.content, step) {
                (Content::Still(still), Step::Eighths(eighths)) => still.decode(eighths),
                (Content::Webp(webp), _) => webp.decode(),
                (Content::Avif(avif), _) => avif.decode(),
                (Content::Svg(svg), Step::Pixels(width, height)) => {
                    svg.rasterize(width, height).ok_or_else(|| invalid("can't be drawn"))
                }
                (Content::Still(_), Step::Pixels(..)) | (Content::Svg(_), Step::Eighths(_)) => {
                    unreachable!("each is asked for in its own steps, just above")
                }
            }?;
            let bytes = image.image_info().compute_min_byte_size();
            Ok((image, bytes))
        })
    }
}

fn within_limits(width: u32, height: u32) -> Result<(), PictureError> {
    if width == 0 || height == 0 {
        return Err(invalid("has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge(format!(
            "has {width}x{height} pixels; at most {} megapixels are taken",
            MAX_PIXELS / 1_000_000
        )));
    }
    Ok(())
}

/// The size of a stored picture as it is to be held.
fn held((width, height): (u32, u32), origin: EncodedOrigin) -> (u32, u32) {
    if origin.swaps_width_height() { (height, width) } else { (width, height) }
}

/// Redraws a picture the way its orientation says it is to be held.
fn upright(image: Image, origin: EncodedOrigin) -> Result<Image, PictureError> {
    if origin == EncodedOrigin::TopLeft {
        return Ok(image);
    }
    let stored = image.dimensions();
    let shown = if origin.swaps_width_height() { ISize::new(stored.height, stored.width) } else { stored };
    let alpha = still::alpha(image.alpha_type());
    let info = ImageInfo::new(shown, ColorType::N32, alpha, ColorSpace::new_srgb());
    let mut surface = surfaces::raster(&info, None, None).ok_or_else(|| invalid("can't be turned upright"))?;
    let canvas = surface.canvas();
    canvas.concat(&origin.to_matrix(shown));
    canvas.draw_image(image, (0, 0), None);
    Ok(surface.image_snapshot())
}

/// An image's pixels as [`crate::render::encode::Pixels`] has them.
pub fn bgra(image: &Image) -> Option<Vec<u8>> {
    let info = ImageInfo::new(image.dimensions(), ColorType::BGRA8888, AlphaType::Premul, ColorSpace::new_srgb());
    let mut bgra = vec![0; info.compute_min_byte_size()];
    let read = image.read_pixels(&info, &mut bgra, info.min_row_bytes(), (0, 0), CachingHint::Disallow);
    read.then_some(bgra)
}

fn unsigned(side: i32) -> u32 {
    u32::try_from(side).unwrap_or(0)
}

fn signed(side: u32) -> i32 {
    i32::try_from(side).unwrap_or(i32::MAX)
}
