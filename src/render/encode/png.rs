//! PNG (ISO/IEC 15948): RGB where nothing is transparent, else RGBA; the filter chosen by looking, not by trying all.

use libdeflater::{CompressionLvl, Compressor, Crc};

use super::Pixels;
use crate::domain::output::Effort;

/// How rows are told from each other before they are compressed (ISO/IEC 15948, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    None = 0,
    Up = 2,
}

/// Encodes with an effort: FAST, BALANCED, SMALL take about 1, 2 and 10 parts of time.
pub fn encode(pixels: &Pixels, effort: Effort) -> Result<Vec<u8>, String> {
    let filter = choose(pixels);
    let rows = filtered(pixels, filter);
    let level = match (effort, filter) {
        (Effort::Fast, _) => 1,
        (Effort::Balanced, Filter::None) => 6,
        (Effort::Balanced, Filter::Up) => 3,
        (Effort::Small, _) => 10,
    };
    let compressed = deflate(&rows, level)?;
    Ok(file(pixels, &compressed))
}

fn channels(pixels: &Pixels) -> usize {
    if pixels.opaque { 3 } else { 4 }
}

/// Rows of flat colour and type compress best as they are: what repeats does so exactly. In a photo little repeats, and
/// differences from the row above are small. So a few rows are sampled: are most pixels like their left neighbour?
fn choose(pixels: &Pixels) -> Filter {
    const SAMPLED_ROWS: usize = 24;
    let row_bytes = pixels.width as usize * 4;
    let height = pixels.height as usize;
    let step = (height / SAMPLED_ROWS).max(1);
    let (mut same, mut total) = (0_usize, 0_usize);
    for row in pixels.bgra.chunks_exact(row_bytes).skip(step / 2).step_by(step) {
        same += row.chunks_exact(4).zip(row[4..].chunks_exact(4)).filter(|(left, right)| left == right).count();
        total += (row.len() / 4).saturating_sub(1);
    }
    if same * 2 >= total { Filter::None } else { Filter::Up }
}

/// Every row with its filter's number before it.
fn filtered(pixels: &Pixels, filter: Filter) -> Vec<u8> {
    let source_bytes = pixels.width as usize * 4;
    let row_bytes = pixels.width as usize * channels(pixels);
    let mut rows = vec![0_u8; (row_bytes + 1) * pixels.height as usize];
    for (row, source) in rows.chunks_exact_mut(row_bytes + 1).zip(pixels.bgra.chunks_exact(source_bytes)) {
        row[0] = filter as u8;
        if pixels.opaque {
            for (to, from) in row[1..].chunks_exact_mut(3).zip(source.chunks_exact(4)) {
                to.copy_from_slice(&[from[2], from[1], from[0]]);
            }
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
    rows
}

fn deflate(rows: &[u8], level: i32) -> Result<Vec<u8>, String> {
    let level = CompressionLvl::new(level).map_err(|_| format!("libdeflate has no level {level}"))?;
    let mut compressor = Compressor::new(level);
    let mut compressed = vec![0; compressor.zlib_compress_bound(rows.len())];
    let length = compressor.zlib_compress(rows, &mut compressed).map_err(|e| format!("libdeflate: {e}"))?;
    compressed.truncate(length);
    Ok(compressed)
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
