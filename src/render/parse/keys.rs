//! The keys of the language, for whoever writes it in another form than a file.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::node::NODE_TYPES;
use crate::render::style;

/// What a node of any type has.
pub static NODE_KEYS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let own = ["type", "name", "when", "each", "children", "text", "spans", "source"];
    let properties = NODE_TYPES.iter().flat_map(|(_, _, groups)| groups.iter().copied().flatten());
    own.iter().chain(style::COMMON).chain(properties).copied().collect()
});

/// What a span has.
pub static SPAN_KEYS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| ["text", "when", "each", "background"].iter().chain(style::LETTERS).copied().collect());

/// What the declaration of a variable has, whatever its type.
pub static VARIABLE_KEYS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    [
        "type",
        "required",
        "description",
        "default",
        "example",
        "max_length",
        "choices",
        "presets",
        "max_items",
        "items",
        "fields",
    ]
    .into()
});

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::render::filters::table::{FILTERS, TESTS};
    use crate::render::style::{Scalar, Style};

    const REFERENCE: &str = include_str!("../../../docs/templates.md");

    /// The part that tells the properties.
    fn properties() -> &'static str {
        REFERENCE.split("## Properties").nth(1).unwrap().split("\n## ").next().unwrap()
    }

    /// The line of a table that tells a name.
    fn row(name: &str) -> &'static str {
        let begin = format!("| `{name}` |");
        let row = REFERENCE.lines().find(|line| line.starts_with(&begin));
        row.unwrap_or_else(|| panic!("docs/templates.md has no line for `{name}`"))
    }

    #[test]
    fn every_property_is_in_the_reference_with_its_values() {
        for property in style::ALL.concat() {
            let begin = format!("| `{property}` |");
            let row = properties().lines().find(|line| line.starts_with(&begin));
            let row = row.unwrap_or_else(|| panic!("docs/templates.md has no line for `{property}`"));
            assert_eq!(row.matches('|').count() - row.matches("\\|").count(), 5, "{row}");
            // A property of a few words tells all of them, if one asks for none of them.
            let told = Style::default().set(property, &Scalar::Text("?".repeat(40))).err().unwrap_or_default();
            let words = told.split_once("known are ").filter(|_| told.starts_with("has no value"));
            for word in words.map_or("", |(_, words)| words).split(", ").filter(|word| !word.is_empty()) {
                assert!(row.contains(word), "{property} takes {word}: {row}");
            }
        }
        for (name, ..) in NODE_TYPES {
            assert!(REFERENCE.contains(&format!("`{name}`")), "{name}");
        }
        for key in NODE_KEYS.iter().chain(SPAN_KEYS.iter()).chain(VARIABLE_KEYS.iter()) {
            row(key);
        }
        for kind in crate::render::variable::Kind::NAMES {
            row(kind);
        }
    }

    #[test]
    fn the_reference_has_no_property_that_there_is_not() {
        let all = style::ALL.concat();
        let names = properties().lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let unknown: Vec<&str> = names.filter(|name| !all.contains(name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn every_filter_is_in_the_reference() {
        for entry in FILTERS.iter().chain(TESTS) {
            let begin = format!("| `{}` |", entry.call);
            let part = REFERENCE.split("## Expressions").nth(1).unwrap();
            let row = part.lines().find(|line| line.starts_with(&begin));
            let row = row.unwrap_or_else(|| panic!("docs/templates.md has no line for `{}`", entry.call));
            // A bar within a table's cell is escaped.
            let example = entry.example.replace('|', "\\|");
            for part in [entry.does, &example, entry.makes] {
                assert!(row.contains(part), "{row}\n{part}");
            }
        }
    }

    #[test]
    fn the_examples_of_the_reference_are_templates() {
        let examples: Vec<&str> = REFERENCE.split("```yaml\n").skip(1).filter_map(|e| e.split("```").next()).collect();
        assert!(examples.len() >= 2);
        for example in examples {
            parse(example).unwrap_or_else(|told| panic!("{told:#?}\n{example}"));
        }
    }
}
