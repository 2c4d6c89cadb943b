//! A parsed template: a tree of nodes, the variables that fill it, and the expressions between the two.

use super::expression::Expressions;
use super::style::{Scalar, Style};
use super::variable::Variable;

/// A template that is known to be sound: every property exists, every fixed value is one, every expression compiles and
/// names only what there is.
#[derive(Debug)]
pub struct Template {
    pub name: String,
    /// 1 and up.
    pub version: u32,
    pub description: String,
    pub variables: Vec<Declaration>,
    /// Named values worked out of the variables and of each other, in an order in which each needs only those before it.
    pub values: Vec<(String, Source)>,
    /// The outermost frame; it fills the canvas.
    pub canvas: Node,
    /// SHA-256 of the file the template was parsed from, in hex: the same design has the same digest, forever.
    pub digest: String,
    /// The compiled expressions, by the path at which each stands.
    pub expressions: Expressions,
}

/// A variable with what stands in for it.
#[derive(Debug)]
pub struct Declaration {
    pub variable: Variable,
    /// Taken where no value is given.
    pub default: Option<Source>,
    /// For backgrounds: what each preset's name stands for.
    pub presets: Vec<(String, Source)>,
}

/// A value in the file: as it is, or to be worked out at each render.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    Fixed(Scalar),
    /// The expression of that path.
    Expression(String),
    /// A list, some of which is to be worked out.
    List(Vec<Source>),
    /// A list as it is: a list variable's default.
    Items(serde_json::Value),
}

/// `each: "item in items"`: once for every item of a list.
#[derive(Debug)]
pub struct Each {
    /// What the item is called within.
    pub item: String,
    /// Path of the list's expression.
    pub list: String,
}

/// When something is there, and how often.
#[derive(Debug, Default)]
pub struct Presence {
    /// Path of a condition's expression; it is there where that answers a non-empty text.
    pub when: Option<String>,
    pub each: Option<Each>,
}

/// Properties to be worked out, with what they are worked out of.
pub type Properties = Vec<(&'static str, Source)>;

/// A node as the file has it.
#[derive(Debug)]
pub struct Node {
    /// Its name, or else its path in the file: how reports and messages call it.
    pub name: String,
    /// Where it stands in the file.
    pub path: String,
    pub presence: Presence,
    /// All fixed properties, set.
    pub style: Style,
    pub worked_out: Properties,
    pub content: Content,
}

/// What a node draws inside its box.
#[derive(Debug)]
pub enum Content {
    Frame(Vec<Node>),
    Text(Vec<Run>),
    Image(Picture),
    /// All of it stands in the node's style.
    Leaf(Leaf),
}

/// A part of a text, before anything is worked out.
#[derive(Debug)]
pub struct Run {
    pub path: String,
    pub presence: Presence,
    pub text: Source,
    /// How it differs from its node.
    pub properties: Properties,
}

/// Where an image's picture comes from. Without an URL the node is not there.
#[derive(Debug)]
pub enum Picture {
    /// The variable that holds its URL.
    Variable(String),
    /// Its URL.
    Url(Source),
}

/// Nodes without children whose every property is one of the style's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// Filled with the node's background.
    Shape,
    Svg,
    QrCode,
    Barcode,
    Rating,
    Chart,
}

impl Template {
    /// Every node, each before those within it.
    pub fn nodes(&self) -> Vec<&Node> {
        fn collect<'a>(node: &'a Node, nodes: &mut Vec<&'a Node>) {
            nodes.push(node);
            if let Content::Frame(children) = &node.content {
                children.iter().for_each(|child| collect(child, nodes));
            }
        }
        let mut nodes = Vec::new();
        collect(&self.canvas, &mut nodes);
        nodes
    }
}
