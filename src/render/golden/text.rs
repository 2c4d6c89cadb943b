//! Text as it is meant to look: every property of letters and of texts, and the scripts of the world.

use std::collections::HashMap;

use bytes::Bytes;
use skia_safe::Image;

use super::compare::{check, decode};
use super::sized;
use crate::render::scene::{Scene, SceneContent, SceneNode, Span};
use crate::render::style::{Scalar, Style};
use crate::render::{FontFile, Fonts, RenderError, Rendered, Renderer};

type Properties<'a> = &'a [(&'a str, &'a str)];

fn styled(mut style: Style, properties: Properties) -> Style {
    for (name, value) in properties {
        style.set(name, &Scalar::Text((*value).to_owned())).unwrap_or_else(|e| panic!("{name} {e}"));
    }
    style
}

/// A text node; each span with what it sets over the node's style.
fn spans(properties: Properties, spans: &[(&str, Properties)]) -> SceneNode {
    let style = styled(Style::default(), properties);
    let span = |(text, own): &(&str, Properties)| Span {
        text: (*text).to_owned(),
        style: (!own.is_empty()).then(|| Box::new(styled(style.clone(), own))),
    };
    let content = SceneContent::Text(spans.iter().map(span).collect());
    SceneNode { name: "text".to_owned(), content, style }
}

fn text(properties: Properties, text: &str) -> SceneNode {
    spans(properties, &[(text, &[])])
}

fn frame(properties: Properties, children: Vec<SceneNode>) -> SceneNode {
    let style = styled(Style::default(), properties);
    SceneNode { name: "frame".to_owned(), content: SceneContent::Frame(children), style }
}

fn try_render(
    size: (u32, u32),
    background: &str,
    children: Vec<SceneNode>,
    fonts: &Fonts,
) -> Result<Rendered, RenderError> {
    render_by(&Renderer::new(1, 1), size, background, children, fonts)
}

fn render_by(
    renderer: &Renderer,
    size: (u32, u32),
    background: &str,
    children: Vec<SceneNode>,
    fonts: &Fonts,
) -> Result<Rendered, RenderError> {
    let root =
        frame(&[("direction", "column"), ("padding", "20"), ("gap", "10"), ("background", background)], children);
    let (canvas, images) = ((size.0 as f32, size.1 as f32), Vec::new());
    let scene = Scene { canvas, root, images, fonts: fonts.clone() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(renderer.render(scene, HashMap::new(), sized(size.0, size.1)))
}

fn render(size: (u32, u32), children: Vec<SceneNode>) -> Image {
    decode(&try_render(size, "white", children, &Fonts::bundled()).unwrap().bytes)
}

fn golden(name: &str, size: (u32, u32), children: Vec<SceneNode>) {
    check(&format!("tests/golden/text/{name}.png"), &render(size, children));
}

fn font(name: &str) -> FontFile {
    let path = super::compare::folder(&format!("tests/golden/fonts/{name}"));
    FontFile::read(Bytes::from(std::fs::read(path).unwrap())).unwrap()
}

/// The bundled fonts and some of `tests/golden/fonts`.
pub fn fonts(names: &[&str]) -> Fonts {
    names.iter().fold(Fonts::bundled(), |fonts, name| fonts.with(font(name)).unwrap())
}

/// The workspace of a reader of Japanese, Chinese and Korean.
fn east_asian() -> Fonts {
    fonts(&["NotoSansJP.ttf", "NotoSansSC.ttf", "NotoSansKR.ttf"])
}

#[test]
fn weights_and_italics() {
    let mut rows: Vec<SceneNode> = [100, 250, 400, 550, 700, 900]
        .map(|weight| {
            let weight = weight.to_string();
            spans(
                &[("font_size", "26"), ("font_weight", &weight)],
                &[("Weight and ", &[]), ("italic", &[("font_style", "italic")]), (" of Inter ", &[]), (&weight, &[])],
            )
        })
        .into();
    rows.push(spans(
        &[("font_size", "26"), ("font_family", "Source Serif 4")],
        &[
            ("Serif ", &[]),
            ("italic ", &[("font_style", "italic")]),
            ("bold ", &[("font_weight", "700")]),
            ("both", &[("font_weight", "700"), ("font_style", "italic")]),
        ],
    ));
    rows.push(spans(
        &[("font_size", "26"), ("font_family", "JetBrains Mono")],
        &[("mono ", &[]), ("slanted ", &[("font_style", "italic")]), ("800", &[("font_weight", "800")])],
    ));
    rows.push(spans(
        &[("font_size", "26"), ("font_variation_settings", "\"wght\" 620, \"opsz\" 14")],
        &[("by hand ", &[]), ("opsz 32", &[("font_variation_settings", "\"wght\" 620, \"opsz\" 32")])],
    ));
    golden("weights", (520, 440), rows);
}

#[test]
fn decorations() {
    let line = |decoration: &'static str| {
        text(&[("font_size", "30"), ("text_decoration", decoration)], "Typography jumps, gypsy")
    };
    golden(
        "decorations",
        (480, 560),
        vec![
            line("underline"),
            line("overline"),
            line("line-through"),
            line("underline overline #f43f5e"),
            line("underline double"),
            line("underline dotted #0ea5e9"),
            line("underline dashed 4px"),
            line("underline wavy #f43f5e"),
            line("line-through 5px rgb(244 63 94 / 60%)"),
            spans(
                &[("font_size", "24")],
                &[
                    ("A line that ", &[]),
                    ("is underlined over the end of a line", &[("text_decoration", "underline 2px #2563eb")]),
                    (" and goes on, ", &[]),
                    ("gone", &[("text_decoration", "line-through"), ("color", "#94a3b8")]),
                ],
            ),
        ],
    );
}

