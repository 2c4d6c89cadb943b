//! Where the next bytes stood before.

use super::Layout;

/// How far back a match may reach.
pub const WINDOW: usize = 32_768;
pub const LONGEST: usize = 258;
/// A match so long is hardly surpassed: where the geometry answers it no other place is looked at, and the next byte's is
/// looked for by its geometry alone. This and what is not tried after a great one cost 1 % more bytes, and save a quarter
/// of the time.
pub const GOOD: usize = 16;
const HASH_BITS: u32 = 15;
const SHORT_HASH_BITS: u32 = 14;
/// A short match from far away costs more bits than its bytes.
const SHORT_REACH: usize = 4096;

/// 3 to [`LONGEST`] bytes from 1 to [`WINDOW`] bytes back.
#[derive(Debug, Clone, Copy)]
pub struct Match {
    pub length: usize,
    pub distance: usize,
    pub worth: i32,
}

impl Match {
    /// A byte saved is worth four bits, one bit of distance costs one, both doubled to weigh in whole numbers.
    pub fn of(length: usize, distance: usize) -> Match {
        Match { length, distance, worth: length as i32 * 8 - distance.ilog2() as i32 * 2 }
    }

    /// None, where one must be worth more than that.
    pub fn none(least: i32) -> Match {
        Match { length: 0, distance: 0, worth: least }
    }

    pub fn found(self) -> Option<Match> {
        (self.length > 0).then_some(self)
    }

    /// What of it is whole pixels, of at most so many bytes.
    pub fn whole<const PIXEL: usize>(self, most: usize) -> Option<Match> {
        let length = self.length.min(most);
        let length = length - length % PIXEL;
        (length >= 3).then_some(Match { length, ..self })
    }
}

/// Before this place eight bytes can be read at once, and matches be looked for.
pub fn end(data: &[u8]) -> usize {
    data.len().saturating_sub(8)
}

/// The match worth most to the left, above, and above a pixel aside, if it is worth more than `least`.
#[inline]
pub fn nearby(data: &[u8], at: usize, layout: Layout, least: i32) -> Option<Match> {
    geometric(data, at, layout, Match::none(least)).found()
}

// Called from three places, and a tenth of the time is lost where it is called in earnest.
#[inline(always)]
fn geometric(data: &[u8], at: usize, Layout { row, pixel }: Layout, mut best: Match) -> Match {
    let most = longest(data, at);
    let start = four(data, at);
    for distance in [pixel, row, row - pixel, row + pixel] {
        if distance <= at && distance <= WINDOW && best.length < most && four(data, at - distance) == start {
            let found = Match::of(common(data, at - distance, at, most), distance);
            if found.worth > best.worth {
                best = found;
            }
        }
    }
    best
}

/// The latest places by the bytes that follow them.
pub struct Places {
    /// By hash of four bytes, the last place that began with them, plus one; 0 is none.
    last: Box<[u32; 1 << HASH_BITS]>,
    /// The same by three bytes.
    last_short: Box<[u32; 1 << SHORT_HASH_BITS]>,
    /// By place modulo the window, the place before it with the same hash, plus one.
    before: Box<[u32; WINDOW]>,
}

impl Default for Places {
    fn default() -> Self {
        Places {
            last: Box::new([0; 1 << HASH_BITS]),
            last_short: Box::new([0; 1 << SHORT_HASH_BITS]),
            before: Box::new([0; WINDOW]),
        }
    }
}

impl Places {
    pub fn forget(&mut self) {
        self.last.fill(0);
        self.last_short.fill(0);
    }

    /// The match worth most, if it is worth more than `least`; of the places with the same four bytes at most `depth` are
    /// looked at. Remembers the place, which must lie before [`end`].
    #[inline]
    pub fn find(&mut self, data: &[u8], at: usize, layout: Layout, least: i32, depth: usize) -> Option<Match> {
        let most = longest(data, at);
        let start = four(data, at);
        let mut best = geometric(data, at, layout, Match::none(least));
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
        best.found()
    }

    /// Puts a place into the tables; answers those of the same four, and of the same three bytes before it.
    #[inline]
    pub fn remember(&mut self, data: &[u8], at: usize) -> (usize, usize) {
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

/// How long a match can be there.
#[inline]
fn longest(data: &[u8], at: usize) -> usize {
    (data.len() - at).min(LONGEST)
}

#[inline]
fn four(data: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(*data[at..].first_chunk().expect("eight bytes follow every place"))
}

/// How many bytes are alike at two places, at most `most`, which the data has after the later one. Sixteen at a time take
/// a tenth less of all the time than eight.
#[inline]
pub fn common(data: &[u8], from: usize, at: usize, most: usize) -> usize {
    let (earlier, later) = (&data[from..from + most], &data[at..at + most]);
    let mut length = 0;
    for (a, b) in earlier.as_chunks::<16>().0.iter().zip(later.as_chunks::<16>().0) {
        let unlike = u128::from_le_bytes(*a) ^ u128::from_le_bytes(*b);
        if unlike != 0 {
            return length + unlike.trailing_zeros() as usize / 8;
        }
        length += 16;
    }
    length + earlier[length..].iter().zip(&later[length..]).take_while(|(a, b)| a == b).count()
}
