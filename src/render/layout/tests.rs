use super::*;
use crate::domain::output::{Output, SIZE_PRESETS};
use crate::domain::spec::{TemplateRef, Variables};
use crate::render::{Fonts, Library, resolve};
use serde_json::json;

fn leaves<'p, 'a>(placed: &'p Placed<'a>, found: &mut Vec<&'p Placed<'a>>) {
    if placed.children.is_empty() && placed.node.name != "line" {
        found.push(placed);
    }
    placed.children.iter().for_each(|child| leaves(child, found));
}

/// Leaves lie within the canvas and not on each other.
fn check(variables: &serde_json::Value, width: u32, height: u32) {
    let template = Library::built_in().get(&TemplateRef { name: "card".into(), version: 0 }).unwrap();
    let given: Variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let scene =
        resolve(&template, &given, &[], &Output { width, height, ..Output::default() }, &Fonts::bundled()).unwrap();
    let placed = lay_out(&scene, &Typesetter::default(), |_| Some((800.0, 600.0))).unwrap();
    let mut found = Vec::new();
    leaves(&placed, &mut found);
    let slack = 1.0;
    for (i, one) in found.iter().enumerate() {
        let (a, name) = (one.area, &one.node.name);
        let inside = a.x >= -slack
            && a.y >= -slack
            && a.x + a.width <= width as f32 + slack
            && a.y + a.height <= height as f32 + slack;
        assert!(inside, "{name} {a:?} on {width}x{height} with {variables}");
        for other in &found[i + 1..] {
            let b = other.area;
            let apart = a.x + a.width <= b.x + slack
                || b.x + b.width <= a.x + slack
                || a.y + a.height <= b.y + slack
                || b.y + b.height <= a.y + slack;
            assert!(apart, "{name} {a:?} lies on {} {b:?} on {width}x{height} with {variables}", other.node.name);
        }
    }
}

#[test]
fn nothing_overlaps_or_leaves_the_canvas() {
    let url = "https://a.example/x.png";
    let long = "An unreasonably long title that nobody should ever write but somebody will ".repeat(7);
    let texts = [
        "Hi".to_owned(),
        "Twenty six wide WWWW WWWWW".to_owned(),
        "A title of quite the usual length for an article on the web".to_owned(),
        long.chars().take(500).collect(),
        "x".repeat(500),
        "漢字".repeat(250),
    ];
    for text in &texts {
        for image in ["", url] {
            for preset in SIZE_PRESETS {
                let variables = json!({
                    "title": text, "description": text, "author": text.chars().take(200).collect::<String>(),
                    "tag": text.chars().take(100).collect::<String>(), "avatar_url": url, "image_url": image,
                });
                check(&variables, preset.width, preset.height);
            }
        }
    }
}

#[test]
fn odd_canvases_are_laid_out_too() {
    for (width, height) in [(8192, 64), (64, 4096), (300, 157), (800, 600)] {
        check(&json!({ "title": "A title", "description": "d", "author": "A B", "tag": "t" }), width, height);
    }
}
