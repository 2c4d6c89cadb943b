//! WebP, by libwebp.

use webp::{Encoder, WebPConfig};

use super::Pixels;
use crate::domain::output::Effort;

/// libwebp's method, and how much a lossless one tries. Measured on a card and on one with a photo (1200x630, quality 85,
/// ms of one core / kB of each):
///
/// | method | lossy | lossless, tries |
/// |---|---|---|
/// | 0 | **11 / 49, 47** | **14 / 74, 223** (20) |
/// | 1 | 14 / 43, 43 | 83 / 74, 212 (20) |
/// | 2 | **17 / 40, 41** | **93 / 72, 211** (20) |
/// | 3 | 40 / 39, 40 | 130 / 66, 193 (50) |
/// | 4 | 44 / 39, 40 | 127 / 66, 193 (50) |
/// | 6 | **66 / 39, 39** | **169 / 63, 188** (75) |
const fn settings(effort: Effort) -> (i32, f32) {
    match effort {
        Effort::Fast => (0, 20.0),
        Effort::Balanced => (2, 20.0),
        Effort::Small => (6, 75.0),
    }
}

/// Lossy at that quality; 100 is lossless.
pub fn encode(pixels: &Pixels, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
    let straight: Vec<u8> = if pixels.opaque {
        pixels.bgra.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0]]).collect()
    } else {
        pixels.bgra.chunks_exact(4).flat_map(|p| Pixels::straight([p[0], p[1], p[2], p[3]])).collect()
    };
    let encoder = if pixels.opaque {
        Encoder::from_rgb(&straight, pixels.width, pixels.height)
    } else {
        Encoder::from_rgba(&straight, pixels.width, pixels.height)
    };
    let mut config = WebPConfig::new().map_err(|()| "libwebp has another version than its bindings")?;
    let lossless = quality >= 100;
    let (method, search) = settings(effort);
    config.lossless = i32::from(lossless);
    // What is lost when it is lossy; how much is tried when it is not.
    config.quality = if lossless { search } else { f32::from(quality) };
    config.method = method;
    // Less colour bleeding at the edges of type.
    config.use_sharp_yuv = i32::from(effort == Effort::Small);
    let file = encoder.encode_advanced(&config).map_err(|e| format!("libwebp: {e:?}"))?;
    Ok(file.to_vec())
}
