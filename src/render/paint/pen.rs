//! What is painted with: Skia's canvas for pixels, or a writer of SVG. Shapes in one colour go through Skia's own
//! paints, of which both can tell what they are; whatever else there is has a call of its own.

use skia_safe::canvas::{SaveLayerRec, SrcRectConstraint};
use skia_safe::{
    BlendMode as SkBlendMode, BlurStyle, Canvas, ClipOp, Image, MaskFilter, Matrix, Paint, Path, PathBuilder,
    PathFillType, Point, RRect, Rect, SamplingOptions, image_filters,
};

use super::mask::{self, MaskLayer};
use super::{color4f, contrast, corner::rect, coverage, filter, gradient::layer_paint};
use crate::render::background::Layer;
use crate::render::color::Color;
use crate::render::layout::Area;
use crate::render::style::{BlendMode, Filter};
use crate::render::text::Run;

/// What glyphs are drawn with.
pub enum Ink<'a> {
    /// A fill or stroke in one colour.
    Plain(Paint),
    /// A background's layer in that box.
    Layer(&'a Layer, Area),
    /// In one colour, spread by a Gaussian of that standard deviation.
    Blurred(Color, f32),
}

/// What is drawn apart and then laid over the rest as a whole.
pub struct Group<'a> {
    pub opacity: f32,
    pub blend: BlendMode,
    pub filters: &'a [Filter],
    /// Where these are transparent within the area, so is the whole, and outside of it; `None` hides nothing.
    pub mask: Option<&'a [MaskLayer<'a>]>,
    pub area: Area,
    /// Of all that is drawn, before it is filtered.
    pub bounds: Rect,
}

/// In logical pixels, of a canvas whose size goes with what is measured by it. Paints are of one colour.
pub trait Pen {
    /// Device pixels of a logical one, as far as the pen only scales.
    fn scale_of(&self) -> f32;

    fn save(&self);
    fn restore(&self);
    fn concat(&self, matrix: &Matrix);

    /// Cuts what follows to an outline, or cuts the outline out of it.
    fn clip(&self, outline: &Path, how: ClipOp);
    fn draw_path(&self, path: &Path, paint: &Paint);
    /// Fills an outline with a background's layer in that box.
    fn fill(&self, outline: &Path, layer: &Layer, area: Area, size: (f32, f32));
    /// Fills an outline and spreads it by a Gaussian of that standard deviation.
    fn blurred(&self, outline: &Path, color: Color, sigma: f32);
    fn glyphs(&self, run: &Run, ink: &Ink, offset: Point, size: (f32, f32));
    /// All of an image, stretched to a rectangle.
    fn image(&self, image: &Image, target: Rect, sampling: SamplingOptions);
    fn group(&self, group: &Group, size: (f32, f32), scale: f32, draw: &mut dyn FnMut());
    /// Filters what lies behind an outline; whether that can be had.
    fn backdrop(&self, outline: &RRect, filters: &[Filter], opacity: f32, size: (f32, f32), scale: f32) -> bool;

    /// How many device pixels of a rectangle can be seen.
    fn seen(&self, bounds: Rect) -> f64;
    /// The colour that lies behind most of a rectangle, where that is known.
    fn behind(&self, _bounds: Rect) -> Option<Color> {
        None
    }

    fn translate(&self, by: (f32, f32)) {
        self.concat(&Matrix::translate(by));
    }

    fn scale(&self, by: (f32, f32)) {
        self.concat(&Matrix::scale(by));
    }

    fn clip_rect(&self, rect: Rect, how: ClipOp) {
        self.clip(&Path::rect(rect, None), how);
    }

    fn clip_rrect(&self, rrect: &RRect, how: ClipOp) {
        self.clip(&Path::rrect(rrect, None), how);
    }

    fn draw_rect(&self, rect: Rect, paint: &Paint) {
        self.draw_path(&Path::rect(rect, None), paint);
    }

    fn draw_rrect(&self, rrect: &RRect, paint: &Paint) {
        self.draw_path(&Path::rrect(rrect, None), paint);
    }

    fn draw_drrect(&self, outer: &RRect, inner: &RRect, paint: &Paint) {
        self.draw_path(&ring(&Path::rrect(outer, None), &Path::rrect(inner, None)), paint);
    }

