//! JPEG, by the libjpeg-turbo in Skia.

use skia_safe::jpeg_encoder::{Downsample, Options};
use skia_safe::{AlphaType, ColorSpace, ColorType, ImageInfo, Pixmap};

use super::Pixels;

/// At that quality, 1 to 100; transparent parts over white. `copy` is a buffer to be used again: Skia wants pixels it
/// could write to.
pub fn encode(pixels: &Pixels, quality: u8, copy: &mut Vec<u8>) -> Result<Vec<u8>, String> {
    copy.clear();
    if pixels.opaque {
        copy.extend_from_slice(pixels.bgra);
    } else {
        pixels.over_white(copy);
    }
    let size = (pixels.width as i32, pixels.height as i32);
    let info = ImageInfo::new(size, ColorType::BGRA8888, AlphaType::Opaque, ColorSpace::new_srgb());
    let row_bytes = info.min_row_bytes();
    let pixmap = Pixmap::new(&info, copy, row_bytes).ok_or("the pixels are not of the picture's size")?;
    // At high quality coloured edges of type are kept sharp; below, halving the colours' resolution is not seen.
    let downsample = if quality >= 92 { Downsample::No } else { Downsample::BothDirections };
    let options = Options { quality: u32::from(quality), downsample, ..Options::default() };
    let mut file = Vec::with_capacity(pixels.bgra.len() / 16);
    if skia_safe::jpeg_encoder::encode(&pixmap, &mut file, &options) {
        Ok(file)
    } else {
        Err("Skia's JPEG encoder refused".to_owned())
    }
}
