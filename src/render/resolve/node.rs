//! Nodes of a template into nodes of a scene.

use minijinja::Value;

use super::{Resolver, fault};
use crate::domain::modification::Modification;
use crate::domain::violation::{Violation, suggestion};
use crate::render::content;
use crate::render::markdown;
use crate::render::scene::{ImageSource, SceneContent, SceneNode, Span};
use crate::render::style::{Mask, OnError, Style};
use crate::render::template::{Content, Each, Leaf, Node, Picture, Properties, Run};
use crate::render::variable::image_url;

/// What one `each` makes at most, and nodes and spans of a scene in all.
const MAX_EACH: usize = 200;
const MAX_NODES: usize = 2_000;

/// What the caller changes of a node, the later over the earlier.
#[derive(Default)]
struct Changes<'a> {
    text: Option<&'a str>,
    color: Option<&'a str>,
    /// And which modification says so.
    image_url: Option<(usize, &'a str)>,
    visible: Option<bool>,
    background: Option<&'a str>,
}

impl<'a> Changes<'a> {
    fn of(node: &Node, modifications: &'a [Modification]) -> Changes<'a> {
        let mut changes = Changes::default();
        for (i, one) in modifications.iter().enumerate().filter(|(_, one)| one.name == node.name) {
            changes.text = one.text.as_deref().or(changes.text);
            changes.color = one.color.as_deref().or(changes.color);
            changes.image_url = one.image_url.as_deref().map(|url| (i, url)).or(changes.image_url);
            changes.visible = one.visible.or(changes.visible);
            changes.background = one.background.as_deref().or(changes.background);
        }
        changes
    }
}

impl<'a> Resolver<'a> {
    /// The node, as often as it is there.
    pub(super) fn node(&mut self, node: &'a Node, made: &mut Vec<SceneNode>) -> Result<(), Violation> {
        self.repeat(node.presence.each.as_ref(), |resolver| {
            let scene_node = resolver.one(node)?;
            made.extend(scene_node);
            Ok(())
        })
    }

    /// Once, or once for each item, which `make` then sees by its name, with `loop` beside it.
    fn repeat(
        &mut self,
        each: Option<&Each>,
        mut make: impl FnMut(&mut Self) -> Result<(), Violation>,
    ) -> Result<(), Violation> {
        let Some(Each { item, list }) = each else { return make(self) };
        let value = self.value(list)?;
        let items: Vec<Value> = match value.try_iter() {
            Ok(items) if value.as_str().is_none() => items.take(MAX_EACH + 1).collect(),
            // Where no list was given, there is nothing.
            _ if value.as_str() == Some("") || value.is_none() => Vec::new(),
            _ => return Err(fault(list, "goes over something that is no list")),
        };
        if items.len() > MAX_EACH {
            return Err(fault(list, &format!("goes over more than {MAX_EACH} items")));
        }
        let count = items.len();
        let outer = self.context.get("loop").cloned();
        for (i, value) in items.into_iter().enumerate() {
            let place = Value::from_pairs([
                ("index", Value::from(i + 1)),
                ("index0", Value::from(i)),
                ("revindex", Value::from(count - i)),
                ("revindex0", Value::from(count - i - 1)),
                ("length", Value::from(count)),
                ("first", Value::from(i == 0)),
                ("last", Value::from(i + 1 == count)),
            ]);
            self.define("loop", place);
            self.define(item, value);
            make(self)?;
        }
        self.context.remove(item);
        match outer {
            Some(outer) => self.define("loop", outer),
            None => {
                self.context.remove("loop");
                self.scope.replace(None);
            }
        }
        Ok(())
    }

