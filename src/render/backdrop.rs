//! Full-canvas backgrounds, painted once and copied: a gradient over the canvas costs more than all the rest of a card.

use skia_safe::{Canvas, Image, Paint, surfaces};

use super::background::Layer;
use super::layout::Area;
use super::paint::layer_paint;
use super::recent::Recent;

/// What a painted background depends on.
#[derive(PartialEq)]
struct Key {
    layers: Vec<Layer>,
    size: (f32, f32),
    pixels: (u32, u32),
}

/// Of at most 24 MB of pixels: eight backgrounds of 1200x630.
static PAINTED: Recent<Key, Image> = Recent::new(24_000_000);

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
    let bytes = pixels.0 as usize * pixels.1 as usize * 4;
    let painted = PAINTED.get_or_make(key, || make(layers, size, pixels).map(|image| (image, bytes)).ok_or(()));
    if let Ok(image) = painted {
        canvas.draw_image(&image, (0, 0), Some(&Paint::default()));
    }
}

fn make(layers: &[Layer], size: (f32, f32), pixels: (u32, u32)) -> Option<Image> {
    let (width, height) = (i32::try_from(pixels.0).ok()?, i32::try_from(pixels.1).ok()?);
    let mut surface = surfaces::raster_n32_premul((width, height))?;
    let canvas = surface.canvas();
    canvas.scale((width as f32 / size.0, height as f32 / size.1));
    let area = Area { x: 0.0, y: 0.0, width: size.0, height: size.1 };
    for layer in layers.iter().rev() {
        canvas.draw_paint(&layer_paint(layer, area, size));
    }
    Some(surface.image_snapshot())
}
