//! Letters: outlines that are defined once and used wherever they stand, and pictures of those with colours of their own.

use std::fmt::Write;

use skia_safe::{Paint, Path, PathBuilder, Point, Rect, SamplingOptions, surfaces};

use super::number::{fine, number, outline, rule};
use super::pen::{SHARPNESS, SvgPen};
use crate::render::paint::{Ink, Pen};
use crate::render::text::Run;

impl SvgPen {
    /// The id of a glyph's outline, with its left on the baseline at 0, 0; `None` where it has none.
    pub fn glyph(&self, run: &Run, glyph: u16) -> Option<usize> {
        let key = (run.font.typeface().unique_id(), run.font.size().to_bits(), glyph);
        if let Some(known) = self.written.borrow().glyphs.get(&key) {
            return *known;
        }
        let path = run.font.get_path(glyph).filter(|path| !path.is_empty());
        let id = path.map(|path| {
            self.define(|id| format!("<path id=\"d{id}\" d=\"{}\"{}/>", outline(&path), rule(&path, "fill")))
        });
        self.written.borrow_mut().glyphs.insert(key, id);
        id
    }

    /// Glyphs that bring their own colours are pictures.
    pub fn pictures(&self, run: &Run, ink: &Ink, offset: Point) {
        let em = run.font.size();
        let (left, right) = run.positions.iter().fold((f32::MAX, f32::MIN), |(l, r), p| (l.min(p.x), r.max(p.x)));
        let (top, bottom) = run.positions.iter().fold((f32::MAX, f32::MIN), |(t, b), p| (t.min(p.y), b.max(p.y)));
        let bounds = Rect::new(left - em * 0.5, top - em * 1.5, right + em * 2.0, bottom + em * 0.75);
        let scale = SHARPNESS * 2.0;
        let pixels = |side: f32| (side * scale).ceil().clamp(1.0, 8192.0) as i32;
        let Some(mut surface) = surfaces::raster_n32_premul((pixels(bounds.width()), pixels(bounds.height()))) else {
            return;
        };
        let canvas = surface.canvas();
        canvas.scale((scale, scale)).translate((-bounds.left, -bounds.top));
        let (opacity, color, sigma) = match ink {
            Ink::Plain(paint) => (paint.alpha_f(), None, 0.0),
            Ink::Layer(..) => (1.0, None, 0.0),
            Ink::Blurred(color, sigma) => (1.0, Some(*color), *sigma),
        };
        canvas.draw_glyphs_at(&run.glyphs, run.positions.as_slice(), Point::default(), &run.font, &Paint::default());
        let image = surface.image_snapshot();
        let place =
            Rect::from_xywh(bounds.left, bounds.top, image.width() as f32 / scale, image.height() as f32 / scale);
        let mut attributes = String::new();
        if opacity < 1.0 {
            let _ = write!(attributes, " opacity=\"{}\"", number(opacity));
        }
        if let Some(color) = color {
            // Of a shadow the outline alone is wanted.
            let steps = format!(
                "<feGaussianBlur in=\"SourceAlpha\" stdDeviation=\"{}\"/><feColorMatrix values=\"0 0 0 0 {} 0 0 0 0 {} 0 0 0 0 {} 0 0 0 {} 0\"/>",
                number(sigma.max(0.001)),
                fine(color.r),
                fine(color.g),
                fine(color.b),
                fine(color.a)
            );
            let far = sigma * 3.0 + 1.0;
            let id = self.filter_of(place.with_outset((far, far)), &steps);
            let _ = write!(attributes, " filter=\"url(#d{id})\"");
        }
        self.save();
        if offset != Point::default() {
            self.translate((offset.x, offset.y));
        }
        if !attributes.is_empty() {
            self.written.borrow_mut().group(&attributes);
        }
        self.image(&image, place, SamplingOptions::default());
        self.restore();
    }

    /// All glyphs of a run as one outline.
    pub fn through(&self, run: &Run, offset: Point, draw: impl FnOnce(&SvgPen, &Path)) {
        let mut all = PathBuilder::new();
        for (glyph, at) in run.glyphs.iter().zip(&run.positions) {
            if let Some(path) = run.font.get_path(*glyph) {
                all.add_path(&path.with_offset((at.x + offset.x, at.y + offset.y)), None);
            }
        }
        draw(self, &all.detach());
    }
}
