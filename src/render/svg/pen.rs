//! The pen that writes SVG.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use skia_safe::{
    AlphaType, ClipOp, Image, Matrix, Paint, PaintCap, PaintJoin, PaintStyle, Path, PathBuilder, PathOp, Point, RRect,
    Rect, SamplingOptions, path_utils,
};

use super::number::{escaped, matrix, number, outline, paint, rule};
use crate::domain::output::{Effort, Format};
use crate::render::background::Layer;
use crate::render::color::Color;
use crate::render::encode::{Encoder, Pixels};
use crate::render::image::bgra;
use crate::render::layout::Area;
use crate::render::paint::{Group, Ink, Pen};
use crate::render::style::{BlendMode, Filter};
use crate::render::text::Run;

/// Beyond any canvas: what is cut out is cut out of this.
const FAR: f32 = 1e5;
/// Pixels of a logical one in what can't be said but in pixels.
pub const SHARPNESS: f32 = 2.0;
/// Quality of embedded photos.
const QUALITY: u8 = 90;

/// Writes an SVG document.
pub struct SvgPen {
    pub written: RefCell<Written>,
}

/// What is written so far.
#[derive(Default)]
pub struct Written {
    pub defs: String,
    pub body: String,
    /// Groups that are open, for each state that was saved.
    open: Vec<usize>,
    pub ids: usize,
    /// Ids of glyphs by typeface, size in bits and number.
    pub glyphs: HashMap<(u32, u32, u16), Option<usize>>,
    encoder: Encoder,
}

impl Written {
    pub fn id(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    /// Opens a group that ends with the state.
    pub fn group(&mut self, attributes: &str) {
        let _ = write!(self.body, "<g {}>", attributes.trim());
        match self.open.last_mut() {
            Some(open) => *open += 1,
            None => self.open.push(1),
        }
    }

    fn close(&mut self, groups: usize) {
        (0..groups).for_each(|_| self.body.push_str("</g>\n"));
    }
}

impl SvgPen {
    pub fn new() -> SvgPen {
        SvgPen { written: RefCell::default() }
    }

    /// The document: of that many logical pixels, shown in that many; `alt` is what it says.
    pub fn finish(self, size: (f32, f32), pixels: (u32, u32), alt: &str) -> String {
        let mut written = self.written.into_inner();
        let open = std::mem::take(&mut written.open);
        written.close(open.into_iter().sum());
        let label =
            if alt.is_empty() { String::new() } else { format!(" role=\"img\" aria-label=\"{}\"", escaped(alt)) };
        let defs = if written.defs.is_empty() { String::new() } else { format!("<defs>{}</defs>\n", written.defs) };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{}\" \
             height=\"{}\" viewBox=\"0 0 {} {}\"{label}>\n{defs}{}</svg>\n",
            pixels.0,
            pixels.1,
            number(size.0),
            number(size.1),
            written.body
        )
    }

    pub fn put(&self, element: &str) {
        let mut written = self.written.borrow_mut();
        written.body.push_str(element);
        written.body.push('\n');
    }

    pub fn define(&self, element: impl FnOnce(usize) -> String) -> usize {
        let mut written = self.written.borrow_mut();
        let id = written.id();
        written.defs.push_str(&element(id));
        written.defs.push('\n');
        id
    }
}

fn blend_name(mode: BlendMode) -> &'static str {
    BlendMode::KNOWN.iter().find(|(_, known)| *known == mode).map_or("normal", |(name, _)| name)
}

fn color_of(paint: &Paint) -> Color {
    let color = paint.color4f();
    Color { r: color.r, g: color.g, b: color.b, a: color.a }
}

/// The attributes of a paint that fills or strokes.
fn inked(ink: &Paint) -> String {
    if ink.style() == PaintStyle::Fill {
        return paint("fill", color_of(ink));
    }
    let mut text =
        format!(" fill=\"none\"{} stroke-width=\"{}\"", paint("stroke", color_of(ink)), number(ink.stroke_width()));
    text.push_str(match ink.stroke_cap() {
        PaintCap::Butt => "",
        PaintCap::Round => " stroke-linecap=\"round\"",
        PaintCap::Square => " stroke-linecap=\"square\"",
    });
    text.push_str(match ink.stroke_join() {
        PaintJoin::Miter => "",
        PaintJoin::Round => " stroke-linejoin=\"round\"",
        PaintJoin::Bevel => " stroke-linejoin=\"bevel\"",
    });
    text
}

impl Pen for SvgPen {
    fn scale_of(&self) -> f32 {
        SHARPNESS
    }

    fn save(&self) {
        self.written.borrow_mut().open.push(0);
    }

    fn restore(&self) {
        let mut written = self.written.borrow_mut();
        let groups = written.open.pop().unwrap_or(0);
        written.close(groups);
    }

    fn concat(&self, by: &Matrix) {
        if !by.is_identity() {
            self.written.borrow_mut().group(&format!("transform=\"{}\"", matrix(by)));
        }
    }

    fn clip(&self, shape: &Path, how: ClipOp) {
        let all = || Path::rect(Rect::new(-FAR, -FAR, FAR, FAR), None);
        let shape = match how {
            ClipOp::Intersect => shape.clone(),
            ClipOp::Difference => all().op(shape, PathOp::Difference).unwrap_or_else(all),
        };
        let id = self.define(|id| {
            format!("<clipPath id=\"d{id}\"><path d=\"{}\"{}/></clipPath>", outline(&shape), rule(&shape, "clip"))
        });
        self.written.borrow_mut().group(&format!("clip-path=\"url(#d{id})\""));
    }