#[test]
fn shadows_strokes_and_gradients() {
    let big = |properties: Properties| {
        let all: Vec<(&str, &str)> =
            [("font_size", "52"), ("font_weight", "800")].iter().chain(properties).copied().collect();
        text(&all, "Glow & edge 🚀")
    };
    golden(
        "effects",
        (520, 560),
        vec![
            big(&[("text_shadow", "0 4px 12px rgb(0 0 0 / 45%)")]),
            big(&[("text_shadow", "2px 2px 0 #f43f5e, 4px 4px 0 #0ea5e9"), ("color", "white")]),
            big(&[("text_stroke", "6px #0f172a"), ("color", "#facc15")]),
            big(&[("text_stroke", "4px #0f172a"), ("color", "white"), ("text_shadow", "0 6px 8px rgb(0 0 0 / 50%)")]),
            big(&[("background", "linear-gradient(90deg, #f43f5e, #8b5cf6, #0ea5e9)"), ("background_clip", "text")]),
            spans(
                &[
                    ("font_size", "52"),
                    ("font_weight", "800"),
                    ("background", "linear-gradient(90deg, #16a34a, #0ea5e9)"),
                    ("background_clip", "text"),
                    ("text_decoration", "underline"),
                ],
                &[("Gradient, ", &[]), ("but", &[("color", "#f97316")]), (" gaps", &[])],
            ),
        ],
    );
}

