//! Shadows of boxes (CSS Backgrounds 3, section 6.1).

use skia_safe::{ClipOp, Path, RRect};

use super::corner::{spread, within};
use super::{Pen, ring};
use crate::render::color::Color;
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
    color: Color,
}

impl Cast {
    pub fn of(shadow: &Shadow, canvas: (f32, f32), scale: f32) -> Cast {
        let length = |l: Length| l.resolve(canvas, 0.0).unwrap_or(0.0);
        // CSS's blur is twice a Gaussian's standard deviation.
        let sigma = (length(shadow.blur) / 2.0).clamp(0.0, MAX_SIGMA / scale);
        let (x, y, spread) = (length(shadow.x), length(shadow.y), length(shadow.spread));
        Cast { x, y, sigma, spread, color: shadow.color }
    }

    /// How far it reaches beyond its box to the left, top, right and bottom, if at all.
    pub fn reach(&self) -> [f32; 4] {
        let all = self.spread + self.sigma * REACH;
        [all - self.x, all - self.y, all + self.x, all + self.y].map(|side| side.max(0.0))
    }

    /// Around an outline; as in CSS, nothing of it is seen through the box itself.
    pub fn around(&self, canvas: &dyn Pen, outline: &Outline) {
        canvas.save();
        match outline {
            Outline::Box(rrect) => {
                canvas.clip_rrect(rrect, ClipOp::Difference);
                let cast = spread(rrect, self.spread).with_offset((self.x, self.y));
                if !cast.is_empty() {
                    canvas.blurred_rrect(&cast, self.color, self.sigma);
                }
            }
            Outline::Path(path) => {
                canvas.clip(path, ClipOp::Difference);
                canvas.blurred(&path.with_offset((self.x, self.y)), self.color, self.sigma);
            }
        }
        canvas.restore();
    }

    /// Inside a box.
    pub fn inside(&self, canvas: &dyn Pen, inner: &RRect) {
        let hole = if self.spread >= 0.0 { within(inner, [self.spread; 4]) } else { spread(inner, -self.spread) };
        let hole = hole.with_offset((self.x, self.y));
        // Far enough outside that its own outer edge does not blur in.
        let beyond = self.sigma * REACH + self.x.abs() + self.y.abs() + self.spread.abs() + 8.0;
        let outer = RRect::new_rect(inner.rect().with_outset((beyond, beyond)));
        canvas.save();
        canvas.clip_rrect(inner, ClipOp::Intersect);
        if hole.is_empty() {
            canvas.blurred_rrect(&outer, self.color, self.sigma);
        } else {
            let frame = ring(&Path::rrect(outer, None), &Path::rrect(hole, None));
            canvas.blurred(&frame, self.color, self.sigma);
        }
        canvas.restore();
    }
}
