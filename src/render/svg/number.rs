//! Numbers, colours and outlines as SVG writes them.

use std::fmt::Write;

use skia_safe::path::Verb;
use skia_safe::{Matrix, Path, PathFillType, Point};

use crate::render::color::Color;

/// A thousandth of a logical pixel is finer than any screen.
pub fn number(value: f32) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A part between 0 and 1, or a factor.
pub fn fine(value: f32) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// ` name="#rrggbb" name-opacity="0.5"`, the latter where it is needed.
pub fn paint(name: &str, color: Color) -> String {
    let opaque = Color { a: 1.0, ..color }.to_string();
    let mut text = format!(" {name}=\"{}\"", &opaque[..7]);
    if color.a < 1.0 {
        let _ = write!(text, " {name}-opacity=\"{}\"", number(color.a));
    }
    text
}

pub fn matrix(matrix: &Matrix) -> String {
    let [a, b, c, d] = [matrix.scale_x(), matrix.skew_y(), matrix.skew_x(), matrix.scale_y()].map(fine);
    format!("matrix({a} {b} {c} {d} {} {})", number(matrix.translate_x()), number(matrix.translate_y()))
}

/// ` fill-rule="evenodd"` where an outline is filled so; `clip-rule` within a clip.
pub fn rule(path: &Path, name: &str) -> String {
    match path.fill_type() {
        PathFillType::EvenOdd | PathFillType::InverseEvenOdd => format!(" {name}-rule=\"evenodd\""),
        PathFillType::Winding | PathFillType::InverseWinding => String::new(),
    }
}

/// An outline's `d`.
pub fn outline(path: &Path) -> String {
    let mut data = String::new();
    let mut points = |letter: char, points: &[Point]| {
        data.push(letter);
        for (i, point) in points.iter().enumerate() {
            let (x, y) = (number(point.x), number(point.y));
            let gap = if i > 0 && !x.starts_with('-') { " " } else { "" };
            let between = if y.starts_with('-') { "" } else { " " };
            let _ = write!(data, "{gap}{x}{between}{y}");
        }
    };
    let mut segments = skia_safe::path::Iter::new(path, false);
    while let Some((verb, given)) = segments.next() {
        match verb {
            Verb::Move => points('M', &given[..1]),
            Verb::Line => points('L', &given[1..2]),
            Verb::Quad => points('Q', &given[1..3]),
            Verb::Cubic => points('C', &given[1..4]),
            Verb::Conic => {
                // Four parabolas for a quarter of a circle: off by less than its ten-thousandth part.
                const POWER: usize = 2;
                let mut quads = [Point::default(); 1 + 2 * (1 << POWER)];
                let weight = segments.conic_weight().unwrap_or(1.0);
                Path::convert_conic_to_quads(given[0], given[1], given[2], weight, &mut quads, POWER);
                quads[1..].chunks_exact(2).for_each(|quad| points('Q', quad));
            }
            Verb::Close => points('Z', &[]),
            Verb::Done => break,
        }
    }
    data
}

/// Text between tags or quotes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0 has none of these.
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, text) in
            [(0.0, "0"), (-0.0001, "0"), (1.5, "1.5"), (100.0, "100"), (-12.3456, "-12.346"), (f32::NAN, "0")]
        {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn outlines_are_those_they_came_from() {
        let path = Path::from_svg("M0 0 L10 0 Q10 10 0 10 C-1 9 -1 1 0 0 Z").unwrap();
        assert_eq!(outline(&path), "M0 0L10 0Q10 10 0 10C-1 9-1 1 0 0Z");
        let circle = Path::from_svg(outline(&Path::circle((0.0, 0.0), 100.0, None))).unwrap();
        let bounds = circle.compute_tight_bounds();
        assert!((bounds.width() - 200.0).abs() < 0.1 && (bounds.height() - 200.0).abs() < 0.1);
    }
}
