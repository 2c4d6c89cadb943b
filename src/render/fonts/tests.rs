use super::*;

fn request<'a>(families: &'a [String], weight: f32, italic: bool) -> Request<'a> {
    Request { families, size: 32.0, weight, italic, settings: &[], lang: "" }
}

fn first(shelf: &mut Shelf, family: &str, weight: f32, italic: bool) -> (String, i32, bool) {
    let families = [family.to_owned()];
    let chosen = shelf.choose(&request(&families, weight, italic), "Text");
    let used = &chosen.faces[0];
    (used.family.clone(), *used.typeface.font_style().weight(), used.typeface.is_italic())
}

#[test]
fn each_family_has_its_weights() {
    let mut shelf = Shelf::new(Fonts::bundled());
    for weight in [100.0, 400.0, 437.0, 650.0, 900.0] {
        assert_eq!(first(&mut shelf, "Inter", weight, false), ("Inter".to_owned(), weight as i32, false));
        assert_eq!(first(&mut shelf, "inter", weight, true), ("Inter".to_owned(), weight as i32, true));
    }
    assert_eq!(first(&mut shelf, "Source Serif 4", 650.0, false).1, 700);
    assert_eq!(first(&mut shelf, "Source Serif 4", 450.0, true), ("Source Serif 4".to_owned(), 400, true));
    assert_eq!(first(&mut shelf, "JetBrains Mono", 700.0, true), ("JetBrains Mono".to_owned(), 700, false));
    assert_eq!(first(&mut shelf, "Nothing of the kind", 400.0, false).0, "Inter");
}

#[test]
fn families_are_found_whatever_their_case() {
    let fonts = Fonts::bundled();
    assert_eq!(fonts.family(" source serif 4 "), Some("Source Serif 4"));
    assert_eq!(fonts.family("Comic Sans"), None);
    assert_eq!(fonts.families().collect::<Vec<_>>(), FAMILIES);
}

#[test]
fn what_a_family_lacks_comes_from_the_others() {
    let mut shelf = Shelf::new(Fonts::bundled());
    let families = ["JetBrains Mono".to_owned()];
    let chosen = shelf.choose(&request(&families, 400.0, false), "a מ ب क ก 🚀 a");
    let names: Vec<&str> = chosen.faces.iter().map(|used| used.family.as_str()).collect();
    assert_eq!(
        names,
        ["JetBrains Mono", "Noto Sans Hebrew", "Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Thai", EMOJI]
    );
}
