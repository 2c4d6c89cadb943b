//! Cards as they are meant to look, against references under `tests/golden`.
//!
//! `PLACARD_UPDATE_GOLDEN=1 cargo test golden` writes the references anew: look at them before committing.

mod compare;
mod docs;
mod effects;
mod features;
mod scripts;
mod sheet;
mod templates;
mod text;
mod vectors;

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Value, json};

use self::compare::{check, decode, difference, distance};
use self::sheet::Sheet;
use super::report::WarningCode;
use super::{Fonts, Library, RenderError, Rendered, Renderer, resolve};
use crate::domain::output::{Effort, Format, Output, SIZE_PRESETS};
use crate::domain::reason::Reason;
use crate::domain::spec::{TemplateRef, Variables};

const PHOTO: &str = "https://pictures.example/photo.jpg";
const LOGO: &str = "https://pictures.example/logo.svg";
const STAR: &str = "https://pictures.example/star.svg";
const AVATAR: &str = "https://pictures.example/avatar.png";

/// Pictures to stand in for remote ones.
fn pictures() -> HashMap<String, Bytes> {
    let photo = include_bytes!("../../../tests/golden/inputs/photo.jpg");
    let avatar = include_bytes!("../../../tests/golden/inputs/avatar.png");
    let logo = include_bytes!("../../../tests/golden/inputs/logo.svg");
    let star = include_bytes!("../../../tests/golden/inputs/star.svg");
    [(PHOTO, &photo[..]), (AVATAR, &avatar[..]), (LOGO, &logo[..]), (STAR, &star[..])]
        .map(|(url, bytes)| (url.to_owned(), Bytes::from_static(bytes)))
        .into()
}

fn try_card(variables: &Value, pictures: HashMap<String, Bytes>, output: Output) -> Result<Rendered, RenderError> {
    try_template("card", variables, pictures, output)
}

fn try_template(
    name: &str,
    variables: &Value,
    pictures: HashMap<String, Bytes>,
    output: Output,
) -> Result<Rendered, RenderError> {
    try_template_with(&Fonts::bundled(), name, variables, pictures, output)
}

