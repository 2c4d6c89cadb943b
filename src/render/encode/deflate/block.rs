//! Blocks with Huffman codes of their own (RFC 1951, section 3.2.7).

use super::huffman;

/// Bits, the first the lowest.
pub struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(out: &'a mut Vec<u8>) -> Bits<'a> {
        Bits { out, held: 0, count: 0 }
    }

    /// At most 32 bits.
    fn put(&mut self, bits: u32, count: u32) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            self.out.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// Fills the last byte up.
    pub fn finish(self) {
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.held.to_le_bytes()[..bytes]);
    }
}

const LENGTH_BASE: [u16; 29] =
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA: [u8; 29] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

/// The symbol of a match's length, 3 to 258, counted from 257.
fn length_symbol(length: usize) -> usize {
    match length - 3 {
        255 => 28,
        short @ 0..8 => short,
        long => {
            let bits = long.ilog2() as usize;
            (bits - 1) * 4 + ((long >> (bits - 2)) & 3)
        }
    }
}

/// The symbol of a distance, 1 to 32768, how many extra bits follow, and which.
fn distance_symbol(distance: usize) -> (usize, u32, u32) {
    match distance - 1 {
        near @ 0..4 => (near, 0, 0),
        far => {
            let bits = far.ilog2();
            let half = (far >> (bits - 1)) & 1;
            (bits as usize * 2 + half, bits - 1, far as u32 & ((1 << (bits - 1)) - 1))
        }
    }
}

const END: usize = 256;
const MATCH: u32 = 1 << 31;

/// Literals and matches, and how often each symbol stands for them.
pub struct Block {
    tokens: Vec<u32>,
    literals: [u32; 286],
    distances: [u32; 30],
}

impl Default for Block {
    fn default() -> Self {
        Block { tokens: Vec::new(), literals: [0; 286], distances: [0; 30] }
    }
}

impl Block {
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn literal(&mut self, byte: u8) {
        self.tokens.push(byte.into());
        self.literals[usize::from(byte)] += 1;
    }

    /// 3 to 258 bytes from 1 to 32768 bytes back.
    pub fn repeat(&mut self, length: usize, distance: usize) {
        self.tokens.push(MATCH | (length as u32) << 16 | (distance as u32 - 1));
        self.literals[END + 1 + length_symbol(length)] += 1;
        self.distances[distance_symbol(distance).0] += 1;
    }

    /// Writes the block and empties it.
    pub fn write(&mut self, bits: &mut Bits, last: bool) {
        self.literals[END] = 1;
        let mut literal_lengths = [0; 286];
        huffman::lengths(&self.literals, 15, &mut literal_lengths);
        let mut distance_lengths = [0; 30];
        huffman::lengths(&self.distances, 15, &mut distance_lengths);
        // Without a match one distance of no bits at all is told.
        let used = |lengths: &[u8]| lengths.len() - lengths.iter().rev().take_while(|length| **length == 0).count();
        let (literals, distances) = (used(&literal_lengths), used(&distance_lengths).max(1));

        bits.put(u32::from(last) | 2 << 1, 3);
        bits.put(literals as u32 - 257, 5);
        bits.put(distances as u32 - 1, 5);
        write_lengths(bits, &[&literal_lengths[..literals], &distance_lengths[..distances]].concat());

        let (mut literal_codes, mut distance_codes) = ([0; 286], [0; 30]);
        huffman::codes(&literal_lengths, &mut literal_codes);
        huffman::codes(&distance_lengths, &mut distance_codes);
        let mut lengths = [(0, 0); 259];
        for (length, entry) in lengths.iter_mut().enumerate().skip(3) {
            let symbol = length_symbol(length);
            let (code, bits) = (literal_codes[END + 1 + symbol], literal_lengths[END + 1 + symbol]);
            let extra = length as u32 - u32::from(LENGTH_BASE[symbol]);
            *entry = (u32::from(code) | extra << bits, u32::from(bits + LENGTH_EXTRA[symbol]));
        }
        for token in &self.tokens {
            if token & MATCH == 0 {
                let byte = *token as usize & 255;
                bits.put(literal_codes[byte].into(), literal_lengths[byte].into());
            } else {
                let (code, count) = lengths[((token >> 16) & 511) as usize % 259];
                bits.put(code, count);
                let (symbol, extra_bits, extra) = distance_symbol((token & 0xffff) as usize + 1);
                let count = u32::from(distance_lengths[symbol]);
                bits.put(u32::from(distance_codes[symbol]) | extra << count, count + extra_bits);
            }
        }
        bits.put(literal_codes[END].into(), literal_lengths[END].into());
        self.tokens.clear();
        self.literals.fill(0);
        self.distances.fill(0);
    }
}

/// Code lengths, runs of them shortened, under a code of their own.
fn write_lengths(bits: &mut Bits, lengths: &[u8]) {
    const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    let mut symbols: Vec<(usize, u32, u32)> = Vec::new();
    let mut at = 0;
    while at < lengths.len() {
        let length = lengths[at];
        let run = lengths[at..].iter().take_while(|other| **other == length).count();
        at += match (length, run) {
            (0, 3..11) => {
                symbols.push((17, run as u32 - 3, 3));
                run
            }
            (0, 11..) => {
                let run = run.min(138);
                symbols.push((18, run as u32 - 11, 7));
                run
            }
            (_, 4..) => {
                let again = (run - 1).min(6);
                symbols.extend([(usize::from(length), 0, 0), (16, again as u32 - 3, 2)]);
                again + 1
            }
            _ => {
                symbols.push((usize::from(length), 0, 0));
                1
            }
        };
    }
    let mut frequencies = [0; 19];
    symbols.iter().for_each(|(symbol, ..)| frequencies[*symbol] += 1);
    let (mut lengths, mut codes) = ([0; 19], [0; 19]);
    huffman::lengths(&frequencies, 7, &mut lengths);
    huffman::codes(&lengths, &mut codes);
    let told = (19 - ORDER.iter().rev().take_while(|symbol| lengths[**symbol] == 0).count()).max(4);
    bits.put(told as u32 - 4, 4);
    for symbol in &ORDER[..told] {
        bits.put(lengths[*symbol].into(), 3);
    }
    for (symbol, extra, extra_bits) in symbols {
        bits.put(codes[symbol].into(), lengths[symbol].into());
        bits.put(extra, extra_bits);
    }
}
