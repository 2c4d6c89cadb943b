//! A smooth line through points that never overshoots them.

use skia_safe::{PathBuilder, Point};

/// Appends curves from the path's last point, which is the first of `points`, through all of them. Monotone cubic
/// interpolation (Fritsch and Carlson, 1980): between two values there is nothing above the higher or below the lower.
pub fn smooth(path: &mut PathBuilder, points: &[Point]) {
    let slopes: Vec<f32> = points.windows(2).map(|pair| (pair[1].y - pair[0].y) / (pair[1].x - pair[0].x)).collect();
    let tangent = |i: usize| match (i.checked_sub(1).map(|before| slopes[before]), slopes.get(i)) {
        (Some(before), Some(after)) if before * after > 0.0 => 2.0 * before * after / (before + after),
        (Some(_), Some(_)) => 0.0,
        (before, after) => before.or(after.copied()).unwrap_or(0.0),
    };
    for (i, pair) in points.windows(2).enumerate() {
        let third = (pair[1].x - pair[0].x) / 3.0;
        path.cubic_to(
            (pair[0].x + third, pair[0].y + third * tangent(i)),
            (pair[1].x - third, pair[1].y - third * tangent(i + 1)),
            pair[1],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_stays_between_neighbours() {
        let points: Vec<Point> =
            [0.0, 10.0, 10.0, 0.0, 50.0, 49.0].iter().enumerate().map(|(i, y)| Point::new(i as f32, *y)).collect();
        let mut path = PathBuilder::new();
        path.move_to(points[0]);
        smooth(&mut path, &points);
        let bounds = path.detach().compute_tight_bounds();
        assert!(bounds.top >= -1e-3 && bounds.bottom <= 50.001, "{bounds:?}");
        assert_eq!((bounds.left, bounds.right), (0.0, 5.0));
    }
}
