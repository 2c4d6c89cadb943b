//! An `svg` node: markup within a template, in the node's own colour.

use sha2::{Digest, Sha256};
use skia_safe::{ClipOp, Image, SamplingOptions};

use super::{Drawing, Natural};
use crate::render::image::svg::Svg;
use crate::render::layout::Area;
use crate::render::paint::{Pen, rect, target};
use crate::render::recent::Recent;
use crate::render::style::Style;

/// Drawings as pixels, of at most 16 MB: a logo is on every card.
static PAINTED: Recent<([u8; 32], (u32, u32)), Image> = Recent::new(16_000_000);

/// An `svg` node.
struct Node<'a> {
    svg: Svg,
    /// Of its markup.
    digest: [u8; 32],
    style: &'a Style,
    /// Of the scene's canvas, in logical pixels.
    canvas: (f32, f32),
}

/// The drawing of a style whose `svg` is one. `currentColor` is the node's own.
pub fn drawing(style: &Style, canvas: (f32, f32)) -> Option<Box<dyn Drawing + '_>> {
    let markup = style.svg.replace("currentColor", &style.color.to_string());
    let svg = Svg::read(markup.as_bytes()).ok()?;
    Some(Box::new(Node { svg, digest: Sha256::digest(markup).into(), style, canvas }))
}

impl Drawing for Node<'_> {
    fn natural(&self) -> Natural {
        let (width, height) = self.svg.size();
        Natural { width, height, keeps_ratio: true }
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        let scale = canvas.scale_of();
        let target = target(self.style, self.svg.size(), area, self.canvas);
        let size = self.svg.pixels((target.width() * scale, target.height() * scale));
        let key = (self.digest, size);
        let bytes = size.0 as usize * size.1 as usize * 4;
        let image =
            PAINTED.get_or_make(key, || self.svg.rasterize(size.0, size.1).map(|image| (image, bytes)).ok_or(()));
        if let Ok(image) = image {
            canvas.save();
            canvas.clip_rect(rect(area), ClipOp::Intersect);
            canvas.image(&image, target, SamplingOptions::default());
            canvas.restore();
        }
    }
}
