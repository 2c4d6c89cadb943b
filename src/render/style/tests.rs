use super::*;

fn set(property: &str, text: &str) -> Result<Style, String> {
    let mut style = Style::default();
    style.set(property, &Scalar::Text(text.to_owned())).map(|()| style)
}

#[test]
fn lengths_have_units() {
    for (text, length) in [
        ("12", Length::Px(12.0)),
        ("-1.5px", Length::Px(-1.5)),
        ("50%", Length::Percent(50.0)),
        ("4vmin", Length::Vmin(4.0)),
        ("auto", Length::Auto),
    ] {
        assert_eq!(Length::parse(text), Ok(length), "{text}");
    }
    for text in ["", "px", "12em", "nan", "inf", "1e3", "12 px", "99999999"] {
        assert!(Length::parse(text).is_err(), "{text}");
    }
    assert_eq!(Length::Vmin(10.0).resolve((1200.0, 630.0), 0.0), Some(63.0));
    assert_eq!(Length::Vmax(10.0).resolve((1200.0, 630.0), 0.0), Some(120.0));
    assert_eq!(Length::Percent(25.0).resolve((1200.0, 630.0), 80.0), Some(20.0));
}

#[test]
fn four_lengths_go_round_like_css() {
    let px = Length::Px;
    assert_eq!(set("margin", "1 2 3").unwrap().margin, [px(1.0), px(2.0), px(3.0), px(2.0)]);
    assert_eq!(set("padding", "1 2").unwrap().padding, [px(1.0), px(2.0), px(1.0), px(2.0)]);
    assert!(set("margin", "1 2 3 4 5").is_err());
    assert_eq!(set("gap", "4 8").unwrap().gap, [px(4.0), px(8.0)]);
    assert!(set("gap", "4 8 2").is_err());
}

#[test]
fn unknown_values_name_the_nearest() {
    assert!(set("justify", "space-betwen").unwrap_err().contains("did you mean `space-between`?"));
    assert!(set("opacity", "1.01").unwrap_err().contains("from 0 to 1"));
    assert_eq!(set("opacity", "1").unwrap().opacity, 1.0);
    assert!(set("max_lines", "0").is_err());
    assert!(set("box_shadow", "0 red").unwrap_err().contains("is not a shadow"));
    assert_eq!(set("box_shadow", "0 1px 2px rgb(0 0 0 / 30%), 0 0 9px red").unwrap().box_shadow.len(), 2);
    assert_eq!(set("letter_spacing", "-0.02em").unwrap().letter_spacing.resolve(50.0), -1.0);
}

#[test]
fn every_listed_property_can_be_set() {
    for name in ALL.concat() {
        // Only that it is known: `set` panics on a name that is not.
        let _ = set(name, "1");
    }
}

fn told(property: &str, text: &str) -> String {
    set(property, text).unwrap_err()
}

#[test]
fn grids_have_tracks_and_places() {
    let px = Length::Px;
    assert_eq!(
        set("grid_template_columns", "200px 2fr min-content max-content auto").unwrap().grid_template_columns,
        [Track::Length(px(200.0)), Track::Fr(2.0), Track::MinContent, Track::MaxContent, Track::Length(Length::Auto)]
    );
    let repeated = set("grid_template_rows", "repeat(2, 10px minmax(5px, 1fr)) minmax(0, 40px)").unwrap();
    let pair = [Track::Length(px(10.0)), Track::MinMax(px(5.0), Bound::Fr(1.0))];
    let last = Track::MinMax(px(0.0), Bound::Length(px(40.0)));
    assert_eq!(repeated.grid_template_rows, [pair[0], pair[1], pair[0], pair[1], last]);
    assert!(set("grid_auto_rows", "none").unwrap().grid_auto_rows.is_empty());
    for (text, expected) in [
        ("", "0 tracks"),
        ("repeat(0, 1fr)", "from 1 to 100"),
        ("repeat(3 1fr)", "like `repeat(3, 1fr)`"),
        ("minmax(1px)", "like `minmax(100px, 1fr)`"),
        ("-1fr", "from 0"),
        ("wide", "is not a length"),
        ("repeat(100, 1px 1px)", "1 to 100"),
    ] {
        assert!(
            told("grid_template_columns", text).contains(expected),
            "{text}: {}",
            told("grid_template_columns", text)
        );
    }
    let place = |text: &str| set("grid_column", text).unwrap().grid_column;
    assert_eq!(place("2"), Placement { start: Line::At(2), end: Line::Auto });
    assert_eq!(place("1 / -1"), Placement { start: Line::At(1), end: Line::At(-1) });
    assert_eq!(place("2 / span 3"), Placement { start: Line::At(2), end: Line::Span(3) });
    assert_eq!(place("auto"), Placement::default());
    assert!(told("grid_row", "0").contains("from 1"));
    for text in ["1 / 2 / 3", "span 0", "101", "span x"] {
        assert!(set("grid_row", text).is_err(), "{text}");
    }
}

