//! Template and variables into a scene.

use std::cell::RefCell;
use std::collections::BTreeMap;

use minijinja::Value;

use super::filters;
use super::fonts::Fonts;
use super::scene::{ImageSource, Scene, SceneContent, SceneNode, Span};
use super::style::{OnError, Scalar};
use super::template::{Content, Declaration, Leaf, Node, Source, Template};
use super::variable::Kind;
use crate::domain::excerpt::Excerpt;
use crate::domain::output::Output;
use crate::domain::reason::Reason;
use crate::domain::spec::Variables;
use crate::domain::violation::{Violation, suggestion};

/// Fills a template, with those fonts at hand. Everything wrong with the variables is told at once, each with the
/// variable's name as its field.
pub fn resolve(
    template: &Template,
    variables: &Variables,
    output: &Output,
    fonts: &Fonts,
) -> Result<Scene, Vec<Violation>> {
    let canvas = (output.width as f32, output.height as f32);
    let mut resolver =
        Resolver { template, fonts, context: BTreeMap::new(), scope: RefCell::default(), images: Vec::new() };
    let size = Value::from_pairs([("width", output.width), ("height", output.height)]);
    resolver.define("canvas", size);
    resolver.variables(variables)?;
    let root = resolver.root().map_err(|violation| vec![violation])?;
    Ok(Scene { canvas, root, images: resolver.images, fonts: fonts.clone() })
}

struct Resolver<'a> {
    template: &'a Template,
    fonts: &'a Fonts,
    /// What expressions see.
    context: BTreeMap<String, Value>,
    scope: RefCell<Option<Value>>,
    images: Vec<ImageSource>,
}

