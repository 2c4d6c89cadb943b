//! Ratings: icons, filled as far as the rating goes.

use skia_safe::{ClipOp, Path, PathBuilder, Rect};

use super::{Drawing, Natural};
use crate::render::layout::Area;
use crate::render::paint::{Pen, fill};
use crate::render::style::{RatingIcon, Style};

/// Logical pixels of an icon where the style says nothing.
const NATURAL_ICON: f32 = 32.0;
/// How far a star's inner corners lie from its middle, in parts of the outer ones; a little plumper than a pentagram.
const INNER: f32 = 0.45;

struct Rating<'a> {
    style: &'a Style,
    /// Between icons, in logical pixels.
    gap: f32,
}

/// A rating on a canvas of that many logical pixels.
pub fn drawing(style: &Style, canvas: (f32, f32)) -> Box<dyn Drawing + '_> {
    let gap = style.icon_gap.resolve(canvas, 0.0).unwrap_or(0.0).max(0.0);
    Box::new(Rating { style, gap })
}

impl Drawing for Rating<'_> {
    fn natural(&self) -> Natural {
        let count = self.style.max_rating as f32;
        Natural { width: count * NATURAL_ICON + (count - 1.0) * self.gap, height: NATURAL_ICON, keeps_ratio: true }
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        let Rating { style, gap } = *self;
        let count = style.max_rating as f32;
        let side = ((area.width - gap * (count - 1.0)) / count).min(area.height);
        if side <= 0.0 {
            return;
        }
        let top = area.y + (area.height - side) / 2.0;
        let icon = icon(style.icon);
        let (full, empty) = (fill(style.color), fill(style.empty_color));
        for i in 0..style.max_rating {
            let filled = (style.rating - i as f32).clamp(0.0, 1.0);
            canvas.save();
            canvas.translate((area.x + i as f32 * (side + gap), top));
            canvas.scale((side, side));
            for (from, until, paint) in [(0.0, filled, &full), (filled, 1.0, &empty)] {
                if until > from {
                    canvas.save();
                    canvas.clip_rect(Rect::new(from, 0.0, until, 1.0), ClipOp::Intersect);
                    canvas.draw_path(&icon, paint);
                    canvas.restore();
                }
            }
            canvas.restore();
        }
    }
}

/// In a box of 1 by 1.
fn icon(icon: RatingIcon) -> Path {
    let mut path = PathBuilder::new();
    match icon {
        RatingIcon::Circle => {
            path.add_circle((0.5, 0.5), 0.46, None);
        }
        RatingIcon::Heart => {
            path.move_to((0.5, 0.92));
            path.cubic_to((0.18, 0.66), (0.03, 0.50), (0.03, 0.33));
            path.cubic_to((0.03, 0.19), (0.14, 0.09), (0.27, 0.09));
            path.cubic_to((0.36, 0.09), (0.45, 0.14), (0.5, 0.23));
            path.cubic_to((0.55, 0.14), (0.64, 0.09), (0.73, 0.09));
            path.cubic_to((0.86, 0.09), (0.97, 0.19), (0.97, 0.33));
            path.cubic_to((0.97, 0.50), (0.82, 0.66), (0.5, 0.92));
            path.close();
        }
        RatingIcon::Star => {
            // The middle lies below that of the box: a star reaches further up than down.
            let (middle, outer) = ((0.5, 0.53), 0.5);
            for i in 0..10 {
                let angle = std::f32::consts::PI * (i as f32 / 5.0 - 0.5);
                let radius = if i % 2 == 0 { outer } else { outer * INNER };
                let at = (middle.0 + radius * angle.cos(), middle.1 + radius * angle.sin());
                if i == 0 {
                    path.move_to(at)
                } else {
                    path.line_to(at)
                };
            }
            path.close();
        }
    }
    path.detach()
}