#[test]
fn clip_paths_are_basic_shapes() {
    let half = Length::Percent(50.0);
    let clip = |text: &str| set("clip_path", text).unwrap().clip_path;
    assert_eq!(clip("none"), None);
    assert_eq!(clip("circle()"), Some(ClipPath::Circle(Length::Auto, [half; 2])));
    let at = [Length::Percent(0.0), Length::Px(10.0)];
    assert_eq!(clip("circle(40px at 0% 10px)"), Some(ClipPath::Circle(Length::Px(40.0), at)));
    assert_eq!(clip("ellipse(10px 20px)"), Some(ClipPath::Ellipse([Length::Px(10.0), Length::Px(20.0)], [half; 2])));
    let Some(ClipPath::Polygon(corners)) = clip("polygon(0 0, 100% 0, 80% 100%)") else { panic!() };
    assert_eq!(corners.len(), 3);
    let sides = [Length::Px(1.0), Length::Px(2.0), Length::Px(1.0), Length::Px(2.0)];
    assert_eq!(clip("inset(1px 2px round 8px)"), Some(ClipPath::Inset(sides, Length::Px(8.0))));
    for text in
        ["circle", "circle(1px 2px)", "polygon(0 0, 1 1)", "polygon(0, 1, 2)", "inset(1px round)", "star(3)", ""]
    {
        assert!(set("clip_path", text).is_err(), "{text}");
    }
}

#[test]
fn filters_and_transforms_follow_css() {
    let filter = |text: &str| set("filter", text).unwrap().filter;
    assert_eq!(filter("none"), []);
    assert_eq!(filter("blur(8px) grayscale(50%)"), [Filter::Blur(Length::Px(8.0)), Filter::Grayscale(0.5)]);
    assert_eq!(filter("hue-rotate(0.5turn)"), [Filter::HueRotate(180.0)]);
    assert!(matches!(filter("duotone(#000, rgb(255 255 255))")[..], [Filter::Duotone(..)]));
    for (text, expected) in [
        ("blur(-1px)", "0 to 1000"),
        ("blur(5%)", "by pixels"),
        ("grayscale(2)", "from 0 to 1"),
        ("duotone(red)", "two colours"),
        ("blurr(1px)", "did you mean `blur`?"),
        ("blur", "is not a filter"),
        ("", "0 filters"),
    ] {
        assert!(told("filter", text).contains(expected), "{text}: {}", told("filter", text));
    }
    assert_eq!(set("rotate", "450deg").unwrap().rotate, 90.0);
    assert_eq!(set("rotate", "-15").unwrap().rotate, -15.0);
    assert!(set("rotate", "nan").is_err() && set("rotate", "left").is_err());
    assert_eq!(set("scale", "2 -1").unwrap().scale, [2.0, -1.0]);
    assert!(set("scale", "1 2 3").is_err() && set("scale", "1000").is_err());
    assert_eq!(set("translate", "10px -5%").unwrap().translate, [Length::Px(10.0), Length::Percent(-5.0)]);
    assert!(set("translate", "1 2 3").is_err());
}

#[test]
fn shadows_have_their_parts_in_order() {
    let style = set("box_shadow", "inset 0 1px 2px 3px red, 4vmin 0 navy").unwrap();
    let [first, second] = &style.box_shadow[..] else { panic!() };
    assert!(first.inset && !second.inset);
    assert_eq!((first.y, first.blur, first.spread), (Length::Px(1.0), Length::Px(2.0), Length::Px(3.0)));
    assert_eq!((second.x, second.blur), (Length::Vmin(4.0), Length::Px(0.0)));
    assert!(set("box_shadow", "none").unwrap().box_shadow.is_empty());
    assert!(told("box_shadow", "0 0 -1px red").contains("blur below 0"));
    assert!(set("text_shadow", "0 0 1px 2px red").is_err(), "a text's shadow has no spread");
    assert!(set("text_shadow", "inset 0 0 red").is_err());
    assert!(told("box_shadow", &["0 0 red"; 17].join(",")).contains("at most 16"));
}

