//! Rounded boxes.

use skia_safe::{Point, RRect, Rect};

use crate::render::layout::Area;
use crate::render::style::Style;

pub fn rect(area: Area) -> Rect {
    Rect::from_xywh(area.x, area.y, area.width, area.height)
}

/// A node's box with its corners. Radii that overlap are all made smaller by the same factor, which Skia does as CSS
/// has it (CSS Backgrounds 3, section 4.5).
pub fn rounded(area: Area, style: &Style, canvas: (f32, f32)) -> RRect {
    let radii = style.border_radius.map(|length| {
        let x = length.resolve(canvas, area.width).unwrap_or(0.0).max(0.0);
        let y = length.resolve(canvas, area.height).unwrap_or(0.0).max(0.0);
        Point::new(x, y)
    });
    RRect::new_rect_radii(rect(area), &radii)
}

/// The same box within edges of these widths (top, right, bottom, left): a corner's radii are less by its edges'
/// widths, and it is square where nothing is left of one (CSS Backgrounds 3, section 4.2).
pub fn within(outer: &RRect, [top, right, bottom, left]: [f32; 4]) -> RRect {
    let bounds = outer.rect();
    let rect = Rect::new(
        bounds.left + left,
        bounds.top + top,
        (bounds.right - right).max(bounds.left + left),
        (bounds.bottom - bottom).max(bounds.top + top),
    );
    let edges = [(left, top), (right, top), (right, bottom), (left, bottom)];
    let mut radii = *outer.radii_ref();
    for (radius, (x, y)) in radii.iter_mut().zip(edges) {
        let (x, y) = (radius.x - x, radius.y - y);
        *radius = if x > 0.0 && y > 0.0 { Point::new(x, y) } else { Point::default() };
    }
    RRect::new_rect_radii(rect, &radii)
}

/// The same box, larger by so much on every side, or smaller: sharp corners stay sharp, small radii grow by less
/// (CSS Backgrounds 3, section 6.1.1).
pub fn spread(outer: &RRect, by: f32) -> RRect {
    if by <= 0.0 {
        return within(outer, [-by; 4]);
    }
    let mut radii = *outer.radii_ref();
    let grown = |radius: f32| match radius {
        r if r >= by => r + by,
        r => r + by * (1.0 + (r / by - 1.0).powi(3)),
    };
    for radius in &mut radii {
        if radius.x > 0.0 && radius.y > 0.0 {
            *radius = Point::new(grown(radius.x), grown(radius.y));
        }
    }
    RRect::new_rect_radii(outer.rect().with_outset((by, by)), &radii)
}

#[cfg(test)]
mod tests {
    use super::*;
    use skia_safe::rrect::Corner;

    fn area(width: f32, height: f32) -> Area {
        Area { x: 0.0, y: 0.0, width, height }
    }

    #[test]
    fn overlapping_radii_shrink_together() {
        let mut style = Style::default();
        let text = |t: &str| crate::render::style::Scalar::Text(t.to_owned());
        style.set("border_radius", &text("100px 50px 0 0")).unwrap();
        let rrect = rounded(area(75.0, 200.0), &style, (1.0, 1.0));
        assert_eq!(rrect.radii(Corner::UpperLeft), Point::new(50.0, 50.0));
        assert_eq!(rrect.radii(Corner::UpperRight), Point::new(25.0, 25.0));
        style.set("border_radius", &text("50%")).unwrap();
        assert!(rounded(area(80.0, 40.0), &style, (1.0, 1.0)).is_oval());
    }

    #[test]
    fn inner_corners_are_rounder_by_less() {
        let mut style = Style::default();
        style.set("border_radius", &crate::render::style::Scalar::Number(20.0)).unwrap();
        let outer = rounded(area(100.0, 100.0), &style, (1.0, 1.0));
        let inner = within(&outer, [5.0, 30.0, 5.0, 10.0]);
        assert_eq!(*inner.rect(), Rect::new(10.0, 5.0, 70.0, 95.0));
        assert_eq!(inner.radii(Corner::UpperLeft), Point::new(10.0, 15.0));
        assert_eq!(inner.radii(Corner::UpperRight), Point::default());
        assert_eq!(spread(&outer, 10.0).radii(Corner::UpperLeft), Point::new(30.0, 30.0));
        assert!(within(&outer, [500.0; 4]).is_empty());
    }
}
