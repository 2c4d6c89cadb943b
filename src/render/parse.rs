//! Template files (YAML, and so JSON too) into templates. Everything wrong is told at once, each with its path.

use std::collections::HashSet;

use minijinja::Environment;
use serde_norway::Value;
use sha2::{Digest, Sha256};

use super::background;
use super::fields::{Fields, Problems, kind, scalar};
use super::filters;
use super::fonts::Fonts;
use super::style::{self, Scalar, Style};
use super::template::{Content, Declaration, Leaf, Node, Source, Template};
use super::variable::{Kind, Variable};
use crate::domain::excerpt::Excerpt;
use crate::domain::reason::Reason;
use crate::domain::violation::{Violation, suggestion};

/// Frames within frames; more is no design, and would cost stack.
const MAX_DEPTH: usize = 32;
/// Nodes in all.
const MAX_NODES: usize = 2_000;
/// `max_length` of a string that states none.
const DEFAULT_MAX_LENGTH: usize = 1_000;
/// Names that every expression can use besides the variables and values.
const GIVEN: [&str; 4] = ["canvas", "range", "dict", "namespace"];

/// Nodes whose every property is one of the style's: the type's name, and the properties beyond the common.
const LEAVES: [(&str, Leaf, &[&[&str]]); 6] = [
    ("shape", Leaf::Shape, &[style::SHAPE]),
    ("svg", Leaf::Svg, &[style::SVG, &["color", "object_fit", "object_position"]]),
    ("qr_code", Leaf::QrCode, &[style::CODE, style::QR_CODE, &["color"]]),
    ("barcode", Leaf::Barcode, &[style::CODE, style::BARCODE, &["color"]]),
    ("rating", Leaf::Rating, &[style::RATING, &["color"]]),
    ("chart", Leaf::Chart, &[style::CHART, &["color"]]),
];

/// Parses a template file.
pub fn parse(file: &str) -> Result<Template, Vec<Violation>> {
    let whole = |message: String| vec![Violation::new("", Reason::InvalidTemplate, message)];
    let root: Value = serde_norway::from_str(file).map_err(|error| whole(format!("is not YAML: {error}")))?;
    let mut parser = Parser {
        problems: Problems::default(),
        expressions: filters::environment(),
        names: HashSet::new(),
        images: HashSet::new(),
        nodes: 0,
    };
    parser.names.extend(GIVEN.map(str::to_owned));
    let template = parser.template(&root, hex::encode(Sha256::digest(file)));
    match template {
        Some(template) if parser.problems.0.is_empty() => {
            Ok(Template { expressions: parser.expressions, source_bytes: file.len(), ..template })
        }
        _ => Err(parser.problems.0),
    }
}

struct Parser {
    problems: Problems,
    expressions: Environment<'static>,
    /// What expressions may name, so far.
    names: HashSet<String>,
    /// The variables that hold pictures.
    images: HashSet<String>,
    nodes: usize,
}

impl Parser {
    fn template(&mut self, root: &Value, digest: String) -> Option<Template> {
        let mut fields = Fields::of(root, "", &mut self.problems)?;
        let name = fields.required_text("name", &mut self.problems);
        let version = fields.count("version", 1, &mut self.problems);
        let description = fields.text("description", &mut self.problems).unwrap_or_default();
        let variables = self.variables(fields.get("variables"));
        let values = self.values(fields.get("values"));
        let canvas = match fields.get("canvas") {
            Some(value) => self.node(value, "canvas", 0, true),
            None => self.problems.add("canvas", "is required"),
        };
        fields.finish(&mut self.problems);
        Some(Template {
            name: name?,
            version: u32::try_from(version.unwrap_or(1)).ok()?,
            description,
            variables,
            values,
            canvas: canvas?,
            digest,
            source_bytes: 0,
            expressions: Environment::empty(),
        })
    }

    fn variables(&mut self, value: Option<&Value>) -> Vec<Declaration> {
        let Some(value) = value else { return Vec::new() };
        let Value::Mapping(mapping) = value else {
            self.problems.add::<()>("variables", format!("must be a mapping, not {}", kind(value)));
            return Vec::new();
        };
        // All names first: defaults and presets may use any variable.
        let names: Vec<&str> = mapping.keys().filter_map(Value::as_str).collect();
        for name in &names {
            self.name(name, &format!("variables.{name}"));
        }
        mapping.iter().filter_map(|(name, value)| self.variable(name.as_str()?, value)).collect()
    }

    /// Notes a name that expressions can use from here on.
    fn name(&mut self, name: &str, path: &str) {
        let identifier =
            name.chars().enumerate().all(|(i, c)| c == '_' || c.is_ascii_lowercase() || (i > 0 && c.is_ascii_digit()));
        if name.is_empty() || !identifier {
            self.problems.add::<()>(path, "must be a name of a-z, 0-9 and _, beginning with a letter");
        }
        if !self.names.insert(name.to_owned()) {
            self.problems.add::<()>(path, "is a name already taken");
        }
    }

