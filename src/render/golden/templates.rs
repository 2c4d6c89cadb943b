//! Every built-in template with its own examples, light and dark, wide and upright.

use serde_json::{Value, json};
use skia_safe::Image;

use super::compare::{check, decode};
use super::sheet::Sheet;
use super::{AVATAR, PHOTO, pictures, sized, try_template};
use crate::render::{Kind, Library};

/// A template's variables as its examples have them; pictures are ours, and those beside the portrait only if wanted.
pub fn examples(name: &str, with_picture: bool) -> Value {
    let template = Library::built_in().latest().find(|template| template.name == name).unwrap();
    let mut variables = json!({});
    for variable in template.variables.iter().map(|declaration| &declaration.variable) {
        let given = match (&variable.kind, variable.name.as_str()) {
            (Kind::Image, "avatar_url") => Some(json!(AVATAR)),
            (Kind::Image, _) => with_picture.then(|| json!(PHOTO)),
            // Their examples are what they are by default.
            (Kind::Color | Kind::Background { .. } | Kind::Font | Kind::Choice { .. }, _) => None,
            _ => variable.example.clone(),
        };
        if let Some(given) = given {
            variables[&variable.name] = given;
        }
    }
    variables
}

fn drawn(name: &str, changes: &Value, with_picture: bool, (width, height): (u32, u32)) -> Image {
    let mut variables = examples(name, with_picture);
    for (name, value) in changes.as_object().unwrap() {
        variables[name] = value.clone();
    }
    let rendered = try_template(name, &variables, pictures(), sized(width, height));
    let rendered = rendered.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(rendered.report.warnings, [], "{name} {changes} {width}x{height}");
    decode(&rendered.bytes)
}

pub fn names() -> Vec<&'static str> {
    Library::built_in().latest().map(|template| template.name.as_str()).collect()
}

#[test]
fn templates_look_as_they_are_meant_to() {
    for name in names() {
        let dark = drawn(name, &json!({ "theme": "dark" }), false, (600, 315));
        check(&format!("tests/golden/templates/{name}-dark.png"), &dark);
        let light = drawn(name, &json!({ "theme": "light" }), name != "quote", (600, 315));
        check(&format!("tests/golden/templates/{name}-light.png"), &light);
        let upright = drawn(name, &json!({}), name == "blog" || name == "product", (400, 500));
        check(&format!("tests/golden/templates/{name}-upright.png"), &upright);
    }
}

#[test]
fn a_title_is_enough_for_every_template() {
    for name in names() {
        let rendered = try_template(name, &json!({ "title": "A title" }), pictures(), sized(600, 315)).unwrap();
        assert_eq!(rendered.report.texts.iter().map(|text| text.node.as_str()).next_back(), Some("title"), "{name}");
    }
}

#[test]
fn the_sheet_of_templates_in_the_docs_is_what_is_rendered() {
    let (column, gap) = (460.0_f32, 20.0_f32);
    let row = column * 630.0 / 1200.0;
    let names = names();
    let mut sheet = Sheet::new(2.0 * column + row + 4.0 * gap, names.len() as f32 * (row + gap) + gap);
    for (i, name) in names.into_iter().enumerate() {
        let y = gap + i as f32 * (row + gap);
        let pictured = name == "product";
        let places = [
            (json!({ "theme": "dark" }), pictured, (1200, 630), gap, column),
            (json!({ "theme": "light" }), name != "quote", (1200, 630), 2.0 * gap + column, column),
            (json!({}), pictured || name == "blog", (1080, 1080), 3.0 * gap + 2.0 * column, row),
        ];
        for (changes, with_picture, size, x, width) in places {
            sheet.put(&drawn(name, &changes, with_picture, size), (x, y), (width, row));
        }
    }
    check("docs/templates.png", &sheet.image());
}