impl Resolver<'_> {
    fn variables(&mut self, given: &Variables) -> Result<(), Vec<Violation>> {
        let declared = &self.template.variables;
        let mut violations = Vec::new();
        for name in given.keys() {
            if !declared.iter().any(|d| d.variable.name == *name) {
                let hint = suggestion(name, declared.iter().map(|d| d.variable.name.as_str()));
                violations.push(Violation::new(
                    Excerpt(name).to_string(),
                    Reason::UnknownVariable,
                    format!("is no variable of `{}`: {hint}", self.template.name),
                ));
            }
        }
        // Given values and fixed defaults first: defaults that are worked out may use any of them.
        let mut worked_out: Vec<(&Declaration, &str)> = Vec::new();
        for declaration in declared {
            let variable = &declaration.variable;
            let value = match (variable.check(given.get(&variable.name), self.fonts), &declaration.default) {
                (Err(violation), _) => {
                    violations.push(violation);
                    continue;
                }
                (Ok(Some(value)), _) => value,
                (Ok(None), None) => Value::from(""),
                (Ok(None), Some(Source::Fixed(scalar))) => variable
                    .check(Some(&scalar.to_json()), self.fonts)
                    .ok()
                    .flatten()
                    .unwrap_or_else(|| Value::from("")),
                (Ok(None), Some(Source::Expression(expression))) => {
                    worked_out.push((declaration, expression));
                    Value::from("")
                }
            };
            self.define(&variable.name, value);
        }
        if !violations.is_empty() {
            return Err(violations);
        }
        self.rest(&worked_out).map_err(|violation| vec![violation])
    }

    /// Defaults that are expressions, then presets, then the template's own values.
    fn rest(&mut self, worked_out: &[(&Declaration, &str)]) -> Result<(), Violation> {
        for (declaration, expression) in worked_out {
            let value = serde_json::Value::String(self.evaluate(expression)?);
            if let Some(value) = declaration.variable.check(Some(&value), self.fonts)? {
                self.define(&declaration.variable.name, value);
            }
        }
        let mut presets = Vec::new();
        for declaration in self.template.variables.iter().filter(|d| matches!(d.variable.kind, Kind::Background { .. }))
        {
            let name = &declaration.variable.name;
            let chosen = self.context.get(name).and_then(Value::as_str).unwrap_or_default();
            if let Some((_, source)) = declaration.presets.iter().find(|(preset, _)| preset == chosen) {
                presets.push((name.clone(), Value::from(self.source(source)?.text())));
            }
        }
        for (name, value) in presets {
            self.define(&name, value);
        }
        for (name, source) in &self.template.values {
            let value = match source {
                Source::Fixed(Scalar::Number(number)) => Value::from(*number),
                Source::Fixed(Scalar::Bool(value)) => Value::from(*value),
                Source::Fixed(Scalar::Text(text)) => Value::from(text.as_str()),
                Source::Expression(expression) => filters::typed(self.evaluate(expression)?),
            };
            self.define(name, value);
        }
        Ok(())
    }

    fn source(&self, source: &Source) -> Result<Scalar, Violation> {
        match source {
            Source::Fixed(scalar) => Ok(scalar.clone()),
            Source::Expression(expression) => Ok(Scalar::Text(self.evaluate(expression)?)),
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
        self.context.insert(name.to_owned(), value);
        self.scope.replace(None);
    }

    fn evaluate(&self, expression: &str) -> Result<String, Violation> {
        self.template.expressions.get_template(expression).and_then(|e| e.render(self.scope())).map_err(|error| {
            let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            fault(expression, &format!("cannot be worked out: {detail}"))
        })
    }

    fn root(&mut self) -> Result<SceneNode, Violation> {
        let template = self.template;
        match self.node(&template.canvas)? {
            Some(root) => Ok(root),
            None => Ok(SceneNode {
                name: template.canvas.name.clone(),
                style: template.canvas.style.clone(),
                content: SceneContent::Frame(Vec::new()),
            }),
        }
    }

    fn node(&mut self, node: &Node) -> Result<Option<SceneNode>, Violation> {
        if let Some(when) = &node.when
            && self.evaluate(when)?.is_empty()
        {
            return Ok(None);
        }
        let content = match &node.content {
            Content::Frame(children) => {
                let mut kept = Vec::with_capacity(children.len());
                for child in children {
                    kept.extend(self.node(child)?);
                }
                SceneContent::Frame(kept)
            }
            Content::Text(source) => {
                let text = self.source(source)?.text();
                if text.trim().is_empty() {
                    return Ok(None);
                }
                SceneContent::Text(vec![Span { text, style: None }])
            }
            Content::Image(variable) => {
                let Some(url) = self.context.get(variable).and_then(Value::as_str).filter(|url| !url.is_empty()) else {
                    return Ok(None);
                };
                let url = url.to_owned();
                let required = node.style.on_error == OnError::Fail;
                match self.images.iter_mut().find(|image| image.url == url) {
                    Some(known) => known.required |= required,
                    None => self.images.push(ImageSource { field: variable.clone(), url: url.clone(), required }),
                }
                SceneContent::Image { url }
            }
            Content::Leaf(leaf) => match leaf {
                Leaf::Shape => SceneContent::Shape,
                Leaf::Svg => SceneContent::Svg,
                Leaf::QrCode => SceneContent::QrCode,
                Leaf::Barcode => SceneContent::Barcode,
                Leaf::Rating => SceneContent::Rating,
                Leaf::Chart => SceneContent::Chart,
            },
        };
        let mut style = node.style.clone();
        for (property, expression) in &node.worked_out {
            let value = Scalar::Text(self.evaluate(expression)?);
            style.set(property, &value).map_err(|message| fault(expression, &message))?;
        }
        for family in &mut style.font_family {
            match self.fonts.family(family) {
                Some(known) => *family = known.to_owned(),
                None => {
                    let hint = suggestion(family, self.fonts.families());
                    return Err(fault(&node.name, &format!("asks for a font family that is not here: {hint}")));
                }
            }
        }
        Ok(Some(SceneNode { name: node.name.clone(), style, content }))
    }
}

