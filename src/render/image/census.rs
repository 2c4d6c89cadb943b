//! How many elements an SVG has once everything that is referred to stands wherever it is used. A few lines of nested
//! `<use>`, masks, patterns or markers make billions, and resvg makes most of them.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};
use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, Rule, StyleSheet};

use super::PictureError;

/// Elements at most, everything counted as often as it is used.
pub const MAX_ELEMENTS: u64 = 50_000;
/// Of all style sheets: reading them takes as long as the square of it.
const MAX_SHEET_BYTES: usize = 32 * 1024;
/// Commas by colons of all style sheets: each selector of a list is read with a copy of all declarations.
const MAX_COPIES: usize = 2_000_000;
/// Rules of style sheets by elements: each is tried on each, and a long selector counts as several.
const MAX_MATCHES: usize = 20_000_000;
/// Bytes of a selector that take as long as a rule: its parts are tried one after the other.
const SELECTOR_BYTES: usize = 16;
/// Declarations that hold for an element, and elements that one refers to, in all.
const MAX_STEPS: usize = 5_000_000;
/// Bytes of a declaration that take as long as another one.
const DECLARATION_BYTES: usize = 32;
/// Letters at most, counted as often as they are used: each is an outline of its own, in a text that is laid out in a time
/// that grows faster than it.
const MAX_LETTERS: u64 = 10_000;
/// Attribute bytes that count as an element: a long path takes as much as many short ones.
const BYTES: usize = 1024;
/// Deeper ones are taken for endless.
const MAX_DEPTH: u32 = 200;

/// Refuses what has too many elements.
pub fn check(document: &Document) -> Result<(), PictureError> {
    let sheets =
        || document.descendants().filter(|node| node.tag_name().name() == "style").filter_map(|node| node.text());
    let bytes: usize = sheets().map(str::len).sum();
    if bytes > MAX_SHEET_BYTES {
        let message = format!("has {bytes} bytes of style sheets; at most {MAX_SHEET_BYTES} are read");
        return Err(PictureError::TooLarge(message));
    }
    let count = |sign: char| sheets().map(|text| text.matches(sign).count()).sum::<usize>();
    if count(',').saturating_mul(count(':')) > MAX_COPIES {
        return Err(PictureError::TooLarge(format!(
            "has style sheets of {} commas and {} colons: too many to copy what holds for each selector",
            count(','),
            count(':')
        )));
    }
    let mut sheet = StyleSheet::new();
    sheets().for_each(|text| sheet.parse_more(text));
    let elements = document.descendants().filter(Node::is_element).count();
    let tried: usize = sheet.rules.iter().map(|rule| 1 + rule.selector.to_string().len() / SELECTOR_BYTES).sum();
    if tried.saturating_mul(elements) > MAX_MATCHES {
        return Err(PictureError::TooLarge(format!(
            "has {} style rules for {elements} elements, too many to try each on each",
            sheet.rules.len()
        )));
    }
    let mut by_id: HashMap<&str, Vec<Node>> = HashMap::new();
    for node in document.descendants() {
        node.attribute("id").into_iter().for_each(|id| by_id.entry(id).or_default().push(node));
    }
    let taken = |rule: &Rule| rule.declarations.iter().map(|own| 1 + own.value.len() / DECLARATION_BYTES).sum();
    let taken = sheet.rules.iter().map(taken).collect();
    let mut census = Census { sheet, taken, by_id, known: HashMap::new(), left: MAX_STEPS };
    let all = census.count(document.root(), 0);
    let too_large = |what: String| Err(PictureError::TooLarge(what));
    if census.left == 0 {
        return too_large(format!("takes more than {MAX_STEPS} steps to look up its styles and what they refer to"));
    }
    if all.elements > MAX_ELEMENTS {
        return too_large(format!("has more than {MAX_ELEMENTS} elements, each counted as often as it is used"));
    }
    if all.letters > MAX_LETTERS {
        return too_large(format!("has more than {MAX_LETTERS} letters, each counted as often as it is used"));
    }
    Ok(())
}

/// What drawing a part of the document takes.
#[derive(Clone, Copy, Default)]
struct Count {
    elements: u64,
    letters: u64,
}

impl Count {
    const TOO_MANY: Count = Count { elements: MAX_ELEMENTS + 1, letters: 0 };

