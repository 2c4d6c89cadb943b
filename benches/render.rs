//! How long a card takes, against the same card drawn by bare Skia and written by the quickest PNG encoder there is.
//!
//! Card A, 1200x630: gradient, bold title on two or three lines, description of two lines, tag, round portrait, author,
//! in Inter. Card B is the same with a photo. The text differs in every render. All cases in turn, A B A B, so that a
//! slow moment meets them all alike.

use std::collections::HashMap;
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use bytes::Bytes;
use placard::domain::output::{Effort, Format, Output};
use placard::domain::spec::{TemplateRef, Variables};
use placard::render::{Fonts, Library, Renderer, resolve};
use serde_json::json;
use skia_safe::gradient::{Colors, Gradient, Interpolation, shaders};
use skia_safe::textlayout::{FontCollection, ParagraphBuilder, ParagraphStyle, TextStyle, TypefaceFontProvider};
use skia_safe::{
    ClipOp, Color, Color4f, Data, FontMgr, FontStyle, Image, Paint, RRect, Rect, TileMode, Typeface,
    canvas::SrcRectConstraint, surfaces,
};

const AVATAR_URL: &str = "https://pictures.example/avatar.png";
const PHOTO_URL: &str = "https://pictures.example/photo.jpg";
const PHOTO: &[u8] = include_bytes!("../tests/golden/inputs/photo.jpg");
const AVATAR: &[u8] = include_bytes!("../tests/golden/inputs/avatar.png");
const ROUNDS: usize = 80;
const WARM_UP: usize = 8;

fn title(i: usize) -> String {
    format!("Shipping release {i} of a renderer that draws social cards in a few milliseconds each")
}

