//! Where everything lies: taffy's flexbox over the scene's nodes.

use taffy::prelude::*;
use taffy::{Overflow, Point};

use super::scene::{Scene, SceneContent, SceneNode};
use super::style::{self, Axis, Length, Position as NodePosition, Style};
use super::text::{TextBlock, Typesetter};

/// A node and its place.
pub struct Placed<'a> {
    pub node: &'a SceneNode,
    /// The border box.
    pub area: Area,
    /// The box inside the border and padding.
    pub inner: Area,
    pub text: Option<TextBlock<'a>>,
    pub children: Vec<Placed<'a>>,
}

/// A rectangle in logical pixels, from the canvas' top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// What is measured by its content.
enum Leaf<'a> {
    Text(Box<TextBlock<'a>>),
    /// Width and height of a picture, in its own pixels.
    Picture(f32, f32),
}

/// Leaves stand beside the tree, which holds their indices: it does not give back what it holds.
type Tree = TaffyTree<usize>;

/// Lays a scene out. `picture` answers a remote picture's size in its own pixels.
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
    let mut root_style = tree.style(root)?.clone();
    root_style.size = Size { width: length(canvas.0), height: length(canvas.1) };
    tree.set_style(root, root_style)?;
    let available = Size { width: AvailableSpace::Definite(canvas.0), height: AvailableSpace::Definite(canvas.1) };
    tree.compute_layout_with_measure(root, available, |inputs, _, leaf, style| {
        let leaf = leaf.and_then(|index| leaves.get_mut(*index));
        taffy::compute_leaf_layout(inputs, style, |_, _| 0.0, |known, available| measure(leaf, known, available))
    })?;
    let mut leaves = leaves.into_iter().map(Some).collect::<Vec<_>>();
    place(&tree, &mut leaves, root, &scene.root, (0.0, 0.0))
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
    fn node(&mut self, node: &'a SceneNode) -> Result<NodeId, taffy::TaffyError> {
        let style = self.style(node);
        match &node.content {
            SceneContent::Frame(children) => {
                let ids: Result<Vec<NodeId>, _> = children.iter().map(|child| self.node(child)).collect();
                self.tree.new_with_children(style, &ids?)
            }
            SceneContent::Text(spans) => {
                let block = TextBlock::new(spans, &node.style, self.canvas, &self.scene.fonts, self.typesetter);
                self.leaf(style, Leaf::Text(Box::new(block)))
            }
            SceneContent::Image { url } => {
                let (width, height) = (self.picture)(url).unwrap_or((0.0, 0.0));
                self.leaf(style, Leaf::Picture(width, height))
            }
            SceneContent::Shape
            | SceneContent::Svg
            | SceneContent::QrCode
            | SceneContent::Barcode
            | SceneContent::Rating
            | SceneContent::Chart => self.tree.new_leaf(style),
        }
    }

    fn leaf(&mut self, style: taffy::Style, leaf: Leaf<'a>) -> Result<NodeId, taffy::TaffyError> {
        self.leaves.push(leaf);
        self.tree.new_leaf_with_context(style, self.leaves.len() - 1)
    }

    fn style(&self, node: &SceneNode) -> taffy::Style {
        let Style { width, height, min_width, min_height, max_width, max_height, .. } = node.style;
        let style = &node.style;
        let [margin_top, margin_right, margin_bottom, margin_left] = style.margin.map(|l| self.or_auto(l));
        let [top, right, bottom, left] = style.padding.map(|l| self.plain(l));
        let [row_gap, column_gap] = style.gap.map(|l| self.plain(l));
        let [border_top, border_right, border_bottom, border_left] = style.border_width.map(|l| self.plain(l));
        // Unlike in CSS everything gives way across unless told otherwise, and a word too long for its line breaks: a
        // long URL as a title would push its neighbours out of the canvas.
        let least = |l: Length| if l == Length::Auto { LengthPercentageAuto::length(0.0) } else { self.or_auto(l) };
        taffy::Style {
            display: Display::Flex,
            position: match style.position {
                NodePosition::Relative => Position::Relative,
                NodePosition::Absolute => Position::Absolute,
            },
            overflow: if style.clip { Point { x: Overflow::Hidden, y: Overflow::Hidden } } else { Point::default() },
            inset: Rect {
                top: self.or_auto(style.top),
                right: self.or_auto(style.right),
                bottom: self.or_auto(style.bottom),
                left: self.or_auto(style.left),
            },
            size: Size { width: self.dimension(width), height: self.dimension(height) },
            min_size: Size { width: least(min_width), height: self.or_auto(min_height) },
            max_size: Size { width: self.or_auto(max_width), height: self.or_auto(max_height) },
            aspect_ratio: style.aspect_ratio,
            margin: Rect { top: margin_top, right: margin_right, bottom: margin_bottom, left: margin_left },
            padding: Rect { top, right, bottom, left },
            border: Rect { top: border_top, right: border_right, bottom: border_bottom, left: border_left },
            align_items: align(style.align),
            align_self: style.align_self.map(align),
            justify_content: justify(style.justify),
            gap: Size { width: column_gap, height: row_gap },
            flex_direction: match style.direction {
                Axis::Row => FlexDirection::Row,
                Axis::Column => FlexDirection::Column,
                Axis::RowReverse => FlexDirection::RowReverse,
                Axis::ColumnReverse => FlexDirection::ColumnReverse,
            },
            flex_wrap: if style.flex_wrap { FlexWrap::Wrap } else { FlexWrap::NoWrap },
            flex_grow: style.grow,
            flex_shrink: style.shrink,
            flex_basis: self.dimension(style.basis),
            ..Default::default()
        }
    }

    fn plain(&self, length: Length) -> LengthPercentage {
        match length {
            Length::Percent(percent) => LengthPercentage::percent(percent / 100.0),
            other => LengthPercentage::length(other.resolve(self.canvas, 0.0).unwrap_or(0.0)),
        }
    }

    fn or_auto(&self, length: Length) -> LengthPercentageAuto {
        match length {
            Length::Percent(percent) => LengthPercentageAuto::percent(percent / 100.0),
            other => other.resolve(self.canvas, 0.0).map_or(LengthPercentageAuto::auto(), LengthPercentageAuto::length),
        }
    }

    fn dimension(&self, length: Length) -> Dimension {
        match length {
            Length::Percent(percent) => Dimension::percent(percent / 100.0),
            other => other.resolve(self.canvas, 0.0).map_or(Dimension::auto(), Dimension::length),
        }
    }
}

