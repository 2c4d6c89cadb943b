//! Pixels into files.

mod jpeg;
mod png;
mod webp;

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
    /// The picture as a file of that format. `quality` is 1 to 100 and matters to lossy formats, `effort` to PNG and
    /// WebP. The error is a fault of ours: every picture of a valid output can be encoded.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(pixels: &Pixels, format: Format, quality: u8, effort: Effort) -> Result<Vec<u8>, String> {
        Encoder::default().encode(pixels, format, quality, effort)
    }

    /// Flat areas, a ramp and noise, with or without transparency.
    fn picture(opaque: bool) -> Vec<u8> {
        let mut seed = 1_u32;
        (0..97 * 61_u32)
            .flat_map(|i| {
                let (x, y) = (i % 97, i / 97);
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let [b, g, r] = match x / 33 {
                    0 => [200, 30, 90],
                    1 => [(x * 2) as u8, (y * 3) as u8, 40],
                    _ => [(seed >> 24) as u8, (seed >> 16) as u8, 128],
                };
                let a = if opaque { 255 } else { (y * 4) as u8 };
                [b, g, r].map(|c: u8| (u32::from(c) * u32::from(a) / 255) as u8).into_iter().chain([a])
            })
            .collect()
    }

    fn pixels(bgra: &[u8], opaque: bool) -> Pixels<'_> {
        Pixels { bgra, width: 97, height: 61, opaque }
    }

    fn decode_png(file: &[u8]) -> (png_reader::ColorType, Vec<u8>) {
        let mut reader = png_reader::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (97, 61));
        (info.color_type, pixels)
    }

    use ::png as png_reader;

    #[test]
    fn png_is_lossless_at_every_effort() {
        for effort in [Effort::Fast, Effort::Balanced, Effort::Small] {
            let bgra = picture(true);
            let (color, rgb) = decode_png(&encode(&pixels(&bgra, true), Format::Png, 1, effort).unwrap());
            assert_eq!(color, png_reader::ColorType::Rgb);
            let expected: Vec<u8> = bgra.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0]]).collect();
            assert!(rgb == expected, "{effort:?}");

            let bgra = picture(false);
            let (color, rgba) = decode_png(&encode(&pixels(&bgra, false), Format::Png, 1, effort).unwrap());
            assert_eq!(color, png_reader::ColorType::Rgba);
            // Premultiplied again it is what was painted, but for rounding.
            for (got, painted) in rgba.chunks_exact(4).zip(bgra.chunks_exact(4)) {
                let again = |c: u8| (u32::from(c) * u32::from(got[3]) + 127) / 255;
                assert_eq!(got[3], painted[3]);
                for (straight, premultiplied) in [(got[0], painted[2]), (got[1], painted[1]), (got[2], painted[0])] {
                    assert!(again(straight).abs_diff(u32::from(premultiplied)) <= 1, "{got:?} {painted:?}");
                }
            }
        }
    }

    #[test]
    fn buffers_used_again_leave_no_trace() {
        let (opaque, clear) = (picture(true), picture(false));
        let mut encoder = Encoder::default();
        for effort in [Effort::Fast, Effort::Balanced, Effort::Small] {
            let first = encoder.encode(&pixels(&opaque, true), Format::Png, 1, effort).unwrap();
            encoder.encode(&pixels(&clear, false), Format::Png, 1, effort).unwrap();
            assert!(encoder.encode(&pixels(&opaque, true), Format::Png, 1, effort).unwrap() == first);
        }
    }

    fn decoded(file: &[u8]) -> Vec<u8> {
        let image = super::super::image::Picture::read(file).unwrap().decode(1.0).unwrap();
        let info = skia_safe::ImageInfo::new(
            image.dimensions(),
            skia_safe::ColorType::RGBA8888,
            skia_safe::AlphaType::Unpremul,
            skia_safe::ColorSpace::new_srgb(),
        );
        let mut pixels = vec![0; info.compute_min_byte_size()];
        let hint = skia_safe::image::CachingHint::Disallow;
        assert!(image.read_pixels(&info, &mut pixels, info.min_row_bytes(), (0, 0), hint));
        pixels
    }

    /// Mean difference of the flat left third from the picture it was made of.
    fn difference(file: &[u8], expected: [u8; 3]) -> f64 {
        let rgba = decoded(file);
        let flat = rgba.chunks_exact(97 * 4).flat_map(|row| row[..28 * 4].chunks_exact(4));
        let (sum, count) = flat.fold((0_u64, 0_u64), |(sum, count), p| {
            (sum + (0..3).map(|i| u64::from(p[i].abs_diff(expected[i]))).sum::<u64>(), count + 3)
        });
        sum as f64 / count as f64
    }

    #[test]
    fn lossy_formats_come_back_alike_and_quality_costs_bytes() {
        let bgra = picture(true);
        for format in [Format::Jpeg, Format::Webp] {
            let file = |quality| encode(&pixels(&bgra, true), format, quality, Effort::Balanced).unwrap();
            assert!(difference(&file(90), [90, 30, 200]) < 4.0, "{format:?}");
            assert!(file(30).len() < file(85).len() && file(85).len() < file(99).len(), "{format:?}");
        }
    }

    #[test]
    fn webp_at_100_is_lossless_and_jpeg_stands_on_white() {
        let bgra = picture(true);
        let expected: Vec<u8> = bgra.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0], 255]).collect();
        assert!(decoded(&encode(&pixels(&bgra, true), Format::Webp, 100, Effort::Fast).unwrap()) == expected);
        let clear = vec![0; 97 * 61 * 4];
        assert!(difference(&encode(&pixels(&clear, false), Format::Jpeg, 90, Effort::Fast).unwrap(), [255; 3]) < 1.0);
    }
}
