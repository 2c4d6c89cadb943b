//! Laid-out nodes into pixels.

use std::collections::HashMap;

use skia_safe::canvas::SrcRectConstraint;
use skia_safe::gradient::{Colors, Gradient, Interpolation, interpolation, shaders};
use skia_safe::{
    BlurStyle, Canvas, ClipOp, Color4f, CubicResampler, FilterMode, Image, MaskFilter, Matrix, MipmapMode, Paint,
    PaintStyle, Point, RRect, Rect, SamplingOptions, Shader, TileMode,
};

use super::background::{Direction, Layer, Radii, Ramp, Space};
use super::color::Color;
use super::layout::{Area, Placed};
use super::scene::SceneContent;
use super::style::{BackgroundClip, Four, Length, ObjectFit, Shape, Style};

/// Paints a node and all within it.
pub struct Painter<'a> {
    pub canvas: &'a Canvas,
    /// Of the scene's canvas, in logical pixels.
    pub size: (f32, f32),
    /// Device pixels per logical one.
    pub scale: f32,
    /// Decoded pictures by URL.
    pub pictures: &'a HashMap<String, Image>,
}

impl Painter<'_> {
    pub fn node(&self, placed: &Placed) {
        let style = &placed.node.style;
        if style.opacity <= 0.0 {
            return;
        }
        let saved = self.canvas.save_count();
        if style.opacity < 1.0 {
            self.canvas.save_layer_alpha_f(None, style.opacity);
        }
        self.box_of(placed);
        self.content(placed);
        self.canvas.restore_to_count(saved);
    }

    /// Content and children, without the node's own box.
    pub fn content(&self, placed: &Placed) {
        let style = &placed.node.style;
        match &placed.node.content {
            SceneContent::Frame(_) => {
                if style.clip {
                    self.canvas.save();
                    self.canvas.clip_rrect(self.rounded(placed.area, style), ClipOp::Intersect, true);
                }
                placed.children.iter().for_each(|child| self.node(child));
                if style.clip {
                    self.canvas.restore();
                }
            }
            SceneContent::Text(_) => {
                if let Some(text) = &placed.text {
                    text.paint(self.canvas, (placed.inner.x, placed.inner.y), placed.area);
                }
            }
            SceneContent::Image { url } => {
                if let Some(picture) = self.pictures.get(url) {
                    self.picture(picture, placed);
                }
            }
            SceneContent::Shape
            | SceneContent::Svg
            | SceneContent::QrCode
            | SceneContent::Barcode
            | SceneContent::Rating
            | SceneContent::Chart => {}
        }
        self.border(placed);
    }

    fn box_of(&self, placed: &Placed) {
        let style = &placed.node.style;
        let shape = match placed.node.content {
            SceneContent::Shape if style.shape == Shape::Ellipse => RRect::new_oval(rect(placed.area)),
            _ => self.rounded(placed.area, style),
        };
        for shadow in style.box_shadow.iter().rev() {
            let length = |l: Length| l.resolve(self.size, 0.0).unwrap_or(0.0);
            let mut paint = fill(shadow.color);
            // CSS's blur is twice a Gaussian's standard deviation.
            let sigma = length(shadow.blur) / 2.0;
            if sigma > 0.0 {
                paint.set_mask_filter(MaskFilter::blur(BlurStyle::Normal, sigma, None));
            }
            self.canvas.save();
            // As in CSS, nothing of it is seen through the box itself.
            self.canvas.clip_rrect(shape, ClipOp::Difference, true);
            self.canvas.draw_rrect(shape.with_offset((length(shadow.x), length(shadow.y))), &paint);
            self.canvas.restore();
        }
        // A text's background may fill its letters instead.
        let filled = style.background_clip == BackgroundClip::Text && placed.text.is_some();
        for layer in style.background.iter().rev().filter(|_| !filled) {
            self.canvas.draw_rrect(shape, &layer_paint(layer, placed.area, self.size));
        }
    }

    /// Over the content, so that a picture's edge lies under it.
    fn border(&self, placed: &Placed) {
        let style = &placed.node.style;
        let width = style.border_width[0].resolve(self.size, 0.0).unwrap_or(0.0);
        if width <= 0.0 || style.border_color.a <= 0.0 {
            return;
        }
        let outer = match placed.node.content {
            SceneContent::Shape if style.shape == Shape::Ellipse => RRect::new_oval(rect(placed.area)),
            _ => self.rounded(placed.area, style),
        };
        self.canvas.draw_drrect(outer, outer.with_inset((width, width)), &fill(style.border_color));
    }

    fn rounded(&self, area: Area, style: &Style) -> RRect {
        RRect::new_rect_radii(rect(area), &corner_radii(&style.border_radius, area, self.size))
    }

    fn picture(&self, picture: &Image, placed: &Placed) {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let area = placed.area;
        if area.width <= 0.0 || area.height <= 0.0 {
            return;
        }
        let (across, down) = (area.width / width, area.height / height);
        let scale = match placed.node.style.object_fit {
            ObjectFit::Fill => None,
            ObjectFit::Cover => Some(across.max(down)),
            ObjectFit::Contain => Some(across.min(down)),
            ObjectFit::None => Some(1.0),
            ObjectFit::ScaleDown => Some(across.min(down).min(1.0)),
        };
        let target = match scale {
            None => rect(area),
            Some(scale) => {
                let (w, h) = (width * scale, height * scale);
                Rect::from_xywh(area.x + (area.width - w) / 2.0, area.y + (area.height - h) / 2.0, w, h)
            }
        };
        let mut paint = Paint::default();
        paint.set_anti_alias(true);
        self.canvas.save();
        self.canvas.clip_rrect(self.rounded(area, &placed.node.style), ClipOp::Intersect, true);
        let source = Rect::from_wh(width, height);
        self.canvas.draw_image_rect_with_sampling_options(
            picture,
            Some((&source, SrcRectConstraint::Fast)),
            target,
            self.sampling(target.width() / width),
            &paint,
        );
        self.canvas.restore();
    }

    /// Mipmaps where a picture becomes less than half, or every second pixel would be left out; else Mitchell's filter.
    fn sampling(&self, scale: f32) -> SamplingOptions {
        let scale = scale * self.scale;
        if scale < 0.5 {
            SamplingOptions::new(FilterMode::Linear, MipmapMode::Linear)
        } else if (scale - 1.0).abs() < 1e-3 {
            SamplingOptions::new(FilterMode::Linear, MipmapMode::None)
        } else {
            SamplingOptions::from(CubicResampler::mitchell())
        }
    }
}

