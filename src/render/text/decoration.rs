//! Lines under, over and through text (CSS Text Decoration 4).

use skia_safe::{ClipOp, Paint, PaintCap, PaintStyle, Path, PathBuilder, PathEffect, Point, Rect, path_utils};

use super::glyphs::{Run, Set};
use crate::render::color::Color;
use crate::render::paint::{Ink, Pen, fill};
use crate::render::style::{Decoration, DecorationStyle};

/// Which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stripe {
    Under,
    Over,
    Through,
}

pub fn any(decoration: &Decoration) -> bool {
    decoration.underline || decoration.overline || decoration.line_through
}

/// Those below the letters; that through them lies above.
pub fn below(decoration: &Decoration) -> impl Iterator<Item = Stripe> {
    let (under, over) = (decoration.underline, decoration.overline);
    [(under, Stripe::Under), (over, Stripe::Over)].into_iter().filter(|(wanted, _)| *wanted).map(|(_, stripe)| stripe)
}

/// One stretch of a decoration.
pub struct Stretch<'a> {
    pub set: &'a Set,
    pub piece: usize,
    /// Of the letters it belongs to.
    pub area: Rect,
    pub baseline: f32,
    /// Of the font above the baseline, in logical pixels.
    pub ascent: f32,
    pub size: f32,
    pub thickness: Option<f32>,
    pub style: DecorationStyle,
}

impl Stretch<'_> {
    /// Draws it, moved by an offset, on a canvas of that size.
    pub fn draw(&self, canvas: &dyn Pen, stripe: Stripe, ink: &Ink, offset: Point, size: (f32, f32)) {
        let thickness = self.thickness.unwrap_or(self.size / 10.0).max(1.0);
        // Middle of the line: as browsers place it where the font is not asked.
        let mut y = match stripe {
            Stripe::Under => self.baseline + (thickness / 2.0).ceil().max(1.0) + thickness / 2.0,
            Stripe::Over => self.baseline - self.ascent - thickness / 2.0,
            Stripe::Through => self.baseline - self.ascent / 3.0,
        };
        // Away from the letters.
        let away = match stripe {
            Stripe::Under | Stripe::Through => 1.0,
            Stripe::Over => -1.0,
        };
        let (half, wave_height) = (thickness / 2.0, thickness * 2.0);
        let mut inked = (y - half, y + half);
        let mut second = None;
        match self.style {
            DecorationStyle::Double => {
                let other = y + away * (thickness + 1.0);
                second = Some(other);
                inked = (y.min(other) - half, y.max(other) + half);
            }
            DecorationStyle::Wavy => {
                if stripe != Stripe::Through {
                    y += away * thickness;
                }
                inked = (y - thickness - half, y + thickness + half);
            }
            DecorationStyle::Solid | DecorationStyle::Dotted | DecorationStyle::Dashed => {}
        }
        let mut paint = match ink {
            Ink::Plain(paint) => paint.clone(),
            Ink::Layer(..) | Ink::Blurred(..) => fill(Color::BLACK),
        };
        paint.set_style(PaintStyle::Stroke);
        paint.set_stroke_width(thickness);
        paint.set_stroke_cap(PaintCap::Butt);
        match self.style {
            DecorationStyle::Dashed => {
                paint.set_path_effect(PathEffect::dash(&[thickness * 2.0, thickness], 0.0));
            }
            DecorationStyle::Dotted => {
                paint.set_stroke_cap(PaintCap::Round);
                // Nothing long with round ends: a dot.
                paint.set_path_effect(PathEffect::dash(&[0.01, thickness * 2.0], 0.0));
            }
            _ => {}
        }
        canvas.save();
        canvas.translate((offset.x, offset.y));
        if stripe != Stripe::Through {
            // Cut out rather than drawn in parts, so that dashes and waves go on behind the letters.
            let margin = thickness.min(13.0);
            for (from, to) in self.inked(inked) {
                let gap = Rect::new(from - margin, inked.0 - thickness, to + margin, inked.1 + thickness);
                canvas.clip_rect(gap, ClipOp::Difference);
            }
        }
        let (from, to) = (self.area.left, self.area.right);
        if self.style == DecorationStyle::Wavy {
            canvas.clip_rect(Rect::new(from, y - wave_height * 2.0, to, y + wave_height * 2.0), ClipOp::Intersect);
            along(canvas, &wave(from, to, y, thickness, wave_height), &paint, ink, size);
        } else {
            // A dot is drawn around its place.
            let start = if self.style == DecorationStyle::Dotted { from + half } else { from };
            for y in [Some(y), second].into_iter().flatten() {
                along(canvas, &Path::line(Point::new(start, y), Point::new(to, y)), &paint, ink, size);
            }
        }
        canvas.restore();
    }

    /// Where letters reach between two heights (`text-decoration-skip-ink: auto`).
    fn inked(&self, heights: (f32, f32)) -> Vec<(f32, f32)> {
        let mut inked = Vec::new();
        for run in self.set.runs.iter().filter(|run| run.piece == self.piece && !run.color && self.beside(run)) {
            let found = run.font.get_intercepts(&run.glyphs, &run.positions, heights, None);
            inked.extend(found.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        }
        inked
    }

    fn beside(&self, run: &Run) -> bool {
        self.set.lines.get(run.line).is_some_and(|line| (line.baseline - self.baseline).abs() < 0.5)
    }
}

/// Strokes an outline; what is not of one colour fills what the stroke covers.
fn along(canvas: &dyn Pen, outline: &Path, stroke: &Paint, ink: &Ink, size: (f32, f32)) {
    let covered = || {
        let mut covered = PathBuilder::new();
        path_utils::fill_path_with_paint(outline, stroke, &mut covered, None, None);
        covered.detach()
    };
    match ink {
        Ink::Plain(_) => canvas.draw_path(outline, stroke),
        Ink::Layer(layer, area) => canvas.fill(&covered(), layer, *area, size),
        Ink::Blurred(color, sigma) => canvas.blurred(&covered(), *color, *sigma),
    }
}

/// Whole waves, a control point above and one below in turn.
fn wave(from: f32, to: f32, y: f32, thickness: f32, height: f32) -> skia_safe::Path {
    let step = thickness * 2.5;
    let mut path = PathBuilder::new();
    path.move_to((from, y));
    let (mut x, mut up) = (from, true);
    while x < to {
        let control = if up { y - height } else { y + height };
        path.quad_to((x + step / 2.0, control), (x + step, y));
        (x, up) = (x + step, !up);
    }
    path.detach()
}