#[test]
fn spans_of_many_looks() {
    golden(
        "spans",
        (560, 420),
        vec![
            spans(
                &[("font_size", "30")],
                &[
                    ("Highlighted ", &[]),
                    ("text here", &[("background", "#fde047"), ("border_radius", "4")]),
                    (", ", &[]),
                    ("code()", &[("font_family", "JetBrains Mono"), ("background", "#e2e8f0"), ("font_size", "24")]),
                    (" and ", &[]),
                    (
                        "a highlight that is longer than one line",
                        &[("background", "linear-gradient(90deg, #bae6fd, #fbcfe8)")],
                    ),
                ],
            ),
            spans(
                &[("font_size", "30")],
                &[
                    ("E = mc", &[]),
                    ("2", &[("font_size", "18"), ("baseline_shift", "12")]),
                    (" and H", &[]),
                    ("2", &[("font_size", "18"), ("baseline_shift", "-6")]),
                    ("O, ", &[]),
                    ("BIG", &[("font_size", "56"), ("font_weight", "800")]),
                    (" and small", &[("font_size", "16")]),
                ],
            ),
            spans(
                &[("font_size", "28")],
                &[
                    ("Latin then ", &[]),
                    ("שלום", &[("color", "#f43f5e")]),
                    (" עולם", &[("font_weight", "700")]),
                    (" and back, ", &[]),
                    ("مرحبا", &[("color", "#0ea5e9")]),
                    (" 123.", &[]),
                ],
            ),
            text(&[("font_size", "24"), ("letter_spacing", "0.2em")], "Letter spacing"),
            text(
                &[("font_size", "24"), ("word_spacing", "24"), ("letter_spacing", "-1")],
                "Word spacing, tight letters",
            ),
        ],
    );
}

#[test]
fn lines_and_alignment() {
    let long = "The quick brown fox jumps over the lazy dog and then it sleeps until noon";
    let boxed = |properties: Properties| {
        let all: Vec<(&str, &str)> =
            [("font_size", "22"), ("width", "300"), ("border_width", "1"), ("border_color", "#cbd5e1")]
                .iter()
                .chain(properties)
                .copied()
                .collect();
        text(&all, long)
    };
    let columns = vec![
        frame(
            &[("direction", "column"), ("gap", "10")],
            vec![
                boxed(&[]),
                boxed(&[("text_align", "center")]),
                boxed(&[("text_align", "end")]),
                boxed(&[("text_align", "justify")]),
                boxed(&[("text_direction", "rtl")]),
            ],
        ),
        frame(
            &[("direction", "column"), ("gap", "10")],
            vec![
                boxed(&[("text_wrap", "balance")]),
                boxed(&[("text_wrap", "balance"), ("text_align", "center")]),
                boxed(&[("text_wrap", "pretty")]),
                boxed(&[("text_wrap", "nowrap")]),
                boxed(&[("text_wrap", "nowrap"), ("text_overflow", "clip")]),
                boxed(&[("max_lines", "2")]),
                boxed(&[("max_lines", "1")]),
                boxed(&[("max_lines", "2"), ("text_overflow", "clip")]),
                boxed(&[("fit", "shrink"), ("max_lines", "1"), ("min_font_size", "8")]),
                boxed(&[("fit", "shrink"), ("height", "40"), ("min_font_size", "8")]),
                boxed(&[("line_height", "1"), ("max_lines", "2")]),
            ],
        ),
    ];
    golden("lines", (680, 620), vec![frame(&[("gap", "20")], columns)]);
}

#[test]
fn features_and_case() {
    golden(
        "features",
        (560, 380),
        vec![
            text(&[("font_size", "28")], "0123456789 1/2 -> fi"),
            text(&[("font_size", "28"), ("font_feature_settings", "\"tnum\", \"zero\"")], "0123456789 1/2 -> fi"),
            text(&[("font_size", "28"), ("font_feature_settings", "\"frac\", \"ss01\"")], "0123456789 1/2 -> fi"),
            text(&[("font_size", "28"), ("font_feature_settings", "\"calt\" off")], "0123456789 1/2 -> fi"),
            text(&[("font_size", "28"), ("text_transform", "uppercase"), ("lang", "tr")], "istanbul ılık straße"),
            text(&[("font_size", "28"), ("text_transform", "capitalize")], "every word, don't you see"),
            text(&[("font_size", "28"), ("text_transform", "uppercase"), ("lang", "el")], "Ὀδυσσεύς"),
        ],
    );
}

