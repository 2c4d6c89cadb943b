//! Text in a box: its size, its lines, and its pixels.

mod decoration;
mod ellipsis;
mod emoji;
mod fit;
mod glyphs;
mod measure;
mod paint;
mod prepare;
mod shape;
#[cfg(test)]
mod tests;
mod transform;

use std::cell::RefCell;
use std::rc::Rc;

use skia_safe::textlayout::{Paragraph, TextAlign as SkTextAlign};

pub use self::glyphs::Run;
use self::glyphs::Set;
pub use self::measure::{LineMeasure, MeasureText, Measurement};
pub use self::prepare::ignorable;
use self::prepare::{Piece, prepare};
use self::shape::shape;
use super::filters::is_rtl;
use super::fonts::{Fonts, Shelf, Shelves};
use super::scene::Span;
use super::style::{Length, MissingGlyph, Style, TextAlign, TextDirection, TextFit, TextOverflow, TextWrap};

/// Font sizes in logical pixels. Below half a pixel Skia draws nothing and divides by it.
const SIZES: std::ops::RangeInclusive<f32> = 0.5..=4096.0;

/// As good as no bound on a line.
const WIDE: f32 = 1e6;

/// What a thread sets type with. Cheap to clone.
#[derive(Clone, Default)]
pub struct Typesetter {
    shelves: Rc<RefCell<Shelves>>,
}

impl Typesetter {
    fn with<T>(&self, fonts: &Fonts, work: impl FnOnce(&mut Shelf) -> T) -> T {
        work(self.shelves.borrow_mut().of(fonts))
    }

    /// Called before each render: see [`Shelves::trim`].
    pub fn trim(&self, fonts: &Fonts) {
        self.shelves.borrow_mut().trim(fonts);
    }
}

/// A text and all that decides how it is shaped.
struct Job<'a> {
    /// What is drawn, without what no font has where that is to be skipped.
    text: String,
    /// The parts of it that look the same throughout, in order, without gaps.
    pieces: Vec<Piece<'a>>,
    style: &'a Style,
    canvas: (f32, f32),
    fonts: &'a Fonts,
    typesetter: Typesetter,
    /// The font's size before shrinking, in logical pixels.
    largest: f32,
    rtl: bool,
}

impl Job<'_> {
    /// A paragraph of the text at a part of its size, of no more lines than that.
    fn build(&self, ratio: f32, lines: Option<usize>) -> Paragraph {
        self.shape(&self.text, &self.pieces, ratio, lines)
    }

    fn shape(&self, text: &str, pieces: &[Piece], ratio: f32, lines: Option<usize>) -> Paragraph {
        self.typesetter.with(self.fonts, |shelf| shape(shelf, self, text, pieces, ratio, lines))
    }

    fn alignment(&self) -> SkTextAlign {
        match (self.style.text_align, self.rtl) {
            (TextAlign::Left, _) | (TextAlign::Start, false) | (TextAlign::End, true) => SkTextAlign::Left,
            (TextAlign::Right, _) | (TextAlign::Start, true) | (TextAlign::End, false) => SkTextAlign::Right,
            (TextAlign::Center, _) => SkTextAlign::Center,
            (TextAlign::Justify, _) => SkTextAlign::Justify,
        }
    }

    /// The side at which the text's first words stand.
    fn at_start(&self) -> SkTextAlign {
        if self.rtl { SkTextAlign::Right } else { SkTextAlign::Left }
    }

    /// In logical pixels; percents are of `of`.
    fn length(&self, length: Length, of: f32) -> f32 {
        length.resolve(self.canvas, of).filter(|px| px.is_finite()).unwrap_or(0.0)
    }

    /// The font's size of a piece before shrinking.
    fn size(&self, piece: &Piece) -> f32 {
        let style = piece.style;
        if style.font_size == self.style.font_size {
            return self.largest;
        }
        // A span's percents are of the text around it.
        let size = style.font_size.resolve(self.canvas, self.largest).filter(|size| size.is_finite());
        size.unwrap_or(self.largest).clamp(*SIZES.start(), *SIZES.end())
    }
}

