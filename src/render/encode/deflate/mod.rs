//! Deflate (RFC 1951) for the rows of a drawn picture: what repeats there repeats from the pixel to the left, from the
//! row above, or, along a gradient, from the row above and a pixel aside. These places are looked at first, and a chain
//! of hashes only where they answer little. On cards this is smaller than libdeflate's level 6, and takes half its time.

mod block;
mod huffman;

use block::{Bits, Block};

/// How far back a match may reach.
const WINDOW: usize = 32_768;
const LONGEST: usize = 258;
const HASH_BITS: u32 = 15;
const SHORT_HASH_BITS: u32 = 14;
/// Earlier places looked at for one match: 8 give 0.3 % fewer bytes for an eighth more time.
const DEPTH: usize = 3;
/// A match so long is hardly surpassed: where the geometry answers it no other place is looked at, and the next byte's is
/// looked for by its geometry alone. This and the next cost 1 % more bytes, and save a quarter of the time.
const GOOD: usize = 16;
/// After a match so long the next byte is not tried at all.
const GREAT: usize = 32;
/// Within a longer match only the first and the last bytes are remembered: what lies between is found by its geometry, and
/// would only lengthen the chains.
const REMEMBERED: usize = 3;
/// A short match from far away costs more bits than its bytes.
const SHORT_REACH: usize = 4096;
/// Tokens of a block: fewer tell their codes too often, more fit them to no part of the picture.
const BLOCK_TOKENS: usize = 6000;
/// What a match must be worth in [`Match::of`]'s measure to stand for its bytes.
const LEAST: i32 = 8;

/// Compresses rows; keeps its tables for the next picture.
pub struct Deflater {
    /// By hash of four bytes, the last place that began with them, plus one; 0 is none.
    last: Box<[u32; 1 << HASH_BITS]>,
    /// The same by three bytes.
    last_short: Box<[u32; 1 << SHORT_HASH_BITS]>,
    /// By place modulo the window, the place before it with the same hash, plus one.
    before: Box<[u32; WINDOW]>,
    block: Block,
}

/// How the rows lie: bytes per row with its filter's number, bytes per pixel.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    pub row: usize,
    pub pixel: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Match {
    length: usize,
    distance: usize,
    worth: i32,
}

impl Match {
    /// A byte saved is worth four bits, one bit of distance costs one, both doubled to weigh in whole numbers.
    fn of(length: usize, distance: usize) -> Match {
        Match { length, distance, worth: length as i32 * 8 - distance.ilog2() as i32 * 2 }
    }
}

impl Default for Deflater {
    fn default() -> Self {
        Deflater {
            last: Box::new([0; 1 << HASH_BITS]),
            last_short: Box::new([0; 1 << SHORT_HASH_BITS]),
            before: Box::new([0; WINDOW]),
            block: Block::default(),
        }
    }
}

impl Deflater {
    /// Appends the rows as a zlib stream (RFC 1950).
    pub fn compress(&mut self, data: &[u8], layout: Layout, out: &mut Vec<u8>) {
        self.last.fill(0);
        self.last_short.fill(0);
        out.extend_from_slice(&[0x78, 0x9c]);
        let mut bits = Bits::new(out);
        // Eight bytes can be read at once everywhere before.
        let end = data.len().saturating_sub(8);
        let mut at = 0;
        while at < data.len() {
            if self.block.len() >= BLOCK_TOKENS {
                self.block.write(&mut bits, false);
            }
            let found = if at < end { self.find(data, at, layout, LEAST, DEPTH) } else { None };
            let Some(mut found) = found else {
                self.block.literal(data[at]);
                at += 1;
                continue;
            };
            let mut remembered = at + 1;
            // A match that begins a byte later may be worth more.
            while found.length < GREAT && at + 1 < end {
                let depth = if found.length < GOOD { DEPTH } else { 0 };
                let next = self.find(data, at + 1, layout, found.worth + 2, depth);
                remembered = at + 2;
                let Some(better) = next else { break };
                self.block.literal(data[at]);
                at += 1;
                found = better;
            }
            self.block.repeat(found.length, found.distance);
            let stop = (at + found.length).min(end);
            let head = stop.min(at + REMEMBERED);
            let tail = stop.saturating_sub(REMEMBERED).max(remembered).max(head);
            for place in (remembered..head).chain(tail..stop) {
                self.remember(data, place);
            }
            at += found.length;
        }
        self.block.write(&mut bits, true);
        bits.finish();
        out.extend_from_slice(&libdeflater::adler32(data).to_be_bytes());
    }