    fn draw_line(&self, from: Point, to: Point, paint: &Paint) {
        self.draw_path(&Path::line(from, to), paint);
    }

    fn draw_circle(&self, center: Point, radius: f32, paint: &Paint) {
        self.draw_path(&Path::circle(center, radius, None), paint);
    }

    /// Part of an ellipse in degrees, clockwise from the right.
    fn draw_arc(&self, oval: Rect, from: f32, sweep: f32, paint: &Paint) {
        let mut path = PathBuilder::new();
        path.add_arc(oval, from, sweep);
        self.draw_path(&path.detach(), paint);
    }

    fn fill_rrect(&self, rrect: &RRect, layer: &Layer, area: Area, size: (f32, f32)) {
        self.fill(&Path::rrect(rrect, None), layer, area, size);
    }

    fn blurred_rrect(&self, rrect: &RRect, color: Color, sigma: f32) {
        self.blurred(&Path::rrect(rrect, None), color, sigma);
    }
}

/// What lies between two outlines.
pub fn ring(outer: &Path, inner: &Path) -> Path {
    let mut ring = PathBuilder::new();
    ring.add_path(outer, None);
    ring.add_path(inner, None);
    ring.set_fill_type(PathFillType::EvenOdd);
    ring.detach()
}

/// Pixels.
impl Pen for Canvas {
    fn scale_of(&self) -> f32 {
        let scale = self.local_to_device_as_3x3().scale_x().abs();
        if scale.is_finite() && scale > 0.0 { scale } else { 1.0 }
    }

    fn save(&self) {
        self.save();
    }

    fn restore(&self) {
        self.restore();
    }

    fn concat(&self, matrix: &Matrix) {
        self.concat(matrix);
    }

    fn clip(&self, outline: &Path, how: ClipOp) {
        self.clip_path(outline, how, true);
    }

    fn draw_path(&self, path: &Path, paint: &Paint) {
        self.draw_path(path, paint);
    }

    fn fill(&self, outline: &Path, layer: &Layer, area: Area, size: (f32, f32)) {
        self.draw_path(outline, &layer_paint(layer, area, size));
    }

    fn blurred(&self, outline: &Path, color: Color, sigma: f32) {
        self.draw_path(outline, &spread(color, sigma));
    }

    fn glyphs(&self, run: &Run, ink: &Ink, offset: Point, size: (f32, f32)) {
        let draw = |paint: &Paint, offset: Point| {
            self.draw_glyphs_at(&run.glyphs, run.positions.as_slice(), offset, &run.font, paint);
        };
        match ink {
            Ink::Plain(paint) if !run.color => {
                let mut paint = paint.clone();
                paint.set_mask_filter(coverage::sixteenths(paint.color4f(), run.font.size() * self.scale_of()));
                draw(&paint, offset);
            }
            Ink::Plain(paint) => draw(paint, offset),
            Ink::Layer(layer, area) => draw(&layer_paint(layer, *area, size), offset),
            Ink::Blurred(color, sigma) if run.color => {
                // A mask does not hold pictures back: of those only the outline is wanted.
                let filter =
                    image_filters::drop_shadow_only(offset, (*sigma, *sigma), color4f(*color), None, None, None);
                let mut layer = Paint::default();
                layer.set_image_filter(filter);
                self.save_layer(&SaveLayerRec::default().paint(&layer));
                draw(&super::fill(Color::BLACK), Point::default());
                self.restore();
            }
            Ink::Blurred(color, sigma) => draw(&spread(*color, *sigma), offset),
        }
    }

    fn image(&self, image: &Image, target: Rect, sampling: SamplingOptions) {
        let mut paint = Paint::default();
        paint.set_anti_alias(true);
        let source = Rect::from_wh(image.width() as f32, image.height() as f32);
        let source = Some((&source, SrcRectConstraint::Fast));
        self.draw_image_rect_with_sampling_options(image, source, target, sampling, &paint);
    }

