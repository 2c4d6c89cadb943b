//! AVIF, by rav1e.

use ravif::{AlphaColorMode, BitDepth, Encoder, Img, RGB8, RGBA8};

use super::Pixels;
use crate::domain::output::Effort;

/// Larger pictures are encoded with less effort, for all that is asked: rav1e codes a still picture in one step, which
/// nothing stops once it has begun. So none of up to 8 megapixels takes much more than 6 seconds, and none at all 12.
const LARGE: u64 = 1_300_000;
const VERY_LARGE: u64 = 3_000_000;

/// rav1e's speed. Measured on a card of 1200x630 at quality 80, one core without hand-written assembly (s / kB):
///
/// | speed | 10 | 9 | 8 | 6 | 4 |
/// |---|---|---|---|---|---|
/// | | **0.4 / 45** | 0.5 / 42 | **1.1 / 29** | 1.3 / 29 | **3.1 / 21** |
///
/// Beside WebP, on a card of type on a gradient (s / kB / structural similarity to the PNG):
///
/// | | quality 60 | quality 85 |
/// |---|---|---|
/// | WebP, BALANCED (at 50 and 85) | 0.02 / 15.5 / 0.992 | 0.02 / 25.0 / 0.998 |
/// | AVIF, FAST | 0.6 / 24.6 / 0.928 | 0.5 / 40.8 / 0.970 |
/// | AVIF, BALANCED | 1.4 / 16.0 / 0.991 | 1.2 / 26.0 / 0.998 |
/// | AVIF, SMALL | 1.4 / 13.0 / 0.994 | 3.6 / 17.0 / 0.999 |
const fn speed(effort: Effort, pixels: u64) -> u8 {
    match effort {
        Effort::Small if pixels <= LARGE => 4,
        Effort::Small | Effort::Balanced if pixels <= VERY_LARGE => 8,
        _ => 10,
    }
}

/// Lossy at that quality, 1 to 100, in 10 bits, which keep gradients from showing steps.
pub fn encode(pixels: &Pixels, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let quality = f32::from(quality.clamp(1, 100));
    let encoder = Encoder::new()
        .with_quality(quality)
        .with_alpha_quality(quality)
        .with_speed(speed(effort, u64::from(pixels.width) * u64::from(pixels.height)))
        .with_bit_depth(BitDepth::Ten)
        .with_alpha_color_mode(AlphaColorMode::UnassociatedClean)
        // The render pool has a thread per core already.
        .with_num_threads(Some(1));
    let encoded = if pixels.opaque {
        let rgb: Vec<RGB8> = pixels.bgra.chunks_exact(4).map(|p| RGB8::new(p[2], p[1], p[0])).collect();
        encoder.encode_rgb(Img::new(&rgb, width, height))
    } else {
        let straight = |p: &[u8]| Pixels::straight([p[0], p[1], p[2], p[3]]);
        let rgba: Vec<RGBA8> =
            pixels.bgra.chunks_exact(4).map(straight).map(|[r, g, b, a]| RGBA8::new(r, g, b, a)).collect();
        encoder.encode_rgba(Img::new(&rgba, width, height))
    };
    encoded.map(|encoded| encoded.avif_file).map_err(|error| format!("rav1e: {error}"))
}