#[test]
fn scripts_of_europe() {
    golden(
        "scripts_latin",
        (620, 330),
        vec![
            text(&[("font_size", "26")], "Příliš žluťoučký kůň úpěl ďábelské ódy — Ærøskøbing, Győr, Łódź"),
            text(&[("font_size", "26")], "Tiếng Việt: Quốc ngữ đẹp đẽ; decomposed: e\u{301} a\u{308} o\u{302}\u{323}"),
            text(&[("font_size", "26")], "Съешь же ещё этих мягких французских булок"),
            text(&[("font_size", "26")], "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"),
        ],
    );
}

#[test]
fn scripts_from_right_to_left() {
    golden(
        "scripts_rtl",
        (620, 400),
        vec![
            text(&[("font_size", "30")], "مرحبا بالعالم، هذا نص عربي طويل بما يكفي ليملأ سطرين في هذه الصورة"),
            text(&[("font_size", "30"), ("font_weight", "800")], "الإصدار 2.0 من Placard متاح الآن (2026)"),
            text(&[("font_size", "30")], "שלום עולם: גרסה 3.5 של Placard"),
            text(&[("font_size", "30"), ("text_align", "left")], "لا إله، الله، السلام عليكم ۱۲۳"),
            text(
                &[("font_size", "30"), ("max_lines", "1")],
                "نص عربي طويل جدا لا يتسع له سطر واحد في هذه الصورة الصغيرة أبدا",
            ),
        ],
    );
}

#[test]
fn scripts_of_south_asia() {
    golden(
        "scripts_indic_thai",
        (560, 360),
        vec![
            text(&[("font_size", "30")], "क्षत्रिय, ज्ञान, श्रीमान, हिन्दी में कर्ता — क्‍ष"),
            text(&[("font_size", "30"), ("font_weight", "700")], "नमस्ते दुनिया १२३"),
            text(&[("font_size", "30")], "ภาษาไทยไม่มีการเว้นวรรคระหว่างคำจึงต้องตัดคำด้วยพจนานุกรมอย่างถูกต้อง"),
            text(&[("font_size", "30"), ("font_weight", "700")], "น้ำใจ กุ้ง ที่นี่ ปั้น"),
        ],
    );
}

#[test]
fn scripts_of_east_asia() {
    let fonts = east_asian();
    let rows = vec![
        text(
            &[("font_size", "30"), ("width", "340"), ("lang", "ja")],
            "「日本語」の文章は、行頭に句読点を置かない。禁則処理っていいね。",
        ),
        text(
            &[("font_size", "30"), ("width", "340"), ("lang", "zh-Hans")],
            "中文排版：标点不能在行首，“引号”也是。直骨角",
        ),
        text(&[("font_size", "30"), ("width", "340"), ("lang", "ko")], "한국어 문장은 띄어쓰기가 있다."),
        text(&[("font_size", "30"), ("lang", "ja")], "ja: 直骨角"),
        text(&[("font_size", "30"), ("lang", "zh-Hans")], "zh: 直骨角"),
        text(
            &[("font_size", "30"), ("lang", "ja"), ("font_weight", "700"), ("max_lines", "1"), ("width", "300")],
            "太字の日本語は長すぎて一行に収まらない",
        ),
    ];
    let rendered = try_render((420, 480), "white", rows, &fonts).unwrap();
    assert_eq!(rendered.report.missing_glyphs, Vec::<String>::new());
    check("tests/golden/text/scripts_cjk.png", &decode(&rendered.bytes));
}

#[test]
fn emoji_of_every_kind() {
    golden(
        "emoji",
        (560, 330),
        vec![
            text(&[("font_size", "34")], "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ 🧑🏿‍🤝‍🧑🏻 ❤️‍🔥"),
            text(&[("font_size", "34")], "👍🏻👍🏼👍🏽👍🏾👍🏿 🇩🇪🇯🇵🇧🇷 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣#️⃣*️⃣"),
            text(&[("font_size", "34")], "❤️ ❤ ❤︎ ☎️ ✅ © ™ ⭐ ▶️ ☺️"),
            text(&[("font_size", "34"), ("font_weight", "800"), ("font_style", "italic")], "Bold 🎉 slanted 🎉"),
            text(&[("font_size", "34"), ("max_lines", "1"), ("width", "260")], "Cut 👩‍👩‍👧‍👧👨‍👨‍👦‍👦👩‍👩‍👦 here"),
        ],
    );
}

