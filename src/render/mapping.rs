//! From a document of somebody else's to values for variables: by JSON Pointers, and by expressions as templates have
//! them, within the same bounds.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use serde_json::Value;

use super::expression::{Expressions, Steps};
use crate::domain::excerpt::{Excerpt, shorten};
use crate::domain::reason::Reason;
use crate::domain::spec::Variables;
use crate::domain::violation::{Violation, suggestion};

/// What expressions can name: the document, and what all expressions can.
const KNOWN: [&str; 3] = ["data", "range", "dict"];
/// Bytes of all values as JSON, at most.
const MAX_BYTES: usize = 64 * 1024;

/// How variables get their values.
#[derive(Debug)]
pub struct Mapping {
    /// By variable: the pointer, or none where an expression of its name is compiled.
    entries: Vec<(String, Option<String>)>,
    expressions: Expressions,
}

/// Why there are no values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unmapped {
    /// The document cannot be read; begins with a verb.
    NoJson(String),
    /// An entry makes nothing of it. The field is `mapping["price"]`.
    Failed(Violation),
}

impl Mapping {
    /// Reads a mapping: JSON Pointers (RFC 6901) begin with `/`, all others are texts with expressions.
    ///
    /// # Errors
    /// All that is wrong, each at `mapping["price"]`.
    pub fn parse(mapping: &BTreeMap<String, String>) -> Result<Mapping, Vec<Violation>> {
        let (mut entries, mut expressions) = (Vec::with_capacity(mapping.len()), Expressions::default());
        let mut violations = Vec::new();
        for (name, text) in mapping {
            let entry = if text.starts_with('/') {
                is_pointer(text).then(|| Some(text.clone())).ok_or_else(|| {
                    "is no JSON Pointer: behind `~` stands 0 (for `~`) or 1 (for `/`), and nothing else".to_owned()
                })
            } else if text.contains("{{") || text.contains("{%") {
                let names = expressions.add_source(name, text);
                names.and_then(known).map(|()| None)
            } else {
                Err(format!(
                    "is neither a JSON Pointer, as `/a/b`, nor a text with an expression, as `{{{{ data.a.b }}}}`: `{}`",
                    Excerpt(text)
                ))
            };
            match entry {
                Ok(entry) => entries.push((name.clone(), entry)),
                Err(message) => violations.push(violation(name, Reason::InvalidField, message)),
            }
        }
        if violations.is_empty() { Ok(Mapping { entries, expressions }) } else { Err(violations) }
    }

    /// The values that a document has for the variables; without those for which it has a null.
    ///
    /// # Errors
    /// The first thing that went wrong.
    pub fn apply(&self, document: &[u8]) -> Result<Variables, Unmapped> {
        let (steps, mut left) = (Steps::default(), MAX_BYTES);
        steps.note("data", document.len());
        // Nested too deep is an error of the parser's as well.
        let document: Value = serde_json::from_slice(document)
            .map_err(|error| Unmapped::NoJson(format!("cannot be read as JSON: {error}")))?;
        let has_expressions = self.entries.iter().any(|(_, pointer)| pointer.is_none());
        let scope =
            has_expressions.then(|| minijinja::Value::from_pairs([("data", minijinja::Value::from(Serde(&document)))]));
        let mut values = Variables::new();
        for (name, pointer) in &self.entries {
            let fail = |message| Unmapped::Failed(violation(name, Reason::MappingFailed, message));
            let value = match (pointer, &scope) {
                (Some(pointer), _) => document.pointer(pointer).cloned().ok_or_else(|| {
                    fail(format!("points nowhere: the source's document has no `{}`", shorten(pointer, 200)))
                })?,
                (None, scope) => {
                    let scope = scope.clone().unwrap_or_default();
                    let made = self.expressions.value(name, scope, &steps).map_err(fail)?;
                    serde_json::to_value(&made).map_err(|_| fail("makes what is no JSON".to_owned()))?
                }
            };
            if has_nul(&value) {
                return Err(fail("makes a text with the character U+0000, which no text may hold".to_owned()));
            }
            let bytes = name.len() + value.to_string().len();
            left = left.checked_sub(bytes).ok_or_else(|| {
                fail(format!("makes too much: all values together may have {MAX_BYTES} bytes as JSON"))
            })?;
            if !value.is_null() {
                values.insert(name.clone(), value);
            }
        }
        Ok(values)
    }
}

fn violation(name: &str, reason: Reason, message: String) -> Violation {
    Violation::new(format!("mapping[\"{}\"]", Excerpt(name)), reason, message)
}

