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

fn test_font(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fonts").join(name);
    std::fs::read(path).unwrap()
}

#[test]
fn every_container_of_a_font_is_read_alike() {
    let plain = FontFile::read(test_font("TestSerif.ttf")).unwrap();
    assert_eq!((plain.faces()[0].family.as_str(), plain.faces()[0].weight), ("Test Serif", (400.0, 400.0)));
    assert!(plain.faces()[0].covers('W') && !plain.faces()[0].covers('Q'));
    for name in ["TestSerif.woff", "TestSerif.woff2"] {
        let unpacked = FontFile::read(test_font(name)).unwrap_or_else(|error| panic!("{name} {error}"));
        assert_eq!(unpacked.faces(), plain.faces(), "{name}");
        // Unpacked bytes are what is kept, and are read again as they are.
        assert_eq!(FontFile::read(unpacked.bytes().clone()).unwrap().digest(), unpacked.digest());
    }
    let collection = FontFile::read(test_font("TestCollection.ttc")).unwrap();
    let weights: Vec<(u32, f32)> = collection.faces().iter().map(|face| (face.index, face.weight.0)).collect();
    assert_eq!(weights, [(0, 400.0), (1, 700.0)]);
}

#[test]
fn what_is_no_sound_font_is_refused() {
    for bytes in
        [&b""[..], b"<html>", b"\0\x01\0\0", b"OTTO\0\xff", b"wOF2", b"wOFF\0\0", b"ttcf\0\x01\0\0\xff\xff\xff\xff"]
    {
        FontFile::read(bytes.to_vec()).unwrap_err();
    }
    assert_eq!(FontFile::read(b"%PDF-1.7".to_vec()).unwrap_err(), FontError::Unknown);
    let large = FontFile::read(vec![0; MAX_FONT_BYTES + 1]).unwrap_err();
    assert!(matches!(large, FontError::TooLarge { .. }), "{large}");
    for name in ["TestSerif.ttf", "TestSerif.woff", "TestSerif.woff2", "TestCollection.ttc"] {
        let sound = test_font(name);
        // Torn anywhere, it is refused or read, and never more than that.
        for length in (0..sound.len()).step_by(sound.len() / 40) {
            let _ = FontFile::read(sound[..length].to_vec());
        }
        // A single byte wrong: as before.
        for place in (0..sound.len()).step_by(sound.len() / 200) {
            let mut bytes = sound.clone();
            bytes[place] ^= 0xff;
            let _ = FontFile::read(bytes);
        }
    }
}

#[test]
fn a_web_font_does_not_unpack_to_more_than_it_may() {
    let mut woff2 = test_font("TestSerif.woff2");
    woff2[16..20].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(matches!(FontFile::read(woff2).unwrap_err(), FontError::TooLarge { .. }));
    let mut woff = test_font("TestSerif.woff");
    woff[44 + 12..44 + 16].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    assert!(matches!(FontFile::read(woff).unwrap_err(), FontError::TooLarge { .. }));
}

#[test]
fn uploaded_fonts_are_seen_by_their_set_alone() {
    let file = FontFile::read(test_font("TestCollection.ttc")).unwrap();
    let fonts = Fonts::bundled().with(file.clone()).unwrap();
    assert_eq!(fonts.family("test collection"), Some("Test Collection"));
    assert_eq!(Fonts::bundled().family("Test Collection"), None);
    assert_ne!(fonts.digest(), Fonts::bundled().digest());
    assert_eq!(fonts.with(file).unwrap(), fonts, "the same file twice is one");
    assert_eq!(fonts.faces().filter(|(_, _, bundled)| !bundled).count(), 2);

    let mut shelves = Shelves::default();
    assert_eq!(first(shelves.of(&fonts), "Test Collection", 700.0, false), ("Test Collection".to_owned(), 700, false));
    assert_eq!(first(shelves.of(&Fonts::bundled()), "Test Collection", 700.0, false).0, "Inter");
    assert_eq!(first(shelves.of(&fonts), "Test Collection", 300.0, false).1, 400);
}

#[test]
fn a_workspaces_own_face_wins_over_the_programs() {
    let serif = FontFile::bundled("Inter", "another", include_bytes!("../../../assets/fonts/SourceSerif4-Bold.ttf"));
    let fonts = Fonts::bundled().with(serif).unwrap();
    let mut shelf = Shelf::new(fonts);
    let families = ["Inter".to_owned()];
    let chosen = shelf.choose(&request(&families, 700.0, false), "Text");
    assert!(chosen.faces[0].typeface.family_name().contains("Serif"));
    let chosen = shelf.choose(&request(&families, 700.0, true), "Text");
    assert!(chosen.faces[0].typeface.is_italic(), "the program's italic is nearer");
}

#[test]
fn the_language_decides_between_fonts_for_the_same_characters() {
    let read = |name: &str| FontFile::read(test_font(name)).unwrap();
    let fonts = Fonts::bundled().with(read("NotoSansSC.ttf")).unwrap().with(read("NotoSansJP.ttf")).unwrap();
    let mut shelf = Shelf::new(fonts);
    for (lang, expected) in
        [("ja", "Noto Sans JP"), ("zh-Hans", "Noto Sans SC"), ("zh-CN", "Noto Sans SC"), ("", "Noto Sans SC")]
    {
        let chosen = shelf.choose(&Request { lang, ..request(&[], 400.0, false) }, "直");
        assert_eq!(chosen.faces.last().unwrap().family, expected, "{lang}");
    }
}
