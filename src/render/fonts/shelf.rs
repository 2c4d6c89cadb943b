//! What a thread sets type from: one collection for each set of fonts, holding exactly the typefaces its texts want.
//!
//! The choice of faces is made here and not in Skia's collection: that knows neither a variable font's whole range of
//! weights nor which of many fonts has a character, and asks fontconfig anew for each one that is missing.

use std::collections::HashMap;
use std::rc::Rc;

use skia_safe::font_style::{Slant, Weight, Width};
use skia_safe::textlayout::{FontCollection, TypefaceFontProvider};
use skia_safe::{FontMgr, FontStyle, Typeface};

use super::family::{FaceRef, Family};
use super::typefaces::{Instance, typeface};
use super::{EMOJI, Fonts};
use crate::render::style::FontSetting;
use crate::render::text::ignorable;

/// Sets of fonts whose collections a thread keeps.
const KEPT_SHELVES: usize = 4;
/// Typefaces after which a collection is begun anew: one in use may take a megabyte.
const MAX_USED: usize = 32;
/// Characters about which the system is asked for one text: each question may take a millisecond.
const MAX_QUESTIONS: usize = 64;
/// Answers that are remembered.
const MAX_ANSWERS: usize = 4096;
/// Optical sizes at which instances are made. Between two of them Inter's widths differ by less than 1 %; each is a
/// typeface of its own, with all that FreeType and HarfBuzz keep of it.
const OPTICAL_SIZES: [f32; 12] = [6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0, 60.0];
/// Fonts at a size whose glyphs the process keeps: what FreeType holds for each is not counted in the cache's bytes.
const MAX_STRIKES: i32 = 96;
/// Asks for the black-and-white sign of the character before it.
const AS_TEXT: char = '\u{fe0e}';

/// A thread's collections, the last used first.
#[derive(Default)]
pub struct Shelves {
    kept: Vec<Shelf>,
}

impl Shelves {
    /// The one for these fonts.
    pub fn of(&mut self, fonts: &Fonts) -> &mut Shelf {
        let shelf = match self.kept.iter().position(|shelf| shelf.fonts == *fonts) {
            Some(place) => self.kept.remove(place),
            None => Shelf::new(fonts.clone()),
        };
        self.kept.insert(0, shelf);
        if self.kept.len() > KEPT_SHELVES {
            self.kept.truncate(KEPT_SHELVES);
            // Skia keeps what HarfBuzz read of fonts that nobody has any more.
            self.kept[0].collection.clear_caches();
        }
        &mut self.kept[0]
    }

    /// Forgets a collection that has become large. Before a render: within one, its paragraphs lean on the collection.
    pub fn trim(&mut self, fonts: &Fonts) {
        let shelf = self.of(fonts);
        if shelf.by_typeface.len() > MAX_USED {
            shelf.collection.clear_caches();
            self.kept.remove(0);
        }
    }
}

/// A font collection for a set of fonts.
pub struct Shelf {
    fonts: Fonts,
    collection: FontCollection,
    provider: TypefaceFontProvider,
    system: FontMgr,
    made: HashMap<Instance, Option<Rc<Used>>>,
    answers: HashMap<(char, i32, bool, String), Option<Rc<Used>>>,
    by_typeface: HashMap<u32, Rc<Used>>,
}

/// A typeface of the collection.
pub struct Used {
    /// What the collection knows it by.
    pub alias: String,
    /// The family's name, for people.
    pub family: String,
    /// Whether its glyphs bring their own colours.
    pub color: bool,
    pub typeface: Typeface,
}

/// How letters should look.
pub struct Request<'a> {
    pub families: &'a [String],
    /// In logical pixels.
    pub size: f32,
    pub weight: f32,
    pub italic: bool,
    pub settings: &'a [FontSetting],
    /// BCP 47, or empty.
    pub lang: &'a str,
}

/// What a text is set in.
pub struct Chosen {
    /// The first that has a character draws it. Never empty.
    pub faces: Vec<Rc<Used>>,
    /// What faces that lack it are to be made to look like.
    pub style: FontStyle,
}

impl Shelf {
    pub fn new(fonts: Fonts) -> Shelf {
        skia_safe::graphics::set_font_cache_count_limit(MAX_STRIKES);
        let provider = TypefaceFontProvider::new();
        let system = FontMgr::new();
        let mut collection = FontCollection::new();
        collection.set_asset_font_manager(Some(provider.clone().into()));
        // Never without a default manager: Skia asks it for emoji without looking whether it is there.
        collection.set_default_font_manager(system.clone(), None);
        collection.disable_font_fallback();
        // A text that is found there does not tell which of its characters no font has.
        collection.paragraph_cache_mut().turn_on(false);
        let (made, answers, by_typeface) = Default::default();
        Shelf { fonts, collection, provider, system, made, answers, by_typeface }
    }

