//! Layers of backgrounds as paints.

use skia_safe::gradient::{Colors, Gradient, Interpolation, interpolation, shaders};
use skia_safe::{AlphaType, Color4f, ColorSpace, ColorType, ImageInfo, Matrix, Paint, Point, TileMode, surfaces};

use super::{color4f, fill};
use crate::render::background::{Direction, Extent, Layer, Radii, Ramp, Space};
use crate::render::color::Color;
use crate::render::layout::Area;
use crate::render::style::Length;

/// Where a gradient runs.
pub enum Course {
    /// From its first stop to its last.
    Linear(Point, Point),
    /// Around 0, 0, between these radii; and how that comes to lie in the box.
    Radial { to: Matrix, inner: f32, outer: f32 },
    /// Around 0, 0 from the right, and how that comes to lie in the box.
    Conic(Matrix),
}

/// A layer's course and colours; the colour where it is one all over.
pub fn course(layer: &Layer, area: Area, canvas: (f32, f32)) -> Result<(Course, Line), Color> {
    let (found, ramp) = match layer {
        Layer::Solid(color) => return Err(*color),
        Layer::Linear { direction, ramp } => (linear(*direction, ramp, area, canvas), ramp),
        Layer::Radial { radii, center, ramp } => (radial(*radii, *center, ramp, area, canvas), ramp),
        Layer::Conic { from, center, ramp } => (conic(*from, *center, ramp, area, canvas), ramp),
    };
    // A gradient without extent is its last colour all over (CSS Images 3, section 3.4.3).
    found.ok_or_else(|| ramp.stops.last().map_or(Color::TRANSPARENT, |stop| stop.color))
}

/// The paint of a background's layer in its box. Never dithered: it doubles a PNG's bytes.
pub fn layer_paint(layer: &Layer, area: Area, canvas: (f32, f32)) -> Paint {
    let (course, line) = match course(layer, area, canvas) {
        Ok(found) => found,
        Err(color) => return fill(color),
    };
    let gradient = line.gradient();
    let center = Point::new(0.0, 0.0);
    let shader = match course {
        Course::Linear(from, to) => shaders::linear_gradient((from, to), &gradient, None),
        Course::Radial { to, inner, outer } if inner <= 0.0 => {
            shaders::radial_gradient((center, outer), &gradient, &to)
        }
        Course::Radial { to, inner, outer } => {
            shaders::two_point_conical_gradient((center, inner), (center, outer), &gradient, &to)
        }
        Course::Conic(to) => {
            let angles = (line.first * 360.0, line.last * 360.0);
            shaders::sweep_gradient(center, angles, &gradient, &to)
        }
    };
    let last = line.colors.last().copied().unwrap_or(Color4f::new(0.0, 0.0, 0.0, 0.0));
    let mut paint = fill(Color::BLACK);
    if shader.is_none() {
        paint.set_color4f(last, None);
    }
    paint.set_shader(shader);
    paint
}

/// CSS Images 3, section 3.1: the gradient line's length is such that the corners get exactly the end colours.
fn linear(direction: Direction, ramp: &Ramp, area: Area, canvas: (f32, f32)) -> Option<(Course, Line)> {
    let (dx, dy) = match direction {
        Direction::Angle(degrees) => {
            let radians = (degrees % 360.0).to_radians();
            (radians.sin(), -radians.cos())
        }
        Direction::Towards(x, y) if x == 0.0 || y == 0.0 => (x, y),
        // The 50 % line runs through the two neighbouring corners.
        Direction::Towards(x, y) => {
            let length = area.width.hypot(area.height).max(f32::MIN_POSITIVE);
            (x * area.height / length, y * area.width / length)
        }
    };
    let length = (area.width * dx).abs() + (area.height * dy).abs();
    let line = Line::of(ramp, length, canvas)?;
    let (x, y) = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    let at = |part: f32| Point::new(x + dx * length * (part - 0.5), y + dy * length * (part - 0.5));
    Some((Course::Linear(at(line.first), at(line.last)), line))
}

