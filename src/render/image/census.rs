//! How many elements an SVG has once everything that is referred to stands wherever it is used. A few lines of nested
//! `<use>`, masks, patterns or markers make billions, and resvg makes most of them.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};
use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};

use super::PictureError;

/// Elements at most, everything counted as often as it is used.
pub const MAX_ELEMENTS: u64 = 50_000;
/// Of all style sheets: reading them takes as long as the square of it.
const MAX_SHEET_BYTES: usize = 64 * 1024;
/// Rules of style sheets by elements: each is tried on each.
const MAX_MATCHES: usize = 20_000_000;
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
    let mut sheet = StyleSheet::new();
    sheets().for_each(|text| sheet.parse_more(text));
    let elements = document.descendants().filter(Node::is_element).count();
    if sheet.rules.len().saturating_mul(elements) > MAX_MATCHES {
        return Err(PictureError::TooLarge(format!(
            "has {} style rules for {elements} elements, too many to try each on each",
            sheet.rules.len()
        )));
    }
    let mut by_id: HashMap<&str, Vec<Node>> = HashMap::new();
    for node in document.descendants() {
        node.attribute("id").into_iter().for_each(|id| by_id.entry(id).or_default().push(node));
    }
    let mut census = Census { sheet, by_id, known: HashMap::new() };
    if census.count(document.root(), 0) > MAX_ELEMENTS {
        return Err(PictureError::TooLarge(format!(
            "has more than {MAX_ELEMENTS} elements, each counted as often as it is used"
        )));
    }
    Ok(())
}

struct Census<'a> {
    sheet: StyleSheet<'a>,
    /// Several of one id all count.
    by_id: HashMap<&'a str, Vec<Node<'a, 'a>>>,
    known: HashMap<NodeId, u64>,
}

impl<'a> Census<'a> {
    fn count(&mut self, node: Node<'a, 'a>, depth: u32) -> u64 {
        if depth > MAX_DEPTH {
            return MAX_ELEMENTS + 1;
        }
        if let Some(count) = self.known.get(&node.id()) {
            return *count;
        }
        // One that uses itself counts as nothing: resvg breaks the circle.
        self.known.insert(node.id(), 0);
        let length: usize = node.attributes().map(|attribute| attribute.value().len()).sum();
        let mut total = if node.is_element() { 1 + (length / BYTES) as u64 } else { 0 };
        for child in node.children() {
            total = total.saturating_add(self.count(child, depth + 1));
        }
        let within = total;
        let corners = ["d", "points"].iter().filter_map(|name| node.attribute(*name)).map(str::len).sum::<usize>();
        let corners = 1 + (corners / 4) as u64;
        for (name, id) in self.references(node) {
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
                    total = total.saturating_add(self.count(target, depth + 1).saturating_mul(often));
                }
            }
        }
        self.known.insert(node.id(), total);
        total
    }

    /// What a node refers to within the document, by attributes, its own style and the sheets: in which property, and
    /// the id.
    fn references(&self, node: Node<'a, 'a>) -> Vec<(String, String)> {
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
        for rule in self.sheet.rules.iter().filter(|rule| rule.selector.matches(&Styled(node))) {
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
