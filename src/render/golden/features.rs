//! Small templates that each show one thing, under `tests/golden/features`, each with its picture beside it.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use bytes::Bytes;

use super::compare::{check, decode, folder};
use super::{PHOTO, pictures, sized};
use crate::domain::output::Output;
use crate::domain::spec::Variables;
use crate::render::{Fonts, RenderError, Rendered, Renderer, parse_template, resolve};

pub const FOLDER: &str = "tests/golden/features";

/// Renders a template's text; a variable `photo` is filled, if there is one.
pub fn render(template: &str, width: u32, height: u32) -> Rendered {
    render_with(template, &Renderer::new(1, 1), pictures(), width, height).unwrap()
}

pub fn render_with(
    template: &str,
    renderer: &Renderer,
    pictures: HashMap<String, Bytes>,
    width: u32,
    height: u32,
) -> Result<Rendered, RenderError> {
    render_to(template, renderer, pictures, sized(width, height))
}

pub fn render_to(
    template: &str,
    renderer: &Renderer,
    pictures: HashMap<String, Bytes>,
    output: Output,
) -> Result<Rendered, RenderError> {
    let template = parse_template(template).unwrap_or_else(|problems| panic!("{problems:?}"));
    let has_photo = template.variables.iter().any(|declared| declared.variable.name == "photo");
    let variables: Variables = has_photo.then(|| ("photo".to_owned(), PHOTO.into())).into_iter().collect();
    let scene = resolve(&template, &variables, &[], &output, &Fonts::bundled()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(renderer.render(scene, pictures, output))
}

/// The templates, by name.
pub fn files() -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    assert!(files.len() > 10);
    files
}

#[test]
fn every_feature_looks_as_it_is_meant_to() {
    let mut wrong = Vec::new();
    for file in files() {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let rendered = render(&std::fs::read_to_string(&file).unwrap(), 240, 160);
        let image = decode(&rendered.bytes);
        let compared = std::panic::catch_unwind(AssertUnwindSafe(|| check(&format!("{FOLDER}/{name}.png"), &image)));
        wrong.extend(compared.err().map(|_| name.to_owned()));
    }
    assert!(wrong.is_empty(), "{wrong:?}: see above");
}
