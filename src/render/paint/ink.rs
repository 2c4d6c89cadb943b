//! How far what is painted reaches, so that layers are no larger than they must be.

use skia_safe::{Matrix, Point, Rect};

use super::shadow::Cast;
use super::{corner, filter};
use crate::render::layout::{Area, Placed};
use crate::render::style::{Style, Visibility};

/// What moves, turns and scales a node (CSS Transforms 2: `translate`, then `rotate`, then `scale`); `None` where
/// nothing does.
pub fn transform(style: &Style, area: Area, canvas: (f32, f32)) -> Option<Matrix> {
    let [x, y] = style.translate;
    let x = x.resolve(canvas, area.width).unwrap_or(0.0);
    let y = y.resolve(canvas, area.height).unwrap_or(0.0);
    let [scale_x, scale_y] = style.scale;
    if (x, y, style.rotate, scale_x, scale_y) == (0.0, 0.0, 0.0, 1.0, 1.0) {
        return None;
    }
    let [origin_x, origin_y] = style.transform_origin;
    let origin_x = area.x + origin_x.resolve(canvas, area.width).unwrap_or(area.width / 2.0);
    let origin_y = area.y + origin_y.resolve(canvas, area.height).unwrap_or(area.height / 2.0);
    let mut matrix = Matrix::translate((x, y));
    matrix.pre_rotate(style.rotate, Point::new(origin_x, origin_y));
    matrix.pre_translate((origin_x, origin_y));
    matrix.pre_scale((scale_x, scale_y), None);
    matrix.pre_translate((-origin_x, -origin_y));
    Some(matrix)
}

/// Bounds of all that a node and those within it paint, before the node's own filter and transform.
pub fn unfiltered(placed: &Placed, canvas: (f32, f32), scale: f32) -> Rect {
    let style = &placed.node.style;
    let mut bounds = corner::rect(placed.area);
    if let Some(text) = &placed.text {
        // Letters reach beyond their lines, and lines that can't break beyond their box.
        bounds.outset((text.size() * 2.0, text.size() * 2.0));
        bounds.right = bounds.right.max(bounds.left + text.intrinsic_widths().1);
    }
    if let Some(stroke) = style.stroke {
        // Sharp corners reach out by up to the miter's limit.
        let width = stroke.width.resolve(canvas, 0.0).unwrap_or(0.0).abs() * 4.0;
        bounds.outset((width, width));
    }
    for shadow in style.box_shadow.iter().filter(|shadow| !shadow.inset) {
        let [left, top, right, bottom] = Cast::of(shadow, canvas, scale).reach();
        let area = placed.area;
        let cast = Rect::new(area.x - left, area.y - top, area.x + area.width + right, area.y + area.height + bottom);
        bounds = Rect::join2(bounds, cast);
    }
    if !style.clip {
        for child in placed.children.iter().filter(|child| child.node.style.visibility == Visibility::Visible) {
            bounds = Rect::join2(bounds, bounds_of(child, canvas, scale));
        }
    }
    // A pixel's fraction of smoothed edges.
    bounds.with_outset((1.0, 1.0))
}

fn bounds_of(placed: &Placed, canvas: (f32, f32), scale: f32) -> Rect {
    let style = &placed.node.style;
    let mut bounds = unfiltered(placed, canvas, scale);
    let reach = filter::reach(&style.filter, canvas, scale);
    bounds.outset((reach, reach));
    match transform(style, placed.area, canvas) {
        Some(matrix) => matrix.map_rect(bounds).0,
        None => bounds,
    }
}
