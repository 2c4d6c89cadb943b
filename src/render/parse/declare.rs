//! What a template declares: variables and values.

use std::collections::BTreeMap;

use serde_norway::Value;

use super::Parser;
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::background;
use crate::render::fields::{Fields, entries, kind, scalar};
use crate::render::fonts::Fonts;
use crate::render::style::Scalar;
use crate::render::template::{Declaration, Source};
use crate::render::variable::{Field, Items, Kind, Variable};

/// Variables of one template, and fields of a list's items.
const MAX_VARIABLES: usize = 200;
const MAX_VALUES: usize = 500;
/// `max_length` of a string that states none, and the most it can state.
const DEFAULT_MAX_LENGTH: u64 = 1_000;
const MAX_LENGTH: u64 = 10_000;
/// `max_items` of a list that states none, and the most it can state.
const DEFAULT_MAX_ITEMS: u64 = 100;
const MAX_ITEMS: u64 = 1_000;

impl Parser {
    pub(super) fn variables(&mut self, value: Option<&Value>) -> Vec<Declaration> {
        let mut entries = entries(value, "variables", &mut self.problems);
        if entries.len() > MAX_VARIABLES {
            self.problems.add::<()>("variables", format!("has {} entries; at most {MAX_VARIABLES}", entries.len()));
            entries.truncate(MAX_VARIABLES);
        }
        // All names first: defaults and presets may use any variable.
        entries.retain(|(name, _)| self.name(name, &format!("variables.{}", Excerpt(name))));
        entries.into_iter().filter_map(|(name, value)| self.variable(name, value)).collect()
    }

    fn variable(&mut self, name: &str, value: &Value) -> Option<Declaration> {
        let mut fields = Fields::of(value, format!("variables.{name}"), &mut self.problems)?;
        let type_name = fields.required_text("type", &mut self.problems);
        let required = fields.bool("required", &mut self.problems).unwrap_or(false);
        let description = fields.text("description", &mut self.problems).unwrap_or_default();
        let example = fields.get("example").and_then(|v| serde_json::to_value(v).ok());
        let kind = type_name.and_then(|type_name| self.kind(&type_name, &mut fields, false));
        if kind == Some(Kind::Image) {
            self.images.insert(name.to_owned());
        }
        let default = match (&kind, fields.get("default")) {
            (_, None) => None,
            (Some(Kind::List { .. }), Some(list)) => serde_json::to_value(list).ok().map(Source::Items),
            (_, Some(value)) => match scalar(value) {
                Some(scalar) => self.source(scalar, &fields.at("default")),
                None => {
                    let message = format!("must be a single value, not {}", self::kind(value));
                    self.problems.add(&fields.at("default"), message)
                }
            },
        };
        let presets = match kind {
            Some(Kind::Background { .. }) => self.presets(&mut fields),
            _ => Vec::new(),
        };
        let path = fields.path.clone();
        fields.finish(&mut self.problems);
        let kind = match kind? {
            Kind::Background { .. } => {
                Kind::Background { presets: presets.iter().map(|(name, _)| name.clone()).collect() }
            }
            kind => kind,
        };
        let variable = Variable { name: name.to_owned(), kind, required, description, example };
        for (key, value) in [("default", fixed(default.as_ref())), ("example", variable.example.clone())] {
            // Which fonts there are is known when it is rendered.
            let checked = value.filter(|_| variable.kind != Kind::Font);
            let checked = checked.map(|value| variable.check(Some(&value), &Fonts::bundled()));
            for violation in checked.and_then(Result::err).unwrap_or_default() {
                let within = violation.field.strip_prefix(name).unwrap_or_default();
                self.problems.add::<()>(&format!("{path}.{key}{within}"), violation.message);
            }
        }
        Some(Declaration { variable, default, presets })
    }

    /// What a variable, or an item of a list, takes.
    fn kind(&mut self, type_name: &str, fields: &mut Fields, is_item: bool) -> Option<Kind> {
        match type_name {
            "string" => {
                let length = fields.count("max_length", 1, &mut self.problems).unwrap_or(DEFAULT_MAX_LENGTH);
                if length > MAX_LENGTH {
                    self.problems.add::<()>(&fields.at("max_length"), format!("is more than {MAX_LENGTH}"));
                }
                Some(Kind::String { max_length: length as usize })
            }
            "color" => Some(Kind::Color),
            "image" => Some(Kind::Image),
            "font" => Some(Kind::Font),
            "number" => Some(Kind::Number),
            "bool" => Some(Kind::Bool),
            "date" => Some(Kind::Date),
            "choice" => self.choices(fields).map(|choices| Kind::Choice { choices }),
            "background" if !is_item => Some(Kind::Background { presets: Vec::new() }),
            "list" if !is_item => self.items(fields),
            other => {
                let known = Kind::NAMES.into_iter().filter(|name| !is_item || !matches!(*name, "background" | "list"));
                let hint = suggestion(other, known);
                self.problems.add(&fields.at("type"), format!("has no value `{}`: {hint}", Excerpt(other)))
            }
        }
    }