    fn group(&self, group: &Group, size: (f32, f32), scale: f32, draw: &mut dyn FnMut()) {
        let chain = filter::chain(group.filters, size, scale, None);
        let saved = self.save_count();
        let mut paint = Paint::default();
        paint.set_alpha_f(group.opacity);
        paint.set_blend_mode(filter::blend(group.blend));
        let Some(mask) = group.mask else {
            paint.set_image_filter(chain);
            self.save_layer(&SaveLayerRec::default().bounds(&group.bounds).paint(&paint));
            draw();
            self.restore_to_count(saved);
            return;
        };
        self.save_layer(&SaveLayerRec::default().paint(&paint));
        if chain.is_some() {
            let mut filtered = Paint::default();
            filtered.set_image_filter(chain);
            let inner = self.save_layer(&SaveLayerRec::default().bounds(&group.bounds).paint(&filtered));
            draw();
            self.restore_to_count(inner);
        } else {
            draw();
        }
        // Takes away what the mask's layers leave out; outside the box that is everything.
        let mut keep = Paint::default();
        keep.set_blend_mode(SkBlendMode::DstIn);
        self.save_layer(&SaveLayerRec::default().paint(&keep));
        for layer in mask.iter().rev() {
            let paint = match layer {
                MaskLayer::Layer(layer) => Some(layer_paint(layer, group.area, size)),
                MaskLayer::Picture { image, tile, repeats } => mask::paint(image, *tile, *repeats, scale),
            };
            paint.into_iter().for_each(|paint| {
                self.draw_rect(rect(group.area), &paint);
            });
        }
        self.restore_to_count(saved);
    }

    fn backdrop(&self, outline: &RRect, filters: &[Filter], opacity: f32, size: (f32, f32), scale: f32) -> bool {
        let rect = *outline.rect();
        let Some(chain) = filter::chain(filters, size, scale, Some(rect)) else { return true };
        let mut paint = Paint::default();
        paint.set_alpha_f(opacity);
        self.save();
        self.clip_rrect(outline, ClipOp::Intersect, true);
        self.save_layer(&SaveLayerRec::default().bounds(&rect).backdrop(&chain).paint(&paint));
        self.restore();
        self.restore();
        true
    }

    fn seen(&self, bounds: Rect) -> f64 {
        let Some(clip) = self.device_clip_bounds() else { return 0.0 };
        let mut seen = self.local_to_device_as_3x3().map_rect(bounds).0;
        if seen.intersect(Rect::from(clip)) { f64::from(seen.width()) * f64::from(seen.height()) } else { 0.0 }
    }

    fn behind(&self, bounds: Rect) -> Option<Color> {
        contrast::behind(self, self.local_to_device_as_3x3().map_rect(bounds).0)
    }

    // What Skia has a shorter way for.

    fn clip_rect(&self, rect: Rect, how: ClipOp) {
        self.clip_rect(rect, how, true);
    }

    fn clip_rrect(&self, rrect: &RRect, how: ClipOp) {
        self.clip_rrect(rrect, how, true);
    }

    fn draw_rect(&self, rect: Rect, paint: &Paint) {
        self.draw_rect(rect, paint);
    }

    fn draw_rrect(&self, rrect: &RRect, paint: &Paint) {
        self.draw_rrect(rrect, paint);
    }

    fn draw_drrect(&self, outer: &RRect, inner: &RRect, paint: &Paint) {
        self.draw_drrect(outer, inner, paint);
    }

    fn draw_line(&self, from: Point, to: Point, paint: &Paint) {
        self.draw_line(from, to, paint);
    }

    fn draw_circle(&self, center: Point, radius: f32, paint: &Paint) {
        self.draw_circle(center, radius, paint);
    }

    fn draw_arc(&self, oval: Rect, from: f32, sweep: f32, paint: &Paint) {
        self.draw_arc(oval, from, sweep, false, paint);
    }

    fn fill_rrect(&self, rrect: &RRect, layer: &Layer, area: Area, size: (f32, f32)) {
        self.draw_rrect(rrect, &layer_paint(layer, area, size));
    }

    fn blurred_rrect(&self, rrect: &RRect, color: Color, sigma: f32) {
        self.draw_rrect(rrect, &spread(color, sigma));
    }
}

/// A fill that is spread.
fn spread(color: Color, sigma: f32) -> Paint {
    let mut paint = super::fill(color);
    if sigma > 0.0 {
        paint.set_mask_filter(MaskFilter::blur(BlurStyle::Normal, sigma, None));
    }
    paint
}