fn radial(radii: Radii, center: [Length; 2], ramp: &Ramp, area: Area, canvas: (f32, f32)) -> Option<(Course, Line)> {
    let (cx, cy) = place(center, area, canvas);
    let (rx, ry) = match radii {
        Radii::Circle(radius) => {
            let radius = radius.resolve(canvas, area.width.min(area.height))?;
            (radius, radius)
        }
        Radii::Ellipse(x, y) => (x.resolve(canvas, area.width)?, y.resolve(canvas, area.height)?),
        Radii::To { extent, circle } => reach(extent, circle, (cx, cy), area),
    };
    if rx <= 0.0 || ry <= 0.0 {
        return None;
    }
    let mut line = Line::of(ramp, rx, canvas)?;
    line.begin_at_zero();
    let mut matrix = Matrix::translate((area.x + cx, area.y + cy));
    matrix.pre_scale((1.0, ry / rx), None);
    Some((Course::Radial { to: matrix, inner: rx * line.first.max(0.0), outer: rx * line.last }, line))
}

/// CSS Images 3, section 3.2.1.
fn reach(extent: Extent, circle: bool, (cx, cy): (f32, f32), area: Area) -> (f32, f32) {
    let (left, right) = (cx.abs(), (area.width - cx).abs());
    let (top, bottom) = (cy.abs(), (area.height - cy).abs());
    let closest = matches!(extent, Extent::ClosestSide | Extent::ClosestCorner);
    let (x, y) = if closest { (left.min(right), top.min(bottom)) } else { (left.max(right), top.max(bottom)) };
    match (extent, circle) {
        (Extent::ClosestSide, true) => (x.min(y), x.min(y)),
        (Extent::FarthestSide, true) => (x.max(y), x.max(y)),
        (Extent::ClosestSide | Extent::FarthestSide, false) => (x, y),
        (Extent::ClosestCorner | Extent::FarthestCorner, true) => (x.hypot(y), x.hypot(y)),
        // An ellipse through the corner, in the proportions of one that touches the sides.
        (Extent::ClosestCorner | Extent::FarthestCorner, false) => {
            (x * std::f32::consts::SQRT_2, y * std::f32::consts::SQRT_2)
        }
    }
}

fn conic(from: f32, center: [Length; 2], ramp: &Ramp, area: Area, canvas: (f32, f32)) -> Option<(Course, Line)> {
    let (cx, cy) = place(center, area, canvas);
    // Parts of a turn: no stop of it is in pixels.
    let line = Line::of(ramp, 1.0, canvas)?;
    // Skia counts from the right, CSS from above.
    let mut matrix = Matrix::translate((area.x + cx, area.y + cy));
    matrix.pre_rotate(from % 360.0 - 90.0, None);
    Some((Course::Conic(matrix), line))
}

fn place(center: [Length; 2], area: Area, canvas: (f32, f32)) -> (f32, f32) {
    let x = center[0].resolve(canvas, area.width).unwrap_or(area.width / 2.0);
    let y = center[1].resolve(canvas, area.height).unwrap_or(area.height / 2.0);
    (x, y)
}

/// Stops further out than this many lengths of their gradient are brought nearer, or floats would run out of digits.
const FARTHEST: f32 = 1e4;
/// Repetitions finer than this part of the gradient are one colour to the eye.
const FINEST: f32 = 1e-5;

/// A gradient's stops along its line.
pub struct Line {
    /// Where it begins and ends, as parts of the gradient's length; it is steady beyond, or repeats.
    first: f32,
    last: f32,
    /// Ascending, from 0 at `first` to 1 at `last`.
    places: Vec<f32>,
    colors: Vec<Color4f>,
    space: Space,
    repeats: bool,
}

