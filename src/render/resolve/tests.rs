use super::*;
use crate::domain::spec::TemplateRef;
use crate::render::Library;
use serde_json::json;

fn card(variables: serde_json::Value) -> Result<Scene, Vec<Violation>> {
    let template = Library::built_in().get(&TemplateRef { name: "card".into(), version: 0 }).unwrap();
    let variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    resolve(&template, &variables, &[], &Output::default(), &Fonts::bundled())
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
    assert_eq!(card(json!({ "title": "t", "author": "Ada Lovelace" })).unwrap().texts(), ["t", "Ada Lovelace"]);
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