    fn variable(&mut self, name: &str, value: &Value) -> Option<Declaration> {
        let mut fields = Fields::of(value, format!("variables.{name}"), &mut self.problems)?;
        let type_name = fields.required_text("type", &mut self.problems);
        let required = fields.bool("required", &mut self.problems).unwrap_or(false);
        let description = fields.text("description", &mut self.problems).unwrap_or_default();
        let example = fields.get("example").and_then(|v| serde_json::to_value(v).ok());
        let default = fields.scalar("default", &mut self.problems).and_then(|d| self.source(d, &fields.at("default")));
        let mut presets = Vec::new();
        let kind = match type_name.as_deref() {
            None => None,
            Some("string") => {
                let max_length = fields.count("max_length", 1, &mut self.problems);
                Some(Kind::String { max_length: max_length.map_or(DEFAULT_MAX_LENGTH, |n| n as usize) })
            }
            Some("color") => Some(Kind::Color),
            Some("image") => {
                self.images.insert(name.to_owned());
                Some(Kind::Image)
            }
            Some("font") => Some(Kind::Font),
            Some("number") => Some(Kind::Number),
            Some("bool") => Some(Kind::Bool),
            Some("choice") => self.choices(&mut fields).map(|choices| Kind::Choice { choices }),
            Some("background") => {
                presets = self.presets(&mut fields);
                Some(Kind::Background { presets: presets.iter().map(|(name, _)| name.clone()).collect() })
            }
            Some(other) => {
                let hint = suggestion(other, Kind::NAMES);
                self.problems.add(&fields.at("type"), format!("has no value `{}`: {hint}", Excerpt(other)))
            }
        };
        let path = fields.path.clone();
        fields.finish(&mut self.problems);
        let variable = Variable { name: name.to_owned(), kind: kind?, required, description, example };
        for (key, value) in [("default", fixed(default.as_ref())), ("example", variable.example.clone())] {
            // Which fonts there are is known when it is rendered.
            let checked = value.filter(|_| variable.kind != Kind::Font);
            if let Some(Err(violation)) = checked.map(|value| variable.check(Some(&value), &Fonts::bundled())) {
                self.problems.add::<()>(&format!("{path}.{key}"), violation.message);
            }
        }
        Some(Declaration { variable, default, presets })
    }

    fn choices(&mut self, fields: &mut Fields) -> Option<Vec<String>> {
        let path = fields.at("choices");
        let list: Option<Vec<String>> = fields
            .get("choices")
            .and_then(Value::as_sequence)
            .and_then(|list| list.iter().map(|v| v.as_str().map(str::to_owned)).collect());
        list.filter(|list| !list.is_empty()).or_else(|| self.problems.add(&path, "must be a list of texts"))
    }

    fn presets(&mut self, fields: &mut Fields) -> Vec<(String, Source)> {
        let path = fields.at("presets");
        let Some(Value::Mapping(mapping)) = fields.get("presets") else { return Vec::new() };
        let mut presets = Vec::new();
        for (name, value) in mapping {
            let Some((name, Scalar::Text(text))) = name.as_str().zip(scalar(value)) else {
                self.problems.add::<()>(&path, "must map names to texts");
                continue;
            };
            let path = format!("{path}.{name}");
            let Some(source) = self.source(Scalar::Text(text), &path) else { continue };
            if let Source::Fixed(fixed) = &source
                && let Err(message) = background::parse(&fixed.text())
            {
                self.problems.add::<()>(&path, message);
            }
            presets.push((name.to_owned(), source));
        }
        presets
    }

    fn values(&mut self, value: Option<&Value>) -> Vec<(String, Source)> {
        let Some(value) = value else { return Vec::new() };
        let Value::Mapping(mapping) = value else {
            self.problems.add::<()>("values", format!("must be a mapping, not {}", kind(value)));
            return Vec::new();
        };
        let mut values = Vec::new();
        for (name, value) in mapping {
            let Some((name, scalar)) = name.as_str().zip(scalar(value)) else {
                self.problems.add::<()>("values", "must map names to single values");
                continue;
            };
            let path = format!("values.{name}");
            // The name after the expression: a value is made of those before it.
            let source = self.source(scalar, &path);
            self.name(name, &path);
            values.extend(source.map(|source| (name.to_owned(), source)));
        }
        values
    }

    /// A fixed value, or a compiled expression if there is one in it.
    fn source(&mut self, scalar: Scalar, path: &str) -> Option<Source> {
        match scalar {
            Scalar::Text(text) if text.contains("{{") || text.contains("{%") => {
                self.expression(text, path).map(Source::Expression)
            }
            fixed => Some(Source::Fixed(fixed)),
        }
    }

