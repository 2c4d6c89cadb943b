//! What stands for a picture where it is not shown yet, or not at all.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::encode::Pixels;

/// The longer side of the grid that a picture is looked at through: ThumbHash keeps no more than seven waves.
const GRID: u32 = 32;
/// Pixels looked at along each side of a grid's cell. All of them would cost as much as painting does.
const SAMPLES: u32 = 6;
/// Longest alternative text, in characters: screen readers are expected to be brief.
const MAX_ALT: usize = 420;

/// A picture's average colours, cell by cell: straight red, green, blue and alpha.
pub struct Grid {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Grid {
    pub fn of(pixels: &Pixels) -> Grid {
        let longer = pixels.width.max(pixels.height).max(1);
        let cells = |side: u32| (side * GRID.min(longer) / longer).max(1);
        let (width, height) = (cells(pixels.width), cells(pixels.height));
        let mut rgba = Vec::with_capacity((width * height * 4) as usize);
        for y in 0..height {
            for x in 0..width {
                rgba.extend(average(pixels, (x, width), (y, height)));
            }
        }
        Grid { width: width as usize, height: height as usize, rgba }
    }

    /// The colour that most of the picture has, as `#rrggbb`: the mean of the fullest of 512 boxes of sRGB. Black where
    /// nothing is painted.
    pub fn dominant_color(&self) -> String {
        let mut boxes = [(0_u32, [0_u32; 3]); 512];
        for cell in self.rgba.chunks_exact(4) {
            let at = cell[..3].iter().fold(0, |at, part| at << 3 | usize::from(part >> 5));
            let weight = u32::from(cell[3]);
            boxes[at].0 += weight;
            for (sum, part) in boxes[at].1.iter_mut().zip(cell) {
                *sum += u32::from(*part) * weight;
            }
        }
        // The first of equals, so that the same picture has the same colour.
        let (weight, sums) = boxes.iter().rev().max_by_key(|(weight, _)| *weight).copied().unwrap_or_default();
        let [r, g, b] = sums.map(|sum| if weight > 0 { (sum + weight / 2) / weight } else { 0 });
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// The picture's ThumbHash (25 bytes or so, from which a blurred one can be painted), in base64.
    pub fn thumb_hash(&self) -> String {
        STANDARD.encode(thumbhash::rgba_to_thumb_hash(self.width, self.height, &self.rgba))
    }
}

/// The mean of a cell's samples: cell `x` of `across`, `y` of `down`.
fn average(pixels: &Pixels, (x, across): (u32, u32), (y, down): (u32, u32)) -> [u8; 4] {
    // In the middle of each of SAMPLES equal parts of the cell.
    let at = |cell: u32, cells: u32, sample: u32, side: u32| {
        let parts = u64::from(cells * SAMPLES);
        let part = u64::from(cell * SAMPLES + sample);
        ((2 * part + 1) * u64::from(side) / (2 * parts)) as usize
    };
    let mut sums = [0_u32; 4];
    for row in 0..SAMPLES {
        let row = at(y, down, row, pixels.height) * pixels.width as usize;
        for column in 0..SAMPLES {
            let offset = (row + at(x, across, column, pixels.width)) * 4;
            for (sum, part) in sums.iter_mut().zip(&pixels.bgra[offset..offset + 4]) {
                *sum += u32::from(*part);
            }
        }
    }
    const COUNT: u32 = SAMPLES * SAMPLES;
    // Premultiplied parts add up as they are; the mean is made straight afterwards.
    Pixels::straight(sums.map(|sum| ((sum + COUNT / 2) / COUNT) as u8))
}

/// A picture's texts as one, for who can't see it.
pub fn alt_text(texts: &[String]) -> String {
    let mut alt = String::new();
    for text in texts {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            continue;
        }
        if !alt.is_empty() {
            alt.push_str(if alt.ends_with(|c: char| c.is_alphanumeric()) { ". " } else { " " });
        }
        alt.push_str(&text);
    }
    if alt.chars().count() <= MAX_ALT {
        return alt;
    }
    let cut: String = alt.chars().take(MAX_ALT - 1).collect();
    // At a word's end, unless that would cost a script without blanks everything.
    let end = cut.rfind(char::is_whitespace).filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(width: u32, height: u32, color: impl Fn(u32, u32) -> [u8; 4]) -> Grid {
        let bgra: Vec<u8> = (0..width * height).flat_map(|i| color(i % width, i / width)).collect();
        Grid::of(&Pixels { bgra: &bgra, width, height, opaque: false })
    }

    #[test]
    fn the_dominant_colour_is_that_of_most_pixels() {
        let mostly_red = grid(120, 63, |x, _| if x < 80 { [10, 20, 250, 255] } else { [250, 20, 10, 255] });
        assert_eq!(mostly_red.dominant_color(), "#fa140a");
        // Half transparent red, premultiplied, beside a smaller opaque blue.
        let faded = grid(90, 90, |_, y| if y < 75 { [0, 0, 100, 100] } else { [255, 0, 0, 255] });
        assert_eq!(faded.dominant_color(), "#ff0000");
        assert_eq!(grid(5, 5, |_, _| [0; 4]).dominant_color(), "#000000");
    }

    #[test]
    fn a_thumb_hash_paints_about_the_same_picture() {
        let hash = grid(1200, 630, |x, _| if x < 600 { [0, 0, 230, 255] } else { [230, 0, 0, 255] }).thumb_hash();
        let bytes = STANDARD.decode(&hash).unwrap();
        let (width, height, rgba) = thumbhash::thumb_hash_to_rgba(&bytes).unwrap();
        assert!(width > height, "{width}x{height}");
        let row = height / 2 * width * 4;
        let (left, right) = (&rgba[row..row + 3], &rgba[row + (width - 1) * 4..][..3]);
        assert!(left[0] > 150 && left[2] < 90, "{left:?}");
        assert!(right[2] > 150 && right[0] < 90, "{right:?}");
    }

    #[test]
    fn odd_sizes_have_a_summary_too() {
        for (width, height) in [(1, 1), (1, 200), (8192, 1), (31, 33)] {
            let grid = grid(width, height, |_, _| [1, 2, 3, 255]);
            assert_eq!(grid.dominant_color(), "#030201", "{width}x{height}");
            assert!(!grid.thumb_hash().is_empty());
        }
    }

    #[test]
    fn alt_texts_are_sentences_and_brief() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(alt_text(&texts(&["Guide", "How to\nsail?", " ", "Ada"])), "Guide. How to sail? Ada");
        let long = alt_text(&texts(&[&"word ".repeat(200)]));
        assert!(long.ends_with("word…") && long.chars().count() <= MAX_ALT, "{long}");
        assert_eq!(alt_text(&texts(&[&"字".repeat(900)])).chars().count(), MAX_ALT);
        assert_eq!(alt_text(&[]), "");
    }
}