    /// The match worth most at that place, if it is worth more than `least`; remembers the place. Eight bytes must
    /// follow it.
    #[inline]
    fn find(&mut self, data: &[u8], at: usize, layout: Layout, least: i32, depth: usize) -> Option<Match> {
        let most = (data.len() - at).min(LONGEST);
        let start = four(data, at);
        let mut best = Match { worth: least, ..Match::default() };
        let Layout { row, pixel } = layout;
        for distance in [pixel, row, row - pixel, row + pixel] {
            if distance <= at && distance <= WINDOW && best.length < most && four(data, at - distance) == start {
                let found = Match::of(common(data, at - distance, at, most), distance);
                if found.worth > best.worth {
                    best = found;
                }
            }
        }
        let (mut place, short) = self.remember(data, at);
        if best.length < most.min(GOOD) {
            // Places are counted from 1, and must be nearer than the window is wide.
            let oldest = (at + 1).saturating_sub(WINDOW);
            let reach = at - short.saturating_sub(1);
            if best.length == 0 && short > oldest && reach < SHORT_REACH && (four(data, short - 1) ^ start) << 8 == 0 {
                let mut found = Match::of(3, reach);
                found.worth += 8;
                if found.worth > best.worth {
                    best = found;
                }
            }
            for _ in 0..depth {
                if place <= oldest {
                    break;
                }
                let from = place - 1;
                // Only what also has the byte that would make it longer can be better.
                let tail = best.length.max(3) - 3;
                if four(data, from) == start && (tail + 4 > most || four(data, from + tail) == four(data, at + tail)) {
                    let found = Match::of(common(data, from, at, most), at - from);
                    if found.worth > best.worth {
                        best = found;
                        if best.length == most {
                            break;
                        }
                    }
                }
                let earlier = self.before[from % WINDOW] as usize;
                if earlier >= place {
                    break;
                }
                place = earlier;
            }
        }
        (best.length > 0).then_some(best)
    }

    /// Puts a place into the tables; answers those of the same four, and of the same three bytes before it.
    #[inline]
    fn remember(&mut self, data: &[u8], at: usize) -> (usize, usize) {
        const SPREAD: u32 = 0x9e37_79b1;
        let start = four(data, at);
        let last = &mut self.last[(start.wrapping_mul(SPREAD) >> (32 - HASH_BITS)) as usize];
        let short = &mut self.last_short[((start << 8).wrapping_mul(SPREAD) >> (32 - SHORT_HASH_BITS)) as usize];
        // A picture has at most 256 MB of rows.
        let place = at as u32 + 1;
        self.before[at % WINDOW] = *last;
        (std::mem::replace(last, place) as usize, std::mem::replace(short, place) as usize)
    }
}

#[inline]
fn four(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(*data[at..].first_chunk().expect("eight bytes follow every place"))
}

/// How many bytes are alike at two places, at most `most`, which the data has after the later one.
#[inline]
fn common(data: &[u8], from: usize, at: usize, most: usize) -> usize {
    let (earlier, later) = (&data[from..from + most], &data[at..at + most]);
    let mut length = 0;
    for (a, b) in earlier.as_chunks::<8>().0.iter().zip(later.as_chunks::<8>().0) {
        let unlike = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if unlike != 0 {
            return length + unlike.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + earlier[length..].iter().zip(&later[length..]).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(deflater: &mut Deflater, data: &[u8], layout: Layout) -> usize {
        let mut file = Vec::new();
        deflater.compress(data, layout, &mut file);
        let mut back = vec![0; data.len()];
        let length = libdeflater::Decompressor::new().zlib_decompress(&file, &mut back);
        assert_eq!(length.unwrap(), data.len());
        assert!(back == data, "{layout:?}");
        file.len()
    }

    #[test]
    fn everything_comes_back() {
        let mut deflater = Deflater::default();
        let mut seed = 7_u32;
        let mut random = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 16
        };
        for (row, pixel) in [(2, 1), (4, 3), (34, 3), (3601, 3), (32_769, 4), (40_001, 4)] {
            let layout = Layout { row, pixel };
            for length in [0, 1, 2, 3, 7, 8, 9, 12, 257, 300, 70_000, 200_000] {
                check(&mut deflater, &vec![0; length], layout);
                let noise: Vec<u8> = (0..length).map(|_| random() as u8).collect();
                assert!(check(&mut deflater, &noise, layout) < length + length / 100 + 400);
                let words: Vec<u8> = (0..length).map(|i| (random() & (i as u32 >> 14) & 3) as u8).collect();
                check(&mut deflater, &words, layout);
                let ramp: Vec<u8> = (0..length).map(|i| ((i % row) / 9 + i / row) as u8).collect();
                check(&mut deflater, &ramp, layout);
            }
        }
    }

    #[test]
    fn the_tables_of_the_last_picture_leave_no_trace() {
        let layout = Layout { row: 301, pixel: 3 };
        let data: Vec<u8> = (0..90_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 27) as u8).collect();
        let (mut first, mut again) = (Vec::new(), Vec::new());
        let mut deflater = Deflater::default();
        deflater.compress(&data, layout, &mut first);
        deflater.compress(&vec![5; 200_000], layout, &mut Vec::new());
        deflater.compress(&data, layout, &mut again);
        assert!(first == again);
    }
}
