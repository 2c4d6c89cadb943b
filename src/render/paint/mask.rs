//! What a node is masked with, its pictures at hand and in their places (CSS Masking 1, section 5).

use std::collections::HashMap;

use skia_safe::{Image, Rect, TileMode};

use super::picture::{Decoded, fitted, sampling};
use crate::render::background::Layer;
use crate::render::layout::Area;
use crate::render::style::{Mask, MaskSize, ObjectFit, Style};

/// One layer of a mask: what is painted shows where it is opaque.
pub enum MaskLayer<'a> {
    Layer(&'a Layer),
    Picture {
        image: &'a Image,
        /// Where it lies, or the first of many does.
        tile: Rect,
        repeats: bool,
    },
}

/// The layers of a style's mask, the topmost first. A picture that is not there lets nothing through.
pub fn layers<'a>(
    style: &'a Style,
    area: Area,
    canvas: (f32, f32),
    pictures: &'a HashMap<String, Decoded>,
) -> Vec<MaskLayer<'a>> {
    let layer = |mask: &'a Mask| match mask {
        Mask::Layer(layer) => Some(MaskLayer::Layer(layer)),
        Mask::Picture(url) => {
            let picture = pictures.get(url)?;
            let tile = tile(style, picture.size, area, canvas);
            // Scaled to nothing it is transparent, and has no matrix to be painted with.
            let is_there = tile.width() > 1e-3 && tile.height() > 1e-3;
            is_there.then_some(MaskLayer::Picture { image: &picture.image, tile, repeats: style.mask_repeat })
        }
    };
    style.mask_image.iter().filter_map(layer).collect()
}

/// Where a mask's picture of that size lies, which may be beyond the box.
pub fn tile(style: &Style, (width, height): (f32, f32), area: Area, canvas: (f32, f32)) -> Rect {
    let (across, down) = match style.mask_size {
        MaskSize::Cover => fitted(ObjectFit::Cover, (width, height), area),
        MaskSize::Contain => fitted(ObjectFit::Contain, (width, height), area),
        MaskSize::Lengths([x, y]) => match (x.resolve(canvas, area.width), y.resolve(canvas, area.height)) {
            (Some(x), Some(y)) => (x, y),
            (Some(x), None) => (x, x / width * height),
            (None, Some(y)) => (y / height * width, y),
            (None, None) => (width, height),
        },
    };
    let [x, y] = style.mask_position;
    let x = x.resolve(canvas, area.width - across).unwrap_or((area.width - across) / 2.0);
    let y = y.resolve(canvas, area.height - down).unwrap_or((area.height - down) / 2.0);
    Rect::from_xywh(area.x + x, area.y + y, across, down)
}

/// A paint of a mask's picture, with so many device pixels to a logical one.
pub fn paint(image: &Image, tile: Rect, repeats: bool, scale: f32) -> Option<skia_safe::Paint> {
    let (across, down) = (tile.width() / image.width() as f32, tile.height() / image.height() as f32);
    let mut place = skia_safe::Matrix::translate((tile.left, tile.top));
    place.pre_scale((across, down), None);
    let mode = if repeats { TileMode::Repeat } else { TileMode::Decal };
    let shader = image.to_shader((mode, mode), sampling(across * scale), &place)?;
    let mut paint = skia_safe::Paint::default();
    paint.set_shader(shader);
    Some(paint)
}
