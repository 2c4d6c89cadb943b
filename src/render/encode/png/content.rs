//! What a picture shows, as far as a few rows tell.

use super::super::Pixels;

/// By what makes it small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Flat areas, straight gradients and type: most pixels are like one of their neighbours.
    Plain,
    /// Gradients over gradients: neighbours differ, though by little.
    Shaded,
    /// A photo.
    Photo,
    /// Smooth colours with grain, as in drawn pictures: neighbours differ, and in the same few ways all over.
    Grain,
}

/// Rows that are looked at.
const SAMPLED_ROWS: usize = 24;

impl Content {
    /// How many pixels are unlike left, above and the two aside of above? Those that are so by more than a gradient's step
    /// make 1 to 4 % with type, 13 % and more with a photo. Those that are so by little make 0.2 % with one straight
    /// gradient, 0.9 to 6 % with several over each other.
    pub fn of(pixels: &Pixels) -> Content {
        let unlike = |a: &[u8], b: &[u8]| (0..3).map(|i| u32::from(a[i].abs_diff(b[i]))).sum::<u32>() > 2;
        let (mut busy, mut faint, mut total) = (0_usize, 0_usize, 0_usize);
        for (above, row) in sampled(pixels) {
            for (here, above) in row.windows(2).zip(above.windows(3)) {
                let (left, pixel) = (&here[0], &here[1]);
                if pixel == left || above.contains(pixel) {
                    continue;
                }
                if unlike(pixel, left) && unlike(pixel, &above[1]) {
                    busy += 1;
                } else {
                    faint += 1;
                }
            }
            total += row.len().saturating_sub(2);
        }
        if busy * 100 > total * 7 {
            if has_grain(pixels) { Content::Grain } else { Content::Photo }
        } else if faint * 200 > total {
            Content::Shaded
        } else {
            Content::Plain
        }
    }

    /// Whether nearly every pixel is unlike its neighbours, which no lossless format makes much smaller.
    pub fn is_photographic(self) -> bool {
        matches!(self, Content::Photo | Content::Grain)
    }

    /// The same of a picture without colours, whose differences are few in any case.
    pub fn grey(self) -> Content {
        if self == Content::Grain { Content::Photo } else { self }
    }
}

/// Pairs of rows, one above the other.
fn sampled<'a>(pixels: &Pixels<'a>) -> impl Iterator<Item = (&'a [[u8; 4]], &'a [[u8; 4]])> {
    let (bgra, height) = (pixels.bgra, pixels.height as usize);
    let row_bytes = pixels.width as usize * 4;
    let step = (height / SAMPLED_ROWS).max(1);
    (step / 2 + 1..height).step_by(step).map(move |y| {
        let (above, row) = bgra[(y - 1) * row_bytes..(y + 1) * row_bytes].split_at(row_bytes);
        (above.as_chunks().0, row.as_chunks().0)
    })
}

/// Whether few differences from the left pixel make up as many pixels as deflate sees at once. Of 8,192 pixels, 2 to 9 %
/// differ in a way of their own where grain is alike in all channels, 14 % and more in photos.
fn has_grain(pixels: &Pixels) -> bool {
    const SEEN_AT_ONCE: usize = 8192;
    // A set of hashes: of those few two are hardly ever the same.
    let mut seen = vec![0_u64; 1024];
    let (mut total, mut distinct, mut since) = (0_usize, 0_usize, 0_usize);
    for (_, row) in sampled(pixels) {
        for pair in row.windows(2) {
            let difference: [u8; 4] = std::array::from_fn(|channel| pair[1][channel].wrapping_sub(pair[0][channel]));
            let hash = u32::from_le_bytes(difference).wrapping_mul(0x9e37_79b1) >> 16;
            let (word, bit) = (&mut seen[hash as usize / 64], 1 << (hash % 64));
            distinct += usize::from(*word & bit == 0);
            *word |= bit;
        }
        total += row.len() - 1;
        since += row.len() - 1;
        if since >= SEEN_AT_ONCE {
            seen.fill(0);
            since = 0;
        }
    }
    distinct * 100 < total * 12
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers around 0, most of them near.
    fn noise() -> impl FnMut(i32) -> i32 {
        let mut seed = 7_u32;
        move |reach| {
            let mut one = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as i32 % (2 * reach + 1) - reach
            };
            (one() + one() + one()) / 3
        }
    }

    fn of(pixel: impl FnMut(i32, i32) -> [i32; 3]) -> Content {
        const SIZE: i32 = 400;
        let mut pixel = pixel;
        let colors = (0..SIZE * SIZE).map(|at| pixel(at % SIZE, at / SIZE));
        let bgra: Vec<u8> = colors.flat_map(|[b, g, r]| [b, g, r, 255].map(|c| c.clamp(0, 255) as u8)).collect();
        Content::of(&Pixels { bgra: &bgra, width: SIZE as u32, height: SIZE as u32, opaque: true })
    }

    #[test]
    fn grain_is_told_from_photos() {
        let ramp = |x: i32, y: i32| [60 + x / 8, 200 - y / 6, 90 + (x + y) / 16];
        assert_eq!(of(ramp), Content::Shaded);
        assert_eq!(of(|x, _| if x < 200 { [10; 3] } else { [200; 3] }), Content::Plain);
        for reach in [4, 8, 16] {
            let (mut grain, mut each) = (noise(), noise());
            let alike = of(|x, y| {
                let step = grain(reach);
                ramp(x, y).map(|c| c + step)
            });
            assert_eq!(alike, Content::Grain, "{reach}");
            let photo = of(|x, y| ramp(x, y).map(|c| c + each(2 * reach)));
            assert_eq!(photo, Content::Photo, "{reach}");
        }
    }
}