fn try_template_with(
    fonts: &Fonts,
    name: &str,
    variables: &Value,
    pictures: HashMap<String, Bytes>,
    output: Output,
) -> Result<Rendered, RenderError> {
    let template = Library::built_in().get(&TemplateRef { name: name.to_owned(), version: 0 }).unwrap();
    let variables: Variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let scene =
        resolve(&template, &variables, &[], &output, fonts).unwrap_or_else(|violations| panic!("{violations:?}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Renderer::new(1, 1).render(scene, pictures, output))
}

fn card(variables: &Value, output: Output) -> Rendered {
    try_card(variables, pictures(), output).unwrap()
}

fn sized(width: u32, height: u32) -> Output {
    Output { width, height, effort: Effort::Small, ..Output::default() }
}

/// A usual card; what `changes` holds is set over it, `null` takes away.
fn usual(changes: &Value) -> Value {
    let mut variables = json!({
        "title": "Render social cards as fast as you can type them",
        "description": "A self-hosted, gRPC-first server that draws Open Graph images from templates and delivers them wherever they are wanted.",
        "author": "Ada Lovelace", "tag": "Engineering", "avatar_url": AVATAR,
    });
    for (name, value) in changes.as_object().unwrap() {
        variables[name] = value.clone();
    }
    variables
}

/// Every golden card: name, what is special about it, size.
fn cards() -> Vec<(&'static str, Value, Output)> {
    let og = sized(1200, 630);
    vec![
        ("dark", json!({}), og),
        ("light", json!({ "theme": "light" }), og),
        (
            "short",
            json!({ "title": "Hello, world", "description": null, "tag": null, "author": null, "avatar_url": null }),
            og,
        ),
        ("photo", json!({ "image_url": PHOTO, "background": "ember", "theme": "light" }), og),
        ("emoji", json!({ "title": "Shipping 🚀 v2.0 with 👩‍💻 love ❤️ and 🇩🇪🇯🇵 flags 1️⃣", "background": "dusk" }), og),
        ("serif", json!({ "font": "Source Serif 4", "background": "ember", "tag": "Essay", "avatar_url": null }), og),
        ("mono", json!({ "font": "JetBrains Mono", "background": "mono", "tag": "v1.0" }), og),
        ("square_photo", json!({ "image_url": PHOTO }), sized(1080, 1080)),
        ("banner", json!({ "background": "ocean" }), sized(1500, 500)),
        ("story", json!({ "background": "forest", "avatar_url": null }), sized(1080, 1920)),
    ]
}

#[test]
fn cards_look_as_they_are_meant_to() {
    for (name, changes, output) in cards() {
        // A third of the size is enough to see all that matters, and keeps the repository small.
        let small = Output { width: output.width / 2, height: output.height / 2, ..output };
        check(&format!("tests/golden/{name}.png"), &decode(&card(&usual(&changes), small).bytes));
    }
}

#[test]
fn the_comparison_sees_what_a_reader_would() {
    let output = sized(600, 315);
    let one = decode(&card(&usual(&json!({})), output).bytes);
    assert_eq!(difference(&one, &one), None);
    for changes in [
        json!({ "title": "Render social cards as fast as you can type it" }),
        json!({ "tag": "Engineers" }),
        json!({ "avatar_url": null }),
        json!({ "accent": "#f0abfc" }),
        json!({ "theme": "light" }),
    ] {
        let other = decode(&card(&usual(&changes), output).bytes);
        assert!(difference(&one, &other).is_some(), "{changes}");
    }
}

#[test]
fn the_same_card_is_the_same_bytes() {
    for format in Format::ALL {
        // AVIF takes seconds for as small as can be.
        let effort = if format == Format::Avif { Effort::Fast } else { Effort::Small };
        let output = Output { format: format.into(), effort, ..sized(1200, 630) };
        let variables = usual(&json!({ "image_url": PHOTO }));
        let first = card(&variables, output);
        // Another thread, another font collection, another order of renders.
        card(&usual(&json!({ "title": "Something else" })), output);
        assert_eq!(first, card(&variables, output), "{format:?}");
        assert_eq!((first.width, first.height, first.format), (1200, 630, format));
    }
}

#[test]
fn more_effort_makes_smaller_files() {
    for changes in [json!({}), json!({ "image_url": PHOTO }), json!({ "background": "slate" })] {
        let [fast, balanced, small] = [Effort::Fast, Effort::Balanced, Effort::Small]
            .map(|effort| card(&usual(&changes), Output { effort, ..sized(1200, 630) }));
        assert!(small.bytes.len() < balanced.bytes.len() && balanced.bytes.len() < fast.bytes.len(), "{changes}");
        assert_eq!(difference(&decode(&fast.bytes), &decode(&small.bytes)), None);
    }
}

#[test]
fn scale_multiplies_pixels_and_nothing_else() {
    let once = decode(&card(&usual(&json!({})), sized(1200, 630)).bytes);
    let twice = card(&usual(&json!({})), Output { scale: 2.0, ..sized(1200, 630) });
    assert_eq!((twice.width, twice.height), (2400, 1260));
    let mut halved = Sheet::new(1200.0, 630.0);
    halved.put(&decode(&twice.bytes), (0.0, 0.0), (1200.0, 630.0));
    // Not to the pixel: Skia sets a line of type on whole pixels, of which there are twice as many.
    let (mean, far) = distance(&once, &halved.image());
    assert!(mean < 1.5 && far < 0.02, "{mean} {far}");
    let (mean, far) = distance(&once, &decode(&card(&usual(&json!({ "tag": null })), sized(1200, 630)).bytes));
    assert!(mean > 1.5 && far > 0.02, "a line moved is more than that: {mean} {far}");
}

#[test]
fn a_report_tells_of_lines_fonts_and_what_is_missing() {
    let changes = json!({ "title": "word ".repeat(90), "description": "\u{10ffff} and \u{10fffe}", "tag": "ok 🚀" });
    let report = card(&usual(&changes), sized(1200, 630)).report;
    let title = report.texts.iter().find(|t| t.node == "title").unwrap();
    assert!(title.truncated && title.lines == 4, "{title:?}");
    assert_eq!(report.missing_glyphs, ["U+10FFFE", "U+10FFFF"]);
    assert!(
        ["Inter", "Noto Color Emoji"].iter().all(|font| report.fonts.iter().any(|f| f == font)),
        "{:?}",
        report.fonts
    );
    let warnings: Vec<(WarningCode, &str)> = report.warnings.iter().map(|w| (w.code, w.node.as_str())).collect();
    assert_eq!(warnings, [(WarningCode::TextTruncated, "title"), (WarningCode::MissingGlyph, "description")]);
    let plain = card(&usual(&json!({})), sized(1200, 630)).report;
    assert_eq!((plain.warnings, plain.missing_glyphs), (vec![], vec![]));
    assert_eq!(plain.fonts, ["Inter"]);
}

#[test]
fn pictures_that_fail_are_told_with_their_variable_and_host() {
    let output = sized(600, 315);
    let with = |bytes: Option<&'static [u8]>| {
        let mut given = pictures();
        match bytes {
            Some(bytes) => given.insert(AVATAR.to_owned(), Bytes::from_static(bytes)),
            None => given.remove(AVATAR),
        };
        let RenderError::Image { field, url_host, reason, .. } =
            try_card(&usual(&json!({})), given, output).unwrap_err()
        else {
            panic!()
        };
        assert_eq!((field.as_str(), url_host.as_str()), ("avatar_url", "pictures.example"));
        reason
    };
    assert_eq!(with(Some(b"<html>not found</html>")), Reason::ImageInvalid);
    assert_eq!(with(Some(b"GIF89a\xff\xff\xff\xff\0\0\0")), Reason::ImageTooLarge);
    assert_eq!(with(None), Reason::ImageUnavailable);
}

#[test]
fn every_size_preset_renders() {
    for preset in SIZE_PRESETS {
        let rendered = card(&usual(&json!({ "image_url": PHOTO })), sized(preset.width, preset.height));
        assert_eq!((rendered.width, rendered.height), (preset.width, preset.height), "{}", preset.name);
    }
    // The smallest there is, and one so narrow that nothing can be read.
    for (width, height) in [(1, 1), (1, 4000)] {
        let rendered = card(&usual(&json!({ "image_url": PHOTO })), sized(width, height));
        assert_eq!((rendered.width, rendered.height), (width, height));
    }
}
