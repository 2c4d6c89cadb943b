//! Where everything lies: taffy's flexbox and grid over the scene's nodes.

mod convert;
#[cfg(test)]
mod tests;

use taffy::prelude::*;

use super::content::{self, Drawing, Natural};
use super::scene::{Scene, SceneContent, SceneNode};
use super::style::OnError;
use super::text::{TextBlock, Typesetter};

/// A node and its place.
pub struct Placed<'a> {
    pub node: &'a SceneNode,
    /// The border box.
    pub area: Area,
    /// The box inside the border and padding.
    pub inner: Area,
    /// Widths of the border: top, right, bottom, left.
    pub border: [f32; 4],
    pub text: Option<TextBlock<'a>>,
    pub drawing: Option<Box<dyn Drawing + 'a>>,
    pub children: Vec<Placed<'a>>,
}

impl<'a> Placed<'a> {
    /// Its children from the lowest to the highest: by `z_index`, then in the order of the file.
    pub fn painting_order(&self) -> Vec<&Placed<'a>> {
        let mut children: Vec<&Placed> = self.children.iter().collect();
        children.sort_by_key(|child| child.node.style.z_index);
        children
    }

    /// Moves the edges of all boxes to the nearest device pixels, as browsers do, so that they are sharp; text stays.
    pub fn snap(&mut self, scale: f32) {
        let nearest = |place: f32| (place * scale).round() / scale;
        let (x, y) = (nearest(self.area.x), nearest(self.area.y));
        let (right, bottom) = (nearest(self.area.x + self.area.width), nearest(self.area.y + self.area.height));
        let thin = |side: f32| if side > 0.0 { (side * scale + 1e-3).floor().max(1.0) / scale } else { 0.0 };
        // What has any extent keeps a pixel of it.
        let least = |side: f32, of: f32| if of > 0.0 { side.max(1.0 / scale) } else { 0.0 };
        let (width, height) = (least(right - x, self.area.width), least(bottom - y, self.area.height));
        self.area = Area { x, y, width, height };
        self.border = self.border.map(thin);
        if self.text.is_none() {
            self.inner = self.area.inset(self.border);
        }
        self.children.iter_mut().for_each(|child| child.snap(scale));
    }
}

/// A rectangle in logical pixels, from the canvas' top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    /// What is left of it within these edges: top, right, bottom, left.
    #[must_use]
    pub fn inset(self, [top, right, bottom, left]: [f32; 4]) -> Area {
        Area {
            x: self.x + left,
            y: self.y + top,
            width: (self.width - left - right).max(0.0),
            height: (self.height - top - bottom).max(0.0),
        }
    }

    /// Lengths multiply through nested percents until they are none: such a box has no place.
    fn sound(self) -> Area {
        let bound = |number: f32, least: f32| if number.is_finite() { number.clamp(least, FARTHEST) } else { 0.0 };
        Area {
            x: bound(self.x, -FARTHEST),
            y: bound(self.y, -FARTHEST),
            width: bound(self.width, 0.0),
            height: bound(self.height, 0.0),
        }
    }
}

/// Beyond this a 32-bit float is too coarse to paint with.
const FARTHEST: f32 = 4e6;

/// What is measured by its content.
enum Leaf<'a> {
    Text(Box<TextBlock<'a>>),
    /// A picture, in its own pixels.
    Picture(Natural),
    Drawing(Box<dyn Drawing + 'a>),
}

/// Leaves stand beside the tree, which holds their indices: it does not give back what it holds.
type Tree = TaffyTree<usize>;

/// Lays a scene out. `picture` answers a remote picture's size in its own pixels; nodes whose picture has none and that
/// say `on_error: hide` are left out.
pub fn lay_out<'a>(
    scene: &'a Scene,
    typesetter: &Typesetter,
    picture: impl Fn(&str) -> Option<(f32, f32)>,
) -> Result<Placed<'a>, taffy::TaffyError> {
    let canvas = scene.canvas;
    let mut tree: Tree = TaffyTree::new();
    // Rounded places would make text of the same width break differently from how it was measured.
    tree.disable_rounding();
    let mut builder = Builder { tree: &mut tree, leaves: Vec::new(), canvas, scene, typesetter, picture: &picture };
    let root = builder.node(&scene.root)?;
    let mut leaves = builder.leaves;
    let mut root_style = tree.style(root.id)?.clone();
    root_style.size = Size { width: length(canvas.0), height: length(canvas.1) };
    root_style.min_size = Size::auto();
    root_style.max_size = Size::auto();
    root_style.margin = Rect::zero();
    tree.set_style(root.id, root_style)?;
    let available = Size { width: AvailableSpace::Definite(canvas.0), height: AvailableSpace::Definite(canvas.1) };
    tree.compute_layout_with_measure(root.id, available, |inputs, _, leaf, style| {
        let leaf = leaf.and_then(|index| leaves.get_mut(*index));
        taffy::compute_leaf_layout(inputs, style, |_, _| 0.0, |known, available| measure(leaf, known, available))
    })?;
    let mut leaves = leaves.into_iter().map(Some).collect::<Vec<_>>();
    place(&tree, &mut leaves, root, (0.0, 0.0))
}

