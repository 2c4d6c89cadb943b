//! The fonts that come with the program, and the way to them for each render thread.

use std::sync::LazyLock;

use skia_safe::font_arguments::{VariationPosition, variation_position::Coordinate};
use skia_safe::textlayout::{FontCollection, TypefaceFontProvider};
use skia_safe::{FontArguments, FontMgr, FourByteTag, Typeface};

/// The families a design can ask for.
pub const FAMILIES: [&str; 3] = ["Inter", "Source Serif 4", "JetBrains Mono"];
/// Inter drawn for large sizes: finer joints, tighter fit. [`optical`] chooses it.
const INTER_DISPLAY: &str = "Inter Display";
/// Asked after every family, for what it lacks.
pub const EMOJI: &str = "Noto Color Emoji";

const INTER: &[u8] = include_bytes!("../../assets/fonts/InterVariable.ttf");

/// Family, bytes, and for variable fonts the axes' values of the instance.
type Face = (&'static str, &'static [u8], &'static [(&'static [u8; 4], f32)]);

const FACES: &[Face] = &[
    ("Inter", INTER, &[(b"wght", 400.0), (b"opsz", 18.0)]),
    ("Inter", INTER, &[(b"wght", 500.0), (b"opsz", 18.0)]),
    ("Inter", INTER, &[(b"wght", 600.0), (b"opsz", 18.0)]),
    ("Inter", INTER, &[(b"wght", 700.0), (b"opsz", 18.0)]),
    ("Inter", INTER, &[(b"wght", 800.0), (b"opsz", 18.0)]),
    (INTER_DISPLAY, INTER, &[(b"wght", 400.0), (b"opsz", 32.0)]),
    (INTER_DISPLAY, INTER, &[(b"wght", 500.0), (b"opsz", 32.0)]),
    (INTER_DISPLAY, INTER, &[(b"wght", 600.0), (b"opsz", 32.0)]),
    (INTER_DISPLAY, INTER, &[(b"wght", 700.0), (b"opsz", 32.0)]),
    (INTER_DISPLAY, INTER, &[(b"wght", 800.0), (b"opsz", 32.0)]),
    ("Source Serif 4", include_bytes!("../../assets/fonts/SourceSerif4-Regular.ttf"), &[]),
    ("Source Serif 4", include_bytes!("../../assets/fonts/SourceSerif4-SemiBold.ttf"), &[]),
    ("Source Serif 4", include_bytes!("../../assets/fonts/SourceSerif4-Bold.ttf"), &[]),
    ("JetBrains Mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf"), &[]),
    ("JetBrains Mono", include_bytes!("../../assets/fonts/JetBrainsMono-SemiBold.ttf"), &[]),
    ("JetBrains Mono", include_bytes!("../../assets/fonts/JetBrainsMono-Bold.ttf"), &[]),
    (EMOJI, include_bytes!("../../assets/fonts/NotoColorEmoji.ttf"), &[]),
];

/// The fonts a render may use. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fonts {}

impl Fonts {
    /// Those that come with the program.
    pub fn bundled() -> Fonts {
        Fonts::default()
    }

    /// The family's name as it is registered, upper and lower case aside.
    pub fn family(&self, name: &str) -> Option<&str> {
        FAMILIES.into_iter().find(|family| family.eq_ignore_ascii_case(name.trim()))
    }

    /// SHA-256 over those that do not come with the program: none so far.
    pub fn digest(&self) -> &[u8; 32] {
        &[0; 32]
    }

    /// The families a design can ask for.
    pub fn families(&self) -> impl Iterator<Item = &str> + Clone {
        FAMILIES.into_iter()
    }
}

/// The family to shape with at that size: CSS's `font-optical-sizing: auto`, in the two steps that are registered.
pub fn optical(family: &str, font_size: f32) -> &str {
    if family == "Inter" && font_size >= 28.0 { INTER_DISPLAY } else { family }
}

/// The family's name for people.
pub fn public_name(family: &str) -> &str {
    if family == INTER_DISPLAY || family.starts_with("Inter ") { "Inter" } else { family }
}

/// Every bundled typeface, made once per process: Skia's typefaces can be shared by threads, share their glyphs'
/// caches when they are, and making one from bytes never gives the memory back.
static TYPEFACES: LazyLock<Vec<(&'static str, Typeface)>> = LazyLock::new(|| {
    let manager = FontMgr::custom_empty().unwrap_or_default();
    let mut made: Vec<(*const u8, Typeface)> = Vec::new();
    FACES
        .iter()
        .map(|(family, bytes, axes)| {
            let known = made.iter().find(|(start, _)| *start == bytes.as_ptr()).map(|(_, typeface)| typeface.clone());
            let typeface = known.unwrap_or_else(|| {
                // The fonts are part of the binary, and a test makes them all.
                let typeface = manager.new_from_data(bytes, None).expect("the bundled fonts are sound");
                made.push((bytes.as_ptr(), typeface.clone()));
                typeface
            });
            (*family, instance(typeface, axes))
        })
        .collect()
});

fn instance(typeface: Typeface, axes: &[(&'static [u8; 4], f32)]) -> Typeface {
    if axes.is_empty() {
        return typeface;
    }
    let coordinates: Vec<Coordinate> = axes
        .iter()
        .map(|(tag, value)| {
            let [a, b, c, d] = tag.map(char::from);
            Coordinate { axis: FourByteTag::from_chars(a, b, c, d), value: *value }
        })
        .collect();
    let arguments = FontArguments::new().set_variation_design_position(VariationPosition { coordinates: &coordinates });
    typeface.clone_with_arguments(&arguments).expect("the bundled variable fonts have these axes")
}

/// A font collection for one thread: the bundled fonts, then the system's for the scripts those lack.
pub fn collection() -> FontCollection {
    let mut provider = TypefaceFontProvider::new();
    for (family, typeface) in TYPEFACES.iter() {
        provider.register_typeface(typeface.clone(), Some(*family));
    }
    let mut collection = FontCollection::new();
    collection.set_asset_font_manager(Some(provider.into()));
    // Never without a default manager: Skia asks it for emoji without looking whether it is there.
    collection.set_default_font_manager(FontMgr::new(), None);
    collection.enable_font_fallback();
    collection
}

#[cfg(test)]
mod tests {
    use super::*;
    use skia_safe::FontStyle;
    use skia_safe::font_style::{Slant, Weight, Width};

    #[test]
    fn each_family_has_its_weights() {
        let mut collection = collection();
        for (family, weight) in
            [("Inter", 400), ("Inter", 600), (INTER_DISPLAY, 800), ("Source Serif 4", 600), ("JetBrains Mono", 700)]
        {
            let style = FontStyle::new(Weight::from(weight), Width::NORMAL, Slant::Upright);
            let found = collection.find_typefaces(&[family], style);
            assert_eq!(found.len(), 1, "{family} {weight}");
            assert_eq!(*found[0].font_style().weight(), weight, "{family} {weight}");
        }
    }

    #[test]
    fn families_are_found_whatever_their_case() {
        assert_eq!(Fonts::bundled().family(" source serif 4 "), Some("Source Serif 4"));
        assert_eq!(Fonts::bundled().family("Comic Sans"), None);
        assert_eq!(optical("Inter", 64.0), "Inter Display");
        assert_eq!(optical("Inter", 20.0), "Inter");
        assert_eq!(public_name("Inter Display"), "Inter");
    }
}
