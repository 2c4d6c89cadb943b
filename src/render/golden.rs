//! Cards as they are meant to look, against references under `tests/golden`.
//!
//! `PLACARD_UPDATE_GOLDEN=1 cargo test golden` writes the references anew: look at them before committing. The pictures
//! in `docs` are written by `cargo test golden::docs -- --ignored`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde_json::{Value, json};
use skia_safe::{Color, Image, Paint, Rect, surfaces};

use super::encode::{Encoder, Pixels};
use super::image::Picture;
use super::report::WarningCode;
use super::{Library, RenderError, Rendered, Renderer, resolve};
use crate::domain::output::{Effort, Format, Output, SIZE_PRESETS};
use crate::domain::reason::Reason;
use crate::domain::spec::{TemplateRef, Variables};

const PHOTO: &str = "https://pictures.example/photo.jpg";
const AVATAR: &str = "https://pictures.example/avatar.png";

/// Pictures to stand in for remote ones.
fn pictures() -> HashMap<String, Bytes> {
    let photo = include_bytes!("../../tests/golden/inputs/photo.jpg");
    let avatar = include_bytes!("../../tests/golden/inputs/avatar.png");
    [(PHOTO, &photo[..]), (AVATAR, &avatar[..])].map(|(url, bytes)| (url.to_owned(), Bytes::from_static(bytes))).into()
}

fn try_card(variables: &Value, pictures: HashMap<String, Bytes>, output: Output) -> Result<Rendered, RenderError> {
    let template = Library::built_in().get(&TemplateRef { name: "card".to_owned(), version: 0 }).unwrap();
    let variables: Variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let scene = resolve(&template, &variables, &output).unwrap_or_else(|violations| panic!("{violations:?}"));
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

fn decode(file: &[u8]) -> Image {
    Picture::read(file).unwrap().decode(1.0).unwrap()
}

/// Means of blocks of 4 by 4 pixels, red, green and blue after each other: glyphs' edges differ a little between two
/// builds of FreeType, what a reader sees does not.
fn blocks(image: &Image) -> Vec<f32> {
    let pixmap = image.peek_pixels().unwrap();
    let (across, down) = (pixmap.width() / 4, pixmap.height() / 4);
    let mut means = Vec::new();
    for (by, bx) in (0..down).flat_map(|by| (0..across).map(move |bx| (by, bx))) {
        let mut sums = [0.0_f32; 3];
        for (y, x) in (0..4).flat_map(|y| (0..4).map(move |x| (y, x))) {
            let color = pixmap.get_color((bx * 4 + x, by * 4 + y));
            for (sum, part) in sums.iter_mut().zip([color.r(), color.g(), color.b()]) {
                *sum += f32::from(part) / 16.0;
            }
        }
        means.extend(sums);
    }
    means
}

/// Mean difference of two pictures of the same size, in 255ths, and the share of places that differ by far.
fn distance(expected: &Image, actual: &Image) -> (f32, f32) {
    let (expected, actual) = (blocks(expected), blocks(actual));
    let differences: Vec<f32> = expected.iter().zip(&actual).map(|(a, b)| (a - b).abs()).collect();
    let mean = differences.iter().sum::<f32>() / differences.len() as f32;
    let far = differences.iter().filter(|d| **d > 28.0).count() as f32 / differences.len() as f32;
    (mean, far)
}

/// What is different about two pictures, if it is more than a reader would let pass.
fn difference(expected: &Image, actual: &Image) -> Option<String> {
    if expected.dimensions() != actual.dimensions() {
        return Some(format!("is {:?}, not {:?}", actual.dimensions(), expected.dimensions()));
    }
    let (mean, far) = distance(expected, actual);
    (mean > 0.8 || far > 0.0004).then(|| format!("differs by {mean:.2} on average, {:.2} % of it by far", far * 100.0))
}

fn save(path: &Path, image: &Image) {
    let pixmap = image.peek_pixels().unwrap();
    let (width, height) = (pixmap.width() as u32, pixmap.height() as u32);
    let pixels = Pixels { bgra: pixmap.bytes().unwrap(), width, height, opaque: true };
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, Encoder::default().encode(&pixels, Format::Png, 100, Effort::Small).unwrap()).unwrap();
}