    fn draw_path(&self, path: &Path, ink: &Paint) {
        if ink.style() != PaintStyle::Fill && ink.path_effect().is_some() {
            // Dashes as what they cover: what they are is the paint's secret.
            let mut covered = PathBuilder::new();
            if path_utils::fill_path_with_paint(path, ink, &mut covered, None, Matrix::scale((4.0, 4.0))) {
                let covered = covered.detach();
                self.put(&format!(
                    "<path d=\"{}\"{}{}/>",
                    outline(&covered),
                    rule(&covered, "fill"),
                    paint("fill", color_of(ink))
                ));
            }
            return;
        }
        if !path.is_empty() {
            self.put(&format!("<path d=\"{}\"{}{}/>", outline(path), rule(path, "fill"), inked(ink)));
        }
    }

    fn fill(&self, shape: &Path, layer: &Layer, area: Area, size: (f32, f32)) {
        match self.filling(layer, area, size) {
            Some(filling) => {
                self.put(&format!("<path d=\"{}\"{}{filling}/>", outline(shape), rule(shape, "fill")));
            }
            None => self.in_pixels(shape, layer, area, size),
        }
    }

    fn blurred(&self, shape: &Path, color: Color, sigma: f32) {
        let filter = self.blur(shape.compute_tight_bounds(), sigma);
        self.put(&format!("<path d=\"{}\"{}{}{filter}/>", outline(shape), rule(shape, "fill"), paint("fill", color)));
    }

    fn glyphs(&self, run: &Run, ink: &Ink, offset: Point, size: (f32, f32)) {
        if run.color {
            return self.pictures(run, ink, offset);
        }
        let mut uses = String::new();
        for (glyph, at) in run.glyphs.iter().zip(&run.positions) {
            if let Some(id) = self.glyph(run, *glyph) {
                let (x, y) = (number(at.x + offset.x), number(at.y + offset.y));
                let _ = write!(uses, "<use xlink:href=\"#d{id}\" x=\"{x}\" y=\"{y}\"/>");
            }
        }
        if uses.is_empty() {
            return;
        }
        let attributes = match ink {
            Ink::Plain(ink) => inked(ink),
            Ink::Blurred(color, sigma) => {
                let em = run.font.size();
                let mut bounds = Rect::new(f32::MAX, f32::MAX, f32::MIN, f32::MIN);
                for at in run.positions.iter().map(|at| *at + offset) {
                    bounds = Rect::new(
                        bounds.left.min(at.x - em),
                        bounds.top.min(at.y - em * 1.5),
                        bounds.right.max(at.x + em * 2.0),
                        bounds.bottom.max(at.y + em),
                    );
                }
                format!("{}{}", paint("fill", *color), self.blur(bounds, *sigma))
            }
            Ink::Layer(layer, area) => match self.filling(layer, *area, size) {
                // A gradient in the place of the text, not of each glyph.
                Some(filling) => {
                    return self.through(run, offset, |pen, shape| {
                        pen.put(&format!("<path d=\"{}\"{}{filling}/>", outline(shape), rule(shape, "fill")));
                    });
                }
                None => return self.through(run, offset, |pen, shape| pen.in_pixels(shape, layer, *area, size)),
            },
        };
        self.put(&format!("<g{attributes}>{uses}</g>"));
    }

    fn image(&self, image: &Image, target: Rect, _: SamplingOptions) {
        let opaque = image.alpha_type() == AlphaType::Opaque;
        let Some(bgra) = bgra(image) else { return };
        let pixels = Pixels { bgra: &bgra, width: image.width() as u32, height: image.height() as u32, opaque };
        let format = if opaque { Format::Jpeg } else { Format::Png };
        let encoded = self.written.borrow_mut().encoder.encode(&pixels, format, QUALITY, Effort::Balanced);
        // Every picture can be encoded; one that can't is not there.
        let Ok(file) = encoded else { return };
        self.put(&format!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" xlink:href=\"data:{};base64,{}\"/>",
            number(target.left), number(target.top), number(target.width()), number(target.height()),
            format.content_type(), BASE64_STANDARD.encode(file)
        ));
    }

    fn group(&self, group: &Group, size: (f32, f32), scale: f32, draw: &mut dyn FnMut()) {
        // Filtered, then masked, then faded and blended: SVG does so in this order, too.
        let mut attributes = self.filter(group.filters, group.bounds, size, scale);
        if let Some(mask) = group.mask {
            attributes.push_str(&self.mask(mask, group.area, size));
        }
        if group.opacity < 1.0 {
            let _ = write!(attributes, " opacity=\"{}\"", number(group.opacity));
        }
        if group.blend != BlendMode::Normal {
            let _ = write!(attributes, " style=\"mix-blend-mode:{}\"", blend_name(group.blend));
        }
        self.save();
        self.written.borrow_mut().group(&attributes);
        draw();
        self.restore();
    }

    fn backdrop(&self, _: &RRect, _: &[Filter], _: f32, _: (f32, f32), _: f32) -> bool {
        false
    }

    fn seen(&self, bounds: Rect) -> f64 {
        f64::from(bounds.width()) * f64::from(bounds.height())
    }
}
