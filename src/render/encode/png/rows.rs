//! Pixels into rows: their colours as PNG wants them, then each row told from the one above (ISO/IEC 15948, section 9).

use super::super::Pixels;
use super::palette::Palette;

/// What a pixel is written as (ISO/IEC 15948, section 11.2.1).
#[derive(Debug, Clone, PartialEq)]
pub enum Colors {
    /// One byte a pixel.
    Grey,
    Rgb,
    Rgba,
    /// 1, 2, 4 or 8 bits a pixel.
    Indexed(Palette),
}

impl Colors {
    /// The one that needs the fewest bytes before compression.
    pub fn of(pixels: &Pixels) -> Colors {
        let palette = Palette::of(pixels);
        let few = palette.as_ref().is_some_and(|palette| palette.bits() < 8);
        if !few && pixels.opaque && pixels.bgra.chunks_exact(4).all(|p| p[0] == p[1] && p[1] == p[2]) {
            return Colors::Grey;
        }
        match palette {
            Some(palette) => Colors::Indexed(palette),
            None if pixels.opaque => Colors::Rgb,
            None => Colors::Rgba,
        }
    }

    /// Bits of a pixel.
    fn bits(&self) -> usize {
        match self {
            Colors::Grey => 8,
            Colors::Rgb => 24,
            Colors::Rgba => 32,
            Colors::Indexed(palette) => palette.bits().into(),
        }
    }

    /// Bytes of a pixel, at least one: what filters call the pixel to the left.
    pub fn pixel(&self) -> usize {
        self.bits().div_ceil(8)
    }

    /// Bytes of a row without its filter's number.
    pub fn row(&self, width: u32) -> usize {
        (width as usize * self.bits()).div_ceil(8)
    }
}

/// How a row is told from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    None = 0,
    Paeth = 4,
}

/// Fills `rows`: every row with its filter's number before it.
pub fn fill(rows: &mut Vec<u8>, pixels: &Pixels, colors: &Colors, filter: Filter) {
    let source = pixels.width as usize * 4;
    let row = colors.row(pixels.width) + 1;
    rows.resize(row * pixels.height as usize, 0);
    for (to, from) in rows.chunks_exact_mut(row).zip(pixels.bgra.chunks_exact(source)) {
        to[0] = Filter::None as u8;
        let to = &mut to[1..];
        match colors {
            Colors::Grey => to.iter_mut().zip(from.chunks_exact(4)).for_each(|(to, from)| *to = from[0]),
            Colors::Rgb => to_rgb(from, to),
            Colors::Rgba => {
                for (to, from) in to.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<4>().0) {
                    *to = Pixels::straight(*from);
                }
            }
            Colors::Indexed(palette) => palette.write(from, to),
        }
    }
    if filter == Filter::Paeth {
        paeth(rows, row, colors.pixel());
    }
}

/// From the last row upwards, so that each still finds the row above unfiltered; the first stays as it is.
fn paeth(rows: &mut [u8], row: usize, pixel: usize) {
    let mut plain = vec![0; row - 1];
    for y in (1..rows.len() / row).rev() {
        let (above, row) = rows[(y - 1) * row..(y + 1) * row].split_at_mut(row);
        plain.copy_from_slice(&row[1..]);
        let above = &above[1..];
        row[0] = Filter::Paeth as u8;
        let row = &mut row[1..];
        let first = pixel.min(row.len());
        row[..first].iter_mut().zip(above).for_each(|(byte, above)| *byte = byte.wrapping_sub(*above));
        subtract(&mut row[first..], &plain, &above[first..], above);
    }
}

/// Takes Paeth's predictor off each byte, 32 at once.
fn subtract(bytes: &mut [u8], left: &[u8], up: &[u8], corner: &[u8]) {
    let (whole, rest) = bytes.as_chunks_mut::<32>();
    let at = whole.len() * 32;
    let neighbours = left.as_chunks::<32>().0.iter().zip(up.as_chunks::<32>().0).zip(corner.as_chunks::<32>().0);
    for (bytes, ((left, up), corner)) in whole.iter_mut().zip(neighbours) {
        for i in 0..32 {
            bytes[i] = bytes[i].wrapping_sub(nearest(left[i], up[i], corner[i]));
        }
    }
    for (byte, ((left, up), corner)) in rest.iter_mut().zip(left[at..].iter().zip(&up[at..]).zip(&corner[at..])) {
        *byte = byte.wrapping_sub(nearest(*left, *up, *corner));
    }
}

/// Of left, up and corner the one nearest to left + up - corner, in eight bits: where the corner lies beside both, it is
/// the farther of the two.
#[inline]
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let (low, high) = (left.min(up), left.max(up));
    let (to_left, to_up) = (up.abs_diff(corner), left.abs_diff(corner));
    let side = if to_left <= to_up { left } else { up };
    let between = if to_left.min(to_up) <= to_left.abs_diff(to_up) { side } else { corner };
    if corner <= low {
        high
    } else if corner >= high {
        low
    } else {
        between
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO/IEC 15948, section 9.4, to the letter.
    fn paeth_predictor(a: u8, b: u8, c: u8) -> u8 {
        let p = i32::from(a) + i32::from(b) - i32::from(c);
        let [pa, pb, pc] = [a, b, c].map(|value| p.abs_diff(value.into()));
        if pa <= pb && pa <= pc {
            a
        } else if pb <= pc {
            b
        } else {
            c
        }
    }

    #[test]
    fn the_nearest_is_paeths() {
        for left in 0..=255 {
            for up in 0..=255 {
                for corner in (0..=255).step_by(3).chain([left, up]) {
                    assert_eq!(nearest(left, up, corner), paeth_predictor(left, up, corner), "{left} {up} {corner}");
                }
            }
        }
    }
}