    pub fn collection(&self) -> &FontCollection {
        &self.collection
    }

    /// What is known of a typeface that a paragraph used.
    pub fn used(&self, typeface: &Typeface) -> Option<&Rc<Used>> {
        self.by_typeface.get(&typeface.unique_id())
    }

    /// The faces for a text: those that are asked for, and for characters they lack the program's, then the
    /// workspace's others, then the system's.
    pub fn choose(&mut self, request: &Request, text: &str) -> Chosen {
        let fonts = self.fonts.clone();
        let mut families: Vec<&Family> = request.families.iter().filter_map(|name| fonts.find(name)).collect();
        if families.is_empty() {
            families.extend(fonts.list().first());
        }
        let nearest = |family: &Family| family.nearest(request.weight, request.italic).clone();
        let mut refs: Vec<FaceRef> = families.iter().map(|family| nearest(family)).collect();
        let mut slanted = refs.first().is_some_and(slants);
        let mut faces: Vec<Rc<Used>> = refs.iter().filter_map(|one| self.instance(one, request)).collect();
        slanted &= !faces.is_empty();

        let mut others: Option<Vec<&Family>> = None;
        let mut questions = 0;
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let as_text = chars.peek() == Some(&AS_TEXT);
            let draws = |one: &FaceRef| one.face().covers(c) && !(as_text && one.face().color);
            if before == Some((c, as_text)) || ignorable(c) || refs.iter().any(draws) {
                continue;
            }
            before = Some((c, as_text));
            let others = others.get_or_insert_with(|| others_of(&fonts, request.lang));
            if let Some(family) = others.iter().find(|family| draws(&nearest(family))) {
                let one = nearest(family);
                let used = self.instance(&one, request);
                // A sign asked for as text is sought before the pictures.
                let place = faces.iter().position(|used| used.color).filter(|_| !one.face().color);
                used.into_iter().for_each(|used| faces.insert(place.unwrap_or(faces.len()), used));
                refs.push(one);
            } else if as_text && self.ask(c, request, &mut questions).is_none() {
                // A picture is better than nothing.
                let pictures = others.iter().find(|family| nearest(family).face().covers(c));
                faces.extend(pictures.and_then(|family| self.instance(&nearest(family), request)));
            } else if !faces
                .iter()
                .any(|used| !(as_text && used.color) && used.typeface.unichar_to_glyph(c as i32) != 0)
                && let Some(used) = self.ask(c, request, &mut questions)
            {
                let place = faces.iter().position(|used| used.color).filter(|_| !used.color);
                faces.insert(place.unwrap_or(faces.len()), used);
            }
        }
        if faces.is_empty() {
            // The program's first face always opens: a test sees to it.
            let first = nearest(&fonts.list()[0]);
            faces.extend(self.instance(&first, request));
        }
        let slant = if request.italic && !slanted { Slant::Italic } else { Slant::Upright };
        Chosen { faces, style: FontStyle::new(weight(request.weight), Width::NORMAL, slant) }
    }

    /// The program's emoji.
    pub fn emoji(&mut self, request: &Request) -> Option<Rc<Used>> {
        let fonts = self.fonts.clone();
        let family = fonts.find(EMOJI)?;
        self.instance(family.nearest(400.0, false), request)
    }

    fn instance(&mut self, one: &FaceRef, request: &Request) -> Option<Rc<Used>> {
        let face = one.face();
        let instance = Instance { digest: *one.file.digest(), index: face.index, axes: axes(one, request) };
        if let Some(used) = self.made.get(&instance) {
            return used.clone();
        }
        let used = typeface(&one.file, &instance).map(|typeface| {
            let alias = format!("font-{}", self.made.len());
            self.register(Used { alias, family: face.family.clone(), color: face.color, typeface })
        });
        self.made.insert(instance, used.clone());
        used
    }

    /// The system's face for a character that no font at hand has.
    fn ask(&mut self, c: char, request: &Request, questions: &mut usize) -> Option<Rc<Used>> {
        let key = (c, request.weight as i32, request.italic, request.lang.to_owned());
        if let Some(answer) = self.answers.get(&key) {
            return answer.clone();
        }
        *questions += 1;
        if *questions > MAX_QUESTIONS {
            return None;
        }
        let slant = if request.italic { Slant::Italic } else { Slant::Upright };
        let style = FontStyle::new(weight(request.weight), Width::NORMAL, slant);
        let lang = [request.lang];
        let langs: &[&str] = if request.lang.is_empty() { &[] } else { &lang };
        let found = self.system.match_family_style_character("", style, langs, c as i32);
        let found = found.filter(|typeface| typeface.unichar_to_glyph(c as i32) != 0).map(|typeface| {
            let known = self.by_typeface.get(&typeface.unique_id()).cloned();
            known.unwrap_or_else(|| {
                let has = |tag: &[u8; 4]| typeface.get_table_size(u32::from_be_bytes(*tag)).is_some();
                let color = has(b"CBDT") || has(b"sbix") || has(b"COLR");
                let alias = format!("system-{}", typeface.unique_id());
                self.register(Used { alias, family: typeface.family_name(), color, typeface })
            })
        });
        if self.answers.len() >= MAX_ANSWERS {
            self.answers.clear();
        }
        self.answers.insert(key, found.clone());
        found
    }

    fn register(&mut self, used: Used) -> Rc<Used> {
        self.provider.register_typeface(used.typeface.clone(), Some(used.alias.as_str()));
        let used = Rc::new(used);
        self.by_typeface.insert(used.typeface.unique_id(), Rc::clone(&used));
        used
    }
}