fn rect(area: Area) -> Rect {
    Rect::from_xywh(area.x, area.y, area.width, area.height)
}

fn corner_radii(four: &Four, area: Area, canvas: (f32, f32)) -> [Point; 4] {
    four.map(|length| {
        let x = length.resolve(canvas, area.width).unwrap_or(0.0).max(0.0);
        let y = length.resolve(canvas, area.height).unwrap_or(0.0).max(0.0);
        Point::new(x, y)
    })
}

/// A smooth-edged fill.
pub fn fill(color: Color) -> Paint {
    let mut paint = Paint::new(color4f(color), None);
    paint.set_anti_alias(true);
    paint.set_style(PaintStyle::Fill);
    paint
}

fn color4f(color: Color) -> Color4f {
    Color4f::new(color.r, color.g, color.b, color.a)
}

/// The paint of a background's layer in its box. Never dithered: it doubles a PNG's bytes.
pub fn layer_paint(layer: &Layer, area: Area, canvas: (f32, f32)) -> Paint {
    let (shader, ramp) = match layer {
        Layer::Solid(color) => return fill(*color),
        Layer::Linear { direction, ramp } => (linear(*direction, ramp, area, canvas), ramp),
        Layer::Radial { radii, center, ramp } => (radial(*radii, *center, ramp, area, canvas), ramp),
    };
    // A gradient without extent is its last colour all over (CSS Images 3, section 3.4.3).
    let last = ramp.stops.last().map_or(Color::TRANSPARENT, |stop| stop.color);
    let mut paint = fill(if shader.is_some() { Color::BLACK } else { last });
    paint.set_shader(shader);
    paint
}

