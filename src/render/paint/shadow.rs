//! Shadows of boxes (CSS Backgrounds 3, section 6.1).

use skia_safe::{BlurStyle, Canvas, ClipOp, MaskFilter, Paint, Path, RRect};

use super::corner::{spread, within};
use super::fill;
use crate::render::content::shape::Outline;
use crate::render::style::{Length, Shadow};

/// Furthest that a blur reaches beyond what it blurs: three standard deviations.
pub const REACH: f32 = 3.0;
/// The widest blur there is, in device pixels; Skia's own bound.
pub const MAX_SIGMA: f32 = 532.0;

/// A shadow with its lengths worked out.
pub struct Cast {
    x: f32,
    y: f32,
    sigma: f32,
    spread: f32,
    paint: Paint,
}

impl Cast {
    pub fn of(shadow: &Shadow, canvas: (f32, f32), scale: f32) -> Cast {
        let length = |l: Length| l.resolve(canvas, 0.0).unwrap_or(0.0);
        // CSS's blur is twice a Gaussian's standard deviation.
        let sigma = (length(shadow.blur) / 2.0).clamp(0.0, MAX_SIGMA / scale);
        let mut paint = fill(shadow.color);
        if sigma > 0.0 {
            paint.set_mask_filter(MaskFilter::blur(BlurStyle::Normal, sigma, None));
        }
        Cast { x: length(shadow.x), y: length(shadow.y), sigma, spread: length(shadow.spread), paint }
    }

    /// How far it reaches beyond its box to the left, top, right and bottom, if at all.
    pub fn reach(&self) -> [f32; 4] {
        let all = self.spread + self.sigma * REACH;
        [all - self.x, all - self.y, all + self.x, all + self.y].map(|side| side.max(0.0))
    }

    /// Around an outline; as in CSS, nothing of it is seen through the box itself.
    pub fn around(&self, canvas: &Canvas, outline: &Outline) {
        canvas.save();
        match outline {
            Outline::Box(rrect) => {
                canvas.clip_rrect(rrect, ClipOp::Difference, true);
                let cast = spread(rrect, self.spread).with_offset((self.x, self.y));
                if !cast.is_empty() {
                    canvas.draw_rrect(cast, &self.paint);
                }
            }
            Outline::Path(path) => {
                canvas.clip_path(path, ClipOp::Difference, true);
                canvas.draw_path(&path.with_offset((self.x, self.y)), &self.paint);
            }
        }
        canvas.restore();
    }

    /// Inside a box.
    pub fn inside(&self, canvas: &Canvas, inner: &RRect) {
        let hole = if self.spread >= 0.0 { within(inner, [self.spread; 4]) } else { spread(inner, -self.spread) };
        let hole = hole.with_offset((self.x, self.y));
        // Far enough outside that its own outer edge does not blur in.
        let beyond = self.sigma * REACH + self.x.abs() + self.y.abs() + self.spread.abs() + 8.0;
        let outer = RRect::new_rect(inner.rect().with_outset((beyond, beyond)));
        canvas.save();
        canvas.clip_rrect(inner, ClipOp::Intersect, true);
        if hole.is_empty() {
            canvas.draw_rrect(outer, &self.paint);
        } else {
            let mut frame = skia_safe::PathBuilder::new();
            frame.add_path(&Path::rrect(outer, None), None);
            frame.add_path(&Path::rrect(hole, None), None);
            frame.set_fill_type(skia_safe::PathFillType::EvenOdd);
            canvas.draw_path(&frame.detach(), &self.paint);
        }
        canvas.restore();
    }
}
