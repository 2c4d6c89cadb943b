//! Card A, as the built-in template draws it: gradient, bold title on two or three lines, description of two lines, tag,
//! round portrait, author, in Inter, 1200x630.

use std::collections::HashMap;

use bytes::Bytes;
use placard::domain::output::Output;
use placard::domain::spec::{TemplateRef, Variables};
use placard::render::{Fonts, Library, Rendered, Renderer, resolve};
use serde_json::json;

pub const AVATAR: &[u8] = include_bytes!("../../tests/golden/inputs/avatar.png");
pub const TAG: &str = "Engineering";
pub const AUTHOR: &str = "Ada Lovelace";
pub const BACKGROUND: &str = "slate";

pub fn title(i: usize) -> String {
    format!("Shipping release {i} of a renderer that draws social cards in a few milliseconds each")
}

pub fn description(i: usize) -> String {
    format!(
        "Note {i}: templates, typography and colour emoji come out as in a browser, while one core draws more than a hundred cards a second."
    )
}

/// The whole way through the renderer's public interface: resolve, lay out, paint, encode.
pub async fn render(renderer: &Renderer, i: usize, output: Output) -> Rendered {
    const AVATAR_URL: &str = "https://pictures.example/avatar.png";
    let variables: Variables = [
        ("title", json!(title(i))),
        ("description", json!(description(i))),
        ("author", json!(AUTHOR)),
        ("tag", json!(TAG)),
        ("avatar_url", json!(AVATAR_URL)),
        ("background", json!(BACKGROUND)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let template = Library::built_in().get(&TemplateRef { name: "card".to_owned(), version: 0 });
    let scene = resolve(&template.expect("the card is built in"), &variables, &output, &Fonts::bundled())
        .expect("sound variables");
    let images = HashMap::from([(AVATAR_URL.to_owned(), Bytes::from_static(AVATAR))]);
    renderer.render(scene, images, output).await.expect("a card")
}