    fn count(&mut self, path: &str) -> Result<(), Violation> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(fault(path, &format!("makes one node more than the {MAX_NODES} that a picture may have")));
        }
        Ok(())
    }

    fn is_there(&self, when: Option<&String>) -> Result<bool, Violation> {
        when.map_or(Ok(true), |when| Ok(!self.text(when)?.is_empty()))
    }

    fn one(&mut self, node: &'a Node) -> Result<Option<SceneNode>, Violation> {
        let changes = Changes::of(node, self.modifications);
        let is_there = match changes.visible {
            Some(visible) => visible,
            None => self.is_there(node.presence.when.as_ref())?,
        };
        if !is_there {
            return Ok(None);
        }
        self.count(&node.path)?;
        let mut style = node.style.clone();
        self.work_out(&node.worked_out, &mut style, &node.path)?;
        for (property, value) in [("color", changes.color), ("background", changes.background)] {
            if let Some(value) = value {
                // Checked before anything was resolved.
                let value = crate::render::style::Scalar::Text(value.to_owned());
                style.set(property, &value).map_err(|message| fault(&node.path, &message))?;
            }
        }
        self.families(&mut style, &node.path)?;
        let content = match &node.content {
            Content::Frame(children) => {
                let mut kept = Vec::with_capacity(children.len());
                for child in children {
                    self.node(child, &mut kept)?;
                }
                SceneContent::Frame(kept)
            }
            Content::Text(runs) => {
                let mut spans = Vec::new();
                match changes.text {
                    Some(text) => self.say(text.to_owned(), None, &style, &mut spans, &node.path)?,
                    None => {
                        for run in runs {
                            self.run(run, &style, &mut spans)?;
                        }
                    }
                }
                if spans.iter().all(|span| span.text.trim().is_empty()) {
                    return Ok(None);
                }
                SceneContent::Text(spans)
            }
            Content::Image(picture) => match self.picture(picture, node, &changes)? {
                Some((field, url)) => {
                    let required = style.on_error == OnError::Fail;
                    self.want(field, &url, required);
                    SceneContent::Image { url }
                }
                None => return Ok(None),
            },
            Content::Leaf(leaf) => match leaf {
                Leaf::Shape => SceneContent::Shape,
                Leaf::Svg => SceneContent::Svg,
                Leaf::QrCode => SceneContent::QrCode,
                Leaf::Barcode => SceneContent::Barcode,
                Leaf::Rating => SceneContent::Rating,
                Leaf::Chart => SceneContent::Chart,
            },
        };
        content::check(&content, &style)
            .map_err(|(property, message)| fault(&format!("{}.{property}", node.path), &message))?;
        for mask in &style.mask_image {
            if let Mask::Picture(url) = mask {
                self.want(format!("{}.mask_image", node.path), url, true);
            }
        }
        Ok(Some(SceneNode { name: node.name.clone(), style, content }))
    }

    /// Has a picture fetched.
    fn want(&mut self, field: String, url: &str, required: bool) {
        match self.images.iter_mut().find(|image| image.url == url) {
            Some(known) => known.required |= required,
            None => self.images.push(ImageSource { field, url: url.to_owned(), required }),
        }
    }

    fn work_out(&self, properties: &Properties, style: &mut Style, path: &str) -> Result<(), Violation> {
        for (property, source) in properties {
            let value = self.source(source)?;
            style.set(property, &value).map_err(|message| fault(&format!("{path}.{property}"), &message))?;
        }
        Ok(())
    }

    /// The families as their fonts name them.
    fn families(&self, style: &mut Style, path: &str) -> Result<(), Violation> {
        for family in &mut style.font_family {
            match self.fonts.family(family) {
                Some(known) => *family = known.to_owned(),
                None => {
                    let hint = suggestion(family, self.fonts.families());
                    let message = format!("names a font family that is not here: {hint}");
                    return Err(fault(&format!("{path}.font_family"), &message));
                }
            }
        }
        Ok(())
    }

    fn run(&mut self, run: &'a Run, style: &Style, spans: &mut Vec<Span>) -> Result<(), Violation> {
        self.repeat(run.presence.each.as_ref(), |resolver| {
            if !resolver.is_there(run.presence.when.as_ref())? {
                return Ok(());
            }
            let text = resolver.source(&run.text)?.text();
            let mut own = None;
            if !run.properties.is_empty() {
                // A background is the node's alone, unless the span says that it has one.
                let mut differing = Style { background: Vec::new(), ..style.clone() };
                resolver.work_out(&run.properties, &mut differing, &run.path)?;
                resolver.families(&mut differing, &run.path)?;
                own = Some(differing);
            }
            resolver.say(text, own, style, spans, &run.path)
        })
    }

    /// A text as spans; as several, where it is Markdown.
    fn say(
        &mut self,
        text: String,
        own: Option<Style>,
        node: &Style,
        spans: &mut Vec<Span>,
        path: &str,
    ) -> Result<(), Violation> {
        if text.is_empty() {
            return Ok(());
        }
        let parts = match node.markdown {
            true => markdown::parts(&text),
            false => vec![(text, markdown::Mark::default())],
        };
        for (text, mark) in parts {
            self.count(path)?;
            let style = match (mark == markdown::Mark::default(), &own) {
                (true, own) => own.clone(),
                (false, Some(own)) => Some(mark.style(own)),
                (false, None) => Some(mark.style(&Style { background: Vec::new(), ..node.clone() })),
            };
            spans.push(Span { text, style: style.map(Box::new) });
        }
        Ok(())
    }

    /// Whose the picture is, and its URL; `None` without one.
    fn picture(
        &self,
        picture: &Picture,
        node: &Node,
        changes: &Changes<'_>,
    ) -> Result<Option<(String, String)>, Violation> {
        if let Some((i, url)) = changes.image_url {
            return Ok(Some((format!("modifications[{i}].image_url"), url.to_owned())));
        }
        match picture {
            Picture::Variable(variable) => {
                let url = self.context.get(variable).and_then(Value::as_str).filter(|url| !url.is_empty());
                Ok(url.map(|url| (variable.clone(), url.to_owned())))
            }
            Picture::Url(source) => {
                let path = format!("{}.source", node.path);
                let url = self.source(source)?.text();
                match url.trim() {
                    "" => Ok(None),
                    url => image_url(url).map(|url| Some((path.clone(), url))).map_err(|m| fault(&path, &m)),
                }
            }
        }
    }
}