    fn expression(&mut self, text: String, path: &str) -> Option<String> {
        if let Err(error) = self.expressions.add_template_owned(path.to_owned(), text) {
            let detail = error.detail().unwrap_or("it does not parse");
            return self.problems.add(path, format!("holds an expression that is none: {detail}"));
        }
        let compiled = self.expressions.get_template(path).ok()?;
        let mut unknown: Vec<String> =
            compiled.undeclared_variables(false).into_iter().filter(|name| !self.names.contains(name)).collect();
        unknown.sort();
        for name in &unknown {
            let hint =
                suggestion(name, self.names.iter().map(String::as_str).collect::<std::collections::BTreeSet<_>>());
            self.problems.add::<()>(path, format!("names `{}`, which is not known here: {hint}", Excerpt(name)));
        }
        unknown.is_empty().then(|| path.to_owned())
    }

    fn node(&mut self, value: &Value, path: &str, depth: usize, is_canvas: bool) -> Option<Node> {
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return self.problems.add(path, format!("lies more than {MAX_DEPTH} frames deep"));
        }
        if self.nodes > MAX_NODES {
            return self.problems.add(path, format!("is one node more than the {MAX_NODES} a template may have"));
        }
        let mut fields = Fields::of(value, path, &mut self.problems)?;
        let name = fields.text("name", &mut self.problems).unwrap_or_else(|| path.to_owned());
        let when = fields
            .text("when", &mut self.problems)
            .and_then(|condition| self.expression(format!("{{% if {condition} %}}1{{% endif %}}"), &fields.at("when")));
        let type_name =
            if is_canvas { Some("frame".to_owned()) } else { fields.required_text("type", &mut self.problems) };
        let mut own: &[&[&'static str]] = &[];
        let content = match type_name.as_deref() {
            None => None,
            Some("frame") => {
                own = &[style::FRAME];
                Some(Content::Frame(self.children(&mut fields, depth)))
            }
            Some("text") => {
                own = &[style::LETTERS, style::TEXT];
                let text = fields.required_text("text", &mut self.problems);
                text.and_then(|text| self.source(Scalar::Text(text), &fields.at("text"))).map(Content::Text)
            }
            Some("image") => {
                own = &[style::IMAGE];
                fields.required_text("source", &mut self.problems).and_then(|name| self.image(name, &fields))
            }
            Some(other) => match LEAVES.iter().find(|(name, ..)| *name == other) {
                Some((_, leaf, properties)) => {
                    own = properties;
                    Some(Content::Leaf(*leaf))
                }
                None => {
                    let hint = suggestion(other, ["frame", "text", "image"].into_iter().chain(LEAVES.map(|l| l.0)));
                    return self.problems.add(&fields.at("type"), format!("has no value `{}`: {hint}", Excerpt(other)));
                }
            },
        };
        // Whatever is wrong with the content, its properties are looked at too.
        let mut node =
            Node { name, when, style: Style::default(), worked_out: Vec::new(), content: Content::Leaf(Leaf::Shape) };
        for property in style::COMMON.iter().chain(own.iter().copied().flatten()) {
            self.property(property, &mut fields, &mut node);
        }
        fields.finish(&mut self.problems);
        Some(Node { content: content?, ..node })
    }

    fn property(&mut self, property: &'static str, fields: &mut Fields, node: &mut Node) {
        let Some(scalar) = fields.scalar(property, &mut self.problems) else { return };
        let path = fields.at(property);
        match self.source(scalar, &path) {
            None => {}
            Some(Source::Expression(expression)) => node.worked_out.push((property, expression)),
            Some(Source::Fixed(scalar)) => {
                if let Err(message) = node.style.set(property, &scalar) {
                    self.problems.add::<()>(&path, message);
                }
            }
        }
    }

    fn children(&mut self, fields: &mut Fields, depth: usize) -> Vec<Node> {
        let path = fields.at("children");
        match fields.get("children") {
            None => Vec::new(),
            Some(Value::Sequence(list)) => list
                .iter()
                .enumerate()
                .filter_map(|(i, child)| self.node(child, &format!("{path}[{i}]"), depth + 1, false))
                .collect(),
            Some(other) => {
                self.problems.add::<()>(&path, format!("must be a list, not {}", kind(other)));
                Vec::new()
            }
        }
    }

    fn image(&mut self, name: String, fields: &Fields) -> Option<Content> {
        if self.images.contains(&name) {
            return Some(Content::Image(name));
        }
        let message = if self.images.is_empty() {
            "must be the name of a variable of type `image`; the template has none".to_owned()
        } else {
            let images: std::collections::BTreeSet<&str> = self.images.iter().map(String::as_str).collect();
            format!(
                "must be the name of a variable of type `image`, not `{}`: {}",
                Excerpt(&name),
                suggestion(&name, images)
            )
        };
        self.problems.add(&fields.at("source"), message)
    }
}

fn fixed(source: Option<&Source>) -> Option<serde_json::Value> {
    match source? {
        Source::Fixed(Scalar::Text(text)) => Some(text.as_str().into()),
        Source::Fixed(Scalar::Number(number)) => Some((*number).into()),
        Source::Fixed(Scalar::Bool(value)) => Some((*value).into()),
        Source::Expression(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(file: &str) -> Vec<String> {
        parse(file).map(|t| t.name).unwrap_err().iter().map(ToString::to_string).collect()
    }

    const HEAD: &str = "name: t\nversion: 1\nvariables: { title: { type: string }, photo: { type: image } }\n";

    #[test]
    fn a_small_template_parses() {
        let file = format!(
            "{HEAD}values: {{ big: '{{{{ canvas.width / 10 }}}}' }}\ncanvas:\n  background: navy\n  children:\n    - {{ type: text, name: head, when: title, text: '{{{{ title }}}}', font_size: '{{{{ big }}}}' }}\n    - {{ type: image, source: photo, width: 50% }}\n    - {{ type: shape, shape: ellipse, height: 3 }}\n"
        );
        let template = parse(&file).unwrap_or_else(|e| panic!("{e:?}"));
        let Content::Frame(children) = &template.canvas.content else { panic!() };
        assert_eq!(children.len(), 3);
        assert_eq!(children[0].name, "head");
        assert_eq!(children[0].worked_out[0].0, "font_size");
        assert_eq!(children[1].name, "canvas.children[1]");
        assert_eq!(template.digest.len(), 64);
        assert_ne!(template.digest, parse(&format!("{file}\n")).unwrap().digest);
    }

    #[test]
    fn all_problems_come_at_once_with_their_paths() {
        let found = problems(&format!(
            "{HEAD}sizes: 3\ncanvas:\n  pading: 3\n  gap: red\n  children:\n    - {{ type: txt }}\n    - {{ type: text, text: '{{{{ titel }}}}', max_lines: 0, opacity: [1] }}\n    - {{ type: image, source: foto }}\n    - {{ type: text, text: '{{{{ title' }}\n    - 7\n"
        ));
        for expected in [
            "sizes is not known here",
            "canvas.pading is not known here: did you mean `padding`?",
            "canvas.gap is not a length: `red`",
            "canvas.children[0].type has no value `txt`: did you mean `text`?",
            "canvas.children[1].text names `titel`, which is not known here: did you mean `title`?",
            "canvas.children[1].max_lines is 0; it must be from 1",
            "canvas.children[1].opacity must be a single value, not a list",
            "canvas.children[2].source must be the name of a variable of type `image`, not `foto`: known are `photo`",
            "canvas.children[3].text holds an expression that is none",
            "canvas.children[4] must be a mapping, not a number",
        ] {
            assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
        }
    }

    #[test]
    fn variables_are_checked_where_they_are_declared() {
        let found = problems(
            "name: t\nvariables:\n  a: { type: color, default: bleu }\n  b: { type: strin }\n  c: { type: string, max_length: 2, example: long }\n  d: { type: choice }\n  E: { type: bool }\n  f: { type: background, presets: { x: 'linear-gradient(red)' } }\ncanvas: {}\n",
        );
        for expected in [
            "variables.a.default is not a colour",
            "variables.b.type has no value `strin`: did you mean `string`?",
            "variables.c.example has 4 characters",
            "variables.d.choices must be a list",
            "variables.E must be a name",
            "variables.f.presets.x has 1 colours",
        ] {
            assert!(found.iter().any(|p| p.starts_with(expected)), "{expected}\n{found:#?}");
        }
    }

    #[test]
    fn bounds_hold() {
        let nested = |depth: usize| {
            let mut file = String::from("name: t\ncanvas: { children: [");
            file.push_str(&"{ type: frame, children: [".repeat(depth));
            file.push_str(&"]}".repeat(depth));
            file.push_str("] }\n");
            file
        };
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert!(problems(&nested(MAX_DEPTH + 1))[0].contains("frames deep"));
        let many = |n: usize| format!("name: t\ncanvas: {{ children: [{}] }}\n", vec!["{type: frame}"; n].join(","));
        assert!(parse(&many(MAX_NODES - 1)).is_ok());
        assert!(problems(&many(MAX_NODES))[0].contains("one node more"));
        assert!(problems("a: [").first().unwrap().contains("is not YAML"));
        assert!(problems("[]").first().unwrap().contains("must be a mapping"));
    }
}
