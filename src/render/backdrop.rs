//! What is the same on card after card, painted once and copied: the canvas' background, which costs more than all the
//! rest of a card, and the frames and shapes right above it, where they cost something.

use std::collections::HashMap;

use skia_safe::{BlendMode, Canvas, Image, Paint, surfaces};

use super::background::Layer;
use super::layout::{Area, Placed};
use super::paint::{Painter, layer_paint, to_device};
use super::recent::Recent;
use super::scene::{SceneContent, SceneNode};
use super::style::{Filter, Mask};

/// What painted pixels depend on.
#[derive(PartialEq)]
struct Key {
    layers: Vec<Layer>,
    size: (f32, f32),
    pixels: (u32, u32),
    /// The lowest children of the canvas, with all boxes in them.
    nodes: Vec<(SceneNode, Vec<Area>)>,
}

impl Key {
    fn is(&self, layers: &[Layer], size: (f32, f32), pixels: (u32, u32), nodes: &[&Placed]) -> bool {
        self.pixels == pixels
            && self.size == size
            && self.layers == layers
            && self.nodes.len() == nodes.len()
            && self.nodes.iter().zip(nodes).all(|((node, areas), placed)| same(placed, areas) && *node == *placed.node)
    }
}

/// Of at most 24 MB of pixels: eight backgrounds of 1200x630.
static PAINTED: Recent<Key, Image> = Recent::new(24_000_000);
/// Backgrounds with children that were painted once lately. Only the second time are they kept: what differs from card
/// to card would cost a copy each time and push out what does not.
///
/// Of at most so many nodes.
static SEEN: Recent<Key, ()> = Recent::new(4_000);
/// Effects on children below this part of the canvas' pixels are painted again sooner than looked for.
const WORTHWHILE: f32 = 0.05;

/// Paints the background of the canvas (`root`) of `pixels` device pixels, which is `size` logical ones, and the lowest
/// of its children, in place of everything that the canvas shows; answers how many of these.
pub fn paint(canvas: &Canvas, root: &Placed, size: (f32, f32), pixels: (u32, u32)) -> usize {
    let layers = root.node.style.background.as_slice();
    let children = root.painting_order();
    // The canvas' own border lies below its children.
    let bare = root.border.iter().all(|width| *width <= 0.0);
    let nodes = &children[..if bare { lowest(&children) } else { 0 }];
    let work: f32 = nodes.iter().map(|placed| work(placed)).sum();
    let nodes = if work >= size.0 * size.1 * WORTHWHILE { nodes } else { &[] };
    if !nodes.is_empty() {
        if let Some(image) = PAINTED.recall(|key| key.is(layers, size, pixels, nodes)) {
            copy(canvas, &image);
            return nodes.len();
        }
        let key = || Key {
            layers: layers.to_vec(),
            size,
            pixels,
            nodes: nodes.iter().map(|placed| (placed.node.clone(), areas(placed))).collect(),
        };
        if SEEN.recall(|key| key.is(layers, size, pixels, nodes)).is_none() {
            SEEN.keep(key(), (), root.children.len() + nodes.iter().map(|placed| areas(placed).len()).sum::<usize>());
        } else if let Some(image) = make(layers, size, pixels, nodes) {
            copy(canvas, &image);
            PAINTED.keep(key(), image, bytes(pixels));
            return nodes.len();
        }
    }
    match layers {
        [] => {
            canvas.clear(skia_safe::Color::TRANSPARENT);
        }
        [Layer::Solid(color)] => {
            canvas.clear(skia_safe::Color4f::new(color.r, color.g, color.b, color.a));
        }
        layers => {
            let key = Key { layers: layers.to_vec(), size, pixels, nodes: Vec::new() };
            let make = || make(layers, size, pixels, &[]).map(|image| (image, bytes(pixels))).ok_or(());
            match PAINTED.get_or_make(key, make) {
                Ok(image) => copy(canvas, &image),
                Err(()) => {
                    canvas.clear(skia_safe::Color::TRANSPARENT);
                }
            }
        }
    }
    0
}

fn bytes(pixels: (u32, u32)) -> usize {
    pixels.0 as usize * pixels.1 as usize * 4
}

/// In place of everything that the canvas shows.
fn copy(canvas: &Canvas, image: &Image) {
    let mut paint = Paint::default();
    paint.set_blend_mode(BlendMode::Src);
    canvas.draw_image(image, (0, 0), Some(&paint));
}

fn make(layers: &[Layer], size: (f32, f32), pixels: (u32, u32), nodes: &[&Placed]) -> Option<Image> {
    let (width, height) = (i32::try_from(pixels.0).ok()?, i32::try_from(pixels.1).ok()?);
    let mut surface = surfaces::raster_n32_premul((width, height))?;
    let canvas = surface.canvas();
    canvas.concat(&to_device(size, pixels));
    let area = Area { x: 0.0, y: 0.0, width: size.0, height: size.1 };
    for layer in layers.iter().rev() {
        canvas.draw_paint(&layer_paint(layer, area, size));
    }
    let pictures = HashMap::new();
    let painter = Painter::new(canvas, size, pixels.0 as f32 / size.0, &pictures);
    nodes.iter().for_each(|placed| painter.node(placed));
    // What is left out is told with every card, so it is painted with every card.
    if !painter.into_warnings().is_empty() {
        return None;
    }
    Some(surface.image_snapshot())
}

/// How many of the canvas' children, from the lowest, depend on nothing but their styles and boxes.
fn lowest(children: &[&Placed]) -> usize {
    children.iter().take_while(|placed| is_plain(placed)).count()
}

fn is_plain(placed: &Placed) -> bool {
    matches!(placed.node.content, SceneContent::Frame(_) | SceneContent::Shape)
        && placed.node.style.mask_image.iter().all(|mask| matches!(mask, Mask::Layer(_)))
        && placed.children.iter().all(is_plain)
}

/// Roughly how many pixels the costly part of painting a node goes over, in logical ones.
fn work(placed: &Placed) -> f32 {
    let style = &placed.node.style;
    let area = placed.area.width * placed.area.height;
    let gradients = style.background.iter().filter(|layer| !matches!(layer, Layer::Solid(_))).count() as f32;
    let blurs = style.filter.iter().chain(&style.backdrop_filter).filter(|f| matches!(f, Filter::Blur(_))).count();
    let times = gradients + 4.0 * blurs as f32 + 2.0 * style.box_shadow.len() as f32;
    area * times + placed.children.iter().map(work).sum::<f32>()
}

fn areas(placed: &Placed) -> Vec<Area> {
    let mut areas = vec![placed.area];
    placed.children.iter().for_each(|child| areas.extend(self::areas(child)));
    areas
}

/// Whether all boxes within a node are these.
fn same(placed: &Placed, areas: &[Area]) -> bool {
    fn walk<'a>(placed: &Placed, rest: &mut impl Iterator<Item = &'a Area>) -> bool {
        rest.next() == Some(&placed.area) && placed.children.iter().all(|child| walk(child, rest))
    }
    let mut rest = areas.iter();
    walk(placed, &mut rest) && rest.next().is_none()
}