fn align(align: style::Align) -> AlignItems {
    match align {
        style::Align::Start => AlignItems::FLEX_START,
        style::Align::Center => AlignItems::CENTER,
        style::Align::End => AlignItems::FLEX_END,
        style::Align::Stretch => AlignItems::STRETCH,
        style::Align::Baseline => AlignItems::BASELINE,
    }
}

fn justify(justify: style::Justify) -> JustifyContent {
    match justify {
        style::Justify::Start => JustifyContent::FLEX_START,
        style::Justify::Center => JustifyContent::CENTER,
        style::Justify::End => JustifyContent::FLEX_END,
        style::Justify::Stretch => JustifyContent::STRETCH,
        style::Justify::SpaceBetween => JustifyContent::SPACE_BETWEEN,
        style::Justify::SpaceAround => JustifyContent::SPACE_AROUND,
        style::Justify::SpaceEvenly => JustifyContent::SPACE_EVENLY,
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
        Some(Leaf::Picture(width, height)) => {
            let ratio = if *height > 0.0 { *width / *height } else { 1.0 };
            match (known.width, known.height) {
                (Some(width), Some(height)) => Size { width, height },
                (Some(width), None) => Size { width, height: width / ratio },
                (None, Some(height)) => Size { width: height * ratio, height },
                (None, None) => Size { width: *width, height: *height },
            }
        }
    }
}

