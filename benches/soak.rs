//! 10,000 different renders of card A in one process, and then as many others: cards of all sizes, styles and formats, in
//! Latin, CJK, Arabic and emoji, with pictures of their own. Says what memory the process holds after each thousand, and
//! that it ends.
//!
//! `make soak`; `ARGS="--renders 100000"` for another number.

mod support;

use std::collections::HashMap;
use std::ops::Range;
use std::time::Instant;

use bytes::Bytes;
use placard::domain::output::{Effort, Format, Output, SIZE_PRESETS};
use placard::domain::spec::{TemplateRef, Variables};
use placard::render::{Fonts, Library, Renderer, resolve};
use serde_json::json;
use support::card::{self, AVATAR};
use support::log::{Log, measuring, resident};
use tokio::task::JoinSet;

/// Steady: no more than this above the memory after warm-up.
const GROWTH: f64 = 8e6;
/// The whole render process at its most.
const PEAK: f64 = 80e6;
const IMAGE_URL: &str = "https://pictures.example/image.png";
const AVATAR_URL: &str = "https://pictures.example/avatar.png";

const TITLES: [&str; 6] = [
    "Release {i}: social cards as fast as you can type",
    "Ship it 🚀 number {i} 🎉 with colour emoji 👩‍💻 and flags 🇫🇷🏳️‍🌈",
    "第{i}版：社交卡片渲染得又快又好，排版如浏览器一般",
    "カード{i}を数ミリ秒で描くレンダラーを公開しました",
    "الإصدار {i} من برنامج يرسم البطاقات الاجتماعية بسرعة",
    "A considerably longer headline for the {i}th card, which has to be set smaller and in more lines than the others so that it still fits where titles go",
];
const BACKGROUNDS: [&str; 7] = ["aurora", "midnight", "ember", "forest", "slate", "mono", "#0f766e"];
const FONTS: [&str; 3] = ["Inter", "Source Serif 4", "JetBrains Mono"];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--renders").and_then(|at| arguments.get(at + 1));
    let renders: usize = match given {
        Some(number) => number.parse().expect("--renders takes a number"),
        None if measuring() => 10_000,
        None => 20,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime");
    let renderer = Renderer::new(cores, 256);
    let mut log = Log::open("soak");
    // The peak is the process's, so what takes less comes first.
    let mut reached = runtime.block_on(soak(&mut log, "card_a", renders, async |numbers| {
        render(numbers, cores, |i| {
            let renderer = renderer.clone();
            async move { drop(card::render(&renderer, i, Output::default()).await) }
        })
        .await;
    }));
    let peak = memory("VmHWM");
    log.write("card_a", "peak_rss", peak, "B", "80 MB", peak / PEAK);
    reached &= peak <= PEAK;
    reached &= runtime.block_on(soak(&mut log, "mixed_cards", renders, async |numbers| {
        render(numbers, cores, |i| {
            let renderer = renderer.clone();
            async move {
                let (scene, images, output) = mixed(i);
                renderer.render(scene, images, output).await.expect("a card");
            }
        })
        .await;
    }));
    log.alone("mixed_cards", "peak_rss", memory("VmHWM"), "B");
    if renders >= 10_000 && !reached {
        println!(
            "not reached: a peak below {} MB with card A, and ends no more than {} MB above the warm-up",
            PEAK / 1e6,
            GROWTH / 1e6
        );
        std::process::exit(1);
    }
}

/// Renders so many in ten steps; whether memory stays as it was after the first.
async fn soak(log: &mut Log, case: &str, renders: usize, render: impl AsyncFn(Range<usize>)) -> bool {
    let step = renders.div_ceil(10);
    let started = Instant::now();
    let mut after = Vec::new();
    println!("{case}\n{:>8} {:>9} {:>9} {:>8}", "renders", "RSS MB", "peak MB", "s");
    for first in (0..renders).step_by(step) {
        let numbers = first..(first + step).min(renders);
        let end = numbers.end;
        render(numbers).await;
        let (now, peak) = (memory("VmRSS"), memory("VmHWM"));
        println!("{end:>8} {:>9.1} {:>9.1} {:>8.1}", now / 1e6, peak / 1e6, started.elapsed().as_secs_f64());
        after.push(now);
    }
    let (warm, end) = (after[0], after[after.len() - 1]);
    log.alone(case, "rss_warm", warm, "B");
    log.write(case, "rss_end", end, "B", "rss_warm", end / warm);
    end - warm <= GROWTH
}

fn memory(what: &str) -> f64 {
    resident(std::process::id(), what) as f64
}

/// Two under way for each core.
async fn render<F: Future<Output = ()> + Send + 'static>(
    numbers: Range<usize>,
    cores: usize,
    card: impl Fn(usize) -> F,
) {
    let mut under_way = JoinSet::new();
    for i in numbers {
        if under_way.len() >= 2 * cores {
            under_way.join_next().await.expect("some are under way").expect("no render panics");
        }
        under_way.spawn(card(i));
    }
    while let Some(ended) = under_way.join_next().await {
        ended.expect("no render panics");
    }
}

/// The card of that number: no two are alike.
fn mixed(i: usize) -> (placard::render::Scene, HashMap<String, Bytes>, Output) {
    let mut variables: Variables = [
        ("title", json!(TITLES[i % TITLES.len()].replace("{i}", &i.to_string()))),
        (
            "description",
            json!(format!("Note {i}: what stands here differs on every card, ✨ emoji {} and all.", emoji(i))),
        ),
        ("author", json!(format!("Author {}", i % 977))),
        ("tag", json!(format!("Tag {}", i % 31))),
        ("background", json!(BACKGROUNDS[i % BACKGROUNDS.len()])),
        ("font", json!(FONTS[i % FONTS.len()])),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let mut images = HashMap::new();
    if i.is_multiple_of(2) {
        variables.insert("avatar_url".to_owned(), json!(AVATAR_URL));
        images.insert(AVATAR_URL.to_owned(), Bytes::from_static(AVATAR));
    }
    if i.is_multiple_of(5) {
        variables.insert("image_url".to_owned(), json!(IMAGE_URL));
        images.insert(IMAGE_URL.to_owned(), picture(i));
    }
    let size = SIZE_PRESETS[if i.is_multiple_of(4) { i / 4 % SIZE_PRESETS.len() } else { 0 }];
    let output = Output {
        format: [Format::Png, Format::Png, Format::Jpeg, Format::Webp][i / 3 % 4].into(),
        effort: [Effort::Balanced, Effort::Fast][i % 2],
        width: size.width,
        height: size.height,
        ..Output::default()
    };
    let template = Library::built_in().get(&TemplateRef { name: "card".to_owned(), version: 0 });
    let scene = resolve(&template.expect("the card is built in"), &variables, &[], &output, &Fonts::bundled())
        .expect("sound variables");
    (scene, images, output)
}

/// An emoji of the block of emoticons, one after the other.
fn emoji(i: usize) -> char {
    char::from_u32(0x1f600 + (i % 64) as u32).expect("a character")
}

/// A picture that no other card has, 600x400.
fn picture(i: usize) -> Bytes {
    let (width, height) = (600_usize, 400_usize);
    let shade = |x: usize, y: usize| [(x * 255 / width) as u8, (y * 255 / height) as u8, (i * 37 % 256) as u8];
    let mut pixels: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| shade(x, y))).collect();
    pixels[..8].copy_from_slice(&(i as u64).to_be_bytes());
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fastest);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).expect("a file");
    file.into()
}
