//! Template and variables into a scene.

#[cfg(test)]
mod language;
mod modify;
mod node;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::ValueKind;

use super::expression::{Steps, extent};
use super::filters;
use super::fonts::Fonts;
use super::scene::{ImageSource, Scene, SceneContent, SceneNode};
use super::style::Scalar;
use super::template::{Declaration, Source, Template};
use super::variable::Kind;
use crate::domain::excerpt::Excerpt;
use crate::domain::modification::Modification;
use crate::domain::output::Output;
use crate::domain::reason::Reason;
use crate::domain::spec::Variables;
use crate::domain::violation::{Violation, suggestion};

/// Fills a template, with those fonts at hand. Everything wrong with the variables and modifications is told at once,
/// each with its field: the variable's name (and `[2].price` behind it for what lies within a list),
/// `modifications[0].name`, or, where only these values bring a fault of the template out, the path in the template
/// (`canvas.children[1].text`).
pub fn resolve(
    template: &Template,
    variables: &Variables,
    modifications: &[Modification],
    output: &Output,
    fonts: &Fonts,
) -> Result<Scene, Vec<Violation>> {
    let canvas = (output.width as f32, output.height as f32);
    let mut resolver = Resolver {
        template,
        fonts,
        modifications,
        context: BTreeMap::new(),
        scope: RefCell::default(),
        steps: Steps::default(),
        images: Vec::new(),
        nodes: 0,
    };
    let size = Value::from_pairs([("width", output.width), ("height", output.height)]);
    resolver.define("canvas", size);
    let mut violations = modify::check(template, modifications);
    violations.extend(resolver.given(variables).err().into_iter().flatten());
    if !violations.is_empty() {
        return Err(violations);
    }
    let root = resolver.worked_out(variables).and_then(|()| resolver.root()).map_err(|violation| vec![violation])?;
    Ok(Scene { canvas, root, images: resolver.images, fonts: fonts.clone() })
}

struct Resolver<'a> {
    template: &'a Template,
    fonts: &'a Fonts,
    modifications: &'a [Modification],
    /// What expressions see.
    context: BTreeMap<String, Value>,
    scope: RefCell<Option<Value>>,
    steps: Steps,
    images: Vec<ImageSource>,
    /// Nodes and spans so far.
    nodes: usize,
}

impl<'a> Resolver<'a> {
    /// Given values and fixed defaults: what is worked out may use any of them.
    fn given(&mut self, given: &Variables) -> Result<(), Vec<Violation>> {
        let declared = &self.template.variables;
        let mut violations = Vec::new();
        for name in given.keys() {
            if !declared.iter().any(|d| d.variable.name == *name) {
                let hint = suggestion(name, declared.iter().map(|d| d.variable.name.as_str()));
                let hint = if declared.is_empty() { "there are none".to_owned() } else { hint };
                let whose = match self.template.name.as_str() {
                    "" => "the scene's".to_owned(),
                    name => format!("of `{name}`"),
                };
                let message = format!("is no variable {whose}: {hint}").replace("no variable the", "none of the");
                violations.push(Violation::new(Excerpt(name).to_string(), Reason::UnknownVariable, message));
            }
        }
        for declaration in declared {
            let variable = &declaration.variable;
            let default = match &declaration.default {
                Some(Source::Fixed(scalar)) => scalar.json(),
                Some(Source::Items(items)) => Some(items.clone()),
                _ => None,
            };
            let empty = match variable.kind {
                Kind::List { .. } => Value::from(Vec::<Value>::new()),
                _ => Value::from(""),
            };
            let value = variable.check(given.get(&variable.name), self.fonts);
            let value = match value {
                Ok(Some(value)) => value,
                Ok(None) => match variable.check(default.as_ref(), self.fonts) {
                    Ok(Some(default)) => default,
                    _ => empty,
                },
                Err(told) => {
                    violations.extend(told);
                    continue;
                }
            };
            self.define(&variable.name, value);
        }
        if violations.is_empty() { Ok(()) } else { Err(violations) }
    }