    fn add(&mut self, other: Count, often: u64) {
        self.elements = self.elements.saturating_add(other.elements.saturating_mul(often));
        self.letters = self.letters.saturating_add(other.letters.saturating_mul(often));
    }
}

struct Census<'a> {
    sheet: StyleSheet<'a>,
    /// The steps that each of its rules takes where it holds.
    taken: Vec<usize>,
    /// Several of one id all count.
    by_id: HashMap<&'a str, Vec<Node<'a, 'a>>>,
    known: HashMap<NodeId, Count>,
    /// Steps that may still be taken.
    left: usize,
}

impl<'a> Census<'a> {
    fn count(&mut self, node: Node<'a, 'a>, depth: u32) -> Count {
        if depth > MAX_DEPTH || self.left == 0 {
            return Count::TOO_MANY;
        }
        if let Some(count) = self.known.get(&node.id()) {
            return *count;
        }
        // One that uses itself counts as nothing: resvg breaks the circle.
        self.known.insert(node.id(), Count::default());
        let length: usize = node.attributes().map(|attribute| attribute.value().len()).sum();
        let mut total = Count::default();
        if node.is_element() {
            total.elements = 1 + (length / BYTES) as u64;
        } else if node.is_text() && node.ancestors().any(|around| around.tag_name().name() == "text") {
            total.letters = node.text().map_or(0, |text| text.chars().count() as u64);
        }
        for child in node.children() {
            let inside = self.count(child, depth + 1);
            total.add(inside, 1);
        }
        let within = total.elements;
        let corners = ["d", "points"].iter().filter_map(|name| node.attribute(*name)).map(str::len).sum::<usize>();
        let corners = 1 + (corners / 4) as u64;
        for (name, id) in self.references(node) {
            let targets = self.by_id.get(id.as_str()).map_or(0, Vec::len);
            if !self.step(1 + targets) {
                return Count::TOO_MANY;
            }
            for target in self.by_id.get(id.as_str()).cloned().unwrap_or_default() {
                let often = match name.as_str() {
                    // Whatever is within inherits these; gradients hold nothing.
                    "fill" | "stroke" if target.tag_name().name().ends_with("Gradient") => 0,
                    "fill" | "stroke" => within,
                    // At each corner.
                    name if name.starts_with("marker") => within.saturating_mul(corners),
                    _ => 1,
                };
                if often > 0 {
                    let used = self.count(target, depth + 1);
                    total.add(used, often);
                }
            }
        }
        self.known.insert(node.id(), total);
        total
    }

    /// Takes steps; whether there were so many.
    fn step(&mut self, steps: usize) -> bool {
        self.left = self.left.saturating_sub(steps);
        self.left > 0
    }

    /// What a node refers to within the document, by attributes, its own style and the sheets: in which property, and
    /// the id.
    fn references(&mut self, node: Node<'a, 'a>) -> Vec<(String, String)> {
        if !node.is_element() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut look = |name: &str, value: &str| {
            for part in value.split("url(").skip(1) {
                let id = part.trim_start_matches([' ', '\'', '"', '#']);
                let end = id.find([')', '\'', '"', ' ']).unwrap_or(id.len());
                found.push((name.to_owned(), id[..end].to_owned()));
            }
        };
        for attribute in node.attributes() {
            match attribute.name() {
                "style" => DeclarationTokenizer::from(attribute.value()).for_each(|own| look(own.name, own.value)),
                name => look(name, attribute.value()),
            }
        }
        for (rule, taken) in self.sheet.rules.iter().zip(&self.taken) {
            if self.left == 0 || !rule.selector.matches(&Styled(node)) {
                continue;
            }
            self.left = self.left.saturating_sub(*taken);
            rule.declarations.iter().for_each(|declaration| look(declaration.name, declaration.value));
        }
        let href = node.attributes().find(|attribute| attribute.name() == "href");
        found.extend(href.and_then(|href| Some((String::from("href"), href.value().strip_prefix('#')?.to_owned()))));
        found
    }
}

/// An element, as style sheets see it.
struct Styled<'a>(Node<'a, 'a>);

impl Element for Styled<'_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Styled)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Styled)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.0.prev_sibling_element().is_none()
    }
}