/// RFC 6901, section 3.
fn is_pointer(text: &str) -> bool {
    text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

fn known(names: Vec<String>) -> Result<(), String> {
    match names.iter().find(|name| !KNOWN.contains(&name.as_str())) {
        Some(name) => {
            let hint = suggestion(name, KNOWN);
            Err(format!("names `{}`, which is not known here; `data` is the source's document: {hint}", Excerpt(name)))
        }
        None => Ok(()),
    }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mapping(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn mapped(entries: &[(&str, &str)], document: &Value) -> Value {
        let parsed = Mapping::parse(&mapping(entries)).unwrap();
        serde_json::to_value(parsed.apply(document.to_string().as_bytes()).unwrap()).unwrap()
    }

    fn refused(text: &str) -> String {
        Mapping::parse(&mapping(&[("v", text)])).unwrap_err()[0].to_string()
    }

    fn failed(text: &str, document: &str) -> String {
        match Mapping::parse(&mapping(&[("v", text)])).unwrap().apply(document.as_bytes()).unwrap_err() {
            Unmapped::NoJson(message) => message,
            Unmapped::Failed(violation) => {
                assert_eq!(violation.reason, Reason::MappingFailed);
                violation.to_string()
            }
        }
    }

    #[test]
    fn pointers_find_what_they_name() {
        let document = json!({ "a": [{ "b/c": 1.5 }, { "~": "t" }], "": { "x": true }, "0": [] });
        assert_eq!(
            mapped(&[("n", "/a/0/b~1c"), ("t", "/a/1/~0"), ("x", "//x"), ("list", "/0")], &document),
            json!({ "n": 1.5, "t": "t", "x": true, "list": [] })
        );
        for nowhere in ["/a/2", "/a/-", "/a/00", "/a/+0", "/b", "/a/0/b~1c/x", "/", "/a/"] {
            let told = failed(nowhere, r#"{"a": [{"b/c": 1}, 2]}"#);
            assert_eq!(
                told,
                format!("mapping[\"v\"] points nowhere: the source's document has no `{nowhere}`"),
                "{nowhere}"
            );
        }
        for no_pointer in ["/a~", "/~2", "/a~/b"] {
            assert!(refused(no_pointer).contains("is no JSON Pointer"), "{no_pointer}");
        }
    }

    #[test]
    fn expressions_make_texts_and_values() {
        let document = json!({ "name": "Bun \"{{ x }}\"", "price": 9.5, "rows": [{ "n": 1 }, { "n": 2 }], "big": 12345678901_i64 });
        assert_eq!(
            mapped(
                &[
                    ("text", "{{ data.name }} for {{ data.price | currency('EUR') }}"),
                    ("sum", "{{ data.rows | map(attribute='n') | sum }}"),
                    ("rows", "{{ data.rows }}"),
                    ("sale", "{{ data.price < 10 }}"),
                    ("either", "{% if data.price > 10 %}dear{% else %}cheap{% endif %}"),
                    ("big", "{{ data.big }}"),
                    ("all", "{{ data.rows | length }}"),
                ],
                &document
            ),
            json!({
                "text": "Bun \"{{ x }}\" for €9.50", "sum": 3, "rows": [{ "n": 1 }, { "n": 2 }], "sale": true,
                "either": "cheap", "big": 12345678901_i64, "all": 2,
            })
        );
        // A document need not be an object.
        assert_eq!(
            mapped(&[("first", "{{ data[0] }}"), ("second", "/1")], &json!([1, 2])),
            json!({ "first": 1, "second": 2 })
        );
    }

    #[test]
    fn a_null_leaves_the_variable_alone() {
        assert_eq!(mapped(&[("a", "/a"), ("b", "{{ data.a }}")], &json!({ "a": null })), json!({}));
    }

    #[test]
    fn what_is_no_mapping_is_refused_where_it_stands() {
        assert!(refused("data.price").contains("neither a JSON Pointer"));
        assert!(refused("").contains("neither a JSON Pointer"));
        assert!(refused("{{ price }}").contains("names `price`"));
        assert!(refused("{{ data. }}").contains("holds an expression that is none"));
        assert!(refused("{% for x in data %}{{ x }}{% endfor %}").contains("has `{% for %}`"));
        assert!(refused("{% set x = 1 %}").contains("has `{% set %}`"));
        let told = Mapping::parse(&mapping(&[("a", "x"), ("b", "/ok"), ("c", "/~")])).unwrap_err();
        assert_eq!(told.iter().map(|v| v.field.as_str()).collect::<Vec<_>>(), ["mapping[\"a\"]", "mapping[\"c\"]"]);
    }

    #[test]
    fn what_cannot_be_worked_out_is_told_where_it_stands() {
        assert!(failed("{{ data.b }}", r#"{"a": 1}"#).starts_with("mapping[\"v\"] cannot be worked out"));
        assert!(failed("{{ data.a.b.c }}", r#"{"a": 1}"#).starts_with("mapping[\"v\"] cannot be worked out"));
        assert!(
            failed("{{ data.a | currency('EUR') }}", r#"{"a": []}"#).starts_with("mapping[\"v\"] cannot be worked out")
        );
        assert!(failed("/a", r#"{"a": "x\u0000y"}"#).contains("U+0000"));
        assert!(failed("/a", r#"{"a": {"b": {"\u0000": 1}}}"#).contains("U+0000"));
        let long = format!(r#"{{"a": "{}"}}"#, "x".repeat(MAX_BYTES));
        assert!(failed("/a", &long).contains("makes too much"));
        assert!(failed("{{ data.a ~ data.a }}", &long).contains("bytes"));
        let many = json!({ "a": vec![1; 20_000] }).to_string();
        assert!(failed("{{ data.a | map('abs') | list }}", &many).starts_with("mapping[\"v\"]"));
    }

    #[test]
    fn what_is_no_json_is_told() {
        for document in ["", "<html></html>", "{", "{\"a\": 1} {}", "nul", "\u{feff}{}", "{\"a\": 1e999}", "{'a': 1}"] {
            assert!(failed("/a", document).starts_with("cannot be read as JSON"), "{document}");
        }
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(failed("/a", &deep).starts_with("cannot be read as JSON: recursion limit"));
        assert!(Mapping::parse(&mapping(&[("v", "/a")])).unwrap().apply(b"\xff\xfe").is_err());
    }
}
