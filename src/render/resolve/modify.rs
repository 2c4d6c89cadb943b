//! Whether modifications fit the template.

use crate::domain::excerpt::Excerpt;
use crate::domain::modification::Modification;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};
use crate::render::style::{Scalar, Style};
use crate::render::template::{Content, Leaf, Node, Template};
use crate::render::variable::image_url;

/// All that is wrong with them.
pub(super) fn check(template: &Template, modifications: &[Modification]) -> Vec<Violation> {
    let mut violations = Vec::new();
    if modifications.is_empty() {
        return violations;
    }
    let nodes = template.nodes();
    // Nodes without a name of their own are named by their path, which is no name to suggest.
    let mut names: Vec<&str> = nodes.iter().filter(|n| n.name != n.path).map(|n| n.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for (i, modification) in modifications.iter().enumerate() {
        let at = |field: &str| format!("modifications[{i}].{field}");
        let named: Vec<&Node> = nodes.iter().copied().filter(|node| node.name == modification.name).collect();
        if named.is_empty() {
            let hint = match names.is_empty() {
                true => "none of its nodes has a name".to_owned(),
                false => suggestion(&modification.name, names.iter().copied()),
            };
            let message = format!("is no node of the template: `{}`; {hint}", Excerpt(&modification.name));
            violations.push(Violation::new(at("name"), Reason::InvalidField, message));
            continue;
        }
        let mut needs = |field: &str, given: bool, fits: fn(&Content) -> bool, what: &str| {
            if given && !named.iter().any(|node| fits(&node.content)) {
                let message = format!("changes what `{}` has not: {what}", Excerpt(&modification.name));
                violations.push(Violation::invalid(at(field), message));
            }
        };
        needs("text", modification.text.is_some(), has_text, "it is no `text` node");
        needs("color", modification.color.is_some(), has_color, "neither a text nor a code, rating, chart or SVG");
        needs("image_url", modification.image_url.is_some(), has_image, "it is no `image` node");
        for (property, value) in [("color", &modification.color), ("background", &modification.background)] {
            let set = value.as_ref().map(|value| Style::default().set(property, &Scalar::Text(value.clone())));
            if let Some(Err(message)) = set {
                violations.push(Violation::invalid(at(property), message));
            }
        }
        if let Some(Err(message)) = modification.image_url.as_deref().map(image_url) {
            violations.push(Violation::invalid(at("image_url"), message));
        }
    }
    violations
}

fn has_text(content: &Content) -> bool {
    matches!(content, Content::Text(_))
}

fn has_image(content: &Content) -> bool {
    matches!(content, Content::Image(_))
}

fn has_color(content: &Content) -> bool {
    match content {
        Content::Text(_) => true,
        Content::Leaf(leaf) => *leaf != Leaf::Shape,
        Content::Frame(_) | Content::Image(_) => false,
    }
}
