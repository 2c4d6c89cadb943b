use super::*;
use crate::render::style::Scalar;

fn try_measure(
    text: &str,
    properties: &[(&str, &str)],
    room: (Option<f32>, Option<f32>),
) -> Result<Measurement, Vec<crate::domain::violation::Violation>> {
    let properties: Vec<(&str, Scalar)> =
        properties.iter().map(|(name, value)| (*name, Scalar::Text((*value).to_owned()))).collect();
    let given = properties.iter().map(|(name, value)| (*name, value));
    let text = MeasureText::new(text.to_owned(), given, (1200.0, 630.0), room.0, room.1, Fonts::bundled())?;
    Ok(text.measure(&Typesetter::default()))
}

fn measure(text: &str, properties: &[(&str, &str)], width: f32) -> Measurement {
    try_measure(text, properties, (Some(width), None)).unwrap()
}

/// What Chromium 156 answers for the same files: font, size, line height, weight; width, baseline, height.
#[test]
fn lines_lie_where_a_browser_has_them() {
    for (family, size, line_height, weight, width, baseline, height) in [
        ("Inter", 64.0, 1.1, 700.0, 352.84, 58.0, 70.39),
        ("Inter", 20.0, 1.0, 400.0, 109.56, 17.0, 20.0),
        ("Source Serif 4", 40.0, 1.5, 400.0, 229.28, 44.0, 60.0),
        ("JetBrains Mono", 24.0, 1.3, 400.0, 144.0, 24.0, 31.19),
        ("Inter", 17.0, 2.0, 500.0, 96.16, 23.0, 34.0),
    ] {
        let [s, l, w] = [size, line_height, weight].map(|number: f32| number.to_string());
        let style = [("font_family", family), ("font_size", &s), ("line_height", &l), ("font_weight", &w)];
        let line = &measure("Typography", &style, 600.0).lines[0];
        let close = |ours: f32, theirs: f32| (ours - theirs).abs() <= 1.0;
        let alike = close(line.width, width) && close(line.baseline, baseline) && close(line.height, height);
        assert!(alike, "{family} {size}: {line:?}");
    }
}

#[test]
fn a_text_ends_after_a_word_or_within_one_but_never_within_a_cluster() {
    for (text, width, expected) in [
        ("Some words and something", 200.0, "Some words…"),
        ("Incomprehensibilities", 200.0, "Incomprehen…"),
        ("Ab, incomprehensibilities", 200.0, "Ab, incompre…"),
        ("Nothing, really nothing", 220.0, "Nothing, really…"),
        ("🚀 rockets and 🚀 rockets", 180.0, "🚀 rockets…"),
        ("👩‍👩‍👧‍👧👨‍👨‍👦‍👦👩‍👩‍👦👩‍👩‍👧‍👧", 140.0, "👩‍👩‍👧‍👧👨‍👨‍👦‍👦👩‍👩‍👦…"),
        ("क्षत्रियक्षत्रियक्षत्रियक्षत्रिय", 150.0, "क्षत्रियक्षत्रिय…"),
        ("One\nTwo", 300.0, "One…"),
    ] {
        let measured = measure(text, &[("font_size", "30"), ("max_lines", "1")], width);
        assert!(measured.truncated && measured.width <= width, "{measured:?}");
        assert_eq!(measured.lines[0].text, expected);
    }
    let two = measure("One two three four five six", &[("font_size", "30"), ("max_lines", "2")], 150.0);
    assert_eq!(two.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["One two", "three four…"]);
    // Without an ellipsis nothing is put in its place.
    let clipped = [("font_size", "30"), ("max_lines", "1"), ("text_overflow", "clip")];
    let clipped = measure("One two three four five six", &clipped, 150.0);
    assert!(clipped.truncated && clipped.lines[0].text == "One two", "{clipped:?}");
}

#[test]
fn shrinking_takes_the_largest_size_that_fits() {
    let text = "A headline that has to fit";
    let shrunk = |width: f32, height: Option<f32>, lines: &str| {
        let style = [("font_size", "80"), ("min_font_size", "10"), ("fit", "shrink"), ("max_lines", lines)];
        try_measure(text, &style, (Some(width), height)).unwrap()
    };
    let whole = shrunk(2000.0, None, "1");
    assert_eq!((whole.font_size, whole.lines.len()), (80.0, 1));
    for (width, height, lines) in
        [(500.0, None, "1"), (400.0, None, "2"), (300.0, Some(90.0), "9"), (250.0, Some(30.0), "9")]
    {
        let fitted = shrunk(width, height, lines);
        assert!(!fitted.truncated && fitted.width <= width, "{fitted:?}");
        assert!(height.is_none_or(|height| fitted.height <= height + 0.5), "{fitted:?}");
        if fitted.font_size == 80.0 {
            continue;
        }
        // The next size up would not have.
        let next = (fitted.font_size + 3.0).to_string();
        let style = [("font_size", next.as_str()), ("max_lines", lines)];
        let larger = try_measure(text, &style, (Some(width), None)).unwrap();
        assert!(larger.truncated || height.is_some_and(|height| larger.height > height), "{fitted:?} {larger:?}");
    }
    let least = shrunk(60.0, None, "1");
    assert_eq!((least.font_size, least.truncated), (10.0, true));
}

#[test]
fn what_is_wrong_with_a_measured_text_is_told_at_once() {
    let style = [("font_sise", "30"), ("font_weight", "heavy"), ("font_family", "Intre"), ("gap", "3")];
    let violations = try_measure("Text", &style, (None, None)).unwrap_err();
    let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["style.font_sise", "style.font_weight", "style.font_family", "style.gap"]);
    let alike: Vec<bool> = violations.iter().map(|violation| violation.message.contains("did you mean")).collect();
    assert_eq!(alike, [true, false, true, false], "{violations:?}");
}

#[test]
fn a_measured_text_tells_its_fonts_and_what_is_missing() {
    let measured = try_measure("Aب🚀\u{10fffe}", &[("font_size", "30")], (None, None)).unwrap();
    assert_eq!(measured.fonts, ["Inter", "Noto Color Emoji", "Noto Sans Arabic"]);
    assert_eq!(measured.missing_glyphs, ["U+10FFFE"]);
    assert_eq!(try_measure("", &[], (None, None)).unwrap().width, 0.0);
}
