//! Blocks with Huffman codes of their own (RFC 1951, section 3.2.7).

use super::huffman;
use super::matches::LONGEST;

/// Bits, the first the lowest.
pub struct Bits<'a> {
    out: &'a mut Vec<u8>,
    /// Bytes of `out` that are written; behind them is room.
    written: usize,
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    /// Appends to `out`.
    pub fn new(out: &'a mut Vec<u8>) -> Bits<'a> {
        let written = out.len();
        Bits { out, written, held: 0, count: 0 }
    }

    /// Makes room for so many bytes more.
    fn reserve(&mut self, bytes: usize) {
        // Eight are written at once.
        self.out.resize(self.written + bytes + 8, 0);
    }

    /// Holds bits until [`Self::flush`]: at most 56 in all.
    #[inline]
    fn hold(&mut self, bits: u32, count: u32) {
        self.held |= u64::from(bits) << self.count;
        self.count += count;
    }

    /// Writes whole bytes, into the room there is.
    #[inline]
    fn flush(&mut self) {
        if let Some(room) = self.out[self.written..].first_chunk_mut() {
            *room = self.held.to_le_bytes();
        }
        self.written += (self.count / 8) as usize;
        self.held >>= self.count & !7;
        self.count &= 7;
    }

    /// At most 32 bits.
    fn put(&mut self, bits: u32, count: u32) {
        self.hold(bits, count);
        self.flush();
    }

    /// Fills the last byte up.
    pub fn finish(mut self) {
        self.reserve(8);
        self.count = self.count.next_multiple_of(8);
        self.flush();
        self.out.truncate(self.written);
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

/// The symbol of a distance, 1 to 32768, and its extra bits.
fn distance_symbol(distance: usize) -> (usize, u32) {
    match distance - 1 {
        near @ 0..4 => (near, 0),
        far => {
            let bits = far.ilog2();
            let half = (far >> (bits - 1)) & 1;
            (bits as usize * 2 + half, far as u32 & ((1 << (bits - 1)) - 1))
        }
    }
}

/// How many extra bits a distance's symbol has.
fn distance_extra(symbol: usize) -> u32 {
    (symbol as u32 / 2).saturating_sub(1)
}

const END: usize = 256;
const LITERALS: usize = 286;
const DISTANCES: usize = 30;
/// In place of a distance's symbol where there is none.
const NO_DISTANCE: u16 = DISTANCES as u16;

/// A literal or a match, in a form that is written without asking which of them it is: no processor guesses that well
/// where type is painted.
#[derive(Debug, Clone, Copy)]
struct Token {
    /// The literal, or 256 and more for matches of 3 bytes and more.
    head: u16,
    distance: u16,
    distance_extra: u32,
}

/// Literals and matches, and how often each stands there.
pub struct Block {
    tokens: Vec<Token>,
    heads: [u32; 512],
    distances: [u32; DISTANCES],
}

impl Default for Block {
    fn default() -> Self {
        Block { tokens: Vec::new(), heads: [0; 512], distances: [0; DISTANCES] }
    }
}

impl Block {
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    #[inline]
    pub fn literal(&mut self, byte: u8) {
        self.tokens.push(Token { head: byte.into(), distance: NO_DISTANCE, distance_extra: 0 });
        self.heads[usize::from(byte)] += 1;
    }

    /// 3 to 258 bytes from 1 to 32768 bytes back.
    #[inline]
    pub fn repeat(&mut self, length: usize, distance: usize) {
        let head = END + length - 3;
        let (distance, distance_extra) = distance_symbol(distance);
        self.tokens.push(Token { head: head as u16, distance: distance as u16, distance_extra });
        self.heads[head] += 1;
        self.distances[distance] += 1;
    }

    /// Writes the block and empties it.
    pub fn write(&mut self, bits: &mut Bits, last: bool) {
        let mut literals = [0; LITERALS];
        literals[..END].copy_from_slice(&self.heads[..END]);
        literals[END] = 1;
        for (length, count) in (3..=LONGEST).zip(&self.heads[END..]) {
            literals[END + 1 + length_symbol(length)] += count;
        }
        let mut literal_lengths = [0; LITERALS];
        huffman::lengths(&literals, 15, &mut literal_lengths);
        let mut distance_lengths = [0; DISTANCES];
        huffman::lengths(&self.distances, 15, &mut distance_lengths);
        // Without a match one distance of no bits at all is told.
        let used = |lengths: &[u8]| lengths.len() - lengths.iter().rev().take_while(|length| **length == 0).count();
        let (literals, distances) = (used(&literal_lengths), used(&distance_lengths).max(1));

        // The codes' lengths are told in less than a kilobyte, a match in at most 48 bits.
        bits.reserve(self.tokens.len() * 6 + 1024);
        bits.put(u32::from(last) | 2 << 1, 3);
        bits.put(literals as u32 - 257, 5);
        bits.put(distances as u32 - 1, 5);
        write_lengths(bits, &[&literal_lengths[..literals], &distance_lengths[..distances]].concat());

        let mut codes = [0; LITERALS];
        huffman::codes(&literal_lengths, &mut codes);
        // Bits and how many, those of a match's length with the extra ones.
        let mut heads = [(0, 0); 512];
        for (byte, head) in heads[..END].iter_mut().enumerate() {
            *head = (u32::from(codes[byte]), u32::from(literal_lengths[byte]));
        }
        for (length, head) in (3..=LONGEST).zip(&mut heads[END..]) {
            let symbol = length_symbol(length);
            let (code, count) = (codes[END + 1 + symbol], literal_lengths[END + 1 + symbol]);
            let extra = length as u32 - u32::from(LENGTH_BASE[symbol]);
            *head = (u32::from(code) | extra << count, u32::from(count + LENGTH_EXTRA[symbol]));
        }
        let end = u32::from(codes[END]);
        let mut codes = [0; DISTANCES];
        huffman::codes(&distance_lengths, &mut codes);
        // Bits, how many, and how many with the extra ones.
        let mut distances = [(0, 0, 0); 32];
        for (symbol, distance) in distances[..DISTANCES].iter_mut().enumerate() {
            let count = u32::from(distance_lengths[symbol]);
            *distance = (u32::from(codes[symbol]), count, count + distance_extra(symbol));
        }
        for token in &self.tokens {
            let (code, count) = heads[usize::from(token.head) % 512];
            bits.hold(code, count);
            let (code, short, count) = distances[usize::from(token.distance) % 32];
            bits.hold(code | token.distance_extra << short, count);
            bits.flush();
        }
        bits.put(end, literal_lengths[END].into());
        self.tokens.clear();
        self.heads.fill(0);
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