fn weight(weight: f32) -> Weight {
    Weight::from(weight.round() as i32)
}

/// Whether it slants by an axis of its own.
fn slants(one: &FaceRef) -> bool {
    let face = one.face();
    !face.italic && (face.axis(b"slnt").is_some() || face.axis(b"ital").is_some())
}

/// Where in its design space a face is to be: weight, optical size and slant as asked for, and what is set by hand.
fn axes(one: &FaceRef, request: &Request) -> Vec<([u8; 4], u32)> {
    let face = one.face();
    let mut axes = Vec::new();
    for axis in &face.axes {
        let by_hand =
            request.settings.iter().rev().find(|setting| setting.tag == axis.tag).map(|setting| setting.value);
        let value = by_hand.or(match &axis.tag {
            b"wght" => Some(request.weight),
            b"opsz" => Some(optical(request.size.clamp(axis.min, axis.max))),
            b"ital" if request.italic && !face.italic => Some(1.0),
            // Negative leans to the right (OpenType, registered axes).
            b"slnt" if request.italic && !face.italic && face.axis(b"ital").is_none() => Some(-14.0),
            _ => None,
        });
        if let Some(value) = value {
            axes.push((axis.tag, value.clamp(axis.min, axis.max).to_bits()));
        }
    }
    axes
}

/// CSS's `font-optical-sizing: auto`, in steps.
fn optical(size: f32) -> f32 {
    let distance = |step: &f32| (step / size).ln().abs();
    OPTICAL_SIZES.into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(size)
}

/// Every family for what the asked ones lack: the program's, then the workspace's, those for the language first.
fn others_of<'a>(fonts: &'a Fonts, lang: &str) -> Vec<&'a Family> {
    let mut others: Vec<&Family> = fonts.list().iter().collect();
    others.sort_by_key(|family| (!family.bundled, Han::of(lang).map(|han| !han.fits(family))));
    others
}

/// The languages that write many of the same characters each in its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Han {
    Japanese,
    Korean,
    Simplified,
    Traditional,
}

impl Han {
    fn of(lang: &str) -> Option<Han> {
        let lang = lang.to_ascii_lowercase();
        let mut parts = lang.split('-');
        match parts.next() {
            Some("ja") => Some(Han::Japanese),
            Some("ko") => Some(Han::Korean),
            Some("zh" | "yue") if parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo")) => {
                Some(Han::Traditional)
            }
            Some("zh") => Some(Han::Simplified),
            Some("yue") => Some(Han::Traditional),
            _ => None,
        }
    }

    /// Whether a family is made for it: by its name, and where that tells of none, by what its font says of itself, which
    /// is often too much.
    fn fits(self, family: &Family) -> bool {
        let by_name = |word: &str| match word {
            "JP" | "Japanese" => Some(Han::Japanese),
            "KR" | "Korean" => Some(Han::Korean),
            "SC" | "CN" | "Hans" => Some(Han::Simplified),
            "TC" | "TW" | "HK" | "Hant" => Some(Han::Traditional),
            _ => None,
        };
        // Bits of OS/2's ulCodePageRange1.
        let bit = match self {
            Han::Japanese => 17,
            Han::Simplified => 18,
            Han::Korean => 19,
            Han::Traditional => 20,
        };
        match family.name.split([' ', '-']).find_map(by_name) {
            Some(han) => han == self,
            None => family.faces[0].face().code_pages & (1 << bit) != 0,
        }
    }
}