/// CSS Images 3, section 3.1: the gradient line's length is such that the corners get exactly the end colours.
fn linear(direction: Direction, ramp: &Ramp, area: Area, canvas: (f32, f32)) -> Option<Shader> {
    let (dx, dy) = match direction {
        Direction::Angle(degrees) => {
            let radians = degrees.to_radians();
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
    let (x, y) = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    let (hx, hy) = (dx * length / 2.0, dy * length / 2.0);
    let (colors, places) = stops(ramp, length, canvas);
    let gradient = gradient(ramp.space, &colors, &places);
    shaders::linear_gradient((Point::new(x - hx, y - hy), Point::new(x + hx, y + hy)), &gradient, None)
}

fn radial(radii: Radii, center: [Length; 2], ramp: &Ramp, area: Area, canvas: (f32, f32)) -> Option<Shader> {
    let cx = center[0].resolve(canvas, area.width).unwrap_or(area.width / 2.0);
    let cy = center[1].resolve(canvas, area.height).unwrap_or(area.height / 2.0);
    let (far_x, far_y) = (cx.abs().max((area.width - cx).abs()), cy.abs().max((area.height - cy).abs()));
    let (rx, ry) = match radii {
        Radii::Circle(radius) => {
            let radius = radius.resolve(canvas, area.width.min(area.height))?;
            (radius, radius)
        }
        Radii::Ellipse(x, y) => (x.resolve(canvas, area.width)?, y.resolve(canvas, area.height)?),
        Radii::FarthestCorner { circle: true } => (far_x.hypot(far_y), far_x.hypot(far_y)),
        // An ellipse through the corner, in the proportions of one that touches the farthest sides.
        Radii::FarthestCorner { circle: false } => (far_x * std::f32::consts::SQRT_2, far_y * std::f32::consts::SQRT_2),
    };
    if rx <= 0.0 || ry <= 0.0 {
        return None;
    }
    let (colors, places) = stops(ramp, rx, canvas);
    let gradient = gradient(ramp.space, &colors, &places);
    let mut matrix = Matrix::translate((area.x + cx, area.y + cy));
    matrix.pre_scale((1.0, ry / rx), None);
    shaders::radial_gradient((Point::new(0.0, 0.0), rx), &gradient, &matrix)
}

fn gradient<'a>(space: Space, colors: &'a [Color4f], places: &'a [f32]) -> Gradient<'a> {
    let color_space = match space {
        Space::Srgb => interpolation::ColorSpace::Destination,
        Space::Oklab => interpolation::ColorSpace::OKLab,
        Space::Oklch => interpolation::ColorSpace::OKLCH,
    };
    // Premultiplied, as in CSS: fading to `transparent` does not pass through black.
    let how = Interpolation { in_premul: interpolation::InPremul::Yes, color_space, ..Default::default() };
    Gradient::new(Colors::new(colors, Some(places), TileMode::Clamp, None), how)
}

/// Colours and their places from 0 to 1, ascending; those without a place spread evenly between their neighbours
/// (CSS Images 3, section 3.4.3).
fn stops(ramp: &Ramp, length: f32, canvas: (f32, f32)) -> (Vec<Color4f>, Vec<f32>) {
    let count = ramp.stops.len();
    let mut places: Vec<Option<f32>> = ramp
        .stops
        .iter()
        .map(|stop| stop.at.and_then(|at| at.resolve(canvas, length)).map(|at| at / length.max(f32::MIN_POSITIVE)))
        .collect();
    places[0].get_or_insert(0.0);
    places[count - 1].get_or_insert(1.0);
    let mut least = 0.0_f32;
    for place in places.iter_mut().flatten() {
        *place = place.clamp(least, 1.0);
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
    (ramp.stops.iter().map(|stop| color4f(stop.color)).collect(), ascending)
}

#[cfg(test)]
mod tests {
    use super::super::background;
    use super::*;

    #[test]
    fn stops_without_a_place_spread_evenly() {
        let Layer::Linear { ramp, .. } =
            &background::parse("linear-gradient(red, blue, lime 60%, red 50%, blue)").unwrap()[0]
        else {
            panic!()
        };
        assert_eq!(stops(ramp, 100.0, (1.0, 1.0)).1, [0.0, 0.3, 0.6, 0.6, 1.0]);
    }
}