/// A text, shaped; knows how large it is in a width.
pub struct TextBlock<'a> {
    job: Job<'a>,
    /// The smallest size it may be shrunk to, in logical pixels.
    smallest: f32,
    /// What no font has, in order and each once.
    missing: Vec<char>,
    /// Whether there was more than is ever shaped.
    cut: bool,
    /// Widths of its longest word and of its longest line, at the largest size.
    intrinsic: (f32, f32),
    /// At the largest size: what fitting lays out.
    whole: Paragraph,
    /// How much smaller it is than asked for, from 0 to 1; and the paragraph at that size, where it is not 1.
    ratio: f32,
    smaller: Option<Paragraph>,
    /// The room it was last fitted to.
    fitted: Option<(f32, Option<f32>)>,
    /// As it is painted; made once its box is known.
    set: Option<Set>,
}

impl<'a> TextBlock<'a> {
    /// Shapes a text on a canvas of that many logical pixels.
    pub fn new(
        spans: &'a [Span],
        style: &'a Style,
        canvas: (f32, f32),
        fonts: &'a Fonts,
        typesetter: &Typesetter,
    ) -> TextBlock<'a> {
        let size = |length: Length| {
            length.resolve(canvas, canvas.0.min(canvas.1)).map(|size| size.clamp(*SIZES.start(), *SIZES.end()))
        };
        let largest = size(style.font_size).filter(|size| size.is_finite()).unwrap_or(32.0);
        let smallest = match style.fit {
            TextFit::Shrink => size(style.min_font_size).unwrap_or(largest * 0.5).min(largest),
            TextFit::None => largest,
        };
        let (text, pieces, cut) = prepare(spans, style);
        let rtl = match style.text_direction {
            TextDirection::Ltr => false,
            TextDirection::Rtl => true,
            TextDirection::Auto => is_rtl(&text),
        };
        let typesetter = typesetter.clone();
        let mut job = Job { text, pieces, style, canvas, fonts, typesetter, largest, rtl };
        let mut whole = job.build(1.0, style.max_lines);
        // Not infinite: Skia drops right-aligned text in an infinite width.
        whole.layout(WIDE);
        let missing = missing(&mut whole);
        if style.missing_glyph == MissingGlyph::Skip && !missing.is_empty() {
            prepare::remove(&mut job.text, &mut job.pieces, &missing);
            whole = job.build(1.0, style.max_lines);
            whole.layout(WIDE);
        }
        // A pixel's fraction more than asked, or rounding makes the longest line break at its own width.
        let mut intrinsic = (whole.min_intrinsic_width().ceil(), whole.max_intrinsic_width().ceil());
        if style.text_wrap == TextWrap::Nowrap {
            intrinsic.0 = if style.text_overflow == TextOverflow::Ellipsis { 0.0 } else { intrinsic.1 };
        }
        let (ratio, smaller, fitted, set) = (1.0, None, None, None);
        TextBlock { job, smallest, missing, cut, intrinsic, whole, ratio, smaller, fitted, set }
    }

    /// The widest it wants to be, and the narrowest it can be without breaking words, in logical pixels.
    pub fn intrinsic_widths(&self) -> (f32, f32) {
        self.intrinsic
    }

    fn paragraph(&self) -> &Paragraph {
        self.smaller.as_ref().unwrap_or(&self.whole)
    }

    fn paragraph_mut(&mut self) -> &mut Paragraph {
        self.smaller.as_mut().unwrap_or(&mut self.whole)
    }

    /// Font size in logical pixels, after shrinking.
    pub fn size(&self) -> f32 {
        self.job.largest * self.ratio
    }

    /// By what its size was multiplied to fit, from 0 to 1.
    pub fn shrunk(&self) -> f32 {
        self.ratio
    }

    pub fn lines(&self) -> usize {
        self.set.as_ref().map_or_else(|| self.paragraph().line_number(), Set::lines)
    }

    /// Whether there was more than is drawn.
    pub fn truncated(&self) -> bool {
        self.cut || self.set.as_ref().map_or_else(|| self.paragraph().did_exceed_max_lines(), |set| set.truncated)
    }

    /// The families that were really used, by name.
    pub fn fonts(&self) -> Vec<String> {
        self.set.as_ref().map(|set| set.families.clone()).unwrap_or_default()
    }

    /// The characters that no font has, in order and each once.
    pub fn missing(&self) -> &[char] {
        &self.missing
    }
}

fn missing(paragraph: &mut Paragraph) -> Vec<char> {
    let mut missing: Vec<char> = paragraph
        .unresolved_codepoints()
        .into_iter()
        .filter_map(|code| u32::try_from(code).ok().and_then(char::from_u32))
        .filter(|c| !ignorable(*c))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}