fn description(i: usize) -> String {
    format!(
        "Note {i}: templates, typography and colour emoji come out as in a browser, while one core draws more than a hundred cards a second."
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Card {
    Plain,
    Photo,
}

impl Card {
    fn baseline(self) -> &'static str {
        match self {
            Card::Plain => "bare_skia_fdeflate",
            Card::Photo => "bare_skia_fdeflate_photo",
        }
    }
}

/// The whole way through the public interface: resolve, lay out, paint, encode.
struct Ours {
    renderer: Renderer,
    runtime: tokio::runtime::Runtime,
    images: HashMap<String, Bytes>,
}

impl Ours {
    fn render(&self, i: usize, card: Card, output: Output) -> Bytes {
        let mut variables: Variables = [
            ("title", json!(title(i))),
            ("description", json!(description(i))),
            ("author", json!("Ada Lovelace")),
            ("tag", json!("Engineering")),
            ("avatar_url", json!(AVATAR_URL)),
            ("background", json!("slate")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        if card == Card::Photo {
            variables.insert("image_url".to_owned(), json!(PHOTO_URL));
        }
        let template = Library::built_in().get(&TemplateRef { name: "card".to_owned(), version: 0 });
        let scene = resolve(&template.expect("the card is built in"), &variables, &[], &output, &Fonts::bundled())
            .expect("sound variables");
        let rendered = self.runtime.block_on(self.renderer.render(scene, self.images.clone(), output));
        rendered.expect("a card").bytes
    }
}

/// The same card by direct calls, nothing kept between renders but the fonts.
struct Bare {
    collection: FontCollection,
}

impl Bare {
    fn new() -> Bare {
        let manager = FontMgr::new();
        let font: &[u8] = include_bytes!("../assets/fonts/InterVariable.ttf");
        let mut provider = TypefaceFontProvider::new();
        let typeface: Typeface = manager.new_from_data(font, None).expect("a font");
        provider.register_typeface(typeface, Some("Inter"));
        let mut collection = FontCollection::new();
        collection.set_asset_font_manager(Some(provider.into()));
        collection.set_default_font_manager(manager, None);
        Bare { collection }
    }

    fn paragraph(
        &self,
        text: &str,
        size: f32,
        weight: FontStyle,
        color: Color,
        lines: usize,
    ) -> skia_safe::textlayout::Paragraph {
        let mut look = TextStyle::new();
        look.set_font_size(size).set_font_style(weight).set_color(color).set_font_families(&["Inter"]);
        let mut style = ParagraphStyle::new();
        style.set_text_style(&look).set_max_lines(lines).set_ellipsis("…");
        let mut builder = ParagraphBuilder::new(&style, self.collection.clone());
        builder.push_style(&look);
        builder.add_text(text);
        let mut paragraph = builder.build();
        paragraph.layout(1048.0);
        paragraph
    }

    fn render(&self, i: usize, card: Card) -> Bytes {
        let mut surface = surfaces::raster_n32_premul((1200, 630)).expect("a surface");
        let canvas = surface.canvas();
        let colors = [Color4f::from(0xff0f_172a), Color4f::from(0xff1e_293b)];
        let gradient = Gradient::new(Colors::new(&colors, None, TileMode::Clamp, None), Interpolation::default());
        let mut paint = Paint::default();
        paint.set_shader(shaders::linear_gradient(((142.5, -142.5), (1057.5, 772.5)), &gradient, None));
        canvas.draw_paint(&paint);

        let mut paint = Paint::default();
        paint.set_anti_alias(true);
        paint.set_color(Color::from_argb(33, 0x67, 0xe8, 0xf9));
        canvas.draw_rrect(RRect::new_rect_xy(Rect::from_xywh(76.0, 66.0, 161.0, 45.0), 22.5, 22.5), &paint);
        let cyan = Color::from_rgb(0x67, 0xe8, 0xf9);
        let white = Color::from_rgb(0xf8, 0xfa, 0xfc);
        self.paragraph("Engineering", 21.0, FontStyle::bold(), cyan, 1).paint(canvas, (95.0, 74.0));
        self.paragraph(&title(i), 64.0, FontStyle::bold(), white, 3).paint(canvas, (76.0, 170.0));
        let grey = Color::from_rgb(0xb0, 0xb6, 0xc2);
        self.paragraph(&description(i), 28.0, FontStyle::normal(), grey, 2).paint(canvas, (76.0, 400.0));
        self.paragraph("Ada Lovelace", 24.0, FontStyle::bold(), white, 1).paint(canvas, (140.0, 525.0));
        let avatar = Image::from_encoded(Data::new_copy(AVATAR)).expect("a picture");
        let place = Rect::from_xywh(76.0, 516.0, 48.0, 48.0);
        canvas.save();
        canvas.clip_rrect(RRect::new_oval(place), ClipOp::Intersect, true);
        canvas.draw_image_rect(&avatar, None, place, &Paint::default());
        canvas.restore();
        if card == Card::Photo {
            let photo = Image::from_encoded(Data::new_copy(PHOTO)).expect("a picture");
            let place = Rect::from_xywh(760.0, 40.0, 400.0, 550.0);
            let (width, height) = (photo.width() as f32, photo.height() as f32);
            let across = (height * place.width() / place.height()).min(width);
            let part = Rect::from_xywh((width - across) / 2.0, 0.0, across, height);
            let constraint = SrcRectConstraint::Fast;
            canvas.save();
            canvas.clip_rrect(RRect::new_rect_xy(place, 24.0, 24.0), ClipOp::Intersect, true);
            canvas.draw_image_rect(&photo, Some((&part, constraint)), place, &Paint::default());
            canvas.restore();
        }

        let pixmap = surface.peek_pixels().expect("pixels");
        let rgb: Vec<u8> = pixmap.bytes().expect("pixels").chunks_exact(4).flat_map(|p| [p[2], p[1], p[0]]).collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 1200, 630);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fastest);
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&rgb)).expect("a file");
        file.into()
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    // `cargo test --benches` asks only whether it runs.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let images = [(AVATAR_URL, AVATAR), (PHOTO_URL, PHOTO)]
        .map(|(url, bytes)| (url.to_owned(), Bytes::from_static(bytes)))
        .into();
    let ours = Ours { renderer: Renderer::new(1, 8), runtime, images };
    let bare = Bare::new();

    let to = |format: Format, effort| Some(Output { format: format.into(), effort, ..Output::default() });
    let lossless = to(Format::Webp, Effort::Fast).map(|output| Output { quality: 100, ..output });
    let cases = [
        ("card_a/png_fast", Card::Plain, to(Format::Png, Effort::Fast)),
        ("card_a/png_balanced", Card::Plain, to(Format::Png, Effort::Balanced)),
        ("card_a/png_small", Card::Plain, to(Format::Png, Effort::Small)),
        ("card_a/jpeg_85", Card::Plain, to(Format::Jpeg, Effort::Balanced)),
        ("card_a/webp_85_fast", Card::Plain, to(Format::Webp, Effort::Fast)),
        ("card_a/webp_85", Card::Plain, to(Format::Webp, Effort::Balanced)),
        ("card_a/webp_85_small", Card::Plain, to(Format::Webp, Effort::Small)),
        ("card_a/webp_lossless_fast", Card::Plain, lossless),
        (Card::Plain.baseline(), Card::Plain, None),
        ("card_b/png_fast", Card::Photo, to(Format::Png, Effort::Fast)),
        ("card_b/png_balanced", Card::Photo, to(Format::Png, Effort::Balanced)),
        ("card_b/png_small", Card::Photo, to(Format::Png, Effort::Small)),
        ("card_b/jpeg_85", Card::Photo, to(Format::Jpeg, Effort::Balanced)),
        ("card_b/webp_85", Card::Photo, to(Format::Webp, Effort::Balanced)),
        (Card::Photo.baseline(), Card::Photo, None),
    ];
    let mut times = vec![Vec::new(); cases.len()];
    let mut sizes = vec![Vec::new(); cases.len()];
    for round in 0..rounds + WARM_UP {
        for (case, (_, card, output)) in cases.iter().enumerate() {
            // A text of its own in every single render.
            let i = round * cases.len() + case;
            let started = Instant::now();
            let file = black_box(match output {
                Some(output) => ours.render(i, *card, *output),
                None => bare.render(i, *card),
            });
            if round >= WARM_UP {
                times[case].push(started.elapsed().as_secs_f64() * 1e3);
                sizes[case].push(file.len() as f64);
            }
        }
    }

    let results: Vec<(f64, f64)> =
        times.iter_mut().zip(&mut sizes).map(|(times, sizes)| (median(times), median(sizes))).collect();
    let result =
        |name: &str| cases.iter().zip(&results).find(|((case, ..), _)| *case == name).map(|(_, result)| *result);
    std::fs::create_dir_all("target/bench").expect("target is writable");
    let mut log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open("target/bench/render.json")
        .expect("target is writable");
    println!("{:<26} {:>10} {:>8} {:>10} {:>8}", "case", "median ms", "ratio", "bytes", "ratio");
    for ((case, card, _), (ms, bytes)) in cases.iter().zip(&results) {
        let (baseline_ms, baseline_bytes) = result(card.baseline()).expect("each card's baseline is a case");
        println!("{case:<26} {ms:>10.2} {:>8.2} {bytes:>10.0} {:>8.2}", ms / baseline_ms, bytes / baseline_bytes);
        for (metric, value, unit, ratio) in
            [("median_ms", ms, "ms", ms / baseline_ms), ("bytes", bytes, "B", bytes / baseline_bytes)]
        {
            let line = json!({
                "bench": "render", "case": case, "metric": metric, "value": value, "unit": unit,
                "baseline": card.baseline(), "ratio": ratio,
            });
            writeln!(log, "{line}").expect("target is writable");
        }
    }
}
