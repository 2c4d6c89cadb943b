//! Nodes and what is in them.

use serde_norway::Value;

use super::Parser;
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::fields::{Fields, kind, list, scalar};
use crate::render::style::{self, Scalar, Style};
use crate::render::template::{Content, Each, Leaf, Node, Picture, Presence, Properties, Run, Source};
use crate::render::variable::image_url;

/// Frames within frames; more is no design, and would cost stack.
pub(super) const MAX_DEPTH: usize = 32;
/// Nodes and spans in all.
pub(super) const MAX_NODES: usize = 2_000;

/// What a type of node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeType {
    Frame,
    Text,
    Image,
    Leaf(Leaf),
}

/// The types of nodes: the name, and the properties beyond the common.
pub const NODE_TYPES: [(&str, NodeType, &[&[&str]]); 9] = [
    ("frame", NodeType::Frame, &[style::FRAME]),
    ("text", NodeType::Text, &[style::LETTERS, style::TEXT]),
    ("image", NodeType::Image, &[style::IMAGE]),
    ("shape", NodeType::Leaf(Leaf::Shape), &[style::SHAPE]),
    ("svg", NodeType::Leaf(Leaf::Svg), &[style::SVG, &["color", "object_fit", "object_position"]]),
    ("qr_code", NodeType::Leaf(Leaf::QrCode), &[style::CODE, style::QR_CODE, &["color"]]),
    ("barcode", NodeType::Leaf(Leaf::Barcode), &[style::CODE, style::BARCODE, &["color"]]),
    ("rating", NodeType::Leaf(Leaf::Rating), &[style::RATING, &["color"]]),
    ("chart", NodeType::Leaf(Leaf::Chart), &[style::CHART, &["color"]]),
];

impl Parser {
    /// The outermost frame.
    pub(super) fn canvas(&mut self, value: &Value) -> Option<Node> {
        self.node(value, "canvas", 0)
    }