#[test]
fn glyphs_that_no_font_has() {
    let render = |how: &str| {
        let node = text(&[("font_size", "34"), ("missing_glyph", how)], "a\u{10fffe}b");
        try_render((200, 90), "white", vec![node], &Fonts::bundled())
    };
    let seen = render("notdef").unwrap();
    let skipped = render("skip").unwrap();
    for rendered in [&seen, &skipped] {
        assert_eq!(rendered.report.missing_glyphs, ["U+10FFFE"]);
    }
    assert_ne!(seen.bytes, skipped.bytes);
    let plain = try_render((200, 90), "white", vec![text(&[("font_size", "34")], "ab")], &Fonts::bundled()).unwrap();
    assert_eq!(skipped.bytes, plain.bytes);
    let Err(RenderError::MissingGlyph { node, code_points }) = render("error") else { panic!() };
    assert_eq!((node.as_str(), code_points), ("text", vec!["U+10FFFE".to_owned()]));
}

#[test]
fn a_glyph_is_missed_as_often_as_it_is_missing() {
    let renderer = Renderer::new(1, 1);
    let node = |how: &str| text(&[("font_size", "34"), ("missing_glyph", how)], "a\u{10fffe}b");
    // By the same thread again, after a render that failed; and beside a text that is alike.
    for nodes in [vec![node("error")], vec![node("error")], vec![node("notdef"), node("error")]] {
        let refused = render_by(&renderer, (200, 160), "white", nodes, &Fonts::bundled());
        assert!(matches!(refused, Err(RenderError::MissingGlyph { .. })), "{:?}", refused.map(|seen| seen.report));
    }
    let seen =
        render_by(&renderer, (200, 160), "white", vec![node("notdef"), node("skip")], &Fonts::bundled()).unwrap();
    assert_eq!(seen.report.warnings.len(), 2, "{:?}", seen.report.warnings);
}

#[test]
fn hostile_texts_are_drawn_in_time_and_bounds() {
    let zalgo = format!("z{}", "\u{301}".repeat(10_000));
    let cases = [
        "x".repeat(1_000_000),
        "word ".repeat(200_000),
        zalgo.repeat(20),
        "\u{202e}\u{202d}\u{2067}a".repeat(5_000),
        "\u{200b}\u{200d}\u{2060}".repeat(100_000),
        "\n".repeat(100_000),
        "👩‍".repeat(5_000),
        (0x4e00..0x9fff).filter_map(char::from_u32).collect(),
        (0xf0000..0xf2000).filter_map(char::from_u32).collect(),
        "\u{0}\u{1}\u{7f}\u{85}\u{2028}".repeat(1_000),
    ];
    for case in &cases {
        for properties in [
            &[("font_size", "30")][..],
            &[("font_size", "30"), ("max_lines", "2"), ("text_wrap", "balance")],
            &[("font_size", "30"), ("fit", "shrink"), ("max_lines", "3"), ("text_align", "justify")],
            &[("font_size", "30"), ("text_wrap", "nowrap"), ("text_decoration", "underline")],
        ] {
            try_render((300, 150), "white", vec![text(properties, case)], &Fonts::bundled()).unwrap();
        }
    }
    for size in ["0", "-5", "0.001", "1000000", "100000vmax", "auto"] {
        let properties = [("font_size", size), ("text_shadow", "0 0 1000px red"), ("text_stroke", "5000px red")];
        try_render((300, 150), "white", vec![text(&properties, "Size")], &Fonts::bundled()).unwrap();
    }
    try_render((300, 150), "white", vec![text(&[], "")], &Fonts::bundled()).unwrap();
}
