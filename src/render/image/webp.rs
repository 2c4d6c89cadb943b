//! WebP, by libwebp: still, or the first frame of an animation.

use skia_safe::{AlphaType, ColorSpace, ColorType, Data, EncodedOrigin, ISize, Image, ImageInfo};
use webp::{BitstreamFeatures, Decoder};

use super::{PictureError, exif, held, invalid, signed, upright, within_limits};

/// One whose header was read.
pub struct Webp<'a> {
    bytes: &'a [u8],
    /// As it is stored.
    stored: (u32, u32),
    animated: bool,
    origin: EncodedOrigin,
}

impl<'a> Webp<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Webp<'a>, PictureError> {
        let features = BitstreamFeatures::new(bytes).ok_or_else(|| invalid("has a damaged header"))?;
        let stored = (features.width(), features.height());
        within_limits(stored.0, stored.1)?;
        Ok(Webp { bytes, stored, animated: features.has_animation(), origin: origin(bytes) })
    }

    pub fn size(&self) -> (u32, u32) {
        held(self.stored, self.origin)
    }

    pub fn decode(&self) -> Result<Image, PictureError> {
        let damaged = || invalid("is damaged or cut short: it can't be decoded");
        let still;
        let bytes = if self.animated {
            still = first_frame(self.bytes).ok_or_else(damaged)?;
            // A frame has its own size.
            let features = BitstreamFeatures::new(&still).ok_or_else(damaged)?;
            within_limits(features.width(), features.height())?;
            &still
        } else {
            self.bytes
        };
        let decoded = Decoder::new(bytes).decode().ok_or_else(damaged)?;
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
        let image = skia_safe::images::raster_from_data(&info, Data::new_copy(pixels), info.min_row_bytes());
        upright(image.ok_or_else(damaged)?, self.origin)
    }
}

/// How it is to be held: only the extended format has an `EXIF` chunk, and says so.
fn origin(bytes: &[u8]) -> EncodedOrigin {
    const HAS_EXIF: u8 = 0x08;
    let mut chunks = Chunks(bytes.get(12..).unwrap_or_default());
    match chunks.next() {
        Some((name, header)) if &name == b"VP8X" && header.first().is_some_and(|flags| flags & HAS_EXIF != 0) => {}
        _ => return EncodedOrigin::TopLeft,
    }
    chunks.find(|(name, _)| name == b"EXIF").map_or(EncodedOrigin::TopLeft, |(_, data)| exif::origin(data))
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