    fn node(&mut self, value: &Value, path: &str, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return self.problems.add(path, format!("lies more than {MAX_DEPTH} frames deep"));
        }
        self.count(path)?;
        let is_canvas = depth == 0;
        let mut fields = Fields::of(value, path, &mut self.problems)?;
        let name = fields.text("name", &mut self.problems);
        let (each, local) = if is_canvas { (None, None) } else { self.each(&mut fields) };
        let when = self.when(&mut fields);
        let type_name = match is_canvas {
            true => fields.text("type", &mut self.problems).or_else(|| Some("frame".to_owned())),
            false => fields.required_text("type", &mut self.problems),
        };
        let mut node = Node {
            name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| path.to_owned()),
            path: path.to_owned(),
            presence: Presence { when, each },
            style: Style::default(),
            worked_out: Vec::new(),
            content: Content::Leaf(Leaf::Shape),
        };
        let known = NODE_TYPES
            .iter()
            .find(|(known, what, _)| type_name.as_deref() == Some(*known) && (!is_canvas || *what == NodeType::Frame));
        let Some((_, what, own)) = known else {
            if let Some(other) = type_name {
                let names = NODE_TYPES.iter().map(|(name, ..)| *name).filter(|name| !is_canvas || *name == "frame");
                let hint = suggestion(&other, names);
                self.problems.add::<()>(&fields.at("type"), format!("has no value `{}`: {hint}", Excerpt(&other)));
            }
            self.forget(local);
            return None;
        };
        let content = match what {
            NodeType::Frame => Some(Content::Frame(self.children(&mut fields, depth))),
            NodeType::Text => self.runs(&mut fields).map(Content::Text),
            NodeType::Image => self.picture(&mut fields).map(Content::Image),
            NodeType::Leaf(leaf) => Some(Content::Leaf(*leaf)),
        };
        // Whatever is wrong with the content, its properties are looked at too.
        for property in style::COMMON.iter().chain(own.iter().copied().flatten()) {
            match self.property(property, &mut fields) {
                None => {}
                Some(Source::Fixed(scalar)) => {
                    if let Err(message) = node.style.set(property, &scalar) {
                        self.problems.add::<()>(&fields.at(property), message);
                    }
                }
                Some(source) => node.worked_out.push((property, source)),
            }
        }
        fields.finish(&mut self.problems);
        self.forget(local);
        Some(Node { content: content?, ..node })
    }

    fn count(&mut self, path: &str) -> Option<()> {
        self.nodes += 1;
        match self.nodes {
            0..=MAX_NODES => Some(()),
            _ => self.problems.add(path, format!("is one node more than the {MAX_NODES} a template may have")),
        }
    }

    fn when(&mut self, fields: &mut Fields) -> Option<String> {
        let condition = fields.scalar("when", &mut self.problems)?;
        let path = fields.at("when");
        let names = self.expressions.add_condition(&path, &condition.text());
        self.known(names, &path)
    }

    /// `item in items`, and what is to be forgotten again behind it: the item's name.
    fn each(&mut self, fields: &mut Fields) -> (Option<Each>, Option<String>) {
        let Some(text) = fields.text("each", &mut self.problems) else { return (None, None) };
        let path = fields.at("each");
        let Some((item, items)) = text.trim().split_once(" in ") else {
            self.problems.add::<()>(&path, format!("is not like `item in items`: `{}`", Excerpt(&text)));
            return (None, None);
        };
        let names = self.expressions.add_value(&path, items.trim());
        let list = self.known(names, &path);
        let item = item.trim().to_owned();
        if !self.name(&item, &path) {
            return (None, None);
        }
        self.loops += 1;
        (list.map(|list| Each { item: item.clone(), list }), Some(item))
    }

    fn forget(&mut self, item: Option<String>) {
        if let Some(item) = item {
            self.names.remove(&item);
            self.loops -= 1;
        }
    }

    fn property(&mut self, property: &'static str, fields: &mut Fields) -> Option<Source> {
        let value = fields.get(property)?;
        let path = fields.at(property);
        let items = match value {
            Value::Sequence(items) if style::LISTS.contains(&property) => items,
            value => {
                let scalar = scalar(value);
                let message = || format!("must be a single value, not {}", kind(value));
                return scalar.or_else(|| self.problems.add(&path, message())).and_then(|s| self.source(s, &path));
            }
        };
        let mut sources = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let scalar = scalar(item)
                .or_else(|| self.problems.add(&path, format!("must be a single value, not {}", kind(item))));
            sources.push(self.source(scalar?, &path)?);
        }
        let fixed = sources.iter().map(|source| match source {
            Source::Fixed(scalar) => Some(scalar.clone()),
            _ => None,
        });
        match fixed.collect::<Option<Vec<Scalar>>>() {
            Some(items) => Some(Source::Fixed(Scalar::List(items))),
            None => Some(Source::List(sources)),
        }
    }

    fn children(&mut self, fields: &mut Fields, depth: usize) -> Vec<Node> {
        let path = fields.at("children");
        let children = list(fields.get("children"), &path, &mut self.problems).iter().enumerate();
        let mut nodes = Vec::new();
        for (i, child) in children {
            if self.problems.is_full() || self.nodes > MAX_NODES {
                break;
            }
            nodes.extend(self.node(child, &format!("{path}[{i}]"), depth + 1));
        }
        nodes
    }

    /// What a text says: `text`, or `spans`.
    fn runs(&mut self, fields: &mut Fields) -> Option<Vec<Run>> {
        let (path, text_path) = (fields.at("spans"), fields.at("text"));
        let (text, spans) = (fields.get("text"), fields.get("spans"));
        match (text, spans) {
            (Some(_), Some(_)) => self.problems.add(&path, "stands beside `text`: give the one or the other"),
            (Some(text), None) => {
                let text = self.said(text, &text_path)?;
                Some(vec![Run { path: text_path, presence: Presence::default(), text, properties: Vec::new() }])
            }
            (None, Some(spans)) => {
                let spans = list(Some(spans), &path, &mut self.problems).iter().enumerate();
                let mut runs = Vec::new();
                for (i, span) in spans {
                    if self.problems.is_full() || self.nodes > MAX_NODES {
                        break;
                    }
                    runs.extend(self.span(span, format!("{path}[{i}]")));
                }
                Some(runs)
            }
            (None, None) => self.problems.add(&text_path, "is required, or `spans`"),
        }
    }

    fn span(&mut self, value: &Value, path: String) -> Option<Run> {
        self.count(&path)?;
        let mut fields = Fields::of(value, path.as_str(), &mut self.problems)?;
        let (each, local) = self.each(&mut fields);
        let when = self.when(&mut fields);
        let text_path = fields.at("text");
        let text = match fields.get("text") {
            Some(text) => self.said(text, &text_path),
            None => self.problems.add(&text_path, "is required"),
        };
        let mut properties = Properties::new();
        for property in style::LETTERS.iter().chain(&["background"]) {
            let Some(source) = self.property(property, &mut fields) else { continue };
            if let Source::Fixed(scalar) = &source
                && let Err(message) = Style::default().set(property, scalar)
            {
                self.problems.add::<()>(&fields.at(property), message);
            }
            properties.push((property, source));
        }
        fields.finish(&mut self.problems);
        self.forget(local);
        Some(Run { path, presence: Presence { when, each }, text: text?, properties })
    }

    fn said(&mut self, text: &Value, path: &str) -> Option<Source> {
        let scalar = scalar(text);
        let message = || format!("must be a text, not {}", kind(text));
        scalar.or_else(|| self.problems.add(path, message())).and_then(|scalar| self.source(scalar, path))
    }

    fn picture(&mut self, fields: &mut Fields) -> Option<Picture> {
        let source = fields.required_text("source", &mut self.problems)?;
        let path = fields.at("source");
        if self.images.contains(&source) {
            return Some(Picture::Variable(source));
        }
        let is_word = source.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_word {
            let known =
                suggestion(&source, self.images.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>());
            let known = if self.images.is_empty() { "the template has none".to_owned() } else { known };
            let source = Excerpt(&source);
            return self
                .problems
                .add(&path, format!("must be the name of a variable of type `image`, not `{source}`: {known}"));
        }
        match self.source(Scalar::Text(source), &path)? {
            Source::Fixed(url) => match image_url(&url.text()) {
                Ok(url) => Some(Picture::Url(Source::Fixed(Scalar::Text(url)))),
                Err(message) => self.problems.add(&path, message),
            },
            worked_out => Some(Picture::Url(worked_out)),
        }
    }
}