    /// Defaults that are expressions, then presets, then the template's own values.
    fn worked_out(&mut self, given: &Variables) -> Result<(), Violation> {
        let template = self.template;
        for Declaration { variable, default, .. } in &template.variables {
            let Some(Source::Expression(expression)) = default else { continue };
            // `check` knows what counts as given: null and an empty text do not.
            if variable.check(given.get(&variable.name), self.fonts).is_ok_and(|value| value.is_some()) {
                continue;
            }
            let value = match (&variable.kind, self.value(expression)?) {
                (Kind::Number | Kind::Bool | Kind::List { .. }, value) => serde_json::to_value(&value).ok(),
                (_, value) => Some(value.to_string().into()),
            };
            let checked = variable.check(value.as_ref(), self.fonts);
            let checked = checked.map_err(|told| {
                let message = told.first().map(|violation| violation.message.clone()).unwrap_or_default();
                fault(expression, &message)
            })?;
            if let Some(value) = checked {
                self.define(&variable.name, value);
            }
        }
        let mut presets = Vec::new();
        for declaration in template.variables.iter().filter(|d| matches!(d.variable.kind, Kind::Background { .. })) {
            let name = &declaration.variable.name;
            let chosen = self.context.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some((_, source)) = declaration.presets.iter().find(|(preset, _)| preset == chosen) {
                presets.push((name.clone(), Value::from(self.source(source)?.text())));
            }
        }
        for (name, value) in presets {
            self.define(&name, value);
        }
        for (name, source) in &template.values {
            let value = match source {
                Source::Expression(expression) => match self.value(expression)? {
                    text if text.kind() == ValueKind::String => filters::typed(text.to_string()),
                    value => value,
                },
                fixed => value(&self.source(fixed)?),
            };
            self.define(name, value);
        }
        Ok(())
    }

    fn source(&self, source: &Source) -> Result<Scalar, Violation> {
        Ok(match source {
            Source::Fixed(scalar) => scalar.clone(),
            Source::Expression(expression) => self.scalar(&self.value(expression)?),
            Source::List(sources) => {
                Scalar::List(sources.iter().map(|source| self.source(source)).collect::<Result<_, _>>()?)
            }
            Source::Items(_) => unreachable!("only a list variable's default is this, and no property's value"),
        })
    }

    fn scalar(&self, value: &Value) -> Scalar {
        match value.kind() {
            ValueKind::Seq | ValueKind::Iterable => Scalar::List(
                value.try_iter().into_iter().flatten().map(|item| Scalar::Text(item.to_string())).collect(),
            ),
            _ => Scalar::Text(value.to_string()),
        }
    }

    /// The context as a value. Made once and shared by all expressions between two changes of the context.
    fn scope(&self) -> Value {
        let made = self.scope.borrow().clone();
        made.unwrap_or_else(|| {
            let value = Value::from_pairs(self.context.iter().map(|(name, value)| (name.as_str(), value.clone())));
            *self.scope.borrow_mut() = Some(value.clone());
            value
        })
    }

    fn define(&mut self, name: &str, value: Value) {
        self.steps.note(name, extent::bytes(&value));
        self.context.insert(name.to_owned(), value);
        self.scope.replace(None);
    }

    fn text(&self, expression: &str) -> Result<String, Violation> {
        let made = self.template.expressions.text(expression, self.scope(), &self.steps);
        made.map_err(|message| fault(expression, &message))
    }

    fn value(&self, expression: &str) -> Result<Value, Violation> {
        let made = self.template.expressions.value(expression, self.scope(), &self.steps);
        made.map_err(|message| fault(expression, &message))
    }

    fn root(&mut self) -> Result<SceneNode, Violation> {
        let canvas = &self.template.canvas;
        let mut nodes = Vec::new();
        self.node(canvas, &mut nodes)?;
        Ok(nodes.pop().unwrap_or_else(|| SceneNode {
            name: canvas.name.clone(),
            style: canvas.style.clone(),
            content: SceneContent::Frame(Vec::new()),
        }))
    }
}

/// A fault of the template that only these values bring out.
fn fault(path: &str, message: &str) -> Violation {
    Violation::new(path, Reason::InvalidTemplate, format!("the template's `{path}` {message}"))
}

fn value(scalar: &Scalar) -> Value {
    match scalar {
        Scalar::Number(number) => Value::from(*number),
        Scalar::Bool(value) => Value::from(*value),
        other => Value::from(other.text()),
    }
}
