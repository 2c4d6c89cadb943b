//! AVIF: its container is read here, AV1 decoded by rav1d; the first picture of a sequence that has a still one.

mod boxes;
mod color;
mod container;
#[cfg(test)]
mod tests;

use re_rav1d::dav1d::{Decoder, Error, PixelLayout, PlanarImageComponent, Settings};
use skia_safe::image::CachingHint;
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, EncodedOrigin, ISize, Image, ImageInfo};

use self::color::{Colors, Planes};
use self::container::{Coded, Container, Item};
use super::{PictureError, held, invalid, signed, upright, within_limits};

/// Whether a file says of itself that it is one (AV1 Image File Format 1.1, section 6; brands of ISO/IEC 14496-12).
pub fn is_avif(bytes: &[u8]) -> bool {
    let Some(b"ftyp") = bytes.get(4..8) else { return false };
    let length = bytes.first_chunk().map_or(0, |length| u32::from_be_bytes(*length) as usize);
    let brands = bytes.get(8..length.min(bytes.len())).unwrap_or_default();
    // The second is a version.
    let mut brands = brands.chunks_exact(4).enumerate().filter(|(i, _)| *i != 1);
    brands.any(|(_, brand)| matches!(brand, b"avif" | b"avis"))
}

/// One whose container was read.
pub struct Avif<'a> {
    container: Container<'a>,
    origin: EncodedOrigin,
}

impl<'a> Avif<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Avif<'a>, PictureError> {
        let container = Container::read(bytes)?;
        let (width, height) = container.size();
        within_limits(width, height)?;
        let origin = origin(container.turns, container.mirror);
        Ok(Avif { container, origin })
    }

    pub fn size(&self) -> (u32, u32) {
        held(self.container.size(), self.origin)
    }

    pub fn decode(&self) -> Result<Image, PictureError> {
        let (width, height) = self.container.size();
        let count = width as usize * height as usize;
        let mut rgba = vec![255_u8; count * 4];
        let mut colors = None;
        each_tile(&self.container.picture, |planes, place| {
            let of = *colors.get_or_insert(Colors::of(self.container.colors, planes.full_range));
            color::paint(&planes, of, &mut rgba, (width, height), place);
        })?;
        if let Some(alpha) = &self.container.alpha {
            each_tile(alpha, |planes, place| color::paint_alpha(&planes, &mut rgba, (width, height), place))?;
        }
        let alpha = match (&self.container.alpha, self.container.premultiplied) {
            (None, _) => AlphaType::Opaque,
            (Some(_), true) => AlphaType::Premul,
            (Some(_), false) => AlphaType::Unpremul,
        };
        if alpha == AlphaType::Premul {
            // A colour brighter than its own alpha is none.
            rgba.chunks_exact_mut(4).for_each(|pixel| (0..3).for_each(|i| pixel[i] = pixel[i].min(pixel[3])));
        }
        let size = ISize::new(signed(width), signed(height));
        let profile = self.container.profile.and_then(ColorSpace::new_icc);
        let space = profile.or_else(|| colors.and_then(Colors::space)).unwrap_or_else(ColorSpace::new_srgb);
        let info = ImageInfo::new(size, ColorType::RGBA8888, alpha, space);
        let image = skia_safe::images::raster_from_data(&info, Data::new_copy(&rgba), info.min_row_bytes());
        drop(rgba);
        upright(in_srgb(image.ok_or_else(|| invalid("can't be decoded"))?)?, self.origin)
    }
}