#[test]
fn letters_have_decorations_strokes_and_settings() {
    let decoration = set("text_decoration", "underline wavy #f43f5e 3px line-through").unwrap().text_decoration;
    assert!(decoration.underline && decoration.line_through && !decoration.overline);
    assert_eq!((decoration.style, decoration.thickness), (DecorationStyle::Wavy, Some(3.0)));
    assert_eq!(decoration.color.unwrap().to_string(), "#f43f5eff");
    assert_eq!(set("text_decoration", "none").unwrap().text_decoration, Decoration::NONE);
    assert!(told("text_decoration", "underlin").contains("did you mean `underline`?"));
    let stroke = set("text_stroke", "2px rgb(0 0 0 / 50%)").unwrap().text_stroke.unwrap();
    assert_eq!(stroke.width, Length::Px(2.0));
    assert_eq!(set("stroke", "none").unwrap().stroke, None);
    assert!(set("stroke", "2px").is_err());
    assert_eq!(set("letter_spacing", "0.1em").unwrap().letter_spacing, Spacing::Em(0.1));
    assert_eq!(set("word_spacing", "-2px").unwrap().word_spacing, Spacing::Px(-2.0));
    assert!(told("letter_spacing", "5%").contains("`em` or pixels"));
    let features = set("font_feature_settings", "\"tnum\", ss01 2, 'liga' off").unwrap().font_feature_settings;
    let features: Vec<(&[u8; 4], f32)> = features.iter().map(|setting| (&setting.tag, setting.value)).collect();
    assert_eq!(features, [(b"tnum", 1.0), (b"ss01", 2.0), (b"liga", 0.0)]);
    let axes = set("font_variation_settings", "\"wght\" 650, \"slnt\" -8").unwrap().font_variation_settings;
    assert_eq!((axes[0].value, axes[1].value), (650.0, -8.0));
    assert!(set("font_variation_settings", "normal").unwrap().font_variation_settings.is_empty());
    for (property, text) in [
        ("font_variation_settings", "wght"),
        ("font_feature_settings", "tnums"),
        ("font_feature_settings", "tnum 1 2"),
        ("font_feature_settings", "tnum 300"),
        ("font_feature_settings", "日"),
    ] {
        assert!(set(property, text).is_err(), "{text}");
    }
}

#[test]
fn lists_are_lists_or_texts_with_commas() {
    let list = |items: &[&str]| Scalar::List(items.iter().map(|item| Scalar::Text((*item).to_owned())).collect());
    let mut style = Style::default();
    for (property, items) in [
        ("labels", list(&["a, b", "c"])),
        ("values", list(&["1", "2.5"])),
        ("colors", list(&["rgb(1, 2, 3)", "red"])),
        ("font_family", list(&["Inter", "Source Serif 4"])),
        ("stroke_dasharray", list(&["1", "2"])),
    ] {
        assert!(LISTS.contains(&property));
        style.set(property, &items).unwrap();
    }
    assert_eq!(style.labels, ["a, b", "c"]);
    assert_eq!((style.values, style.colors.len(), style.font_family.len()), (vec![1.0, 2.5], 2, 2));
    assert_eq!(set("colors", "rgb(1, 2, 3), red").unwrap().colors.len(), 2);
    assert!(set("values", "1, x").is_err() && set("values", "1, NaN").is_err());
    assert!(set("values", &["1"; 1001].join(",")).is_err());
    assert!(set("stroke_dasharray", "0, 0").is_err() && set("stroke_dasharray", "-1").is_err());
    assert!(set("stroke_dasharray", "none").unwrap().stroke_dasharray.is_empty());
}

#[test]
fn masks_are_layers_and_pictures() {
    let mask = |text: &str| set("mask_image", text).unwrap().mask_image;
    assert!(mask("none").is_empty() && mask("url()").is_empty() && mask(" url( '' ) ").is_empty());
    let picture = Mask::Picture("https://a.example/x_(1),2.png".to_owned());
    for text in [
        "url(https://a.example/x_(1),2.png)",
        "url(\"https://a.example/x_(1),2.png\")",
        " url( 'https://a.example/x_(1),2.png' )",
    ] {
        assert_eq!(mask(text), std::slice::from_ref(&picture), "{text}");
    }
    let both = mask("url(asset:logos/star.png), linear-gradient(black, transparent)");
    assert_eq!(both[0], Mask::Picture("asset:logos/star.png".to_owned()));
    assert!(matches!(both[1], Mask::Layer(_)) && both.len() == 2);
    for (text, expected) in [
        ("url(https://a.example/x.png", "closing parenthesis of `url(`"),
        ("url(star)", "must be the `https` or `http` URL of a picture"),
        ("url(data:image/png;base64,AA==)", "must be the `https` or `http` URL"),
        ("url(file:///etc/passwd)", "must be the `https` or `http` URL"),
        ("", "empty layer"),
        ("gradient(red, blue)", "linear-gradient"),
    ] {
        assert!(told("mask_image", text).contains(expected), "{text}: {}", told("mask_image", text));
    }
    assert!(told("mask_image", &["url()"; 17].join(",")).contains("at most 16"));
    let size = |text: &str| set("mask_size", text).unwrap().mask_size;
    assert_eq!((size("cover"), size(" contain ")), (MaskSize::Cover, MaskSize::Contain));
    assert_eq!(size("auto"), MaskSize::Lengths([Length::Auto; 2]));
    assert_eq!(size("50%"), MaskSize::Lengths([Length::Percent(50.0), Length::Auto]));
    assert_eq!(size("auto 4px"), MaskSize::Lengths([Length::Auto, Length::Px(4.0)]));
    for (text, expected) in [("", "takes `cover`"), ("1 2 3", "takes `cover`"), ("-1px", "below 0"), ("big", "length")]
    {
        assert!(told("mask_size", text).contains(expected), "{text}: {}", told("mask_size", text));
    }
    assert_eq!(
        set("mask_position", "right top").unwrap().mask_position,
        [Length::Percent(100.0), Length::Percent(0.0)]
    );
    assert!(!set("mask_repeat", "no-repeat").unwrap().mask_repeat && told("mask_repeat", "no").contains("no-repeat"));
}
