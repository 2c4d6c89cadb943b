//! What is defined once and referred to: gradients, filters and masks.

use std::fmt::Write;

use skia_safe::{ClipOp, Image, Path, Rect, SamplingOptions, surfaces};

use super::number::{fine, matrix, number, outline, paint};
use super::pen::{SHARPNESS, SvgPen};
use crate::render::background::Layer;
use crate::render::layout::Area;
use crate::render::paint::{Course, MaskLayer, Pen, course, layer_paint, matrix_of, reach, sigma_of};
use crate::render::style::Filter;

impl SvgPen {
    /// What a background's layer is filled with: ` fill="…"`; `None` where no gradient of SVG is like it.
    pub fn filling(&self, layer: &Layer, area: Area, size: (f32, f32)) -> Option<String> {
        let (course, line) = match course(layer, area, size) {
            Err(color) => return Some(paint("fill", color)),
            Ok(found) => found,
        };
        let spread = if line.repeats() { " spreadMethod=\"repeat\"" } else { "" };
        let mut stops = String::new();
        for (place, color) in line.stops() {
            let _ = write!(
                stops,
                "<stop offset=\"{}\"{}/>",
                fine(place),
                paint("stop-color", color).replace("stop-color-opacity", "stop-opacity")
            );
        }
        let id = match course {
            Course::Linear(from, to) => self.define(|id| {
                format!(
                    "<linearGradient id=\"d{id}\" gradientUnits=\"userSpaceOnUse\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{spread}>{stops}</linearGradient>",
                    number(from.x), number(from.y), number(to.x), number(to.y)
                )
            }),
            Course::Radial { to, inner, outer } => self.define(|id| {
                let inner = if inner > 0.0 { format!(" fr=\"{}\"", number(inner)) } else { String::new() };
                format!(
                    "<radialGradient id=\"d{id}\" gradientUnits=\"userSpaceOnUse\" cx=\"0\" cy=\"0\" r=\"{}\"{inner} gradientTransform=\"{}\"{spread}>{stops}</radialGradient>",
                    number(outer), matrix(&to)
                )
            }),
            Course::Conic(_) => return None,
        };
        Some(format!(" fill=\"url(#d{id})\""))
    }

    /// A layer in pixels, cut to an outline.
    pub fn in_pixels(&self, clip: &Path, layer: &Layer, area: Area, size: (f32, f32)) {
        let bounds = clip.compute_tight_bounds();
        let mut seen = bounds;
        if !seen.intersect(Rect::from_wh(size.0, size.1)) {
            return;
        }
        let (width, height) = ((seen.width() * SHARPNESS).ceil(), (seen.height() * SHARPNESS).ceil());
        let Some(mut surface) = surfaces::raster_n32_premul((width as i32, height as i32)) else { return };
        let canvas = surface.canvas();
        canvas.scale((width / seen.width(), height / seen.height())).translate((-seen.left, -seen.top));
        canvas.draw_paint(&layer_paint(layer, area, size));
        let image = surface.image_snapshot();
        self.save();
        self.clip(clip, ClipOp::Intersect);
        self.image(&image, seen, SamplingOptions::default());
        self.restore();
    }

    /// ` filter="…"` of a chain over that area, and its definition.
    pub fn filter(&self, filters: &[Filter], bounds: Rect, size: (f32, f32), scale: f32) -> String {
        let mut steps = String::new();
        for step in filters {
            match (sigma_of(step, size, scale), matrix_of(*step)) {
                (Some(sigma), _) if sigma > 0.0 => {
                    let _ = write!(steps, "<feGaussianBlur stdDeviation=\"{}\"/>", number(sigma));
                }
                (_, Some(values)) => {
                    let values: Vec<String> = values.iter().map(|value| fine(*value)).collect();
                    let _ = write!(steps, "<feColorMatrix values=\"{}\"/>", values.join(" "));
                }
                _ => {}
            }
        }
        if steps.is_empty() {
            return String::new();
        }
        let far = reach(filters, size, scale);
        let id = self.filter_of(bounds.with_outset((far, far)), &steps);
        format!(" filter=\"url(#d{id})\"")
    }

    pub fn filter_of(&self, bounds: Rect, steps: &str) -> usize {
        self.define(|id| {
            format!(
                "<filter id=\"d{id}\" filterUnits=\"userSpaceOnUse\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" color-interpolation-filters=\"sRGB\">{steps}</filter>",
                number(bounds.left), number(bounds.top), number(bounds.width()), number(bounds.height())
            )
        })
    }

    pub fn blur(&self, bounds: Rect, sigma: f32) -> String {
        if sigma <= 0.0 {
            return String::new();
        }
        let far = sigma * 3.0 + 1.0;
        let id = self.filter_of(
            bounds.with_outset((far, far)),
            &format!("<feGaussianBlur stdDeviation=\"{}\"/>", number(sigma)),
        );
        format!(" filter=\"url(#d{id})\"")
    }

    /// An outline filled with an image over and over, of which one lies at `tile`.
    fn tiled(&self, shape: &Path, image: &Image, tile: Rect) {
        let inside = SvgPen::new();
        inside.image(image, Rect::from_size(tile.size()), SamplingOptions::default());
        let body = inside.written.into_inner().body;
        let id = self.define(|id| {
            format!(
                "<pattern id=\"d{id}\" patternUnits=\"userSpaceOnUse\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\">{body}</pattern>",
                number(tile.left), number(tile.top), number(tile.width()), number(tile.height())
            )
        });
        self.put(&format!("<path d=\"{}\" fill=\"url(#d{id})\"/>", outline(shape)));
    }

    /// Where a mask's layers are opaque is white; ` mask="…"`.
    pub fn mask(&self, layers: &[MaskLayer], area: Area, size: (f32, f32)) -> String {
        let inside = SvgPen::new();
        inside.written.borrow_mut().ids = self.written.borrow().ids;
        let rect = Path::rect(Rect::from_xywh(area.x, area.y, area.width, area.height), None);
        for layer in layers.iter().rev() {
            match layer {
                MaskLayer::Layer(layer) => inside.fill(&rect, layer, area, size),
                MaskLayer::Picture { image, tile, repeats: false } => {
                    inside.image(image, *tile, SamplingOptions::default());
                }
                MaskLayer::Picture { image, tile, repeats: true } => inside.tiled(&rect, image, *tile),
            }
        }
        let inside = inside.written.into_inner();
        let mut written = self.written.borrow_mut();
        written.ids = inside.ids;
        written.defs.push_str(&inside.defs);
        let id = written.id();
        let _ = writeln!(
            written.defs,
            "<mask id=\"d{id}\" maskUnits=\"userSpaceOnUse\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" mask-type=\"alpha\" style=\"mask-type:alpha\">{}</mask>",
            number(area.x),
            number(area.y),
            number(area.width),
            number(area.height),
            inside.body
        );
        format!(" mask=\"url(#d{id})\"")
    }
}
