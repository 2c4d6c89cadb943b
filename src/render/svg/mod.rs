//! A scene as SVG: the painter's own walk with another pen. Letters are outlines, so that no font is needed to see it;
//! photos, emoji and conic gradients are pictures within it.

mod definitions;
mod letters;
mod number;
mod pen;

use std::collections::HashMap;

use self::pen::SvgPen;
use super::layout::Placed;
use super::paint::{Decoded, Painter};
use super::report::Warning;

/// Writes a laid-out scene of `size` logical pixels, to be shown in so many device pixels; `alt` is what it says. Beside
/// it what SVG can't say.
pub fn write(
    placed: &Placed,
    size: (f32, f32),
    pixels: (u32, u32),
    pictures: &HashMap<String, Decoded>,
    alt: &str,
) -> (String, Vec<Warning>) {
    let pen = SvgPen::new();
    let painter = Painter::new(&pen, size, pixels.0 as f32 / size.0, pictures);
    painter.node(placed);
    let warnings = painter.into_warnings();
    (pen.finish(size, pixels, alt), warnings)
}
