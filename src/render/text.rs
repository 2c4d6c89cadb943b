//! Text in a box: its size, its lines, and its pixels.

use skia_safe::font::Edging;
use skia_safe::font_style::{Slant, Weight, Width};
use skia_safe::textlayout::{
    FontCollection, Paragraph, ParagraphBuilder, ParagraphStyle, TextAlign as SkTextAlign, TextDirection, TextStyle,
};
use skia_safe::{Canvas, FontHinting, FontStyle};

use super::emoji;
use super::filters::is_rtl;
use super::fonts;
use super::paint;
use super::style::{Style, TextAlign, TextFit, TextWrap};

/// How finely `fit: shrink` looks for the largest size, in parts of the range between smallest and largest.
const SHRINK_STEPS: u32 = 32;

/// A text, shaped; knows how large it is in a width.
pub struct TextBlock<'a> {
    text: &'a str,
    style: &'a Style,
    collection: FontCollection,
    largest: f32,
    smallest: f32,
    rtl: bool,
    /// At `size`, the size it was last fitted to.
    paragraph: Paragraph,
    size: f32,
    /// The width it was last fitted to.
    fitted: Option<f32>,
    /// Widths of its longest word and of its longest line, at the largest size.
    intrinsic: (f32, f32),
}

impl<'a> TextBlock<'a> {
    /// Shapes a text on a canvas of that many logical pixels.
    pub fn new(text: &'a str, style: &'a Style, canvas: (f32, f32), collection: &FontCollection) -> TextBlock<'a> {
        let smaller_side = canvas.0.min(canvas.1);
        // Below half a pixel Skia draws nothing and divides by it; percents are of the canvas' smaller side.
        let size =
            |length: super::style::Length| length.resolve(canvas, smaller_side).map(|size| size.clamp(0.5, 4096.0));
        let largest = size(style.font_size).unwrap_or(32.0);
        let smallest = match style.fit {
            TextFit::Shrink => size(style.min_font_size).unwrap_or(largest * 0.5).min(largest),
            TextFit::None => largest,
        };
        let rtl = is_rtl(text);
        let mut paragraph = build(text, style, largest, rtl, collection);
        // Not infinite: Skia drops right-aligned text in an infinite width.
        paragraph.layout(1e6);
        // A pixel's fraction more than asked, or rounding makes the longest line break at its own width.
        let intrinsic = (paragraph.min_intrinsic_width().ceil(), paragraph.max_intrinsic_width().ceil());
        let collection = collection.clone();
        TextBlock { text, style, collection, largest, smallest, rtl, paragraph, size: largest, fitted: None, intrinsic }
    }

    /// The widest it wants to be, and the narrowest it can be without breaking words, in logical pixels.
    pub fn intrinsic_widths(&self) -> (f32, f32) {
        self.intrinsic
    }

    /// Fits it to a width: its size, then its lines. Answers its height.
    pub fn fit(&mut self, width: f32) -> f32 {
        if self.fitted != Some(width) {
            self.fitted = Some(width);
            if !self.fits(self.largest, width) {
                self.shrink(width);
            }
            if self.style.text_wrap == TextWrap::Balance {
                self.balance(width);
            }
        }
        self.paragraph.height()
    }

    /// Lays it out at that size and width: is it whole, with all words whole?
    fn fits(&mut self, size: f32, width: f32) -> bool {
        if self.size != size {
            self.paragraph = build(self.text, self.style, size, self.rtl, &self.collection);
            self.size = size;
        }
        self.paragraph.layout(width);
        !self.paragraph.did_exceed_max_lines() && self.paragraph.min_intrinsic_width() <= width
    }

    /// The largest size that fits, found by halving; the smallest one if none does.
    fn shrink(&mut self, width: f32) {
        let range = self.largest - self.smallest;
        if range <= 0.0 {
            return;
        }
        let at = |step: u32| self.smallest + range * step as f32 / SHRINK_STEPS as f32;
        let sizes: Vec<f32> = (0..SHRINK_STEPS).map(at).collect();
        let fitting = sizes.partition_point(|size| self.fits(*size, width));
        self.fits(sizes[fitting.saturating_sub(1)], width);
    }

    /// The narrowest width with no more lines than there are.
    fn balance(&mut self, width: f32) {
        let lines = self.paragraph.line_number();
        if lines < 2 || self.paragraph.did_exceed_max_lines() {
            return;
        }
        // A line is never broken inside a word for the sake of balance.
        let floor = self.paragraph.min_intrinsic_width().max(width * 0.5).min(width);
        let (mut narrow, mut wide) = (floor, width);
        while wide - narrow > 2.0 {
            let middle = (narrow + wide) / 2.0;
            self.paragraph.layout(middle);
            if self.paragraph.line_number() > lines || self.paragraph.did_exceed_max_lines() {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        self.paragraph.layout(wide.ceil().min(width));
    }

    /// Paints it into a box that begins there and is as wide as it was fitted to.
    pub fn paint(&self, canvas: &Canvas, (x, y): (f32, f32)) {
        let room = (self.fitted.unwrap_or(0.0) - self.paragraph.max_width()).max(0.0);
        let shift = match self.alignment() {
            SkTextAlign::Right => room,
            SkTextAlign::Center => room / 2.0,
            _ => 0.0,
        };
        self.paragraph.paint(canvas, (x + shift, y));
    }

    fn alignment(&self) -> SkTextAlign {
        alignment(self.style.text_align, self.rtl)
    }

    /// Font size in logical pixels, after shrinking.
    pub fn size(&self) -> f32 {
        self.size
    }

    pub fn lines(&self) -> usize {
        self.paragraph.line_number()
    }

    /// Whether it ends in an ellipsis because there was more.
    pub fn truncated(&self) -> bool {
        self.paragraph.did_exceed_max_lines()
    }

    /// The families that were really used, by name.
    pub fn fonts(&self) -> Vec<String> {
        let mut names = Vec::new();
        for info in self.paragraph.get_fonts() {
            let family = info.font.typeface().family_name();
            let name = fonts::public_name(&family).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.sort();
        names
    }

    /// The characters that no font has, in order and each once.
    pub fn missing(&mut self) -> Vec<char> {
        let mut missing: Vec<char> = self
            .paragraph
            .unresolved_codepoints()
            .into_iter()
            .filter_map(|code| u32::try_from(code).ok().and_then(char::from_u32))
            .filter(|c| !ignorable(*c))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }
}

/// Characters that steer others and are never drawn themselves (Unicode's Default_Ignorable_Code_Point).
fn ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        || c.is_control()
}

fn alignment(align: TextAlign, rtl: bool) -> SkTextAlign {
    match (align, rtl) {
        (TextAlign::Left, _) | (TextAlign::Start, false) | (TextAlign::End, true) => SkTextAlign::Left,
        (TextAlign::Right, _) | (TextAlign::Start, true) | (TextAlign::End, false) => SkTextAlign::Right,
        (TextAlign::Center, _) => SkTextAlign::Center,
        (TextAlign::Justify, _) => SkTextAlign::Justify,
    }
}

fn build(text: &str, style: &Style, size: f32, rtl: bool, collection: &FontCollection) -> Paragraph {
    let mut look = TextStyle::new();
    look.set_foreground_paint(&paint::fill(style.color));
    look.set_font_size(size);
    let mut families: Vec<&str> = style.font_family.iter().map(|family| fonts::optical(family, size)).collect();
    families.extend(["Inter", fonts::EMOJI]);
    look.set_font_families(&families);
    look.set_font_style(FontStyle::new(Weight::from(style.font_weight as i32), Width::NORMAL, Slant::Upright));
    look.set_letter_spacing(style.letter_spacing.resolve(size));
    look.set_height(style.line_height);
    look.set_height_override(true);
    look.set_half_leading(true);
    // As designed rather than as a grid of pixels would have it: pictures are looked at scaled.
    look.set_font_hinting(FontHinting::None);
    look.set_subpixel(true);
    look.set_font_edging(Edging::AntiAlias);

    let mut paragraph = ParagraphStyle::new();
    paragraph.set_text_style(&look);
    paragraph.set_text_direction(if rtl { TextDirection::RTL } else { TextDirection::LTR });
    paragraph.set_text_align(alignment(style.text_align, rtl));
    paragraph.set_apply_rounding_hack(false);
    if let Some(lines) = style.max_lines {
        paragraph.set_max_lines(lines);
        paragraph.set_ellipsis("…");
    }
    let mut builder = ParagraphBuilder::new(&paragraph, collection);
    builder.push_style(&look);
    let mut emoji_look: Option<TextStyle> = None;
    let mut written = 0;
    for run in emoji::runs(text) {
        builder.add_text(&text[written..run.start]);
        let emoji_look = emoji_look.get_or_insert_with(|| {
            let mut emoji_look = look.clone();
            emoji_look.set_font_families(&[fonts::EMOJI]);
            emoji_look
        });
        builder.push_style(emoji_look);
        builder.add_text(&text[run.clone()]);
        builder.pop();
        written = run.end;
    }
    builder.add_text(&text[written..]);
    builder.build()
}
