//! WebP, by libwebp.

use webp::{Encoder, WebPConfig};

use super::Pixels;
use crate::domain::output::Effort;

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
    config.lossless = i32::from(quality >= 100);
    config.quality = if quality >= 100 { 50.0 } else { f32::from(quality) };
    config.method = match effort {
        Effort::Fast => 1,
        Effort::Balanced => 3,
        Effort::Small => 6,
    };
    // Less colour bleeding at the edges of type.
    config.use_sharp_yuv = i32::from(effort == Effort::Small);
    let file = encoder.encode_advanced(&config).map_err(|e| format!("libwebp: {e:?}"))?;
    Ok(file.to_vec())
}
