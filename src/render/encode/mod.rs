//! Pixels into files.

mod avif;
mod deflate;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod webp;
mod within;

use self::png::Content;
use crate::domain::output::{Effort, Format};

/// A painted picture: premultiplied BGRA, 8 bits each, row after row without gaps.
pub struct Pixels<'a> {
    pub bgra: &'a [u8],
    pub width: u32,
    pub height: u32,
    /// Whether no pixel is even partly transparent.
    pub opaque: bool,
}

/// Buffers larger than this are given back after use; those of a 1200x630 card take 2 to 3 MB each.
const KEPT_BYTES: usize = 12_000_000;

/// Encodes pictures, and keeps what can be used again for the next.
#[derive(Default)]
pub struct Encoder {
    png: png::Encoder,
    copy: Vec<u8>,
}

impl Encoder {
    /// The picture as a file of that format. `quality` is 1 to 100 and matters to lossy formats, `effort` to PNG,
    /// WebP and AVIF. The error is a fault of ours: every picture of a valid output can be encoded.
    pub fn encode(&mut self, pixels: &Pixels, format: Format, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
        match format {
            Format::Png => self.png.encode(pixels, effort),
            Format::Jpeg => {
                let file = jpeg::encode(pixels, quality, &mut self.copy);
                if self.copy.capacity() > KEPT_BYTES {
                    self.copy = Vec::new();
                }
                file
            }
            Format::Webp => webp::encode(pixels, quality, effort),
            Format::Avif => avif::encode(pixels, quality, effort),
            Format::Svg => Err("an SVG is not made of pixels".to_owned()),
        }
    }
}

impl Pixels<'_> {
    /// Red, green, blue and alpha as they are without premultiplication.
    pub(super) fn straight(pixel: [u8; 4]) -> [u8; 4] {
        let [b, g, r, a] = pixel;
        match a {
            0 => [0; 4],
            255 => [r, g, b, 255],
            _ => {
                let part = |c: u8| ((u32::from(c) * 255 + u32::from(a) / 2) / u32::from(a)).min(255) as u8;
                [part(r), part(g), part(b), a]
            }
        }
    }

    /// The pixels over white, for formats without transparency.
    fn over_white(&self, to: &mut Vec<u8>) {
        let white = |c: u8, a: u8| c.saturating_add(255 - a);
        to.extend(
            self.bgra.chunks_exact(4).flat_map(|p| [white(p[0], p[3]), white(p[1], p[3]), white(p[2], p[3]), 255]),
        );
    }
}