fn place<'a>(
    tree: &Tree,
    leaves: &mut [Option<Leaf<'a>>],
    id: NodeId,
    node: &'a SceneNode,
    (x, y): (f32, f32),
) -> Result<Placed<'a>, taffy::TaffyError> {
    let layout = *tree.layout(id)?;
    let (x, y) = (x + layout.location.x, y + layout.location.y);
    let area = Area { x, y, width: layout.size.width, height: layout.size.height };
    let (border, padding) = (layout.border, layout.padding);
    let inner = Area {
        x: x + border.left + padding.left,
        y: y + border.top + padding.top,
        width: (layout.size.width - border.left - border.right - padding.left - padding.right).max(0.0),
        height: (layout.size.height - border.top - border.bottom - padding.top - padding.bottom).max(0.0),
    };
    let leaf = tree.get_node_context(id).and_then(|index| leaves[*index].take());
    let text = match leaf {
        Some(Leaf::Text(mut block)) => {
            // The last measurement need not have been at the width it got.
            block.set(inner.width, Some(inner.height));
            Some(*block)
        }
        Some(Leaf::Picture(..)) | None => None,
    };
    let mut placed = Placed { node, area, inner, text, children: Vec::new() };
    if let SceneContent::Frame(children) = &node.content {
        for (i, child) in children.iter().enumerate() {
            let child_id = tree.child_at_index(id, i)?;
            placed.children.push(place(tree, leaves, child_id, child, (x, y))?);
        }
    }
    Ok(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::output::{Output, SIZE_PRESETS};
    use crate::domain::spec::{TemplateRef, Variables};
    use crate::render::{Fonts, Library, resolve};
    use serde_json::json;

    fn leaves<'p, 'a>(placed: &'p Placed<'a>, found: &mut Vec<&'p Placed<'a>>) {
        if placed.children.is_empty() && placed.node.name != "line" {
            found.push(placed);
        }
        placed.children.iter().for_each(|child| leaves(child, found));
    }

    /// Leaves lie within the canvas and not on each other.
    fn check(variables: &serde_json::Value, width: u32, height: u32) {
        let template = Library::built_in().get(&TemplateRef { name: "card".into(), version: 0 }).unwrap();
        let given: Variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let scene =
            resolve(&template, &given, &Output { width, height, ..Output::default() }, &Fonts::bundled()).unwrap();
        let placed = lay_out(&scene, &Typesetter::default(), |_| Some((800.0, 600.0))).unwrap();
        let mut found = Vec::new();
        leaves(&placed, &mut found);
        let slack = 1.0;
        for (i, one) in found.iter().enumerate() {
            let (a, name) = (one.area, &one.node.name);
            let inside = a.x >= -slack
                && a.y >= -slack
                && a.x + a.width <= width as f32 + slack
                && a.y + a.height <= height as f32 + slack;
            assert!(inside, "{name} {a:?} on {width}x{height} with {variables}");
            for other in &found[i + 1..] {
                let b = other.area;
                let apart = a.x + a.width <= b.x + slack
                    || b.x + b.width <= a.x + slack
                    || a.y + a.height <= b.y + slack
                    || b.y + b.height <= a.y + slack;
                assert!(apart, "{name} {a:?} lies on {} {b:?} on {width}x{height} with {variables}", other.node.name);
            }
        }
    }

    #[test]
    fn nothing_overlaps_or_leaves_the_canvas() {
        let url = "https://a.example/x.png";
        let long = "An unreasonably long title that nobody should ever write but somebody will ".repeat(7);
        let texts = [
            "Hi".to_owned(),
            "Twenty six wide WWWW WWWWW".to_owned(),
            "A title of quite the usual length for an article on the web".to_owned(),
            long.chars().take(500).collect(),
            "x".repeat(500),
            "漢字".repeat(250),
        ];
        for text in &texts {
            for image in ["", url] {
                for preset in SIZE_PRESETS {
                    let variables = json!({
                        "title": text, "description": text, "author": text.chars().take(200).collect::<String>(),
                        "tag": text.chars().take(100).collect::<String>(), "avatar_url": url, "image_url": image,
                    });
                    check(&variables, preset.width, preset.height);
                }
            }
        }
    }

    #[test]
    fn odd_canvases_are_laid_out_too() {
        for (width, height) in [(8192, 64), (64, 4096), (300, 157), (800, 600)] {
            check(&json!({ "title": "A title", "description": "d", "author": "A B", "tag": "t" }), width, height);
        }
    }
}
