//! PNG (ISO/IEC 15948): a palette where the colours are few, grey or RGB where nothing is transparent, else RGBA; filter
//! and compressor chosen by looking at a few rows, not by trying all.

mod content;
mod palette;
mod rows;

use libdeflater::{CompressionLvl, Compressor, Crc};

pub use self::content::Content;
use self::rows::{Colors, Filter};
use super::deflate::{Deflater, Layout, Search};
use super::{KEPT_BYTES, Pixels};
use crate::domain::output::Effort;

/// What compresses the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// fdeflate: made for filtered rows, the quickest for what hardly repeats.
    Filtered,
    /// Our own, which knows how rows lie.
    Geometric(Search),
    /// libdeflate at that level.
    Thorough(i32),
}

impl Method {
    /// Measured on a card of 1200x630 with one gradient, and on one with several (ms of one core / kB):
    ///
    /// | | Plain | Shaded |
    /// |---|---|---|
    /// | zlib-rs 1 | 1.8 / 143 | 3.3 / 294 |
    /// | Geometric, nearby | **1.3 / 99** | **3.5 / 203** |
    /// | Geometric, everywhere | **2.3 / 78** | 6.1 / 160 |
    /// | libdeflate 4 | 5.4 / 94 | 7.8 / 165 |
    /// | libdeflate 6 | 6.8 / 77 | **11.6 / 147** |
    /// | libdeflate 9 | **14 / 75** | **37 / 143** |
    ///
    /// And where two thirds of the card are a picture with grain (filtered by Sub, but for fdeflate), a photo, one enlarged
    /// (by Paeth):
    ///
    /// | | Grain | Photo | Photo, enlarged |
    /// |---|---|---|---|
    /// | fdeflate | **4.0 / 651** | **2.7 / 714** | **4.2 / 685** |
    /// | Geometric, nearby pixels | 8.6 / 624 | **5.8 / 602** | **9.8 / 659** |
    /// | Geometric, last pixels | **9.0 / 499** | 10.3 / 637 | 15.0 / 789 |
    /// | libdeflate 1 | 9.4 / 538 | 10.0 / 633 | 11.5 / 730 |
    /// | libdeflate 2 | 12.1 / 497 | 12.1 / 633 | 17.1 / 720 |
    /// | libdeflate 8 | **122 / 431** | | |
    ///
    /// Of several the smallest file is taken: where there is much noise, more effort of libdeflate's makes more bytes, and
    /// SMALL must not be larger than BALANCED.
    fn of(effort: Effort, content: Content) -> &'static [Method] {
        match (effort, content) {
            (Effort::Fast, Content::Photo | Content::Grain) => &[Method::Filtered],
            (Effort::Fast, Content::Plain | Content::Shaded) => &[Method::Geometric(Search::Nearby)],
            (Effort::Balanced, Content::Plain) => &[Method::Geometric(Search::Everywhere)],
            (Effort::Balanced, Content::Shaded) => &[Method::Thorough(6)],
            (Effort::Balanced, Content::Photo) => &[Method::Geometric(Search::NearbyPixels)],
            (Effort::Balanced, Content::Grain) => &[Method::Geometric(Search::LastPixels)],
            (Effort::Small, Content::Plain) => &[Method::Thorough(9), Method::Geometric(Search::Everywhere)],
            (Effort::Small, Content::Shaded) => &[Method::Thorough(9), Method::Thorough(6)],
            (Effort::Small, Content::Photo) => &[Method::Thorough(8), Method::Geometric(Search::NearbyPixels)],
            (Effort::Small, Content::Grain) => &[Method::Thorough(8), Method::Geometric(Search::LastPixels)],
        }
    }
}

/// Buffers and compressors, which cost as much to make as a small picture to compress.
#[derive(Default)]
pub struct Encoder {
    rows: Vec<u8>,
    packed: Vec<u8>,
    thorough: Vec<(i32, Compressor)>,
    geometric: Deflater,
}

