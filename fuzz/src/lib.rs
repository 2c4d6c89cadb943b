//! What every target paints on: a scene as a request brings it, filled, and rendered as small as it can be seen.
//!
//! Of the server only its pure rooms are compiled, which know of no other: a fuzzer, all of whose crates are built anew, is
//! there in minutes.

#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/payload/mod.rs"]
pub mod payload;
#[path = "../../src/render/mod.rs"]
pub mod render;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use self::domain::output::Output;
use self::domain::spec::Variables;
use self::domain::violation::Violation;
use self::render::{Fonts, RenderError, Renderer, Scene, Template, parse_scene, resolve};

/// Where the picture of a target's scene comes from.
pub const PICTURE: &str = "https://pictures.example/picture";

/// Pixels of a side.
const SIDE: u32 = 48;

fn output() -> Output {
    Output { width: SIDE, height: SIDE, ..Output::default() }
}

/// Fills a template, with its own examples and with nothing.
pub fn fill(template: &Template) {
    let declared = template.variables.iter();
    let examples = declared.filter_map(|d| Some((d.variable.name.clone(), d.variable.example.clone()?)));
    let examples: Variables = examples.collect();
    for variables in [&examples, &Variables::new()] {
        match resolve(template, variables, &[], &output(), &Fonts::bundled()) {
            // Without its pictures, or with none where it has none.
            Ok(scene) => paint(scene, HashMap::new()),
            Err(told) => is_told(&told),
        }
    }
}

/// Paints a sound scene with these variables; what is wrong with it must be told.
pub fn draw(scene: &Value, variables: &Variables, images: HashMap<String, Vec<u8>>, fonts: &Fonts) {
    let template = match parse_scene(scene) {
        Ok(template) => template,
        Err(told) => return is_told(&told),
    };
    match resolve(&template, variables, &[], &output(), fonts) {
        Ok(scene) => paint(scene, images),
        Err(told) => is_told(&told),
    }
}

/// A refusal says what is wrong.
pub fn is_told(told: &[Violation]) {
    assert!(!told.is_empty() && told.iter().all(|violation| !violation.message.is_empty()), "{told:?}");
}

/// Every sound scene has a picture, unless a picture within it is at fault.
fn paint(scene: Scene, images: HashMap<String, Vec<u8>>) {
    static RENDERER: LazyLock<Renderer> = LazyLock::new(|| Renderer::new(1, 1));
    let images = images.into_iter().map(|(url, bytes)| (url, bytes.into())).collect();
    match futures::executor::block_on(RENDERER.render(scene, images, output())) {
        Ok(rendered) => assert!(!rendered.bytes.is_empty()),
        Err(RenderError::Image { .. } | RenderError::MissingGlyph { .. } | RenderError::TooLarge { .. }) => {}
        Err(error @ (RenderError::Overloaded | RenderError::Abandoned | RenderError::Internal(_))) => panic!("{error}"),
    }
}
