//! PNG (ISO/IEC 15948): RGB where nothing is transparent, else RGBA; the filter chosen by looking, not by trying all.

use libdeflater::{CompressionLvl, Compressor, Crc};

use super::{KEPT_BYTES, Pixels};
use crate::domain::output::Effort;

/// How rows are told from each other before they are compressed (ISO/IEC 15948, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    None = 0,
    Up = 2,
}

/// What compresses the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// fdeflate: made for filtered rows, the quickest for what hardly repeats.
    Filtered,
    /// zlib-rs at its first level: the quickest for what repeats.
    Quick,
    /// libdeflate at that level.
    Thorough(i32),
}

impl Method {
    /// Measured on cards with and without a photo: the least bytes for about 1, 4 and 15 ms of a 1200x630 card's time.
    fn of(effort: Effort, filter: Filter) -> Method {
        match (effort, filter) {
            (Effort::Fast, Filter::None) => Method::Quick,
            (Effort::Fast, Filter::Up) => Method::Filtered,
            (Effort::Balanced, Filter::None) => Method::Thorough(6),
            (Effort::Balanced, Filter::Up) => Method::Thorough(4),
            (Effort::Small, Filter::None) => Method::Thorough(9),
            (Effort::Small, Filter::Up) => Method::Thorough(8),
        }
    }
}

/// Buffers and compressors, which cost as much to make as a small picture to compress.
#[derive(Default)]
pub struct Encoder {
    rows: Vec<u8>,
    packed: Vec<u8>,
    thorough: Vec<(i32, Compressor)>,
    quick: Option<flate2::Compress>,
}

impl Encoder {
    pub fn encode(&mut self, pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, String> {
        let filter = choose(pixels);
        self.filter(pixels, filter);
        let length = self.compress(Method::of(effort, filter))?;
        let file = file(pixels, &self.packed[..length]);
        if self.rows.capacity() > KEPT_BYTES {
            (self.rows, self.packed) = (Vec::new(), Vec::new());
        }
        Ok(file)
    }

    /// Fills `rows`: every row with its filter's number before it.
    fn filter(&mut self, pixels: &Pixels, filter: Filter) {
        let source_bytes = pixels.width as usize * 4;
        let row_bytes = pixels.width as usize * if pixels.opaque { 3 } else { 4 };
        let rows = &mut self.rows;
        rows.resize((row_bytes + 1) * pixels.height as usize, 0);
        for (row, source) in rows.chunks_exact_mut(row_bytes + 1).zip(pixels.bgra.chunks_exact(source_bytes)) {
            row[0] = filter as u8;
            if pixels.opaque {
                to_rgb(source, &mut row[1..]);
            } else {
                for (to, from) in row[1..].chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                    to.copy_from_slice(&Pixels::straight([from[0], from[1], from[2], from[3]]));
                }
            }
        }
        if filter == Filter::Up {
            // From the last row upwards, so that each still finds the row above unfiltered.
            for y in (1..pixels.height as usize).rev() {
                let (above, row) = rows.split_at_mut(y * (row_bytes + 1));
                let above = &above[(y - 1) * (row_bytes + 1) + 1..];
                for (byte, above) in row[1..=row_bytes].iter_mut().zip(above) {
                    *byte = byte.wrapping_sub(*above);
                }
            }
        }
    }

    /// Compresses `rows` into `packed` (zlib, RFC 1950); answers how many bytes of it.
    fn compress(&mut self, method: Method) -> Result<usize, String> {
        match method {
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
            Method::Quick => {
                let quick = self.quick.get_or_insert_with(|| flate2::Compress::new(flate2::Compression::new(1), true));
                quick.reset();
                // Deflate grows nothing by more than 5 bytes in 16 kB.
                self.packed.resize(self.rows.len() + self.rows.len() / 1000 + 64, 0);
                match quick.compress(&self.rows, &mut self.packed, flate2::FlushCompress::Finish) {
                    Ok(flate2::Status::StreamEnd) => usize::try_from(quick.total_out()).map_err(|e| e.to_string()),
                    Ok(status) => Err(format!("zlib-rs stopped with {status:?}")),
                    Err(error) => Err(format!("zlib-rs: {error}")),
                }
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

/// Rows of flat colour and type compress best as they are: what repeats does so exactly. In a photo little repeats, and
/// differences from the row above are small. So a few rows are sampled: how many pixels are unlike both their left and
/// their upper neighbour by more than a gradient's step? With type and gradients 1 to 4 %, with a photo 9 % and more.
fn choose(pixels: &Pixels) -> Filter {
    const SAMPLED_ROWS: usize = 24;
    let row_bytes = pixels.width as usize * 4;
    let step = (pixels.height as usize / SAMPLED_ROWS).max(1);
    let unlike = |a: &[u8], b: &[u8]| (0..3).map(|i| u32::from(a[i].abs_diff(b[i]))).sum::<u32>() > 2;
    let (mut busy, mut total) = (0_usize, 0_usize);
    for y in (step / 2 + 1..pixels.height as usize).step_by(step) {
        let (above, row) = pixels.bgra[(y - 1) * row_bytes..(y + 1) * row_bytes].split_at(row_bytes);
        let neighbours = row[4..].chunks_exact(4).zip(row.chunks_exact(4)).zip(above[4..].chunks_exact(4));
        busy += neighbours.filter(|((pixel, left), above)| unlike(pixel, left) && unlike(pixel, above)).count();
        total += pixels.width as usize - 1;
    }
    if busy * 100 > total * 7 { Filter::Up } else { Filter::None }
}

/// BGRA to RGB, four pixels at a time: 16 bytes in, 12 out.
fn to_rgb(bgra: &[u8], rgb: &mut [u8]) {
    let fours = bgra.len() / 16;
    for (from, to) in bgra.chunks_exact(16).zip(rgb.chunks_exact_mut(12)) {
        let pixel = |i: usize| u32::from_be_bytes([0, from[i * 4], from[i * 4 + 1], from[i * 4 + 2]]);
        let [a, b, c, d] = [pixel(0), pixel(1), pixel(2), pixel(3)];
        to[..4].copy_from_slice(&(a | b << 24).to_le_bytes());
        to[4..8].copy_from_slice(&(b >> 8 | c << 16).to_le_bytes());
        to[8..].copy_from_slice(&(c >> 16 | d << 8).to_le_bytes());
    }
    for (from, to) in bgra[fours * 16..].chunks_exact(4).zip(rgb[fours * 12..].chunks_exact_mut(3)) {
        to.copy_from_slice(&[from[2], from[1], from[0]]);
    }
}

fn file(pixels: &Pixels, compressed: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(compressed.len() + 80);
    file.extend(b"\x89PNG\r\n\x1a\n");
    let color_type = if pixels.opaque { 2 } else { 6 };
    let mut header = [0; 13];
    header[..4].copy_from_slice(&pixels.width.to_be_bytes());
    header[4..8].copy_from_slice(&pixels.height.to_be_bytes());
    header[8..10].copy_from_slice(&[8, color_type]);
    chunk(&mut file, b"IHDR", &header);
    // Perceptual sRGB, so that viewers do not guess.
    chunk(&mut file, b"sRGB", &[0]);
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
