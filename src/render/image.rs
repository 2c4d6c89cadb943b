//! Pictures that others made: looked at before they are decoded, decoded no larger than needed.

use std::fmt;

use sha2::{Digest, Sha256};
use skia_safe::codec::{Codec, Options, Result as CodecResult, ZeroInitialized};
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, EncodedOrigin, ISize, Image, ImageInfo, surfaces};

use super::recent::Recent;

/// Most pixels a picture may have: 50 megapixels. Told by its header, before anything is decoded.
pub const MAX_PIXELS: u64 = 50_000_000;

/// Decoded pictures of at most 24 MB, by the digest of their bytes and the eighths of their size they were decoded at:
/// an author's portrait is on every card of theirs.
static DECODED: Recent<([u8; 32], u8), Image> = Recent::new(24_000_000);

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
pub fn guess(bytes: &[u8]) -> &'static str {
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

    /// Its media type.
    pub fn content_type(&self) -> &'static str {
        match self.format {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Gif => "image/gif",
            Format::Webp => "image/webp",
        }
    }

    /// The picture, at least `scale` (of its own size) large: JPEG can be decoded smaller for far less time.
    pub fn decode(&self, scale: f32) -> Result<Image, PictureError> {
        // JPEG's own steps are eighths; the next one at or above, so that it is never blown up again.
        let eighths = if self.format == Format::Jpeg { (scale * 8.0).ceil().clamp(1.0, 8.0) as u8 } else { 8 };
        let key = (Sha256::digest(self.bytes).into(), eighths);
        DECODED.get_or_make(key, || {
            let image = match self.format {
                Format::Webp => self.decode_webp(),
                Format::Png | Format::Jpeg | Format::Gif => self.decode_with_skia(eighths),
            }?;
            let bytes = image.image_info().compute_min_byte_size();
            Ok((image, bytes))
        })
    }

    fn decode_with_skia(&self, eighths: u8) -> Result<Image, PictureError> {
        let mut codec = Codec::from_data(Data::new_copy(self.bytes)).ok_or_else(|| invalid("has a damaged header"))?;
        let origin = codec.origin();
        let mut size = codec.dimensions();
        // Between a half and the whole, decoding smaller takes longer than decoding all.
        if eighths <= 4 {
            let smaller = codec.get_scaled_dimensions(f32::from(eighths) / 8.0);
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

#[cfg(test)]
mod tests {
    use super::*;
    use skia_safe::jpeg_encoder;
    use skia_safe::{Color, Paint, Rect};

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let row = (width as usize).div_ceil(8);
        encoder.write_header().unwrap().write_image_data(&vec![0; row * height as usize]).unwrap();
        file
    }

    /// A JPEG that is red on its left half and blue on its right, told to be held otherwise.
    fn jpeg(width: i32, height: i32, origin: Option<EncodedOrigin>) -> Vec<u8> {
        let mut surface = surfaces::raster_n32_premul((width, height)).unwrap();
        surface.canvas().clear(Color::RED);
        let right = Rect::from_xywh(width as f32 / 2.0, 0.0, width as f32, height as f32);
        surface.canvas().draw_rect(right, &Paint::new(skia_safe::Color4f::from(Color::BLUE), None));
        let mut file = Vec::new();
        let options = jpeg_encoder::Options { quality: 95, origin, ..Default::default() };
        assert!(jpeg_encoder::encode(&surface.peek_pixels().unwrap(), &mut file, &options));
        file
    }

    fn color_at(image: &Image, x: i32, y: i32) -> &'static str {
        let pixmap = image.peek_pixels().unwrap();
        let color = pixmap.get_color((x, y));
        if color.r() > 200 && color.b() < 60 { "red" } else { "blue" }
    }

    fn error(bytes: &[u8]) -> PictureError {
        match Picture::read(bytes).and_then(|picture| picture.decode(1.0)) {
            Ok(_) => panic!("taken"),
            Err(error) => error,
        }
    }

    #[test]
    fn what_is_no_picture_is_told_by_what_it_is() {
        for (bytes, what) in [
            (&b"<!DOCTYPE html><html>404</html>"[..], "an HTML page"),
            (b"", "nothing at all"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
            (b"{\"error\": 1}", "JSON"),
            (b"\0\0\0\x20ftypavif", "AVIF"),
            (b"GIF80a....", "something else"),
        ] {
            let PictureError::Invalid(message) = error(bytes) else { panic!() };
            assert!(message.starts_with(&format!("is {what}, not")), "{message}");
        }
    }

    #[test]
    fn cut_short_pictures_are_refused() {
        let avatar = include_bytes!("../../tests/golden/inputs/avatar.png").to_vec();
        let photo = include_bytes!("../../tests/golden/inputs/photo.jpg").to_vec();
        for file in [avatar, photo, webp(300, 200), gif(9)] {
            assert!(Picture::read(&file).unwrap().decode(1.0).is_ok());
            for length in [3, 10, 20, file.len() / 4, file.len() / 2, file.len() * 3 / 4] {
                assert!(matches!(error(&file[..length]), PictureError::Invalid(_)), "{length} of {}", file.len());
            }
        }
    }

    #[test]
    fn pixels_are_limited_before_anything_is_decoded() {
        // A header is enough for 50,000 by 50,000; nothing may be allocated for it.
        let mut bomb = png(8, 8);
        bomb[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
        let PictureError::TooLarge(message) = error(&bomb) else { panic!() };
        assert!(message.contains("50000x50000") && message.contains("50 megapixels"), "{message}");
        // At the limit and one row past it. Long sides are fine.
        let limited = |width, height| Picture::read(&png(width, height)).map(|p| (p.width, p.height));
        assert_eq!(limited(10_000, 5_000), Ok((10_000, 5_000)));
        assert!(matches!(limited(10_000, 5_001), Err(PictureError::TooLarge(_))));
        assert!(matches!(error(&gif_header(65_535, 65_535)), PictureError::TooLarge(_)));
    }

    #[test]
    fn a_chunk_that_inflates_is_passed_over() {
        // A compressed text of 200 MB within a picture of 64 pixels.
        let mut compressor = libdeflater::Compressor::new(libdeflater::CompressionLvl::new(9).unwrap());
        let text = vec![0_u8; 200_000_000];
        let mut packed = vec![0; compressor.zlib_compress_bound(text.len())];
        let length = compressor.zlib_compress(&text, &mut packed).unwrap();
        drop(text);
        let mut data = b"k\0\0".to_vec();
        data.extend(&packed[..length]);
        let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
        let mut named = b"zTXt".to_vec();
        named.extend(data);
        chunk.extend(&named);
        chunk.extend(libdeflater::crc32(&named).to_be_bytes());
        let mut file = png(8, 8);
        file.splice(33..33, chunk);
        let picture = Picture::read(&file).and_then(|picture| picture.decode(1.0)).unwrap();
        assert_eq!((picture.width(), picture.height()), (8, 8));
    }

    #[test]
    fn exif_turns_pictures_upright() {
        for (origin, size, top_left, far) in [
            (EncodedOrigin::TopLeft, (40, 20), "red", "blue"),
            (EncodedOrigin::TopRight, (40, 20), "blue", "red"),
            (EncodedOrigin::BottomRight, (40, 20), "blue", "red"),
            (EncodedOrigin::RightTop, (20, 40), "red", "blue"),
            (EncodedOrigin::LeftBottom, (20, 40), "blue", "red"),
        ] {
            let file = jpeg(40, 20, Some(origin));
            let picture = Picture::read(&file).unwrap();
            assert_eq!((picture.width, picture.height), size, "{origin:?}");
            let image = picture.decode(1.0).unwrap();
            assert_eq!((image.width(), image.height()), (size.0 as i32, size.1 as i32), "{origin:?}");
            assert_eq!(color_at(&image, 2, 2), top_left, "{origin:?}");
            assert_eq!(color_at(&image, image.width() - 3, image.height() - 3), far, "{origin:?}");
        }
    }

    #[test]
    fn jpegs_are_decoded_no_larger_than_needed() {
        let file = jpeg(1600, 800, None);
        let picture = Picture::read(&file).unwrap();
        assert_eq!(picture.decode(1.0).unwrap().width(), 1600);
        assert_eq!(picture.decode(0.6).unwrap().width(), 1600);
        assert_eq!(picture.decode(0.24).unwrap().width(), 400);
        assert_eq!(picture.decode(0.001).unwrap().width(), 200);
    }

    fn webp(width: u32, height: u32) -> Vec<u8> {
        let pixels = [255_u8, 0, 0].repeat((width * height) as usize);
        webp::Encoder::from_rgb(&pixels, width, height).encode(80.0).to_vec()
    }

    /// Animated: red, then blue.
    fn animated_webp() -> Vec<u8> {
        let config = webp::WebPConfig::new().unwrap();
        let (red, blue) = ([255_u8, 0, 0, 255].repeat(32 * 16), [0_u8, 0, 255, 255].repeat(32 * 16));
        let mut encoder = webp::AnimEncoder::new(32, 16, &config);
        encoder.add_frame(webp::AnimFrame::from_rgba(&red, 32, 16, 0));
        encoder.add_frame(webp::AnimFrame::from_rgba(&blue, 32, 16, 100));
        encoder.encode().to_vec()
    }

    fn gif_header(width: u16, height: u16) -> Vec<u8> {
        [b"GIF89a", &width.to_le_bytes()[..], &height.to_le_bytes()[..], &[0xf0, 0, 0]].concat()
    }

    /// A GIF of 8 by 8 red pixels; `background` is what its palette's second colour is.
    fn gif(background: u8) -> Vec<u8> {
        let mut file = gif_header(8, 8);
        file.extend([255, 0, 0, 0, 0, background]);
        file.extend([0x2c, 0, 0, 0, 0, 8, 0, 8, 0, 0]);
        // LZW of 3-bit codes, clearing the table before each pair of pixels, so that codes never grow.
        let codes: Vec<u8> = (0..32).flat_map(|_| [4, 0, 0]).chain([5]).collect();
        let mut packed = Vec::new();
        let (mut bits, mut held) = (0_u32, 0);
        for code in codes {
            bits |= u32::from(code) << held;
            held += 3;
            while held >= 8 {
                packed.push(bits as u8);
                bits >>= 8;
                held -= 8;
            }
        }
        packed.push(bits as u8);
        file.push(2);
        file.push(packed.len() as u8);
        file.extend(packed);
        file.extend([0, 0x3b]);
        file
    }

    #[test]
    fn animations_give_their_first_frame() {
        let moving = animated_webp();
        let image = Picture::read(&moving).unwrap().decode(1.0).unwrap();
        assert_eq!((image.width(), image.height()), (32, 16));
        assert_eq!(color_at(&image, 16, 8), "red");
        let still = gif(255);
        let image = Picture::read(&still).unwrap().decode(1.0).unwrap();
        assert_eq!((image.width(), image.height()), (8, 8));
        assert_eq!(color_at(&image, 4, 4), "red");
    }
}
