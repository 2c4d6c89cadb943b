//! What is painted apart and then laid over the rest as a whole: opacity, blending, filters, masks.

use skia_safe::canvas::SaveLayerRec;
use skia_safe::{BlendMode as SkBlendMode, ClipOp, Paint};

use super::{Painter, corner, filter, ink};
use crate::render::layout::Placed;
use crate::render::paint::gradient::layer_paint;
use crate::render::style::BlendMode;

/// How often a filter goes over its pixels, and how many copies of them it holds.
const FILTER_COPIES: f64 = 3.0;

impl Painter<'_> {
    /// Paints by `draw` what then is filtered, masked, faded and blended, in this order (CSS Masking 1, section 1.1).
    pub(super) fn grouped(&self, placed: &Placed, draw: impl FnOnce()) {
        let style = &placed.node.style;
        let chain = filter::chain(&style.filter, self.size, self.scale, None);
        let masked = !style.mask_image.is_empty();
        let plain = style.opacity >= 1.0 && style.mix_blend_mode == BlendMode::Normal;
        if plain && chain.is_none() && !masked {
            return draw();
        }
        let bounds = ink::unfiltered(placed, self.size, self.scale);
        let reach = filter::reach(&style.filter, self.size, self.scale);
        let seen = self.pixels(bounds.with_outset((reach, reach)));
        if seen <= 0.0 {
            return;
        }
        let pixels = seen * (1.0 + if masked { 1.0 } else { 0.0 } + if chain.is_some() { FILTER_COPIES } else { 0.0 });
        if !self.budget.open(pixels) {
            self.omitted(placed);
            return draw();
        }
        self.layers.set(self.layers.get() + 1);
        let saved = self.canvas.save_count();
        let mut paint = Paint::default();
        paint.set_alpha_f(style.opacity);
        paint.set_blend_mode(filter::blend(style.mix_blend_mode));
        if masked {
            self.canvas.save_layer(&SaveLayerRec::default().paint(&paint));
            if chain.is_some() {
                let mut filtered = Paint::default();
                filtered.set_image_filter(chain);
                let inner = self.canvas.save_layer(&SaveLayerRec::default().bounds(&bounds).paint(&filtered));
                draw();
                self.canvas.restore_to_count(inner);
            } else {
                draw();
            }
            self.mask(placed);
        } else {
            paint.set_image_filter(chain);
            self.canvas.save_layer(&SaveLayerRec::default().bounds(&bounds).paint(&paint));
            draw();
        }
        self.canvas.restore_to_count(saved);
        self.layers.set(self.layers.get() - 1);
        self.budget.close(pixels);
    }

    /// Takes away from the layer what the mask's layers leave out; outside the box that is everything.
    fn mask(&self, placed: &Placed) {
        let mut keep = Paint::default();
        keep.set_blend_mode(SkBlendMode::DstIn);
        self.canvas.save_layer(&SaveLayerRec::default().paint(&keep));
        for layer in placed.node.style.mask_image.iter().rev() {
            self.canvas.draw_rect(corner::rect(placed.area), &layer_paint(layer, placed.area, self.size));
        }
        self.canvas.restore();
    }

    /// Filters what lies behind a node, within its rounded box (Filter Effects 2, `backdrop-filter`).
    pub(super) fn backdrop(&self, placed: &Placed) {
        let style = &placed.node.style;
        if style.backdrop_filter.is_empty() {
            return;
        }
        let rect = corner::rect(placed.area);
        let Some(chain) = filter::chain(&style.backdrop_filter, self.size, self.scale, Some(rect)) else { return };
        let pixels = self.pixels(rect) * (1.0 + FILTER_COPIES);
        if pixels <= 0.0 {
            return;
        }
        if !self.budget.open(pixels) {
            self.omitted(placed);
            return;
        }
        let mut paint = Paint::default();
        paint.set_alpha_f(style.opacity);
        self.canvas.save();
        self.canvas.clip_rrect(self.rounded(placed), ClipOp::Intersect, true);
        self.canvas.save_layer(&SaveLayerRec::default().bounds(&rect).backdrop(&chain).paint(&paint));
        self.canvas.restore();
        self.canvas.restore();
        self.budget.close(pixels);
    }
}