/// A fault of the template that only these values bring out.
fn fault(path: &str, message: &str) -> Violation {
    Violation::new("", Reason::InvalidTemplate, format!("the template's `{path}` {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::spec::TemplateRef;
    use crate::render::Library;
    use serde_json::json;

    fn card(variables: serde_json::Value) -> Result<Scene, Vec<Violation>> {
        let template = Library::built_in().get(&TemplateRef { name: "card".into(), version: 0 }).unwrap();
        let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        resolve(&template, &variables, &Output::default(), &Fonts::bundled())
    }

    fn told(variables: serde_json::Value) -> Vec<(String, Reason)> {
        card(variables).unwrap_err().into_iter().map(|v| (v.field, v.reason)).collect()
    }

    #[test]
    fn lengths_hold_at_their_limits() {
        for (field, limit) in [("title", 500), ("description", 2000), ("author", 200), ("tag", 100)] {
            let with = |length: usize| {
                let mut variables = json!({ "title": "t" });
                variables[field] = json!("é".repeat(length));
                variables
            };
            assert!(card(with(limit)).is_ok(), "{field}");
            assert_eq!(told(with(limit + 1)), [(field.to_owned(), Reason::InvalidField)]);
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let variables = json!({
            "accent": "bleu", "font": "Intr", "theme": "drak", "background": "auror", "image_url": "x.png", "titel": "t",
        });
        let violations = card(variables).unwrap_err();
        let mut fields: Vec<(&str, Reason)> = violations.iter().map(|v| (v.field.as_str(), v.reason)).collect();
        fields.sort_by_key(|(field, _)| *field);
        assert_eq!(
            fields,
            [
                ("accent", Reason::InvalidField),
                ("background", Reason::InvalidField),
                ("font", Reason::UnknownFont),
                ("image_url", Reason::InvalidField),
                ("theme", Reason::InvalidField),
                ("titel", Reason::UnknownVariable),
                ("title", Reason::FieldRequired),
            ]
        );
        let titel = violations.iter().find(|v| v.field == "titel").unwrap();
        assert!(titel.message.contains("did you mean `title`?"), "{titel}");
    }

    fn names(scene: &Scene) -> Vec<String> {
        fn collect(node: &SceneNode, names: &mut Vec<String>) {
            names.push(node.name.clone());
            if let SceneContent::Frame(children) = &node.content {
                children.iter().for_each(|child| collect(child, names));
            }
        }
        let mut names = Vec::new();
        collect(&scene.root, &mut names);
        names
    }

    #[test]
    fn what_is_absent_leaves_nothing_behind() {
        let bare = card(json!({ "title": "t", "tag": " ", "author": "", "avatar_url": null })).unwrap();
        assert_eq!(bare.texts(), ["t"]);
        for name in ["tag", "description", "avatar", "initials", "author", "picture", "panel"] {
            assert!(!names(&bare).iter().any(|n| n == name), "{name}");
        }
        assert_eq!(
            card(json!({ "title": "t", "author": "Ada Lovelace" })).unwrap().texts(),
            ["t", "AL", "Ada Lovelace"]
        );
    }

    #[test]
    fn pictures_are_named_once_each() {
        let url = "https://a.example/x.png";
        let scene = card(json!({ "title": "t", "author": "A B", "avatar_url": url, "image_url": url })).unwrap();
        assert_eq!(scene.images(), [ImageSource { field: "avatar_url".into(), url: url.into(), required: true }]);
        assert_eq!(scene.texts(), ["t", "A B"], "no initials beside a portrait");
        assert!(card(json!({ "title": "t" })).unwrap().images().is_empty());
    }

    #[test]
    fn a_plain_background_brings_its_theme_and_text_stays_legible() {
        let ink = |variables: serde_json::Value| {
            let scene = card(variables).unwrap();
            fn find(node: &SceneNode) -> Option<crate::render::color::Color> {
                match &node.content {
                    SceneContent::Text(_) if node.name == "title" => Some(node.style.color),
                    SceneContent::Frame(children) => children.iter().find_map(find),
                    _ => None,
                }
            }
            find(&scene.root).unwrap()
        };
        let color = |text| crate::render::color::Color::parse(text).unwrap();
        for ground in ["white", "gold", "navy", "black", "#777777", "tomato"] {
            for theme in ["dark", "light", ""] {
                let ink = ink(json!({ "title": "t", "background": ground, "theme": theme }));
                assert!(ink.contrast(color(ground)) >= 4.4, "{ground} {theme}: {ink}");
            }
        }
        assert!(ink(json!({ "title": "t", "background": "white" })).contrast(color("white")) > 15.0);
        assert!(ink(json!({ "title": "t" })).is_light());
    }

    #[test]
    fn every_preset_resolves_in_both_themes() {
        let template = Library::built_in().get(&TemplateRef { name: "card".into(), version: 0 }).unwrap();
        let background = template.variables.iter().find(|d| d.variable.name == "background").unwrap();
        assert!(background.presets.len() >= 6);
        for (preset, _) in &background.presets {
            for theme in ["dark", "light"] {
                let scene = card(json!({ "title": "t", "background": preset, "theme": theme })).unwrap();
                let layers = &scene.root.style.background;
                assert!(layers.last().unwrap().is_opaque(), "{preset} {theme}");
            }
        }
    }
}