/// A node with its place in taffy's tree.
struct Built<'a> {
    id: NodeId,
    node: &'a SceneNode,
    children: Vec<Built<'a>>,
}

struct Builder<'t, 'a> {
    tree: &'t mut Tree,
    leaves: Vec<Leaf<'a>>,
    canvas: (f32, f32),
    scene: &'a Scene,
    typesetter: &'t Typesetter,
    picture: &'t dyn Fn(&str) -> Option<(f32, f32)>,
}

impl<'a> Builder<'_, 'a> {
    fn node(&mut self, node: &'a SceneNode) -> Result<Built<'a>, taffy::TaffyError> {
        let style = convert::style(node, self.canvas);
        let mut built = Vec::new();
        let id = match &node.content {
            SceneContent::Frame(children) => {
                for child in children {
                    if !self.hidden(child) {
                        built.push(self.node(child)?);
                    }
                }
                let ids: Vec<NodeId> = built.iter().map(|child| child.id).collect();
                self.tree.new_with_children(style, &ids)?
            }
            SceneContent::Text(spans) => {
                let block = TextBlock::new(spans, &node.style, self.canvas, &self.scene.fonts, self.typesetter);
                self.leaf(style, Leaf::Text(Box::new(block)))?
            }
            SceneContent::Image { url } => {
                let (width, height) = (self.picture)(url).unwrap_or((0.0, 0.0));
                self.leaf(style, Leaf::Picture(Natural { width, height, keeps_ratio: true }))?
            }
            SceneContent::Shape
            | SceneContent::Svg
            | SceneContent::QrCode
            | SceneContent::Barcode
            | SceneContent::Rating
            | SceneContent::Chart => match content::drawing(node, self.canvas, &self.scene.fonts, self.typesetter) {
                Some(drawing) => self.leaf(style, Leaf::Drawing(drawing))?,
                None => self.tree.new_leaf(style)?,
            },
        };
        Ok(Built { id, node, children: built })
    }

    /// Whether it is an image that can't be had and is to go then.
    fn hidden(&self, node: &SceneNode) -> bool {
        matches!(&node.content, SceneContent::Image { url }
            if node.style.on_error == OnError::Hide && (self.picture)(url).is_none())
    }

    fn leaf(&mut self, style: taffy::Style, leaf: Leaf<'a>) -> Result<NodeId, taffy::TaffyError> {
        self.leaves.push(leaf);
        self.tree.new_leaf_with_context(style, self.leaves.len() - 1)
    }
}

fn measure(leaf: Option<&mut Leaf>, known: Size<Option<f32>>, available: Size<AvailableSpace>) -> Size<f32> {
    match leaf {
        None => Size::ZERO,
        Some(Leaf::Text(block)) => {
            let (narrowest, widest) = block.intrinsic_widths();
            let width = known.width.unwrap_or(match available.width {
                AvailableSpace::Definite(width) => width.min(widest),
                AvailableSpace::MinContent => narrowest,
                AvailableSpace::MaxContent => widest,
            });
            let height = block.fit(width, known.height);
            Size { width, height: known.height.unwrap_or(height) }
        }
        Some(Leaf::Picture(natural)) => natural_size(*natural, known),
        Some(Leaf::Drawing(drawing)) => natural_size(drawing.natural(), known),
    }
}

fn natural_size(Natural { width, height, keeps_ratio }: Natural, known: Size<Option<f32>>) -> Size<f32> {
    let ratio = if keeps_ratio && width > 0.0 && height > 0.0 { Some(width / height) } else { None };
    match (known.width, known.height, ratio) {
        (Some(width), None, Some(ratio)) => Size { width, height: width / ratio },
        (None, Some(height), Some(ratio)) => Size { width: height * ratio, height },
        (known_width, known_height, _) => {
            Size { width: known_width.unwrap_or(width), height: known_height.unwrap_or(height) }
        }
    }
}

fn place<'a>(
    tree: &Tree,
    leaves: &mut [Option<Leaf<'a>>],
    built: Built<'a>,
    (x, y): (f32, f32),
) -> Result<Placed<'a>, taffy::TaffyError> {
    let layout = *tree.layout(built.id)?;
    let (x, y) = (x + layout.location.x, y + layout.location.y);
    let area = Area { x, y, width: layout.size.width, height: layout.size.height }.sound();
    let sides = |sides: Rect<f32>| [sides.top, sides.right, sides.bottom, sides.left];
    let border = sides(layout.border);
    let inner = area.inset(border).inset(sides(layout.padding));
    let mut placed = Placed { node: built.node, area, inner, border, text: None, drawing: None, children: Vec::new() };
    match tree.get_node_context(built.id).and_then(|index| leaves[*index].take()) {
        Some(Leaf::Text(mut block)) => {
            // The last measurement need not have been at the width it got.
            block.set(inner.width, Some(inner.height));
            placed.text = Some(*block);
        }
        Some(Leaf::Drawing(drawing)) => placed.drawing = Some(drawing),
        Some(Leaf::Picture(_)) | None => {}
    }
    for child in built.children {
        placed.children.push(place(tree, leaves, child, (x, y))?);
    }
    Ok(placed)
}
