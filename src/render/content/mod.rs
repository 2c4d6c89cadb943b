//! Leaves that draw themselves: each kind is a file here, and [`drawing`] is where they are told apart.

pub mod shape;

use skia_safe::Canvas;

use super::layout::Area;
use super::scene::{SceneContent, SceneNode};

/// What a leaf draws into its box, above its background and below its border.
pub trait Drawing {
    /// How large it is by itself.
    fn natural(&self) -> Natural;

    /// Draws it into that box. The canvas is in logical pixels.
    fn paint(&self, canvas: &Canvas, area: Area);
}

/// How large something is by itself, in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Natural {
    pub width: f32,
    pub height: f32,
    /// Whether its height follows from its width.
    pub keeps_ratio: bool,
}

/// What a node draws, on a canvas of that many logical pixels; `None` where all of it is its background.
pub fn drawing(node: &SceneNode, canvas: (f32, f32)) -> Option<Box<dyn Drawing + '_>> {
    match &node.content {
        SceneContent::Shape => shape::drawing(&node.style, canvas),
        _ => None,
    }
}
