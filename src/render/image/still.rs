//! PNG, JPEG and GIF (its first frame), by Skia's codecs.

use skia_safe::codec::{Codec, Options, Result as CodecResult, ZeroInitialized};
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, EncodedOrigin, Image, ImageInfo};

use super::{Format, PictureError, held, invalid, unsigned, upright, within_limits};

/// One whose header was read.
pub struct Still<'a> {
    bytes: &'a [u8],
    format: Format,
    /// As it is stored.
    stored: (u32, u32),
    origin: EncodedOrigin,
}

impl<'a> Still<'a> {
    pub fn read(bytes: &'a [u8], format: Format) -> Result<Still<'a>, PictureError> {
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
            _ => {}
        }
        let codec = Codec::from_data(Data::new_copy(bytes)).ok_or_else(damaged)?;
        let size = codec.dimensions();
        let stored = (unsigned(size.width), unsigned(size.height));
        within_limits(stored.0, stored.1)?;
        Ok(Still { bytes, format, stored, origin: codec.origin() })
    }

    pub fn size(&self) -> (u32, u32) {
        held(self.stored, self.origin)
    }

    pub fn content_type(&self) -> &'static str {
        match self.format {
            Format::Jpeg => "image/jpeg",
            Format::Gif => "image/gif",
            _ => "image/png",
        }
    }

    /// In how many eighths of its size it is decoded for that scale: JPEG's own steps, the next one at or above, so that
    /// it is never blown up again.
    pub fn eighths(&self, scale: f32) -> u8 {
        if self.format == Format::Jpeg { (scale * 8.0).ceil().clamp(1.0, 8.0) as u8 } else { 8 }
    }

    pub fn decode(&self, eighths: u8) -> Result<Image, PictureError> {
        let mut codec = Codec::from_data(Data::new_copy(self.bytes)).ok_or_else(|| invalid("has a damaged header"))?;
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
        upright(image.ok_or_else(|| invalid("can't be decoded"))?, self.origin)
    }
}

/// How a picture's transparency is painted with.
pub fn alpha(encoded: AlphaType) -> AlphaType {
    if encoded == AlphaType::Opaque { AlphaType::Opaque } else { AlphaType::Premul }
}
