//! Borders.

use skia_safe::{ClipOp, ContourMeasureIter, Paint, PaintCap, PaintStyle, Path, PathEffect, Point, RRect};

use super::corner::within;
use super::{Pen, fill};
use crate::render::style::{BorderStyle, Style};

/// Draws a border inside `outer`, with its widths at the top, right, bottom and left.
pub fn paint(canvas: &dyn Pen, style: &Style, outer: &RRect, widths: [f32; 4]) {
    if widths.iter().all(|width| *width <= 0.0) || style.border_color.a <= 0.0 {
        return;
    }
    let inner = within(outer, widths);
    let mut paint = fill(style.border_color);
    if style.border_style == BorderStyle::Solid {
        canvas.draw_drrect(outer, &inner, &paint);
        return;
    }
    paint.set_style(PaintStyle::Stroke);
    canvas.save();
    canvas.clip_rrect(outer, ClipOp::Intersect);
    if !inner.is_empty() {
        canvas.clip_rrect(&inner, ClipOp::Difference);
    }
    let [top, right, bottom, left] = widths;
    if outer.is_rect() {
        let rect = outer.rect();
        let (l, t, r, b) = (rect.left, rect.top, rect.right, rect.bottom);
        let sides = [
            (top, (l, t + top / 2.0), (r, t + top / 2.0)),
            (right, (r - right / 2.0, t), (r - right / 2.0, b)),
            (bottom, (r, b - bottom / 2.0), (l, b - bottom / 2.0)),
            (left, (l + left / 2.0, b), (l + left / 2.0, t)),
        ];
        for (width, from, to) in sides {
            side(canvas, style.border_style, width, from.into(), to.into(), &mut paint);
        }
    } else {
        let width = widths.into_iter().fold(0.0, f32::max);
        let middle = Path::rrect(within(outer, widths.map(|width| width / 2.0)), None);
        let length = ContourMeasureIter::new(&middle, true, None).next().map_or(0.0, |contour| contour.length());
        // Where sides differ, the ring cuts what is too wide.
        let uneven = widths.iter().any(|other| *other != width);
        paint.set_stroke_width(if uneven { width * 2.0 } else { width });
        pattern(style.border_style, width, length, true, &mut paint);
        canvas.draw_path(&middle, &paint);
    }
    canvas.restore();
}

fn side(canvas: &dyn Pen, style: BorderStyle, width: f32, from: Point, to: Point, paint: &mut Paint) {
    if width <= 0.0 {
        return;
    }
    paint.set_stroke_width(width);
    let length = Point::distance(from, to);
    // Dots are drawn round their places: the first and the last one lie within the corners.
    let (from, to, length) = match style {
        BorderStyle::Dotted if length > width => {
            let step = (to - from) * (width / 2.0 / length);
            (from + step, to - step, length - width)
        }
        _ => (from, to, length),
    };
    pattern(style, width, length, false, paint);
    canvas.draw_line(from, to, paint);
}

/// Shortest period that is drawn as a pattern, in parts of the whole: finer ones cost more than they show.
const FINEST: f32 = 1e-5;

/// Dashes of twice the width with gaps of once the width, dots with gaps of their own size: the gaps give or take what
/// makes the pattern end as it began.
fn pattern(style: BorderStyle, width: f32, length: f32, closed: bool, paint: &mut Paint) {
    let (dash, gap) = match style {
        BorderStyle::Solid => return,
        BorderStyle::Dashed if width >= 3.0 => (width * 2.0, width),
        BorderStyle::Dashed => (width * 3.0, width * 2.0),
        BorderStyle::Dotted => (0.0, width * 2.0),
    };
    if (dash + gap) <= length * FINEST || length <= 0.0 {
        return;
    }
    paint.set_stroke_cap(if style == BorderStyle::Dotted { PaintCap::Round } else { PaintCap::Butt });
    let fewer = ((if closed { length } else { length + gap }) / (dash + gap)).floor();
    let gap_for = |dashes: f32| (length - dashes * dash) / (if closed { dashes } else { dashes - 1.0 }).max(1.0);
    let (wide, narrow) = (gap_for(fewer.max(1.0)), gap_for(fewer + 1.0));
    let best = if narrow <= 0.0 || (wide - gap).abs() < (narrow - gap).abs() { wide } else { narrow };
    // Skia's dots are dashes of no length; a little of one keeps them where floats round.
    paint.set_path_effect(PathEffect::dash(
        &[dash.max(width * 1e-3), (best - (width * 1e-3 - dash).max(0.0)).max(0.0)],
        0.0,
    ));
}
