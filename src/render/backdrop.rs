//! Full-canvas backgrounds, painted once and copied: a gradient over the canvas costs more than all the rest of a card.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use skia_safe::{Canvas, Image, Paint, surfaces};

use super::background::Layer;
use super::layout::Area;
use super::paint::layer_paint;

/// Pixels' bytes held at most; 30 MB are ten backgrounds of 1200x630.
const MAX_BYTES: usize = 30_000_000;

/// What a painted background depends on.
#[derive(PartialEq)]
struct Key {
    layers: Vec<Layer>,
    size: (f32, f32),
    pixels: (u32, u32),
}

/// Recently used ones at the back.
static PAINTED: Mutex<VecDeque<(Key, Image)>> = Mutex::new(VecDeque::new());

/// Paints layers over the whole canvas of `pixels` device pixels, which is `size` logical ones.
pub fn paint(canvas: &Canvas, layers: &[Layer], size: (f32, f32), pixels: (u32, u32)) {
    if layers.is_empty() {
        return;
    }
    if let [Layer::Solid(color)] = layers {
        let [r, g, b, a] = [color.r, color.g, color.b, color.a];
        canvas.clear(skia_safe::Color4f::new(r, g, b, a));
        return;
    }
    let key = Key { layers: layers.to_vec(), size, pixels };
    if let Some(image) = recall(&key).or_else(|| remember(key, layers)) {
        canvas.draw_image(&image, (0, 0), Some(&Paint::default()));
    }
}

fn recall(key: &Key) -> Option<Image> {
    let mut painted = PAINTED.lock().unwrap_or_else(PoisonError::into_inner);
    let at = painted.iter().position(|(known, _)| known == key)?;
    let entry = painted.remove(at)?;
    let image = entry.1.clone();
    painted.push_back(entry);
    Some(image)
}

fn remember(key: Key, layers: &[Layer]) -> Option<Image> {
    let (width, height) = (i32::try_from(key.pixels.0).ok()?, i32::try_from(key.pixels.1).ok()?);
    let mut surface = surfaces::raster_n32_premul((width, height))?;
    let canvas = surface.canvas();
    canvas.scale((width as f32 / key.size.0, height as f32 / key.size.1));
    let area = Area { x: 0.0, y: 0.0, width: key.size.0, height: key.size.1 };
    for layer in layers.iter().rev() {
        canvas.draw_paint(&layer_paint(layer, area, key.size));
    }
    let image = surface.image_snapshot();
    let mut painted = PAINTED.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = |key: &Key| key.pixels.0 as usize * key.pixels.1 as usize * 4;
    if bytes(&key) <= MAX_BYTES && !painted.iter().any(|(known, _)| *known == key) {
        painted.push_back((key, image.clone()));
        while painted.iter().map(|(key, _)| bytes(key)).sum::<usize>() > MAX_BYTES {
            painted.pop_front();
        }
    }
    Some(image)
}
