//! What is painted apart and then laid over the rest as a whole: opacity, blending, filters, masks.

use super::{Group, Painter, corner, filter, ink, mask};
use crate::render::layout::Placed;
use crate::render::report::WarningCode;
use crate::render::style::BlendMode;

/// How often a filter goes over its pixels, and how many copies of them it holds.
const FILTER_COPIES: f64 = 3.0;

impl Painter<'_> {
    /// Paints by `draw` what then is filtered, masked, faded and blended, in this order (CSS Masking 1, section 1.1).
    pub(super) fn grouped(&self, placed: &Placed, mut draw: impl FnMut()) {
        let style = &placed.node.style;
        let filtered = filter::chain(&style.filter, self.size, self.scale, None).is_some();
        let masked = !style.mask_image.is_empty();
        let plain = style.opacity >= 1.0 && style.mix_blend_mode == BlendMode::Normal;
        if plain && !filtered && !masked {
            draw();
            return;
        }
        let bounds = ink::unfiltered(placed, self.size, self.scale);
        let reach = filter::reach(&style.filter, self.size, self.scale);
        let seen = self.canvas.seen(bounds.with_outset((reach, reach)));
        if seen <= 0.0 {
            return;
        }
        let pixels = seen * (1.0 + if masked { 1.0 } else { 0.0 } + if filtered { FILTER_COPIES } else { 0.0 });
        if !self.budget.open(pixels) {
            self.omitted(placed);
            draw();
            return;
        }
        self.layers.set(self.layers.get() + 1);
        let (opacity, blend, filters) = (style.opacity, style.mix_blend_mode, style.filter.as_slice());
        let mask = mask::layers(style, placed.area, self.size, self.pictures);
        let mask = masked.then_some(mask.as_slice());
        let group = Group { opacity, blend, filters, mask, area: placed.area, bounds };
        self.canvas.group(&group, self.size, self.scale, &mut draw);
        self.layers.set(self.layers.get() - 1);
        self.budget.close(pixels);
    }

    /// Filters what lies behind a node, within its rounded box (Filter Effects 2, `backdrop-filter`).
    pub(super) fn backdrop(&self, placed: &Placed) {
        let style = &placed.node.style;
        if style.backdrop_filter.is_empty() {
            return;
        }
        let rect = corner::rect(placed.area);
        let pixels = self.canvas.seen(rect) * (1.0 + FILTER_COPIES);
        if pixels <= 0.0 {
            return;
        }
        if !self.budget.open(pixels) {
            self.omitted(placed);
            return;
        }
        let outline = self.rounded(placed);
        if !self.canvas.backdrop(&outline, &style.backdrop_filter, style.opacity, self.size, self.scale) {
            let message = "filters what lies behind it, which this format can't say".to_owned();
            self.warn(placed, WarningCode::EffectOmitted, message);
        }
        self.budget.close(pixels);
    }
}
