//! Where whole pixels stood before: in filtered rows of a picture with grain the same few differences return again and
//! again, and hardly ever a part of one.

use super::matches::{LONGEST, Match, WINDOW, common};

const HASH_BITS: u32 = 12;
const PAIR_HASH_BITS: u32 = 14;
/// What a match must be worth: a single pixel that was there within 16 kB is worth it where literals are noise.
const LEAST: i32 = -4;
/// Within a longer match only the last pixel is remembered.
const REMEMBERED: usize = 32;

/// The latest places by the pixel there, and by the two. The first place of all, a filter's number, stands for none.
pub struct Pixels {
    one: Box<[u32; 1 << HASH_BITS]>,
    two: Box<[u32; 1 << PAIR_HASH_BITS]>,
}

impl Default for Pixels {
    fn default() -> Self {
        Pixels { one: Box::new([0; 1 << HASH_BITS]), two: Box::new([0; 1 << PAIR_HASH_BITS]) }
    }
}

impl Pixels {
    pub fn forget(&mut self) {
        self.one.fill(0);
        self.two.fill(0);
    }

    /// The match of whole pixels of 1 to 4 bytes that is worth most, before `stop`. Eight bytes must follow the place.
    #[inline]
    pub fn find<const PIXEL: usize>(&mut self, data: &[u8], at: usize, stop: usize) -> Option<Match> {
        let most = (stop - at).min(LONGEST);
        let here = eight(data, at);
        let mut best = Match::none(LEAST);
        for place in self.remember::<PIXEL>(here, at) {
            let distance = at - place;
            if place == 0 || distance > WINDOW {
                continue;
            }
            let alike = (here ^ eight(data, place)).trailing_zeros() as usize / 8;
            let length = if alike < 8 { alike.min(most) } else { common(data, place, at, most) };
            let length = length - length % PIXEL;
            if length >= 3 {
                let found = Match::of(length, distance);
                if found.worth > best.worth {
                    best = found;
                }
            }
        }
        let found = best.found()?;
        let end = (at + found.length).min(data.len() - 8);
        let skipped = if found.length < REMEMBERED { 0 } else { found.length - 2 * PIXEL };
        let mut place = at + PIXEL + skipped;
        while place < end {
            self.remember::<PIXEL>(eight(data, place), place);
            place += PIXEL;
        }
        Some(found)
    }

    /// Puts a place into the tables; answers those before it, of two such pixels and of one.
    #[inline]
    fn remember<const PIXEL: usize>(&mut self, here: u64, at: usize) -> [usize; 2] {
        const SPREAD: u64 = 0x9e37_79b1_85eb_ca87;
        let hash = |bytes: usize, bits: u32| ((here << (64 - 8 * bytes)).wrapping_mul(SPREAD) >> (64 - bits)) as usize;
        let two = &mut self.two[hash(2 * PIXEL, PAIR_HASH_BITS)];
        let one = &mut self.one[hash(PIXEL, HASH_BITS)];
        // A picture has at most 256 MB of rows.
        let at = at as u32;
        [std::mem::replace(two, at) as usize, std::mem::replace(one, at) as usize]
    }
}

#[inline]
fn eight(data: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(*data[at..].first_chunk().expect("eight bytes follow every place"))
}
