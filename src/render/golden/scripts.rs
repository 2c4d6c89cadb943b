//! One card in every script that is told apart, for the docs.

use serde_json::json;

use super::compare::{check, decode};
use super::sheet::Sheet;
use super::text::fonts;
use super::{pictures, sized, try_template_with};

/// Its name, a text in it, the preset behind that, and the font for what the bundled ones do not have.
const SCRIPTS: [(&str, &str, &str, Option<&str>); 12] = [
    ("Latin", "Příliš žluťoučký kůň úpěl ďábelské ódy", "midnight", None),
    ("Greek", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία", "ocean", None),
    ("Cyrillic", "Съешь же ещё этих мягких французских булок", "ember", None),
    ("Arabic", "الخط العربي هندسة روحانية ظهرت بآلة جسمانية", "forest", None),
    ("Hebrew", "עטלף אבק נס דרך מזגן שהתפוצץ כי חם", "dusk", None),
    ("Both directions", "الإصدار 2.0 من Placard متاح الآن (2026)", "mono", None),
    ("Devanagari", "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण", "ember", None),
    ("Thai", "เป็นมนุษย์สุดประเสริฐเลิศคุณค่ากว่าบรรดาฝูงสัตว์", "ocean", None),
    ("Emoji", "👩‍💻👨‍👩‍👧‍👦🏳️‍🌈🧑🏿‍🤝‍🧑🏻❤️‍🔥🇩🇪🇯🇵🏴󠁧󠁢󠁳󠁣󠁴󠁿👍🏽", "midnight", None),
    ("Japanese", "「日本語」の文章は、行頭に句読点を置かない。", "dusk", Some("NotoSansJP.ttf")),
    ("Chinese", "中文排版：标点不能在行首，“引号”也是。", "forest", Some("NotoSansSC.ttf")),
    ("Korean", "띄어쓰기가 있다.", "mono", Some("NotoSansKR.ttf")),
];

#[test]
fn the_sheet_of_scripts_in_the_docs_is_what_is_rendered() {
    const COLUMNS: usize = 3;
    let (column, gap) = (520.0_f32, 24.0_f32);
    let row = column * 630.0 / 1200.0;
    let rows = SCRIPTS.len() / COLUMNS;
    let mut sheet = Sheet::new(COLUMNS as f32 * (column + gap) + gap, rows as f32 * (row + gap) + gap);
    for (i, (name, title, background, font)) in SCRIPTS.into_iter().enumerate() {
        let theme = if (i / COLUMNS + i).is_multiple_of(2) { "dark" } else { "light" };
        let variables = json!({ "title": title, "tag": name, "background": background, "theme": theme });
        let fonts = fonts(font.as_slice());
        let rendered = try_template_with(&fonts, "card", &variables, pictures(), sized(1200, 630));
        let rendered = rendered.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(rendered.report.warnings, [], "{name}");
        let place = (gap + (i % COLUMNS) as f32 * (column + gap), gap + (i / COLUMNS) as f32 * (row + gap));
        sheet.put(&decode(&rendered.bytes), place, (column, row));
    }
    check("docs/scripts.png", &sheet.image());
}
