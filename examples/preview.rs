use bytes::Bytes;
use placard::domain::output::{Format, OutputRequest};
use placard::render::{Fonts, Renderer, parse_template, resolve};
use std::collections::HashMap;
fn main() {
    let jobs: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let renderer = Renderer::new(1, 10);
    let images: HashMap<String, String> = jobs["images"]
        .as_object()
        .map(|m| m.iter().map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect())
        .unwrap_or_default();
    for job in jobs["jobs"].as_array().unwrap() {
        let file = job["template"].as_str().unwrap();
        let template = match parse_template(&std::fs::read_to_string(file).unwrap()) {
            Ok(t) => t,
            Err(v) => {
                for p in v {
                    println!("{file}: {p}");
                }
                continue;
            }
        };
        let variables = job["variables"].as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        let output = OutputRequest {
            format: Some(Format::Png),
            width: job["width"].as_i64(),
            height: job["height"].as_i64(),
            ..Default::default()
        }
        .validate()
        .unwrap();
        let scene = match resolve(&template, &variables, &output, &Fonts::bundled()) {
            Ok(s) => s,
            Err(v) => {
                for p in v {
                    println!("{file}: {p}");
                }
                continue;
            }
        };
        let bytes: HashMap<String, Bytes> = scene
            .images()
            .iter()
            .filter_map(|i| Some((i.url.clone(), Bytes::from(std::fs::read(images.get(&i.url)?).unwrap()))))
            .collect();
        match runtime.block_on(renderer.render(scene, bytes, output)) {
            Ok(r) => {
                for w in &r.report.warnings {
                    println!("{}: {} {}", job["out"], w.node, w.message);
                }
                std::fs::write(job["out"].as_str().unwrap(), &r.bytes).unwrap();
            }
            Err(e) => println!("{file}: {e}"),
        }
    }
}