/// Expected, actual, and where they differ, side by side.
fn save_difference(path: &Path, expected: &Image, actual: &Image) {
    let (width, height) = (expected.width().max(actual.width()), expected.height().max(actual.height()));
    let mut surface = surfaces::raster_n32_premul((width * 3 + 40, height)).unwrap();
    let canvas = surface.canvas();
    canvas.clear(Color::GRAY);
    canvas.draw_image(expected, (0, 0), None).draw_image(actual, (width + 20, 0), None);
    canvas.draw_image(expected, (width * 2 + 40, 0), None);
    let mut difference = Paint::default();
    difference.set_blend_mode(skia_safe::BlendMode::Difference);
    canvas.draw_image(actual, (width * 2 + 40, 0), Some(&difference));
    save(path, &surface.image_snapshot());
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Renders and compares with `tests/golden/{name}.png`.
fn check(name: &str, changes: &Value, output: Output) {
    let rendered = card(&usual(changes), output);
    let reference = folder("tests/golden").join(format!("{name}.png"));
    if std::env::var_os("PLACARD_UPDATE_GOLDEN").is_some() {
        std::fs::write(&reference, &rendered.bytes).unwrap();
        return;
    }
    let expected = decode(&std::fs::read(&reference).unwrap_or_else(|e| panic!("{}: {e}", reference.display())));
    let actual = decode(&rendered.bytes);
    if let Some(message) = difference(&expected, &actual) {
        let seen = folder("target/golden").join(format!("{name}.png"));
        save_difference(&seen, &expected, &actual);
        panic!("{name} {message}: see {}", seen.display());
    }
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
        check(name, &changes, small);
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
        let output = Output { format, ..sized(1200, 630) };
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
    let mut surface = surfaces::raster_n32_premul((1200, 630)).unwrap();
    let sampling = skia_safe::SamplingOptions::new(skia_safe::FilterMode::Linear, skia_safe::MipmapMode::Linear);
    surface.canvas().draw_image_rect_with_sampling_options(
        decode(&twice.bytes),
        None,
        Rect::from_wh(1200.0, 630.0),
        sampling,
        &Paint::default(),
    );
    // Not to the pixel: Skia sets a line of type on whole pixels, of which there are twice as many.
    let (mean, far) = distance(&once, &surface.image_snapshot());
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
#[ignore = "writes docs/card.png and docs/cards.png"]
fn docs() {
    std::fs::create_dir_all(folder("docs")).unwrap();
    std::fs::write(folder("docs/card.png"), card(&usual(&json!({})), sized(1200, 630)).bytes).unwrap();

    // A sheet of three columns; upright cards stand in the last row.
    let og = |changes: Value| (changes, 1200, 630);
    let flat = [
        og(json!({ "theme": "light" })),
        og(json!({ "title": "Notes from the edge of the network", "image_url": PHOTO, "tag": "Field report" })),
        og(json!({ "title": "Shipping 🚀 v2.0 with 👩‍💻 and ❤️", "background": "dusk", "tag": "Release" })),
        og(
            json!({ "title": "On the patience of letterforms", "font": "Source Serif 4", "background": "ember", "tag": "Essay" }),
        ),
        og(
            json!({ "title": "cargo install placard", "font": "JetBrains Mono", "background": "mono", "tag": "v1.0", "description": "One binary. No browser. No install step.", "avatar_url": null }),
        ),
        og(
            json!({ "title": "מרחוק, תמיד מימין לשמאל", "description": "כיוון הכתיבה נקבע מן הטקסט.", "author": "נועה לוי", "tag": "חדש", "background": "ocean", "avatar_url": null }),
        ),
        og(
            json!({ "title": "Slow mornings in the hills", "image_url": PHOTO, "theme": "light", "background": "ember", "font": "Source Serif 4", "tag": "Travel" }),
        ),
        og(json!({ "title": "Green builds all the way down", "background": "forest", "tag": "Changelog" })),
        og(
            json!({ "title": "Flat colours work too", "background": "gold", "tag": "Design", "accent": "#b45309", "avatar_url": null }),
        ),
    ];
    let upright = [
        (json!({ "background": "midnight" }), 1080, 1080),
        (json!({ "image_url": PHOTO, "background": "dusk" }), 1080, 1350),
        (json!({ "theme": "light", "background": "ocean" }), 1000, 1080),
    ];
    let (column, gap) = (520.0_f32, 24.0_f32);
    let row = column * 630.0 / 1200.0;
    let last = 560.0;
    let (width, height) = (column * 3.0 + gap * 4.0, row * 3.0 + last + gap * 5.0);
    let mut surface = surfaces::raster_n32_premul((width as i32, height as i32)).unwrap();
    let canvas = surface.canvas();
    canvas.clear(Color::from_rgb(0xd4, 0xd8, 0xe0));
    let sampling = skia_safe::SamplingOptions::new(skia_safe::FilterMode::Linear, skia_safe::MipmapMode::Linear);
    let draw = |(changes, w, h): &(Value, u32, u32), x: f32, y: f32, height: f32| {
        let image = decode(&card(&usual(changes), sized(*w, *h)).bytes);
        let place = Rect::from_xywh(x, y, height * *w as f32 / *h as f32, height);
        canvas.draw_image_rect_with_sampling_options(image, None, place, sampling, &Paint::default());
        place.right + gap
    };
    for (i, card) in flat.iter().enumerate() {
        draw(card, gap + (i % 3) as f32 * (column + gap), gap + (i / 3) as f32 * (row + gap), row);
    }
    let natural: f32 = upright.iter().map(|(_, w, h)| last * *w as f32 / *h as f32).sum::<f32>() + gap * 2.0;
    let mut x = (width - natural) / 2.0;
    for card in &upright {
        x = draw(card, x, gap + 3.0 * (row + gap), last);
    }
    save(&folder("docs/cards.png"), &surface.image_snapshot());
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
