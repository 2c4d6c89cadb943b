//! Images in their boxes.

use skia_safe::{ClipOp, CubicResampler, FilterMode, Image, MipmapMode, RRect, Rect, SamplingOptions};

use super::Pen;
use super::corner::rect;
use crate::render::layout::Area;
use crate::render::style::{ObjectFit, Style};

/// A decoded picture.
pub struct Decoded {
    /// In fewer pixels than it has where it is shown smaller.
    pub image: Image,
    /// Width and height in the picture's own pixels.
    pub size: (f32, f32),
}

/// How large a picture of that size is shown in a box (CSS Images 3, section 5.5).
pub fn fitted(fit: ObjectFit, (width, height): (f32, f32), area: Area) -> (f32, f32) {
    let (across, down) = (area.width / width, area.height / height);
    let scale = match fit {
        ObjectFit::Fill => return (area.width, area.height),
        ObjectFit::Cover => across.max(down),
        ObjectFit::Contain => across.min(down),
        ObjectFit::None => 1.0,
        ObjectFit::ScaleDown => across.min(down).min(1.0),
    };
    (width * scale, height * scale)
}

/// Where a picture of that size lies, which may be beyond its box.
pub fn target(style: &Style, size: (f32, f32), area: Area, canvas: (f32, f32)) -> Rect {
    let (width, height) = fitted(style.object_fit, size, area);
    let [x, y] = style.object_position;
    let x = x.resolve(canvas, area.width - width).unwrap_or((area.width - width) / 2.0);
    let y = y.resolve(canvas, area.height - height).unwrap_or((area.height - height) / 2.0);
    Rect::from_xywh(area.x + x, area.y + y, width, height)
}

/// Paints a picture at `target`, cut to `outline`, with so many device pixels to a logical one.
pub fn paint(canvas: &dyn Pen, picture: &Decoded, target: Rect, outline: &RRect, scale: f32) {
    if target.width() <= 0.0 || target.height() <= 0.0 || outline.is_empty() {
        return;
    }
    canvas.save();
    canvas.clip_rrect(outline, ClipOp::Intersect);
    canvas.image(&picture.image, target, sampling(target.width() / picture.image.width() as f32 * scale));
    canvas.restore();
}

/// Mipmaps where a picture becomes less than half, or every second pixel would be left out; else Mitchell's filter.
pub(super) fn sampling(scale: f32) -> SamplingOptions {
    if scale < 0.5 {
        SamplingOptions::new(FilterMode::Linear, MipmapMode::Linear)
    } else if (scale - 1.0).abs() < 1e-3 {
        SamplingOptions::new(FilterMode::Linear, MipmapMode::None)
    } else {
        SamplingOptions::from(CubicResampler::mitchell())
    }
}

/// The box within which a picture is cut, as an area.
pub fn is_covered(target: Rect, area: Area) -> bool {
    let area = rect(area);
    target.left <= area.left && target.top <= area.top && target.right >= area.right && target.bottom >= area.bottom
}
