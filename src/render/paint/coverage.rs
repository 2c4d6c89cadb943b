//! How finely the edges of letters are smoothed: in 17 levels of coverage, 0 to 16 sixteenths, and not in 256.
//!
//! No edge is off by more than a 32nd of its contrast, which nobody sees. But the same letter on another pixel then has
//! the same few colours, and those repeat: a card is a tenth to a sixth smaller as PNG, and quicker to compress.
//!
//! Skia corrects coverage by how light the letters are, so that dark ones on light are as bold as light ones on dark; but
//! not where somebody else has a say in it. So that is done here too, in the same way (its SkMaskGamma: sRGB, and a
//! contrast of one half).

use std::sync::LazyLock;

use skia_safe::{Color4f, MaskFilter};

/// Letters larger than this, in device pixels, are drawn as outlines, which have no glyph's mask.
const LARGEST: f32 = 256.0;
/// How light letters are is told apart in so many steps.
const STEPS: usize = 8;
/// By how much dark letters are made bolder than they are, at most.
const CONTRAST: f32 = 0.5;

/// By how light letters are and their coverage of a pixel, 0 to 255: what it counts as, in sixteenths of 255.
static TABLES: LazyLock<[[u8; 256]; STEPS]> = LazyLock::new(|| std::array::from_fn(table));

/// What smooths letters of one colour and of that size in device pixels; not for those that bring their own colours.
pub fn sixteenths(color: Color4f, size: f32) -> Option<MaskFilter> {
    // Skia has no other way to the masks of its glyphs; without it pictures are right, though larger.
    #[allow(deprecated)]
    (size <= LARGEST).then(|| MaskFilter::table(&TABLES[step_of(color)]))
}

/// How light a colour is, from 0 to 7.
fn step_of(color: Color4f) -> usize {
    let byte = |channel: f32| (channel.clamp(0.0, 1.0) * 255.0).round() as u32;
    let luminance = (byte(color.r) * 54 + byte(color.g) * 183 + byte(color.b) * 19) >> 8;
    (luminance * STEPS as u32 / 256) as usize
}

fn table(step: usize) -> [u8; 256] {
    // The lightness of letters, and of what is taken to lie behind them.
    let ink = ((step << 5) | (step << 2) | (step >> 1)) as f32 / 255.0;
    let ground = 1.0 - ink;
    let contrast = CONTRAST * linear(ground);
    std::array::from_fn(|coverage| {
        let coverage = coverage as f32 / 255.0;
        let coverage = coverage + (1.0 - coverage) * contrast * coverage;
        let seen = encoded(linear(ink) * coverage + linear(ground) * (1.0 - coverage));
        // Between two that are alike there is nothing to correct.
        let corrected = if (ink - ground).abs() < 1.0 / 256.0 { coverage } else { (seen - ground) / (ink - ground) };
        sixteenth(corrected)
    })
}

fn sixteenth(coverage: f32) -> u8 {
    ((coverage * 16.0).round() * 255.0 / 16.0).round() as u8
}

/// Light of an sRGB value (IEC 61966-2-1).
fn linear(value: f32) -> f32 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// The sRGB value of light.
fn encoded(light: f32) -> f32 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use skia_safe::{AlphaType, ColorType, Font, FontHinting, FontMgr, ImageInfo, Paint, Point, font, surfaces};

    use super::*;

    /// How much of each pixel a letter covers that begins there.
    fn covered(x: f32, color: Color4f, filter: Option<MaskFilter>) -> Vec<u8> {
        let file = include_bytes!("../../../assets/fonts/InterVariable.ttf");
        let typeface = FontMgr::custom_empty().unwrap().new_from_data(file, None).unwrap();
        let mut font = Font::new(typeface, 20.0);
        font.set_subpixel(true).set_edging(font::Edging::AntiAlias).set_hinting(FontHinting::None);
        let mut surface = surfaces::raster_n32_premul((24, 24)).unwrap();
        let mut paint = Paint::new(color, None);
        paint.set_mask_filter(filter);
        let glyphs = font.str_to_glyphs_vec("g");
        surface.canvas().draw_glyphs_at(&glyphs, [Point::default()].as_slice(), (x, 16.0), &font, &paint);
        let mut pixels = vec![0; 24 * 24 * 4];
        let info = ImageInfo::new((24, 24), ColorType::BGRA8888, AlphaType::Premul, None);
        assert!(surface.read_pixels(&info, &mut pixels, 24 * 4, (0, 0)));
        pixels.chunks_exact(4).map(|pixel| pixel[3]).collect()
    }

    #[test]
    fn letters_look_as_they_would_without_but_in_seventeen_levels() {
        let grey = |lightness| Color4f::new(lightness, lightness, lightness, 1.0);
        let colors = [grey(0.0), grey(0.3), grey(0.5), grey(0.9), grey(1.0), Color4f::new(0.9, 0.3, 0.1, 1.0)];
        for (color, quarter) in colors.into_iter().flat_map(|color| (0..4).map(move |quarter| (color, quarter))) {
            let x = 6.0 + quarter as f32 / 4.0;
            let (with, without) = (covered(x, color, sixteenths(color, 20.0)), covered(x, color, None));
            let farthest = with.iter().zip(&without).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
            assert!(farthest <= 9, "{color:?} at {x}: {farthest} of 255");
            let mut levels = with.clone();
            levels.sort_unstable();
            levels.dedup();
            assert!((8..=17).contains(&levels.len()), "{color:?} at {x}: {levels:?}");
        }
    }
}
