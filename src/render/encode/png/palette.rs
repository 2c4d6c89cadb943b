//! Pictures of at most 256 colours.

use super::super::Pixels;

/// Colours, and which of them each painted pixel has.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    /// Straight RGBA, those with transparency first.
    colors: Vec<[u8; 4]>,
    table: Table,
}

/// From painted pixels to places in the palette: open addressing, at most a quarter full.
#[derive(Debug, Clone, PartialEq)]
struct Table {
    pixels: Vec<u32>,
    /// 256 or more is an empty place.
    places: Vec<u16>,
}

const SLOTS_LOG: u32 = 10;
const EMPTY: u16 = u16::MAX;
const MOST: usize = 256;

impl Table {
    fn slot(&self, pixel: u32) -> usize {
        let mut slot = (pixel.wrapping_mul(0x9e37_79b1) >> (32 - SLOTS_LOG)) as usize;
        while self.places[slot] != EMPTY && self.pixels[slot] != pixel {
            slot = (slot + 1) % (1 << SLOTS_LOG);
        }
        slot
    }
}

impl Palette {
    /// None of a picture with more colours, which is found out as soon as they are seen.
    pub fn of(pixels: &Pixels) -> Option<Palette> {
        let mut table = Table { pixels: vec![0; 1 << SLOTS_LOG], places: vec![EMPTY; 1 << SLOTS_LOG] };
        let mut seen: Vec<u32> = Vec::new();
        let mut last = None;
        let all = pixels.bgra.as_chunks::<4>().0;
        // Rows far apart first: together they soon show many colours if there are many.
        const APART: usize = 32;
        let rows = (0..APART).flat_map(|first| all.chunks(pixels.width as usize).skip(first).step_by(APART));
        for pixel in rows.flatten() {
            let pixel = u32::from_le_bytes(*pixel);
            // Most pixels are like the one before.
            if last == Some(pixel) {
                continue;
            }
            last = Some(pixel);
            let slot = table.slot(pixel);
            if table.places[slot] == EMPTY {
                if seen.len() == MOST {
                    return None;
                }
                (table.pixels[slot], table.places[slot]) = (pixel, seen.len() as u16);
                seen.push(pixel);
            }
        }
        // The transparent ones first: what is opaque need not be told of after them.
        seen.sort_by_key(|pixel| pixel >> 24 == 255);
        for (place, pixel) in seen.iter().enumerate() {
            let slot = table.slot(*pixel);
            table.places[slot] = place as u16;
        }
        Some(Palette { colors: seen.iter().map(|pixel| Pixels::straight(pixel.to_le_bytes())).collect(), table })
    }

    /// Bits of a pixel: 1, 2, 4 or 8.
    pub fn bits(&self) -> u8 {
        match self.colors.len() {
            0..=2 => 1,
            3..=4 => 2,
            5..=16 => 4,
            _ => 8,
        }
    }

    /// The data of PLTE.
    pub fn colors(&self) -> Vec<u8> {
        self.colors.iter().flat_map(|color| [color[0], color[1], color[2]]).collect()
    }

    /// The data of tRNS; empty where all is opaque.
    pub fn alphas(&self) -> Vec<u8> {
        self.colors.iter().map(|color| color[3]).take_while(|alpha| *alpha < 255).collect()
    }

    /// A row of painted pixels as places, the first pixel in the highest bits.
    pub fn write(&self, bgra: &[u8], row: &mut [u8]) {
        let bits = usize::from(self.bits());
        let (mut last, mut place) = (None, 0);
        for (byte, pixels) in row.iter_mut().zip(bgra.chunks(4 * 8 / bits)) {
            *byte = 0;
            for (i, pixel) in pixels.as_chunks::<4>().0.iter().enumerate() {
                let pixel = u32::from_le_bytes(*pixel);
                if last != Some(pixel) {
                    last = Some(pixel);
                    place = self.table.places[self.table.slot(pixel)];
                }
                *byte |= (place as u8) << (8 - bits - i * bits);
            }
        }
    }
}
