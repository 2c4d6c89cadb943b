//! Pictures that others made: looked at before they are decoded, decoded no larger than needed.

use std::fmt;

use skia_safe::codec::{Codec, Options, Result as CodecResult, ZeroInitialized};
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, EncodedOrigin, ISize, Image, ImageInfo, surfaces};

/// Most pixels a picture may have: 50 megapixels. Told by its header, before anything is decoded.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Why a picture is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureError {
    /// Not one of the formats, cut short, or damaged.
    Invalid(String),
    /// Over [`MAX_PIXELS`].
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
    format: Format,
    /// In its own pixels, as it is shown: EXIF's orientation is accounted for.
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    Gif,
    Webp,
}

/// By content: a name or a media type proves nothing.
fn sniff(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
        _ => None,
    }
}

/// What unknown bytes look like, for the message.
fn guess(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).trim_start().to_ascii_lowercase();
    match bytes {
        [] => "nothing at all",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => "AVIF",
        _ if text.contains("<svg") => "SVG",
        _ if text.starts_with("<!doctype") || text.starts_with("<html") || text.contains("<head") => "an HTML page",
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
        let Some(format) = sniff(bytes) else {
            return Err(invalid(format!("is {}, not a PNG, JPEG, WebP or GIF picture", guess(bytes))));
        };
        let damaged = || invalid("has a damaged header");
        // PNG and GIF state their size in fixed places: looked at first, since a codec may read further to open one.
        match format {
            Format::Png => {
                let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
                within_limits(side(16).ok_or_else(damaged)?, side(20).ok_or_else(damaged)?)?;
            }
            Format::Gif => {
                let side = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
                within_limits(side(6).ok_or_else(damaged)?, side(8).ok_or_else(damaged)?)?;
            }
            Format::Webp => {
                let features = webp::BitstreamFeatures::new(bytes).ok_or_else(damaged)?;
                within_limits(features.width(), features.height())?;
                return Ok(Picture { bytes, format, width: features.width(), height: features.height() });
            }
            Format::Jpeg => {}
        }
        let codec = Codec::from_data(Data::new_copy(bytes)).ok_or_else(damaged)?;
        let size = codec.dimensions();
        let (width, height) = (unsigned(size.width), unsigned(size.height));
        within_limits(width, height)?;
        let (width, height) = if codec.origin().swaps_width_height() { (height, width) } else { (width, height) };
        Ok(Picture { bytes, format, width, height })
    }

    /// The picture, at least `scale` (of its own size) large: JPEG can be decoded smaller for far less time.
    pub fn decode(&self, scale: f32) -> Result<Image, PictureError> {
        match self.format {
            Format::Webp => self.decode_webp(),
            Format::Png | Format::Jpeg | Format::Gif => self.decode_with_skia(scale),
        }
    }

    fn decode_with_skia(&self, scale: f32) -> Result<Image, PictureError> {
        let mut codec = Codec::from_data(Data::new_copy(self.bytes)).ok_or_else(|| invalid("has a damaged header"))?;
        let origin = codec.origin();
        let mut size = codec.dimensions();
        if self.format == Format::Jpeg && scale < 0.5 {
            // JPEG's own steps: eighths. The next one at or above, so that it is never blown up again.
            let smaller = codec.get_scaled_dimensions((scale * 8.0).ceil() / 8.0);
            if smaller.width > 0 && smaller.height > 0 {
                size = smaller;
            }
        }
        let info = ImageInfo::new(size, ColorType::N32, alpha(codec.info().alpha_type()), ColorSpace::new_srgb());
        let row_bytes = info.min_row_bytes();
        let mut pixels = vec![0; info.compute_byte_size(row_bytes)];
        let options = Options {
            zero_initialized: ZeroInitialized::Yes,
            subset: None,
            frame_index: 0,
            prior_frame: None,
            max_decode_memory: None,
        };
        match codec.get_pixels_with_options(&info, &mut pixels, row_bytes, Some(&options)) {
            CodecResult::Success => {}
            CodecResult::IncompleteInput => return Err(invalid("is cut short: its data ends before the picture does")),
            _ => return Err(invalid("is damaged: it can't be decoded")),
        }
        let image = skia_safe::images::raster_from_data(&info, Data::new_copy(&pixels), row_bytes);
        drop(pixels);
        let image = image.ok_or_else(|| invalid("can't be decoded"))?;
        if origin == EncodedOrigin::TopLeft { Ok(image) } else { upright(&image, origin) }
    }

    fn decode_webp(&self) -> Result<Image, PictureError> {
        let damaged = || invalid("is damaged or cut short: it can't be decoded");
        let animated = webp::BitstreamFeatures::new(self.bytes).is_some_and(|features| features.has_animation());
        let still;
        let bytes = if animated {
            still = first_frame(self.bytes).ok_or_else(damaged)?;
            // A frame has its own size.
            let features = webp::BitstreamFeatures::new(&still).ok_or_else(damaged)?;
            within_limits(features.width(), features.height())?;
            &still
        } else {
            self.bytes
        };
        let decoded = webp::Decoder::new(bytes).decode().ok_or_else(damaged)?;
        let (width, height) = (decoded.width(), decoded.height());
        let rgba: Vec<u8>;
        let pixels: &[u8] = if decoded.is_alpha() {
            &decoded
        } else {
            rgba = decoded.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect();
            &rgba
        };
        let alpha = if decoded.is_alpha() { AlphaType::Unpremul } else { AlphaType::Opaque };
        let size = ISize::new(signed(width), signed(height));
        let info = ImageInfo::new(size, ColorType::RGBA8888, alpha, ColorSpace::new_srgb());
        skia_safe::images::raster_from_data(&info, Data::new_copy(pixels), info.min_row_bytes()).ok_or_else(damaged)
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

fn alpha(encoded: AlphaType) -> AlphaType {
    if encoded == AlphaType::Opaque { AlphaType::Opaque } else { AlphaType::Premul }
}

/// Redraws a picture the way its EXIF orientation says it is to be held.
fn upright(image: &Image, origin: EncodedOrigin) -> Result<Image, PictureError> {
    let stored = image.dimensions();
    let shown = if origin.swaps_width_height() { ISize::new(stored.height, stored.width) } else { stored };
    let info = ImageInfo::new(shown, ColorType::N32, image.alpha_type(), ColorSpace::new_srgb());
    let mut surface = surfaces::raster(&info, None, None).ok_or_else(|| invalid("can't be turned upright"))?;
    let canvas = surface.canvas();
    canvas.concat(&origin.to_matrix(shown));
    canvas.draw_image(image, (0, 0), None);
    Ok(surface.image_snapshot())
}

/// The first frame of an animated WebP, as a still one (WebP Container Specification: `ANMF` holds a frame's chunks).
fn first_frame(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut chunks = Chunks(bytes.get(12..)?);
    let (_, frame) = chunks.find(|(name, _)| name == b"ANMF")?;
    let (size, data) = (frame.get(6..12)?, frame.get(16..)?);
    let has_alpha = Chunks(data).any(|(name, _)| &name == b"ALPH");
    let mut body = b"WEBP".to_vec();
    if has_alpha {
        // `VP8X` with the alpha bit; the frame's header holds width and height as `VP8X` does, less one, 24 bits each.
        body.extend(b"VP8X\x0a\0\0\0\x10\0\0\0");
        body.extend(size);
    }
    body.extend(data);
    let mut still = b"RIFF".to_vec();
    still.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    still.extend(body);
    Some(still)
}

/// The chunks of a RIFF file: four letters, a length, the data, padded to an even length.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let name = self.0.get(..4)?.try_into().ok()?;
        let length = u32::from_le_bytes(self.0.get(4..8)?.try_into().ok()?) as usize;
        let data = self.0.get(8..8_usize.checked_add(length)?)?;
        self.0 = self.0.get(8 + length + length % 2..).unwrap_or_default();
        Some((name, data))
    }
}

fn unsigned(side: i32) -> u32 {
    u32::try_from(side).unwrap_or(0)
}

fn signed(side: u32) -> i32 {
    i32::try_from(side).unwrap_or(i32::MAX)
}