impl Line {
    /// `None` where it is one colour all over: its last.
    fn of(ramp: &Ramp, length: f32, canvas: (f32, f32)) -> Option<Line> {
        if length.is_nan() || length <= 0.0 {
            return None;
        }
        let (mut places, mut colors) = hinted(ramp, &ascending(ramp, length, canvas), length, canvas);
        let (mut first, mut last) = (places[0], places[places.len() - 1]);
        if ramp.repeats {
            if last - first < FINEST {
                return None;
            }
        } else {
            // Steady before its first stop and after its last; so it has an extent even where the stops have none.
            if first > 0.0 {
                places.insert(0, 0.0);
                colors.insert(0, colors[0]);
                first = 0.0;
            }
            if last < 1.0 {
                places.push(1.0);
                colors.push(colors[colors.len() - 1]);
                last = 1.0;
            }
            if last - first < FINEST {
                return None;
            }
        }
        places.iter_mut().for_each(|place| *place = ((*place - first) / (last - first)).clamp(0.0, 1.0));
        Some(Line { first, last, places, colors, space: ramp.space, repeats: ramp.repeats })
    }

    /// Has it begin at 0 or later, as a radius must: repetitions are counted from a later one, and what lies before 0
    /// is cut off.
    fn begin_at_zero(&mut self) {
        if self.first >= 0.0 {
            return;
        }
        let period = self.last - self.first;
        if self.repeats {
            let periods = (-self.first / period).ceil();
            self.first += periods * period;
            self.last += periods * period;
            return;
        }
        let zero = -self.first / period;
        let after = self.places.iter().position(|place| *place > zero).unwrap_or(self.places.len() - 1);
        let before = after.saturating_sub(1);
        let (from, to) = (self.places[before], self.places[after]);
        let part = if to > from { (zero - from) / (to - from) } else { 1.0 };
        let color = mix(self.colors[before], self.colors[after], part);
        self.places.drain(..after);
        self.colors.drain(..after);
        self.places.insert(0, zero);
        self.colors.insert(0, color);
        self.places.iter_mut().for_each(|place| *place = (*place - zero) / (1.0 - zero));
        self.first = 0.0;
    }

    /// Whether it begins anew where it ends.
    pub fn repeats(&self) -> bool {
        self.repeats
    }

    /// Its places from 0 to 1 and the colours there, for those who mix red, green, blue and alpha each by itself:
    /// with as many between as it takes where it is mixed otherwise.
    pub fn stops(&self) -> Vec<(f32, Color)> {
        const STEPS: u8 = 12;
        let strip = if self.space == Space::Srgb { None } else { self.strip() };
        let mut stops: Vec<(f32, Color)> = Vec::new();
        for (i, place) in self.places.iter().enumerate() {
            let own = self.colors[i];
            let (Some(next_place), Some(next)) = (self.places.get(i + 1), self.colors.get(i + 1)) else {
                stops.push((*place, plain(own)));
                break;
            };
            let straight = self.space == Space::Srgb && own.a == next.a;
            if straight || own == *next || next_place <= place {
                stops.push((*place, plain(own)));
                continue;
            }
            // What is clear has its neighbour's colour.
            stops.push((*place, plain(if own.a > 0.0 { own } else { Color4f { a: 0.0, ..*next } })));
            for step in 1..STEPS {
                let way = f32::from(step) / f32::from(STEPS);
                let at = place + (next_place - place) * way;
                let mixed = match &strip {
                    Some(strip) => strip[(at * (strip.len() - 1) as f32).round() as usize],
                    None => mix(own, *next, way),
                };
                stops.push((at, plain(mixed)));
            }
            stops.push((*next_place, plain(if next.a > 0.0 { *next } else { Color4f { a: 0.0, ..own } })));
        }
        stops
    }

