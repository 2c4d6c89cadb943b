//! A resolved template: nothing in it is left to be worked out but where things lie.

use super::style::Style;
use super::template::Shape;

/// What is to be painted. Pure data; made by [`super::resolve`].
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width and height in logical pixels.
    pub(super) canvas: (f32, f32),
    pub(super) root: SceneNode,
    pub(super) images: Vec<ImageSource>,
}

impl Scene {
    /// The remote pictures the scene wants, each URL once, in the order of the template.
    pub fn images(&self) -> &[ImageSource] {
        &self.images
    }

    /// Every text of the scene in reading order: what a reader who can't see the picture should be told.
    pub fn texts(&self) -> Vec<&str> {
        fn collect<'a>(node: &'a SceneNode, texts: &mut Vec<&'a str>) {
            match &node.content {
                SceneContent::Text(text) => texts.push(text),
                SceneContent::Frame(children) => children.iter().for_each(|child| collect(child, texts)),
                SceneContent::Image { .. } | SceneContent::Shape(_) => {}
            }
        }
        let mut texts = Vec::new();
        collect(&self.root, &mut texts);
        texts
    }
}

/// A remote picture that a scene wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSource {
    /// The variable that named it.
    pub field: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct SceneNode {
    pub name: String,
    pub style: Style,
    pub content: SceneContent,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum SceneContent {
    Frame(Vec<SceneNode>),
    Text(String),
    Image { url: String },
    Shape(Shape),
}
