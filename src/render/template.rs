//! A parsed template: a tree of nodes, the variables that fill it, and the expressions between the two.

use minijinja::Environment;

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
    /// Named values worked out of the variables and of those before them.
    pub values: Vec<(String, Source)>,
    /// The outermost frame; it fills the canvas.
    pub canvas: Node,
    /// SHA-256 of the file the template was parsed from, in hex: the same design has the same digest, forever.
    pub digest: String,
    /// Bytes of that file.
    pub source_bytes: usize,
    /// Holds the compiled expressions, by the path at which each stands.
    pub expressions: Environment<'static>,
}

impl Template {
    /// The expression that stands at a path, as it was written.
    pub fn expression(&self, path: &str) -> Option<String> {
        self.expressions.get_template(path).ok().map(|expression| expression.source().to_owned())
    }
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
}

/// A node as the file has it.
#[derive(Debug)]
pub struct Node {
    /// Its name, or else its path in the file: how reports and messages call it.
    pub name: String,
    /// Path of a condition's expression; the node is there where it answers a non-empty text.
    pub when: Option<String>,
    /// All fixed properties, set.
    pub style: Style,
    /// Properties to be worked out, with the paths of their expressions.
    pub worked_out: Vec<(&'static str, String)>,
    pub content: Content,
}

/// What a node draws inside its box.
#[derive(Debug)]
pub enum Content {
    Frame(Vec<Node>),
    Text(Source),
    /// The picture whose URL this variable holds. Without one the node is not there.
    Image(String),
    /// All of it stands in the node's style.
    Leaf(Leaf),
}

/// Nodes without children whose every property is one of the style's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// Filled with the node's background.
    Shape,
    Svg,
    QrCode,
    Barcode,
    Rating,
    Chart,
}
