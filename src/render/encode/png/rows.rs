//! Pixels into rows: their colours as PNG wants them, then each row told from the one above (ISO/IEC 15948, section 9).

use multiversion::multiversion;

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

    /// Writes a row of pixels.
    fn write(&self, from: &[u8], to: &mut [u8]) {
        match self {
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
}

/// How a row is told from its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    None = 0,
    /// From the pixel to the left.
    Sub = 1,
    /// From those to the left, above and above left.
    Paeth = 4,
}

/// Fills `rows`: every row with its filter's number before it.
pub fn fill(rows: &mut Vec<u8>, pixels: &Pixels, colors: &Colors, filter: Filter) {
    let (length, pixel) = (colors.row(pixels.width), colors.pixel());
    rows.resize((1 + length) * pixels.height as usize, 0);
    // A row with a pixel of zeros before it, which stands to the left of its first, and the one above it.
    let scratch = if filter == Filter::None { 0 } else { pixel + length };
    let (mut here, mut above) = (vec![0; scratch], vec![0; scratch]);
    let source = pixels.bgra.chunks_exact(pixels.width as usize * 4);
    for (to, from) in rows.chunks_exact_mut(1 + length).zip(source) {
        let [number, to @ ..] = to else { continue };
        *number = filter as u8;
        match filter {
            Filter::None => colors.write(from, to),
            Filter::Sub => {
                colors.write(from, &mut here[pixel..]);
                sub(to, &here[pixel..], &here);
            }
            Filter::Paeth => {
                colors.write(from, &mut here[pixel..]);
                paeth(to, &here[pixel..], &here, &above[pixel..], &above);
                std::mem::swap(&mut here, &mut above);
            }
        }
    }
}

/// Each byte without the one to the left.
#[multiversion(targets("x86_64+avx2"))]
fn sub(to: &mut [u8], here: &[u8], left: &[u8]) {
    let all = ..to.len();
    let (here, left) = (&here[all], &left[all]);
    for i in 0..to.len() {
        to[i] = here[i].wrapping_sub(left[i]);
    }
}

/// Each byte without Paeth's predictor of it, which is taken from those to the left, above and above left.
#[multiversion(targets("x86_64+avx2"))]
fn paeth(to: &mut [u8], here: &[u8], left: &[u8], up: &[u8], corner: &[u8]) {
    let all = ..to.len();
    let (here, left, up, corner) = (&here[all], &left[all], &up[all], &corner[all]);
    for i in 0..to.len() {
        to[i] = here[i].wrapping_sub(nearest(left[i], up[i], corner[i]));
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

#[multiversion(targets("x86_64+avx2"))]
fn to_rgb(bgra: &[u8], rgb: &mut [u8]) {
    for (to, from) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(bgra.as_chunks::<4>().0) {
        *to = [from[2], from[1], from[0]];
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