    /// A list's items: of one type (`items: string`), or objects of `fields`.
    fn items(&mut self, fields: &mut Fields) -> Option<Kind> {
        let max_items = fields.count("max_items", 1, &mut self.problems).unwrap_or(DEFAULT_MAX_ITEMS);
        if max_items > MAX_ITEMS {
            self.problems.add::<()>(&fields.at("max_items"), format!("is more than {MAX_ITEMS}"));
        }
        let items = match (fields.get("items"), fields.get("fields")) {
            (Some(items), None) => match items {
                Value::String(type_name) => {
                    // An item of that type and no more is as a declaration of it.
                    let declaration =
                        Value::Mapping([("type".into(), type_name.as_str().into())].into_iter().collect());
                    self.item(&declaration, &fields.at("items"))
                }
                declaration => self.item(declaration, &fields.at("items")),
            }
            .map(|(kind, ..)| Items::Single(Box::new(kind))),
            (None, Some(declared)) => {
                let path = fields.at("fields");
                let declared = entries(Some(declared), &path, &mut self.problems);
                if !(1..=MAX_VARIABLES).contains(&declared.len()) {
                    return self.problems.add(&path, format!("must have 1 to {MAX_VARIABLES} entries"));
                }
                let field = |(name, value): (&str, &Value)| {
                    let (kind, required) = self.item(value, &format!("{path}.{}", Excerpt(name)))?;
                    Some(Field { name: name.to_owned(), kind, required })
                };
                Some(Items::Objects(declared.into_iter().filter_map(field).collect()))
            }
            _ => {
                let message = "must say what is in it: `items: string` or another type, or `fields` for objects";
                self.problems.add(&fields.path, message)
            }
        };
        Some(Kind::List { items: items?, max_items: max_items as usize })
    }

    fn item(&mut self, value: &Value, path: &str) -> Option<(Kind, bool)> {
        let mut fields = Fields::of(value, path, &mut self.problems)?;
        let required = fields.bool("required", &mut self.problems).unwrap_or(false);
        // For people only.
        fields.text("description", &mut self.problems);
        let kind = fields
            .required_text("type", &mut self.problems)
            .and_then(|type_name| self.kind(&type_name, &mut fields, true));
        fields.finish(&mut self.problems);
        Some((kind?, required))
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
        let mut presets = Vec::new();
        for (name, value) in entries(fields.get("presets"), &path, &mut self.problems) {
            let path = format!("{path}.{}", Excerpt(name));
            let Some(Scalar::Text(text)) = scalar(value) else {
                self.problems.add::<()>(&path, format!("must be a text, not {}", kind(value)));
                continue;
            };
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

    /// Values in an order in which each comes after those it is made of. The order of the file does not matter, because
    /// not every form that a template is written in has one.
    pub(super) fn values(&mut self, value: Option<&Value>) -> Vec<(String, Source)> {
        let mut entries = entries(value, "values", &mut self.problems);
        if entries.len() > MAX_VALUES {
            self.problems.add::<()>("values", format!("has {} entries; at most {MAX_VALUES}", entries.len()));
            entries.truncate(MAX_VALUES);
        }
        entries.retain(|(name, _)| self.name(name, &format!("values.{}", Excerpt(name))));
        let names: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
        let mut waiting: Vec<(&str, Source, Vec<String>)> = Vec::new();
        for (name, value) in entries {
            let path = format!("values.{name}");
            let Some(scalar) = scalar(value) else {
                self.problems.add::<()>(&path, format!("must be a single value, not {}", kind(value)));
                continue;
            };
            if let Some(source) = self.source(scalar, &path) {
                let uses = match &source {
                    Source::Expression(path) => self.expressions.names(path),
                    _ => Vec::new(),
                };
                let uses = uses.into_iter().filter(|used| names.contains(&used.as_str())).collect();
                waiting.push((name, source, uses));
            }
        }
        self.in_order(waiting)
    }

    fn in_order(&mut self, mut waiting: Vec<(&str, Source, Vec<String>)>) -> Vec<(String, Source)> {
        // What is wrong with a value was told; those made of it need not be told too.
        let unsound = !self.problems.0.is_empty();
        let mut done: BTreeMap<String, usize> = BTreeMap::new();
        let mut ordered = Vec::new();
        while !waiting.is_empty() {
            let (ready, still): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|(_, _, uses)| uses.iter().all(|name| done.contains_key(name)));
            if ready.is_empty() {
                for (name, _, uses) in still.iter().filter(|_| !unsound) {
                    let uses = uses.iter().find(|name| !done.contains_key(*name)).map_or("", String::as_str);
                    let message = format!("is made of `{uses}`, and that of it in turn");
                    self.problems.add::<()>(&format!("values.{name}"), message);
                }
                break;
            }
            for (name, source, _) in ready {
                done.insert(name.to_owned(), ordered.len());
                ordered.push((name.to_owned(), source));
            }
            waiting = still;
        }
        ordered
    }
}

/// A default as JSON, if it is not to be worked out.
fn fixed(source: Option<&Source>) -> Option<serde_json::Value> {
    match source? {
        Source::Fixed(scalar) => scalar.json(),
        Source::Items(list) => Some(list.clone()),
        Source::Expression(_) | Source::List(_) => None,
    }
}
