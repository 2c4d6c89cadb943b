//! Lines under, over and through text (CSS Text Decoration 4).

use skia_safe::{Canvas, Paint, PaintCap, PaintStyle, PathBuilder, PathEffect, Point, Rect};

use super::glyphs::{Run, Set};
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
    /// Draws it in the paint's colour, moved by an offset.
    pub fn draw(&self, canvas: &Canvas, stripe: Stripe, paint: &Paint, offset: Point) {
        let thickness = self.thickness.unwrap_or(self.size / 10.0).max(1.0);
        // Middle of the line: as browsers place it where the font is not asked.
        let y = match stripe {
            Stripe::Under => self.baseline + (thickness / 2.0).ceil().max(1.0) + thickness / 2.0,
            Stripe::Over => self.baseline - self.ascent + thickness / 2.0,
            Stripe::Through => self.baseline - self.ascent / 3.0,
        };
        let mut paint = paint.clone();
        paint.set_style(PaintStyle::Stroke);
        paint.set_stroke_width(thickness);
        paint.set_stroke_cap(PaintCap::Butt);
        match self.style {
            DecorationStyle::Dashed => {
                paint.set_path_effect(PathEffect::dash(&[thickness * 3.0, thickness * 2.0], 0.0));
            }
            DecorationStyle::Dotted => {
                paint.set_stroke_cap(PaintCap::Round);
                // Nothing long with round ends: a dot.
                paint.set_path_effect(PathEffect::dash(&[0.01, thickness * 2.0], 0.0));
            }
            _ => {}
        }
        let clear = if stripe == Stripe::Through { Vec::new() } else { self.inked(y, thickness) };
        for (from, to) in gaps(self.area.left, self.area.right, &clear) {
            let (from, to) = (from + offset.x, to + offset.x);
            let y = y + offset.y;
            match self.style {
                DecorationStyle::Wavy => {
                    canvas.draw_path(&wave(from, to, y, thickness), &paint);
                }
                DecorationStyle::Double => {
                    let away = if stripe == Stripe::Over { -2.0 } else { 2.0 } * thickness;
                    canvas.draw_line((from, y), (to, y), &paint);
                    canvas.draw_line((from, y + away), (to, y + away), &paint);
                }
                _ => {
                    canvas.draw_line((from, y), (to, y), &paint);
                }
            }
        }
    }

    /// Where letters reach into the line (`text-decoration-skip-ink: auto`), with some room at both sides.
    fn inked(&self, y: f32, thickness: f32) -> Vec<(f32, f32)> {
        let reach = match self.style {
            DecorationStyle::Wavy | DecorationStyle::Double => thickness * 2.5,
            _ => thickness / 2.0,
        };
        let margin = thickness.min(13.0);
        let mut inked = Vec::new();
        for run in self.set.runs.iter().filter(|run| run.piece == self.piece && !run.color && self.beside(run)) {
            // Against the baseline of each glyph: raised and lowered text has its own.
            let found = run.font.get_intercepts(&run.glyphs, &run.positions, (y - reach, y + reach), None);
            inked.extend(found.chunks_exact(2).map(|pair| (pair[0] - margin, pair[1] + margin)));
        }
        inked.sort_by(|a: &(f32, f32), b| a.0.total_cmp(&b.0));
        inked
    }

    fn beside(&self, run: &Run) -> bool {
        self.set.lines.get(run.line).is_some_and(|line| (line.baseline - self.baseline).abs() < 0.5)
    }
}

/// What is left of a line when others are taken out of it. Pieces too short to be seen as a line are left out.
fn gaps(from: f32, to: f32, clear: &[(f32, f32)]) -> Vec<(f32, f32)> {
    const SHORTEST: f32 = 1.0;
    let mut left = Vec::new();
    let mut at = from;
    for (start, end) in clear {
        if *start - at > SHORTEST {
            left.push((at, start.min(to)));
        }
        at = at.max(*end);
    }
    if to - at > SHORTEST {
        left.push((at, to));
    }
    left.retain(|(start, end)| end > start);
    left
}

/// Whole waves, as browsers draw them: as high as three lines are thick.
fn wave(from: f32, to: f32, y: f32, thickness: f32) -> skia_safe::Path {
    let (step, height) = (thickness * 2.0, thickness * 1.5);
    let mut path = PathBuilder::new();
    path.move_to((from, y));
    let (mut x, mut up) = (from, true);
    while x < to {
        let end = (x + step).min(to);
        let control = if up { y - height } else { y + height };
        path.quad_to(((x + end) / 2.0, control), (end, y));
        (x, up) = (end, !up);
    }
    path.detach()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_leave_letters_out() {
        assert_eq!(gaps(0.0, 10.0, &[]), [(0.0, 10.0)]);
        assert_eq!(gaps(0.0, 10.0, &[(2.0, 4.0), (3.0, 5.0)]), [(0.0, 2.0), (5.0, 10.0)]);
        assert_eq!(gaps(0.0, 10.0, &[(-2.0, 1.0), (9.5, 12.0)]), [(1.0, 9.5)]);
        assert_eq!(gaps(0.0, 10.0, &[(-2.0, 12.0), (20.0, 22.0)]), []);
    }
}
