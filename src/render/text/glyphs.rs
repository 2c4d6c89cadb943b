//! A paragraph as it is painted: its glyphs by font and look, and the places of its lines.

use skia_safe::textlayout::{Paragraph, RectHeightStyle, RectWidthStyle, TextAlign as SkTextAlign};
use skia_safe::{Font, GlyphId, Point, Rect};

use super::decoration;
use super::ellipsis::cut;
use super::prepare::Piece;
use super::{Job, TextBlock};
use crate::render::style::{TextOverflow, TextWrap};

/// A text that has its box.
pub struct Set {
    pub runs: Vec<Run>,
    pub lines: Vec<Line>,
    /// Where pieces lie that have a background or a decoration, by their place among the pieces.
    pub areas: Vec<(usize, Rect)>,
    /// Whether there was more than is drawn.
    pub truncated: bool,
    /// The families that were really used, by name.
    pub families: Vec<String>,
    /// Of the box.
    pub width: f32,
}

/// Glyphs of one font and one look on one line.
pub struct Run {
    pub font: Font,
    pub glyphs: Vec<GlyphId>,
    /// From the text's top left.
    pub positions: Vec<Point>,
    /// The place of its look among the pieces.
    pub piece: usize,
    pub line: usize,
    /// Whether its glyphs bring their own colours.
    pub color: bool,
}

/// A line, from the text's top left.
pub struct Line {
    pub text: String,
    pub left: f32,
    pub width: f32,
    pub top: f32,
    pub height: f32,
    pub baseline: f32,
}

impl Set {
    pub fn lines(&self) -> usize {
        self.lines.len()
    }
}

impl TextBlock<'_> {
    /// Fits it to its box for good, cuts what is too much, and places its glyphs.
    pub fn set(&mut self, width: f32, height: Option<f32>) {
        self.fit(width, height);
        let style = self.job.style;
        let wraps = style.text_wrap != TextWrap::Nowrap;
        let exceeds = if wraps {
            self.paragraph().did_exceed_max_lines()
        } else {
            self.paragraph().max_intrinsic_width() > width + 0.5 && !self.job.text.contains('\n')
        };
        let ends = style.text_overflow == TextOverflow::Ellipsis;
        let lines = style.max_lines.filter(|_| wraps).unwrap_or(1);
        let cut = if exceeds && ends { cut(&self.job, self.ratio, lines, width, wraps) } else { None };
        let set = match cut {
            Some(mut cut) => {
                if !wraps {
                    cut.paragraph.layout(width.max(cut.paragraph.max_intrinsic_width().ceil()));
                }
                place(&self.job, self.ratio, &mut cut.paragraph, &cut.text, &cut.pieces, width, true)
            }
            None => {
                let paragraph = self.smaller.as_mut().unwrap_or(&mut self.whole);
                place(&self.job, self.ratio, paragraph, &self.job.text, &self.job.pieces, width, exceeds)
            }
        };
        self.set = Some(set);
    }
}

fn place(
    job: &Job,
    ratio: f32,
    paragraph: &mut Paragraph,
    text: &str,
    pieces: &[Piece],
    width: f32,
    truncated: bool,
) -> Set {
    let laid = paragraph.max_width();
    let mut lines: Vec<Line> = paragraph
        .get_line_metrics()
        .iter()
        .map(|line| Line {
            text: words(paragraph, text, line.line_number),
            left: line.left as f32,
            width: line.width as f32,
            top: (line.baseline - line.ascent) as f32,
            height: line.height as f32,
            baseline: line.baseline as f32,
        })
        .collect();
    // Lines start where the text starts; from there each is moved to where it belongs in the box.
    // Skia has half of the space between letters before each, browsers have all of it after.
    let spacing = if job.rtl { 0.0 } else { job.style.letter_spacing.resolve(job.largest) * ratio / 2.0 };
    let shifts: Vec<f32> = lines.iter().map(|line| shift(job, laid, width, line.width) - spacing).collect();
    for (line, shift) in lines.iter_mut().zip(&shifts) {
        line.left += shift + spacing;
    }

    let mut runs: Vec<Run> = Vec::new();
    let mut families: Vec<String> = Vec::new();
    paragraph.visit(|line, info| {
        let Some(info) = info else { return };
        let origin = info.origin();
        let origin = Point::new(origin.x + shifts.get(line).copied().unwrap_or(0.0), origin.y);
        let known = job
            .typesetter
            .with(job.fonts, |shelf| shelf.used(&info.font().typeface()).map(|used| (used.family.clone(), used.color)));
        let (family, color) = known.unwrap_or_default();
        let glyphs = info.glyphs();
        if glyphs.iter().any(|glyph| *glyph != 0) && !family.is_empty() && !families.contains(&family) {
            families.push(family);
        }
        let starts = info.utf8_starts();
        for (i, glyph) in glyphs.iter().enumerate() {
            let at = starts[i] as usize;
            let piece = pieces.partition_point(|piece| piece.range.end <= at).min(pieces.len() - 1);
            let position = info.positions()[i] + origin;
            match runs.last_mut() {
                Some(run) if i > 0 && run.piece == piece => {
                    run.glyphs.push(*glyph);
                    run.positions.push(position);
                }
                _ => runs.push(Run {
                    font: info.font().clone(),
                    glyphs: vec![*glyph],
                    positions: vec![position],
                    piece,
                    line,
                    color,
                }),
            }
        }
    });
    families.sort();

    let mut areas = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let decorated = decoration::any(&piece.style.text_decoration);
        if !decorated && !piece.highlighted(job.style) {
            continue;
        }
        // In UTF-16, unlike everything else.
        let units = |end: usize| text[..end].encode_utf16().count();
        let range = units(piece.range.start)..units(piece.range.end);
        for area in paragraph.get_rects_for_range(range, RectHeightStyle::Tight, RectWidthStyle::Tight) {
            let middle = area.rect.center_y();
            let line = lines.iter().position(|line| middle < line.top + line.height).unwrap_or(lines.len() - 1);
            let mut rect = area.rect.with_offset((shifts[line], 0.0));
            // Not over the blanks at the end of a line.
            rect.left = rect.left.max(lines[line].left);
            rect.right = rect.right.min(lines[line].left + lines[line].width);
            if rect.right > rect.left {
                areas.push((i, rect));
            }
        }
    }
    Set { runs, lines, areas, truncated, families, width }
}

/// What stands on a line, without the blanks at its end. The metrics count in UTF-16, this in bytes.
fn words(paragraph: &Paragraph, text: &str, line: usize) -> String {
    let range = paragraph.get_actual_text_range(line, false);
    text.get(range.start..range.end).unwrap_or_default().to_owned()
}

/// By how much a line is moved from where Skia put it.
fn shift(job: &Job, laid: f32, width: f32, line: f32) -> f32 {
    // How far the paragraph's own end is from the box's: it may be narrower for balance, or wider as it does not wrap.
    let outer = width - laid;
    let room = (laid.min(width) - line).max(0.0) + outer.max(0.0);
    match (job.alignment(), job.rtl) {
        (SkTextAlign::Right, true) => outer,
        (SkTextAlign::Right, false) => room,
        (SkTextAlign::Center, true) => outer - room / 2.0,
        (SkTextAlign::Center, false) => room / 2.0,
        (SkTextAlign::Left, true) => outer - room,
        (SkTextAlign::Justify, true) => outer,
        _ => 0.0,
    }
}
