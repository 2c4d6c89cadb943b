//! AVIF, by rav1e.

use ravif::{AlphaColorMode, BitDepth, Encoder, Img, RGB8, RGBA8};

use super::Pixels;
use crate::domain::output::Effort;

/// Larger pictures are encoded with less effort, for all that is asked: rav1e can't be stopped half-way.
const LARGE: u64 = 2_000_000;
const VERY_LARGE: u64 = 4_000_000;

/// rav1e's speed. Measured on a card of 1200x630 at quality 80, one core without hand-written assembly (s / kB):
///
/// | speed | 10 | 9 | 8 | 6 | 4 |
/// |---|---|---|---|---|---|
/// | | **0.4 / 45** | 0.5 / 42 | **1.1 / 29** | 1.3 / 29 | **3.1 / 21** |
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
