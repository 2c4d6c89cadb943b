//! What a node is cut to: `clip_path` (CSS Shapes 1, section 3) and `mask_image`.

use skia_safe::{Path, Point, Rect};

use super::corner::{rect, within};
use crate::render::layout::Area;
use crate::render::style::{ClipPath, Length};

/// The outline of a clip path, percents being of the node's box.
pub fn path(clip: &ClipPath, area: Area, canvas: (f32, f32)) -> Path {
    let point = |[x, y]: [Length; 2]| {
        let x = x.resolve(canvas, area.width).unwrap_or(area.width / 2.0);
        let y = y.resolve(canvas, area.height).unwrap_or(area.height / 2.0);
        Point::new(area.x + x, area.y + y)
    };
    match clip {
        ClipPath::Circle(radius, center) => {
            let center = point(*center);
            let (x, y) = nearest(center, area);
            // Percents are of the box's diagonal over the square root of two.
            let of = area.width.hypot(area.height) / std::f32::consts::SQRT_2;
            let radius = radius.resolve(canvas, of).unwrap_or_else(|| x.min(y));
            Path::circle(center, radius.max(0.0), None)
        }
        ClipPath::Ellipse([x, y], center) => {
            let center = point(*center);
            let near = nearest(center, area);
            let x = x.resolve(canvas, area.width).unwrap_or(near.0).max(0.0);
            let y = y.resolve(canvas, area.height).unwrap_or(near.1).max(0.0);
            Path::oval(Rect::new(center.x - x, center.y - y, center.x + x, center.y + y), None)
        }
        ClipPath::Polygon(corners) => {
            let corners: Vec<Point> = corners.iter().map(|corner| point(*corner)).collect();
            Path::polygon(&corners, true, None, None)
        }
        ClipPath::Inset([top, right, bottom, left], radius) => {
            let side = |length: &Length, of: f32| length.resolve(canvas, of).unwrap_or(0.0);
            let sides =
                [side(top, area.height), side(right, area.width), side(bottom, area.height), side(left, area.width)];
            let cut = within(&skia_safe::RRect::new_rect(rect(area)), sides);
            let x = side(radius, area.width).max(0.0);
            let y = side(radius, area.height).max(0.0);
            Path::rrect(skia_safe::RRect::new_rect_xy(cut.rect(), x, y), None)
        }
    }
}

/// How far the nearest sides are from a point, across and down.
fn nearest(center: Point, area: Area) -> (f32, f32) {
    let (x, y) = (center.x - area.x, center.y - area.y);
    (x.abs().min((area.width - x).abs()), y.abs().min((area.height - y).abs()))
}