/// Decodes one tile after the other; each with the place of its top left.
fn each_tile(item: &Item<'_>, mut take: impl FnMut(Planes<'_>, (u32, u32))) -> Result<(), PictureError> {
    for (i, coded) in item.tiles.iter().enumerate() {
        let (column, row) = (i as u32 % item.columns, i as u32 / item.columns);
        let picture = decode(coded)?;
        let component = |which| picture.plane(which);
        let (luma, blue, red) = (
            component(PlanarImageComponent::Y),
            (picture.pixel_layout() != PixelLayout::I400).then(|| component(PlanarImageComponent::U)),
            (picture.pixel_layout() != PixelLayout::I400).then(|| component(PlanarImageComponent::V)),
        );
        let halves = match picture.pixel_layout() {
            PixelLayout::I420 => (1, 1),
            PixelLayout::I422 => (1, 0),
            PixelLayout::I400 | PixelLayout::I444 => (0, 0),
        };
        let planes = Planes {
            size: (picture.width(), picture.height()),
            luma: &luma,
            chroma: blue.as_deref().zip(red.as_deref()),
            halves,
            strides: (
                picture.stride(PlanarImageComponent::Y) as usize,
                picture.stride(PlanarImageComponent::U) as usize,
            ),
            bits: picture.bits_per_component().map_or(8, |bits| bits.0 as u32),
            full_range: picture.color_range() == re_rav1d::dav1d::pixel::YUVRange::Full,
        };
        take(planes, (column * coded.size.0, row * coded.size.1));
    }
    Ok(())
}

/// One AV1 still picture of the size that its container says it has.
fn decode(coded: &Coded<'_>) -> Result<re_rav1d::dav1d::Picture, PictureError> {
    let (width, height) = coded.size;
    let mut settings = Settings::new();
    // The render pool has a thread per core already.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    // Of a frame whose own header lies nothing is allocated.
    settings.set_frame_size_limit(width.saturating_mul(height));
    let refused = |error: Error| invalid(format!("is damaged: its AV1 data can't be decoded ({error})"));
    let mut decoder = Decoder::with_settings(&settings).map_err(refused)?;
    match decoder.send_data(coded.data.to_vec(), None, None, None) {
        Ok(()) | Err(Error::Again) => {}
        Err(error) => return Err(refused(error)),
    }
    let picture = match decoder.get_picture() {
        Ok(picture) => picture,
        Err(Error::Again) => return Err(invalid("is cut short: its data ends before the picture does")),
        Err(error) => return Err(refused(error)),
    };
    if (picture.width(), picture.height()) != coded.size {
        let (own_width, own_height) = (picture.width(), picture.height());
        return Err(invalid(format!("says {width}x{height} pixels and holds {own_width}x{own_height}")));
    }
    Ok(picture)
}

/// What is painted with has sRGB's colours.
fn in_srgb(image: Image) -> Result<Image, PictureError> {
    if image.color_space().is_none_or(|space| space.is_srgb()) {
        return Ok(image);
    }
    let alpha = super::still::alpha(image.alpha_type());
    let info = ImageInfo::new(image.dimensions(), ColorType::N32, alpha, ColorSpace::new_srgb());
    let mut pixels = vec![0; info.compute_min_byte_size()];
    let read = image.read_pixels(&info, &mut pixels, info.min_row_bytes(), (0, 0), CachingHint::Disallow);
    let converted =
        read.then(|| skia_safe::images::raster_from_data(&info, Data::new_copy(&pixels), info.min_row_bytes()));
    converted.flatten().ok_or_else(|| invalid("has colours that can't be converted to sRGB"))
}

/// Quarter turns anticlockwise, then mirrored (0: top and bottom change places, 1: left and right), as EXIF names it
/// (ISO/IEC 23008-12, sections 6.5.10 and 6.5.12).
fn origin(turns: u8, mirror: Option<u8>) -> EncodedOrigin {
    match (turns % 4, mirror) {
        (0, None) => EncodedOrigin::TopLeft,
        (1, None) => EncodedOrigin::LeftBottom,
        (2, None) => EncodedOrigin::BottomRight,
        (_, None) => EncodedOrigin::RightTop,
        (0, Some(1)) | (2, Some(0)) => EncodedOrigin::TopRight,
        (0, Some(_)) | (2, Some(_)) => EncodedOrigin::BottomLeft,
        (1, Some(0)) | (3, Some(1)) => EncodedOrigin::LeftTop,
        (_, Some(_)) => EncodedOrigin::RightBottom,
    }
}