    /// Its colours from its first stop to its last, as Skia has them.
    fn strip(&self) -> Option<Vec<Color4f>> {
        const PLACES: i32 = 1024;
        let info = ImageInfo::new((PLACES, 1), ColorType::RGBAF32, AlphaType::Unpremul, ColorSpace::new_srgb());
        let mut surface = surfaces::raster(&info.with_alpha_type(AlphaType::Premul), None, None)?;
        let mut paint = Paint::default();
        // From the middle of the first pixel to that of the last.
        let ends = (Point::new(0.5, 0.0), Point::new(PLACES as f32 - 0.5, 0.0));
        paint.set_shader(shaders::linear_gradient(ends, &self.gradient(), None));
        surface.canvas().draw_paint(&paint);
        let mut bytes = vec![0_u8; info.compute_min_byte_size()];
        if !surface.read_pixels(&info, &mut bytes, info.min_row_bytes(), (0, 0)) {
            return None;
        }
        let number = |bytes: &[u8]| bytes.try_into().map(f32::from_ne_bytes).unwrap_or_default();
        let color = |c: &[u8]| Color4f::new(number(&c[..4]), number(&c[4..8]), number(&c[8..12]), number(&c[12..16]));
        Some(bytes.chunks_exact(16).map(color).collect())
    }

    fn gradient(&self) -> Gradient<'_> {
        let color_space = match self.space {
            Space::Srgb => interpolation::ColorSpace::Destination,
            Space::Oklab => interpolation::ColorSpace::OKLab,
            Space::Oklch => interpolation::ColorSpace::OKLCH,
        };
        // Premultiplied, as in CSS: fading to `transparent` does not pass through black.
        let how = Interpolation { in_premul: interpolation::InPremul::Yes, color_space, ..Default::default() };
        let tile = if self.repeats { TileMode::Repeat } else { TileMode::Clamp };
        Gradient::new(Colors::new(&self.colors, Some(&self.places), tile, None), how)
    }
}

fn plain(color: Color4f) -> Color {
    let part = |part: f32| part.clamp(0.0, 1.0);
    Color { r: part(color.r), g: part(color.g), b: part(color.b), a: part(color.a) }
}

/// The places of the stops as parts of the length, ascending; those without a place spread evenly between their
/// neighbours (CSS Images 3, section 3.4.3).
fn ascending(ramp: &Ramp, length: f32, canvas: (f32, f32)) -> Vec<f32> {
    let count = ramp.stops.len();
    let mut places: Vec<Option<f32>> =
        ramp.stops.iter().map(|stop| stop.at.and_then(|at| part(at, length, canvas))).collect();
    places[0].get_or_insert(0.0);
    places[count - 1].get_or_insert(1.0);
    let mut least = f32::NEG_INFINITY;
    for place in places.iter_mut().flatten() {
        *place = place.max(least);
        least = *place;
    }
    let mut ascending = Vec::with_capacity(count);
    let mut i = 0;
    while i < count {
        match places[i] {
            Some(place) => {
                ascending.push(place);
                i += 1;
            }
            None => {
                let next = (i..count).find(|j| places[*j].is_some()).unwrap_or(count - 1);
                let (from, to) = (ascending.last().copied().unwrap_or(0.0), places[next].unwrap_or(1.0));
                let gaps = (next - i + 1) as f32;
                ascending.extend((i..next).map(|j| from + (to - from) * (j - i + 1) as f32 / gaps));
                i = next;
            }
        }
    }
    ascending
}

fn part(at: Length, length: f32, canvas: (f32, f32)) -> Option<f32> {
    at.resolve(canvas, length).map(|at| (at / length).clamp(-FARTHEST, FARTHEST))
}

