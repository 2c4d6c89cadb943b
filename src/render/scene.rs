//! A resolved template: nothing in it is left to be worked out but where things lie.

use super::fonts::Fonts;
use super::style::Style;

/// What is to be painted. Pure data; made by [`super::resolve`].
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Width and height in logical pixels.
    pub(super) canvas: (f32, f32),
    pub(super) root: SceneNode,
    pub(super) images: Vec<ImageSource>,
    pub(super) fonts: Fonts,
}

impl Scene {
    /// The remote pictures the scene wants, each URL once, in the order of the template.
    pub fn images(&self) -> &[ImageSource] {
        &self.images
    }

    /// The fonts it may be drawn with.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// Every text of the scene in reading order: what a reader who can't see the picture should be told.
    pub fn texts(&self) -> Vec<String> {
        fn collect(node: &SceneNode, texts: &mut Vec<String>) {
            match &node.content {
                SceneContent::Text(_) if node.style.decorative => {}
                SceneContent::Text(spans) => texts.push(spans.iter().map(|span| span.text.as_str()).collect()),
                SceneContent::Frame(children) => children.iter().for_each(|child| collect(child, texts)),
                _ => {}
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
    /// The variable that named it, or the node's name where the template itself does.
    pub field: String,
    pub url: String,
    /// Whether there is no picture of the scene without it: some node of its says `on_error: fail`.
    pub required: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct SceneNode {
    pub name: String,
    pub style: Style,
    pub content: SceneContent,
}

/// What a node draws inside its box. What a kind of node has beyond this stands in its style.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SceneContent {
    Frame(Vec<SceneNode>),
    /// Never without a span.
    Text(Vec<Span>),
    Image {
        url: String,
    },
    Shape,
    Svg,
    QrCode,
    Barcode,
    Rating,
    Chart,
}

/// A part of a text that looks the same throughout.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub text: String,
    /// What differs from its node's style, within the whole style; `None` where nothing does. Only the properties of
    /// [`super::style::LETTERS`] and `background` matter.
    pub style: Option<Box<Style>>,
}
