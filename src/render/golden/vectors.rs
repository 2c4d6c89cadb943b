//! SVGs, drawn by resvg, beside the pixels of the same scene.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use serde_json::json;
use skia_safe::{AlphaType, ColorSpace, ColorType, Data, Image, ImageInfo, Paint, surfaces};

use super::compare::{decode, distance};
use super::{PHOTO, features, pictures, sized, templates, try_template};
use crate::domain::output::{Format, Output};
use crate::render::{RenderError, Rendered, Renderer, WarningCode};

fn vectors(output: Output) -> Output {
    Output { format: Format::Svg.into(), ..output }
}

/// By resvg, with what is embedded, on white.
fn drawn(file: &[u8]) -> Image {
    let tree = Tree::from_data(file, &Options::default()).unwrap();
    let mut pixmap = Pixmap::new(tree.size().width() as u32, tree.size().height() as u32).unwrap();
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    let size = (pixmap.width() as i32, pixmap.height() as i32);
    let info = ImageInfo::new(size, ColorType::RGBA8888, AlphaType::Premul, ColorSpace::new_srgb());
    on_white(&skia_safe::images::raster_from_data(&info, Data::new_copy(pixmap.data()), info.min_row_bytes()).unwrap())
}

fn on_white(image: &Image) -> Image {
    let mut surface = surfaces::raster_n32_premul(image.dimensions()).unwrap();
    surface.canvas().clear(skia_safe::Color::WHITE).draw_image(image, (0, 0), Some(&Paint::default()));
    surface.image_snapshot()
}

/// What a reader would notice of the one picture beside the other; both are left beside each other under `target`.
fn compare(name: &str, svg: &Rendered, png: &Rendered, (most_mean, most_far): (f32, f32)) -> Option<String> {
    assert_eq!((svg.format, svg.width, svg.height), (Format::Svg, png.width, png.height));
    let text = std::str::from_utf8(&svg.bytes).unwrap();
    let outside = text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "");
    assert!(!outside.contains("http") && !text.contains("<text"), "{name} needs nothing but itself");
    let (drawn, meant) = (drawn(&svg.bytes), on_white(&decode(&png.bytes)));
    let (mean, far) = distance(&meant, &drawn);
    if mean <= most_mean && far <= most_far {
        return None;
    }
    let folder = super::compare::folder("target/golden");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.svg")), &svg.bytes).unwrap();
    super::compare::save_difference(&folder.join(format!("{name}-svg.png")), &meant, &drawn);
    Some(format!("{name} differs by {mean:.2}, {:.2} % by far", far * 100.0))
}

#[test]
fn every_template_is_the_same_picture_as_svg() {
    let mut wrong = Vec::new();
    for name in templates::names() {
        for (theme, with_picture) in [("dark", false), ("light", name != "quote")] {
            let mut variables = templates::examples(name, with_picture);
            variables["theme"] = json!(theme);
            let render = |output| try_template(name, &variables, pictures(), output).unwrap();
            let output = sized(1200, 630);
            let (svg, png) = (render(vectors(output)), render(output));
            assert_eq!(svg.report, png.report, "{name}");
            wrong.extend(compare(&format!("{name}-{theme}"), &svg, &png, (1.7, 0.006)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_feature_is_the_same_picture_as_svg() {
    let renderer = Renderer::new(1, 1);
    let mut wrong = Vec::new();
    for file in features::files() {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let template = std::fs::read_to_string(&file).unwrap();
        let render = |output| features::render_to(&template, &renderer, pictures(), output).unwrap();
        let output = Output { scale: 2.0, ..sized(240, 160) };
        let (svg, png) = (render(vectors(output)), render(output));
        let omitted = svg.report.warnings.iter().any(|warning| warning.code == WarningCode::EffectOmitted);
        assert_eq!(omitted, template.contains("backdrop_filter"), "{name}");
        // Without what SVG can't say it is another picture.
        let most = if omitted { (40.0, 0.3) } else { (1.5, 0.01) };
        wrong.extend(compare(name, &svg, &png, most));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn svgs_keep_to_their_limit_of_bytes() {
    let variables = json!({ "title": "Within limits", "image_url": PHOTO });
    let render =
        |max_bytes| try_template("card", &variables, pictures(), Output { max_bytes, ..vectors(sized(600, 315)) });
    let free = render(None).unwrap();
    let bytes = free.bytes.len() as u32;
    assert_eq!(render(Some(bytes)).unwrap(), free);
    let error = render(Some(bytes - 1)).unwrap_err();
    assert_eq!(error, RenderError::TooLarge { format: Format::Svg, smallest: bytes as usize, max_bytes: bytes - 1 });
}

#[test]
fn what_a_card_says_is_in_its_svg() {
    let variables = json!({ "title": "Fish & <chips> \"to go\" \u{1}" });
    let svg = try_template("card", &variables, pictures(), vectors(sized(600, 315))).unwrap();
    let text = std::str::from_utf8(&svg.bytes).unwrap();
    assert!(text.contains("role=\"img\" aria-label=\"Fish &amp; &lt;chips&gt; &quot;to go&quot;"), "{}", &text[..400]);
    drawn(&svg.bytes);
}
