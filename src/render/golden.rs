//! Cards as they are meant to look, against references under `tests/golden`.

use std::collections::HashMap;
use std::path::Path;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Library, Rendered, Renderer, resolve};
use crate::domain::output::{Format, Output};
use crate::domain::spec::{TemplateRef, Variables};

/// Pictures to stand in for remote ones.
fn pictures() -> HashMap<String, Bytes> {
    let photo = include_bytes!("../../tests/golden/inputs/photo.jpg");
    let avatar = include_bytes!("../../tests/golden/inputs/avatar.png");
    [(PHOTO, &photo[..]), (AVATAR, &avatar[..])].map(|(url, bytes)| (url.to_owned(), Bytes::from_static(bytes))).into()
}

const PHOTO: &str = "https://pictures.example/photo.jpg";
const AVATAR: &str = "https://pictures.example/avatar.png";

fn card(renderer: &Renderer, variables: &Value, output: Output) -> Rendered {
    let template = Library::built_in().get(&TemplateRef { name: "card".to_owned(), version: 0 }).unwrap();
    let variables: Variables = variables.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let scene = resolve(&template, &variables, &output).unwrap_or_else(|v| panic!("{v:?}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(renderer.render(scene, pictures(), output)).unwrap()
}

fn sized(width: u32, height: u32) -> Output {
    Output { width, height, format: Format::Png, ..Output::default() }
}

#[test]
#[ignore = "writes pictures to look at"]
fn scratch() {
    let renderer = Renderer::new(1, 8);
    let folder = Path::new("/tmp/cards");
    std::fs::create_dir_all(folder).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string("/tmp/cards.json").unwrap()).unwrap();
    for case in cases {
        let size: Vec<u32> =
            case["size"].as_array().map_or(vec![1200, 630], |a| a.iter().map(|n| n.as_u64().unwrap() as u32).collect());
        let started = std::time::Instant::now();
        let rendered = card(&renderer, &case["card"], sized(size[0], size[1]));
        let name = case["name"].as_str().unwrap();
        println!(
            "{name} {:?} {} bytes {}",
            started.elapsed(),
            rendered.bytes.len(),
            serde_json::to_string(&rendered.report).unwrap()
        );
        std::fs::write(folder.join(format!("{name}.png")), &rendered.bytes).unwrap();
    }
    let _ = json!({});
}
