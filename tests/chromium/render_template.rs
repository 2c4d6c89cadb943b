//! Template files through the renderer: `render_template OUTPUT_FOLDER TEMPLATE…`, each to a PNG of its name.
//!
//! An image of `https://inputs.example/NAME` is the file NAME of `tests/golden/inputs`.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use placard::domain::output::Output;
use placard::domain::spec::Variables;
use placard::render::{Fonts, Renderer, parse_template, resolve};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("usage: render_template OUTPUT_FOLDER TEMPLATE…")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let renderer = Renderer::new(1, 1);
    for path in arguments {
        let bytes =
            runtime.block_on(render(&renderer, &path)).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().ok_or("a template has a name")?;
        std::fs::write(folder.join(name).with_extension("png"), bytes)?;
    }
    Ok(())
}

async fn render(renderer: &Renderer, path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let lines = |problems: Vec<placard::domain::violation::Violation>| {
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let template = parse_template(&std::fs::read_to_string(path)?).map_err(lines)?;
    let output = Output { width: 600, height: 315, ..Output::default() };
    let scene = resolve(&template, &Variables::new(), &output, &Fonts::bundled()).map_err(lines)?;
    let inputs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/inputs");
    let mut images = HashMap::new();
    for image in scene.images() {
        let name = image.url.strip_prefix("https://inputs.example/").ok_or("an image is one of the inputs")?;
        images.insert(image.url.clone(), std::fs::read(inputs.join(name))?.into());
    }
    Ok(renderer.render(scene, images, output).await?.bytes.into())
}
