//! Templates, from files and from scenes in requests. Everything wrong is told at once, each with its path.

mod declare;
mod keys;
mod node;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest, Sha256};

use super::document;
use super::expression::{Expressions, MAX_OUTPUT};
use super::fields::{Fields, Problems};
use super::style::Scalar;
use super::template::{Source, Template};
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};

pub use keys::{NODE_KEYS, SPAN_KEYS, VARIABLE_KEYS};

/// Names that every expression can use besides the variables and values.
const GIVEN: [&str; 3] = ["canvas", "range", "dict"];
/// Words that expressions have another meaning for.
const RESERVED: [&str; 10] = ["loop", "true", "false", "none", "and", "or", "not", "if", "else", "in"];

/// Parses a template's text, YAML or JSON.
pub fn parse(text: &str) -> Result<Template, Vec<Violation>> {
    let root = document::read(text).map_err(whole)?;
    Parser::new().finish(hex::encode(Sha256::digest(text)), |parser| {
        let mut fields = Fields::of(&root, "", &mut parser.problems)?;
        let name = fields.required_text("name", &mut parser.problems);
        let version = fields.count("version", 1, &mut parser.problems);
        let description = fields.text("description", &mut parser.problems).unwrap_or_default();
        let template = parser.design(&mut fields);
        fields.finish(&mut parser.problems);
        let version = u32::try_from(version.unwrap_or(1)).ok();
        let version = version.or_else(|| parser.problems.add("version", "is more than 4294967295"));
        Some(Template { name: name?, version: version?, description, ..template? })
    })
}

/// Parses the template that a request brings along: `variables`, `values` and `canvas`. It has no name, and version 0.
pub fn parse_scene(scene: &serde_json::Value) -> Result<Template, Vec<Violation>> {
    let root = document::of_json(scene).map_err(whole)?;
    Parser::new().finish(hex::encode(Sha256::digest(scene.to_string())), |parser| {
        let mut fields = Fields::of(&root, "", &mut parser.problems)?;
        let template = parser.design(&mut fields);
        fields.finish(&mut parser.problems);
        template
    })
}

fn whole(message: String) -> Vec<Violation> {
    vec![Violation::new("", Reason::InvalidTemplate, message)]
}

struct Parser {
    problems: Problems,
    expressions: Expressions,
    /// What expressions may name, so far and here.
    names: BTreeSet<String>,
    /// The variables that hold pictures.
    images: HashSet<String>,
    nodes: usize,
    /// How many `each` lie around what is being parsed.
    loops: usize,
}

impl Parser {
    fn new() -> Parser {
        Parser {
            problems: Problems::default(),
            expressions: Expressions::default(),
            names: GIVEN.map(str::to_owned).into(),
            images: HashSet::new(),
            nodes: 0,
            loops: 0,
        }
    }

    fn finish(
        mut self,
        digest: String,
        parse: impl FnOnce(&mut Parser) -> Option<Template>,
    ) -> Result<Template, Vec<Violation>> {
        match parse(&mut self) {
            Some(template) if self.problems.0.is_empty() => {
                Ok(Template { expressions: self.expressions, digest, ..template })
            }
            _ => Err(self.problems.0),
        }
    }

    /// What files and scenes have in common.
    fn design(&mut self, fields: &mut Fields) -> Option<Template> {
        let variables = self.variables(fields.get("variables"));
        let values = self.values(fields.get("values"));
        let canvas = match fields.get("canvas") {
            Some(value) => self.canvas(value),
            None => self.problems.add("canvas", "is required"),
        };
        Some(Template {
            name: String::new(),
            version: 0,
            description: String::new(),
            variables,
            values,
            canvas: canvas?,
            digest: String::new(),
            expressions: Expressions::default(),
        })
    }

    /// Notes a name that expressions can use from here on.
    fn name(&mut self, name: &str, path: &str) -> bool {
        let identifier = name.len() <= 64
            && name
                .chars()
                .enumerate()
                .all(|(i, c)| c.is_ascii_lowercase() || (i > 0 && (c == '_' || c.is_ascii_digit())));
        if name.is_empty() || !identifier {
            self.problems.add::<()>(path, "must be a name of a-z, 0-9 and _, beginning with a letter");
            return false;
        }
        let is_new = !RESERVED.contains(&name) && self.names.insert(name.to_owned());
        if !is_new {
            self.problems.add::<()>(path, "is a name already taken");
        }
        is_new
    }

    /// A fixed value, or a compiled expression if there is one in it.
    fn source(&mut self, scalar: Scalar, path: &str) -> Option<Source> {
        match scalar {
            Scalar::Text(text) if text.contains("{{") || text.contains("{%") => {
                let names = self.expressions.add_source(path, &text);
                self.known(names, path).map(Source::Expression)
            }
            Scalar::Text(text) if text.len() > MAX_OUTPUT => {
                self.problems.add(path, format!("has {} bytes; at most {MAX_OUTPUT} are taken", text.len()))
            }
            fixed => Some(Source::Fixed(fixed)),
        }
    }

    /// The path of a compiled expression, if all is well with it.
    fn known(&mut self, names: Result<Vec<String>, String>, path: &str) -> Option<String> {
        let names = match names {
            Ok(names) => names,
            Err(message) => return self.problems.add(path, message),
        };
        let mut all_known = true;
        let is_known = |name: &&String| self.names.contains(*name) || (self.loops > 0 && *name == "loop");
        for name in names.iter().filter(|name| !is_known(name)) {
            all_known = false;
            let hint = suggestion(name, self.names.iter().map(String::as_str));
            self.problems.add::<()>(path, format!("names `{}`, which is not known here: {hint}", Excerpt(name)));
        }
        all_known.then(|| path.to_owned())
    }
}