/// Stops between two colours that bend the way from one to the other so that its middle lies at the hint (CSS Images 4,
/// section 3.5.3: the mix is the place's part of the way to the power of log(½) / log(hint's part)).
fn hinted(ramp: &Ramp, ascending: &[f32], length: f32, canvas: (f32, f32)) -> (Vec<f32>, Vec<Color4f>) {
    const STEPS: i32 = 16;
    let (mut places, mut colors) = (Vec::with_capacity(ascending.len()), Vec::with_capacity(ascending.len()));
    for (i, stop) in ramp.stops.iter().enumerate() {
        let from = color4f(stop.color);
        places.push(ascending[i]);
        colors.push(from);
        let (Some(hint), Some(next)) = (stop.hint.and_then(|hint| part(hint, length, canvas)), ramp.stops.get(i + 1))
        else {
            continue;
        };
        let (start, end, to) = (ascending[i], ascending[i + 1], color4f(next.color));
        let middle = if end > start { (hint - start) / (end - start) } else { 0.5 };
        if middle <= 0.0 || middle >= 1.0 {
            // All of one colour up to there.
            places.push(if middle <= 0.0 { start } else { end });
            colors.push(if middle <= 0.0 { to } else { from });
            continue;
        }
        let power = 0.5_f32.ln() / middle.ln();
        for step in 1..STEPS {
            let way = step as f32 / STEPS as f32;
            places.push(start + (end - start) * way);
            colors.push(between(stop.color, next.color, way.powf(power), ramp.space));
        }
    }
    (places, colors)
}

/// So much of the way from one colour to another, in the gradient's space.
fn between(from: Color, to: Color, amount: f32, space: Space) -> Color4f {
    match space {
        Space::Srgb => mix(color4f(from), color4f(to), amount),
        Space::Oklab | Space::Oklch => color4f(from.mix(to, amount)),
    }
}

/// Premultiplied, in sRGB.
fn mix(from: Color4f, to: Color4f, amount: f32) -> Color4f {
    let alpha = from.a + (to.a - from.a) * amount;
    let channel = |a: f32, b: f32| {
        let premultiplied = a * from.a + (b * to.a - a * from.a) * amount;
        if alpha > 0.0 { premultiplied / alpha } else { 0.0 }
    };
    Color4f::new(channel(from.r, to.r), channel(from.g, to.g), channel(from.b, to.b), alpha)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::background;

    fn ramp(text: &str) -> Ramp {
        match background::parse(text).unwrap().remove(0) {
            Layer::Linear { ramp, .. } | Layer::Radial { ramp, .. } | Layer::Conic { ramp, .. } => ramp,
            Layer::Solid(_) => panic!(),
        }
    }

    #[test]
    fn stops_without_a_place_spread_evenly() {
        let ramp = ramp("linear-gradient(red, blue, lime 60%, red 50%, blue)");
        assert_eq!(ascending(&ramp, 100.0, (1.0, 1.0)), [0.0, 0.3, 0.6, 0.6, 1.0]);
    }

    #[test]
    fn stops_beyond_the_line_keep_their_places() {
        let line = Line::of(&ramp("linear-gradient(red -50px, blue 150px)"), 100.0, (1.0, 1.0)).unwrap();
        assert_eq!((line.first, line.last, line.places), (-0.5, 1.5, vec![0.0, 1.0]));
        let line = Line::of(&ramp("linear-gradient(red 50%, blue 50%)"), 100.0, (1.0, 1.0)).unwrap();
        assert_eq!((line.first, line.last, line.places), (0.0, 1.0, vec![0.0, 0.5, 0.5, 1.0]));
        let mut line = Line::of(&ramp("radial-gradient(#f00 -100%, #00f 100%)"), 100.0, (1.0, 1.0)).unwrap();
        line.begin_at_zero();
        assert_eq!((line.first, line.last, line.places.len()), (0.0, 1.0, 2));
        assert_eq!((line.colors[0].r, line.colors[0].b), (0.5, 0.5));
        let mut line = Line::of(&ramp("repeating-radial-gradient(red -30px, blue 10px)"), 100.0, (1.0, 1.0)).unwrap();
        line.begin_at_zero();
        assert!((line.first - 0.1).abs() < 1e-6 && (line.last - 0.5).abs() < 1e-6, "{} {}", line.first, line.last);
    }

    #[test]
    fn gradients_without_an_extent_are_their_last_colour() {
        assert!(Line::of(&ramp("linear-gradient(red, blue)"), 0.0, (1.0, 1.0)).is_none());
        assert!(Line::of(&ramp("repeating-linear-gradient(red 10%, blue 10%)"), 100.0, (1.0, 1.0)).is_none());
    }
}