impl Encoder {
    pub fn encode(&mut self, pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, String> {
        let colors = Colors::of(pixels);
        let content = match &colors {
            // Places in a palette are no quantities: near ones need not look alike.
            Colors::Indexed(_) => Content::Plain,
            Colors::Grey => Content::of(pixels).grey(),
            _ => Content::of(pixels),
        };
        let filter = match (content, effort) {
            (Content::Plain | Content::Shaded, _) => Filter::None,
            // What looks for no repetition gains from small differences alone.
            (Content::Photo, _) | (Content::Grain, Effort::Fast) => Filter::Paeth,
            (Content::Grain, Effort::Balanced | Effort::Small) => Filter::Sub,
        };
        rows::fill(&mut self.rows, pixels, &colors, filter);
        let layout = Layout { row: colors.row(pixels.width) + 1, pixel: colors.pixel() };
        let mut smallest: Option<(usize, Vec<u8>)> = None;
        for method in Method::of(effort, content) {
            let length = self.compress(*method, layout)?;
            if smallest.as_ref().is_none_or(|(least, _)| length < *least) {
                smallest = Some((length, file(pixels, &colors, &self.packed[..length])));
            }
        }
        if self.rows.capacity() > KEPT_BYTES {
            (self.rows, self.packed) = (Vec::new(), Vec::new());
        }
        smallest.map(|(_, file)| file).ok_or_else(|| "no method compresses it".to_owned())
    }

    /// Compresses `rows` into `packed` (zlib, RFC 1950); answers how many bytes of it.
    fn compress(&mut self, method: Method, layout: Layout) -> Result<usize, String> {
        match method {
            Method::Geometric(search) => {
                self.packed.clear();
                self.geometric.compress(&self.rows, layout, search, &mut self.packed);
                Ok(self.packed.len())
            }
            Method::Thorough(level) => {
                let compressor = match self.thorough.iter().position(|(known, _)| *known == level) {
                    Some(at) => &mut self.thorough[at].1,
                    None => {
                        let valid =
                            CompressionLvl::new(level).map_err(|_| format!("libdeflate has no level {level}"))?;
                        self.thorough.push((level, Compressor::new(valid)));
                        &mut self.thorough.last_mut().ok_or("a compressor just made is gone")?.1
                    }
                };
                self.packed.resize(compressor.zlib_compress_bound(self.rows.len()), 0);
                compressor.zlib_compress(&self.rows, &mut self.packed).map_err(|error| format!("libdeflate: {error}"))
            }
            Method::Filtered => {
                self.packed.clear();
                let written = fdeflate::Compressor::new(std::mem::take(&mut self.packed)).and_then(|mut compressor| {
                    compressor.write_data(&self.rows)?;
                    compressor.finish()
                });
                self.packed = written.map_err(|error| format!("fdeflate: {error}"))?;
                Ok(self.packed.len())
            }
        }
    }
}

fn file(pixels: &Pixels, colors: &Colors, compressed: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(compressed.len() + 1200);
    file.extend(b"\x89PNG\r\n\x1a\n");
    let (depth, color_type) = match colors {
        Colors::Grey => (8, 0),
        Colors::Rgb => (8, 2),
        Colors::Indexed(palette) => (palette.bits(), 3),
        Colors::Rgba => (8, 6),
    };
    let mut header = [0; 13];
    header[..4].copy_from_slice(&pixels.width.to_be_bytes());
    header[4..8].copy_from_slice(&pixels.height.to_be_bytes());
    header[8..10].copy_from_slice(&[depth, color_type]);
    chunk(&mut file, b"IHDR", &header);
    // Perceptual sRGB, so that viewers do not guess.
    chunk(&mut file, b"sRGB", &[0]);
    if let Colors::Indexed(palette) = colors {
        chunk(&mut file, b"PLTE", &palette.colors());
        let alphas = palette.alphas();
        if !alphas.is_empty() {
            chunk(&mut file, b"tRNS", &alphas);
        }
    }
    chunk(&mut file, b"IDAT", compressed);
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    // At most 64 megapixels of 4 bytes: a chunk's length is well within its 31 bits.
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(name);
    file.extend(data);
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    file.extend(crc.sum().to_be_bytes());
}
