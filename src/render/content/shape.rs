//! Shapes: their outlines, which backgrounds and shadows fill, and their strokes.

use skia_safe::{Matrix, Paint, PaintCap, PaintJoin, PaintStyle, Path, PathEffect, Point, RRect, Rect};

use super::{Drawing, Natural};
use crate::domain::excerpt::Excerpt;
use crate::render::layout::Area;
use crate::render::paint::{Pen, fill, rect, rounded};
use crate::render::style::{LineCap, LineJoin, Shape, Stroke, Style};

/// What a node's background fills and its shadows are the shadows of.
pub enum Outline {
    Box(RRect),
    Path(Path),
}

impl Outline {
    /// Of a shape in its box.
    pub fn of(style: &Style, area: Area, canvas: (f32, f32)) -> Outline {
        match style.shape {
            Shape::Ellipse => Outline::Box(RRect::new_oval(rect(area))),
            Shape::Rect | Shape::Line => Outline::Box(rounded(area, style, canvas)),
            Shape::Path => Outline::Path(fitted(style, area)),
        }
    }

    pub fn to_path(&self) -> Path {
        match self {
            Outline::Box(rrect) => Path::rrect(rrect, None),
            Outline::Path(path) => path.clone(),
        }
    }
}

/// Reads SVG path data (SVG 2, section 9.3). The error begins with a verb.
pub fn path(data: &str) -> Result<Path, String> {
    let unlike = |why: &str| {
        format!("is not SVG path data: {why}; path data is like `M 0 0 L 24 12 L 0 24 Z`, not `{}`", Excerpt(data))
    };
    let trimmed = data.trim();
    match trimmed.chars().next() {
        None => return Err("is empty; path data is like `M 0 0 L 24 12 L 0 24 Z`".to_owned()),
        Some('M' | 'm') => {}
        Some(_) => return Err(unlike("it begins with `M`, a place to start from")),
    }
    let strange =
        |c: char| !(c.is_ascii_digit() || c.is_ascii_whitespace() || "MmZzLlHhVvCcSsQqTtAaEe+-.,".contains(c));
    if let Some(c) = trimmed.chars().find(|c| strange(*c)) {
        return Err(unlike(&format!("`{}` is none of its commands", c.escape_debug())));
    }
    let path = Path::from_svg(trimmed).ok_or_else(|| unlike("a command lacks its numbers"))?;
    let bounds = path.bounds();
    let far =
        [bounds.left, bounds.top, bounds.right, bounds.bottom].iter().any(|side| !side.is_finite() || side.abs() > 1e6);
    if far || !path.is_finite() {
        return Err(unlike("it reaches beyond a million"));
    }
    Ok(path)
}

/// The path's own coordinates that fill the box.
fn view(style: &Style, path: &Path) -> Rect {
    match style.view_box {
        Some([x, y, width, height]) => Rect::from_xywh(x, y, width, height),
        None => path.compute_tight_bounds(),
    }
}

fn fitted(style: &Style, area: Area) -> Path {
    // Nothing else gets through the style's reader.
    let path = path(&style.path).unwrap_or_default();
    let view = view(style, &path);
    let part = |size: f32, of: f32| if of > 0.0 { size / of } else { 1.0 };
    let scale = (part(area.width, view.width()), part(area.height, view.height()));
    let mut matrix = Matrix::translate((area.x, area.y));
    matrix.pre_scale(scale, None);
    matrix.pre_translate((-view.left, -view.top));
    path.with_transform(&matrix)
}

/// What a shape is besides its background: its size and its stroke.
pub(super) fn drawing(style: &Style, canvas: (f32, f32)) -> Option<Box<dyn Drawing + '_>> {
    let natural = match style.shape {
        Shape::Path => {
            let view = view(style, &path(&style.path).unwrap_or_default());
            Natural { width: view.width(), height: view.height(), keeps_ratio: true }
        }
        Shape::Line => {
            let width = style.stroke.map_or(0.0, |stroke| width(stroke, canvas));
            Natural { width, height: width, keeps_ratio: false }
        }
        Shape::Rect | Shape::Ellipse if style.stroke.is_none() => return None,
        Shape::Rect | Shape::Ellipse => Natural::default(),
    };
    Some(Box::new(Stroked { style, canvas, natural }))
}

fn width(stroke: Stroke, canvas: (f32, f32)) -> f32 {
    stroke.width.resolve(canvas, canvas.0.min(canvas.1)).unwrap_or(0.0).max(0.0)
}

struct Stroked<'a> {
    style: &'a Style,
    canvas: (f32, f32),
    natural: Natural,
}

impl Drawing for Stroked<'_> {
    fn natural(&self) -> Natural {
        self.natural
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        let Some(stroke) = self.style.stroke else { return };
        let width = width(stroke, self.canvas);
        if width <= 0.0 {
            return;
        }
        let outline = match self.style.shape {
            Shape::Line => along(area),
            _ => Outline::of(self.style, area, self.canvas).to_path(),
        };
        let mut paint = self.paint_of(stroke, width);
        paint.set_path_effect(dashes(&self.style.stroke_dasharray, &outline));
        canvas.draw_path(&outline, &paint);
    }
}

impl Stroked<'_> {
    fn paint_of(&self, stroke: Stroke, width: f32) -> Paint {
        let mut paint = fill(stroke.color);
        paint.set_style(PaintStyle::Stroke);
        paint.set_stroke_width(width);
        paint.set_stroke_miter(4.0);
        paint.set_stroke_cap(match self.style.stroke_linecap {
            LineCap::Butt => PaintCap::Butt,
            LineCap::Round => PaintCap::Round,
            LineCap::Square => PaintCap::Square,
        });
        paint.set_stroke_join(match self.style.stroke_linejoin {
            LineJoin::Miter => PaintJoin::Miter,
            LineJoin::Round => PaintJoin::Round,
            LineJoin::Bevel => PaintJoin::Bevel,
        });
        paint
    }
}

/// A straight line through the middle of a box, along its longer side.
fn along(area: Area) -> Path {
    let (x, y) = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    if area.width >= area.height {
        Path::line(Point::new(area.x, y), Point::new(area.x + area.width, y))
    } else {
        Path::line(Point::new(x, area.y), Point::new(x, area.y + area.height))
    }
}

/// Most dashes along an outline; shorter ones would cost more than they show.
const MAX_DASHES: f32 = 100_000.0;

/// As in SVG: an odd number of lengths counts twice, and one below 0 or none above it means no dashes.
fn dashes(lengths: &[f32], outline: &Path) -> Option<PathEffect> {
    let period: f32 = lengths.iter().sum();
    if lengths.iter().any(|length| *length < 0.0) || !period.is_finite() || period <= 0.0 {
        return None;
    }
    let bounds = outline.bounds();
    if (bounds.width() + bounds.height()) * 2.0 / period * lengths.len() as f32 > MAX_DASHES {
        return None;
    }
    let twice = if lengths.len() % 2 == 1 { [lengths, lengths].concat() } else { lengths.to_vec() };
    PathEffect::dash(&twice, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_is_read_or_told_what_is_wrong_with_it() {
        for data in
            ["M0 0L10 10Z", " m 1,1 h5 v5 z", "M0 0 A 5 5 0 0 1 10 10", "M0,0 C1 2 3 4 5 6 S 7 8 9 10 Q 1 1 2 2 T 5 5"]
        {
            assert!(path(data).is_ok(), "{data}: {:?}", path(data));
        }
        for (data, part) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("L 10 10", "begins with `M`"),
            ("M 0 0 L 10", "lacks its numbers"),
            ("M 0 0 X 10 10", "`X`"),
            ("M 0 0\0 L 1 1", "`\\0`"),
            ("M 0 0 L 1e30 5", "beyond a million"),
            ("M 0 0 L 1e999 5", ""),
            ("path", "begins with"),
        ] {
            let error = path(data).unwrap_err();
            assert!(error.contains(part), "{data}: {error}");
            assert!(error.len() < 400);
        }
    }
}
