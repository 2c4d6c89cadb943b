//! A font file: what it says of itself, read before Skia sees a byte of it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use skrifa::attribute::Style as Posture;
use skrifa::raw::{FileRef, TableProvider};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider, Tag};

use super::coverage::Coverage;
use super::unpack::unpack;
use crate::domain::excerpt::Excerpt;

/// The largest font file that is taken, as it was sent.
pub const MAX_FONT_BYTES: usize = 30 * 1024 * 1024;
/// More faces than any collection has.
const MAX_FACES: u32 = 64;
const MAX_NAME_CHARS: usize = 100;
const MAX_AXES: usize = 64;

/// A sound font file: TrueType, OpenType, a collection of them, or one unpacked from WOFF or WOFF2. Cheap to clone.
#[derive(Clone)]
pub struct FontFile {
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Bytes,
    digest: [u8; 32],
    faces: Vec<Face>,
}

/// One face of a font file.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// Within a collection; else 0.
    pub index: u32,
    /// The family's name: that which holds all weights, where the font tells it.
    pub family: String,
    /// As the font names it: `Bold Italic`.
    pub subfamily: String,
    /// Least and greatest weight, 1 to 1000; the same where the face has one.
    pub weight: (f32, f32),
    pub italic: bool,
    /// Percent of the normal width.
    pub stretch: f32,
    pub axes: Vec<Axis>,
    /// Whether its glyphs have colours of their own.
    pub color: bool,
    pub(super) coverage: Coverage,
    /// OS/2's `ulCodePageRange1`: which languages it says it is for.
    pub(super) code_pages: u32,
}

/// An axis of a variable font.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    pub tag: [u8; 4],
    pub min: f32,
    pub default: f32,
    pub max: f32,
}

impl Face {
    pub(super) fn axis(&self, tag: &[u8; 4]) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.tag == *tag)
    }

    /// How many characters it has glyphs for.
    pub fn characters(&self) -> usize {
        self.coverage.len()
    }

    /// Whether it has a glyph for the character.
    pub fn covers(&self, c: char) -> bool {
        self.coverage.contains(c)
    }
}

/// Why bytes are no font to draw with. Its text begins with a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontError {
    /// Larger than a font may be.
    TooLarge { bytes: u64, limit: u64 },
    /// Not a font at all.
    Unknown,
    /// A font that is damaged or lacks what is needed to draw with it.
    Broken(String),
    /// There are as many fonts as there may be.
    TooMany { limit: usize },
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FontError::TooLarge { bytes, limit } => write!(f, "has {bytes} bytes; at most {limit} are taken"),
            FontError::Unknown => f.write_str("is no font: TTF, OTF, TTC, WOFF and WOFF2 are read"),
            FontError::Broken(how) => write!(f, "is a broken font: {how}"),
            FontError::TooMany { limit } => write!(f, "is one too many: a workspace has at most {limit} fonts"),
        }
    }
}

impl std::error::Error for FontError {}

impl FontFile {
    /// Reads a font and what it says of itself. Web fonts are unpacked.
    pub fn read(bytes: impl Into<Bytes>) -> Result<FontFile, FontError> {
        let bytes = bytes.into();
        if bytes.len() > MAX_FONT_BYTES {
            return Err(FontError::TooLarge { bytes: bytes.len() as u64, limit: MAX_FONT_BYTES as u64 });
        }
        let bytes = unpack(&bytes)?.map_or(bytes, Bytes::from);
        if !matches!(bytes.get(..4), Some(b"\0\x01\0\0" | b"OTTO" | b"true" | b"ttcf")) {
            return Err(FontError::Unknown);
        }
        let count = match FileRef::new(&bytes).map_err(broken)? {
            FileRef::Font(_) => 1,
            FileRef::Collection(collection) => collection.len(),
        };
        if count == 0 || count > MAX_FACES {
            return Err(FontError::Broken(format!("it holds {count} faces; 1 to {MAX_FACES} are taken")));
        }
        let face = |index| FontRef::from_index(&bytes, index).map_err(broken).and_then(|font| face(&font, index));
        let faces = (0..count).map(face).collect::<Result<Vec<_>, _>>()?;
        if !(0..count).all(|index| super::typefaces::opens(&bytes, index)) {
            return Err(FontError::Broken("it can't be opened for drawing".to_owned()));
        }
        let digest = Sha256::digest(&bytes).into();
        Ok(FontFile { inner: Arc::new(Inner { bytes, digest, faces }) })
    }

    /// A font that is part of the program, under a name of the program's choice. Not hashed: that would take longer than
    /// all else at the start.
    ///
    /// # Panics
    /// If it is no font; a test reads them all.
    pub(super) fn bundled(family: &str, label: &str, bytes: &'static [u8]) -> FontFile {
        let font = FontRef::new(bytes).expect("the bundled fonts are sound");
        let face = Face { family: family.to_owned(), ..face(&font, 0).expect("the bundled fonts are sound") };
        let digest = Sha256::digest(label).into();
        FontFile { inner: Arc::new(Inner { bytes: Bytes::from_static(bytes), digest, faces: vec![face] }) }
    }

    /// The font's bytes, unpacked: [`FontFile::read`] takes them again.
    pub fn bytes(&self) -> &Bytes {
        &self.inner.bytes
    }

    /// SHA-256 of [`FontFile::bytes`].
    pub fn digest(&self) -> &[u8; 32] {
        &self.inner.digest
    }

    /// At least one; more in a collection.
    pub fn faces(&self) -> &[Face] {
        &self.inner.faces
    }
}

impl fmt::Debug for FontFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontFile").field("faces", &self.inner.faces.len()).finish_non_exhaustive()
    }
}

fn broken(error: impl fmt::Display) -> FontError {
    FontError::Broken(error.to_string())
}

fn lacking(table: &str) -> FontError {
    FontError::Broken(format!("it has no sound `{table}` table"))
}

/// Every table that shaping and drawing start from must be there and hold together.
fn face(font: &FontRef, index: u32) -> Result<Face, FontError> {
    let data = font.data();
    for record in font.table_directory().table_records() {
        let (start, length) = (record.offset() as usize, record.length() as usize);
        if start.checked_add(length).is_none_or(|end| end > data.len()) {
            return Err(FontError::Broken(format!("its `{}` table lies beyond its end", record.tag())));
        }
    }
    let head = font.head().map_err(|_| lacking("head"))?;
    if !(16..=16384).contains(&head.units_per_em()) {
        return Err(FontError::Broken(format!("it has {} units per em; 16 to 16384 are sound", head.units_per_em())));
    }
    let glyphs = font.maxp().map_err(|_| lacking("maxp"))?.num_glyphs();
    if glyphs == 0 {
        return Err(FontError::Broken("it has no glyphs".to_owned()));
    }
    font.hhea().map_err(|_| lacking("hhea"))?;
    font.hmtx().map_err(|_| lacking("hmtx"))?;
    font.cmap().map_err(|_| lacking("cmap"))?;
    let has = |tag: &[u8; 4]| font.table_data(Tag::new(tag)).is_some();
    let outlines = has(b"glyf") && has(b"loca") || has(b"CFF ") || has(b"CFF2");
    let color = has(b"CBDT") || has(b"sbix") || has(b"COLR") || has(b"SVG ");
    if !outlines && !color {
        return Err(FontError::Broken("it has no outlines and no pictures of its glyphs".to_owned()));
    }
    let coverage = Coverage::of(font.charmap().mappings().map(|(code, _)| code));
    if coverage.is_empty() {
        return Err(FontError::Broken("it maps no characters to glyphs".to_owned()));
    }

    let axes: Vec<Axis> = font.axes().iter().take(MAX_AXES).map(axis).collect();
    if axes.iter().any(|axis| !(axis.min <= axis.default && axis.default <= axis.max)) {
        return Err(FontError::Broken("it has an axis whose default lies outside its range".to_owned()));
    }
    let attributes = font.attributes();
    let weight = match axes.iter().find(|axis| axis.tag == *b"wght") {
        Some(axis) => (axis.min.clamp(1.0, 1000.0), axis.max.clamp(1.0, 1000.0)),
        None => {
            let weight = attributes.weight.value().clamp(1.0, 1000.0);
            (weight, weight)
        }
    };
    let family = name(font, &[StringId::TYPOGRAPHIC_FAMILY_NAME, StringId::FAMILY_NAME])
        .ok_or_else(|| FontError::Broken("it does not tell its family's name".to_owned()))?;
    let subfamily = name(font, &[StringId::TYPOGRAPHIC_SUBFAMILY_NAME, StringId::SUBFAMILY_NAME]);
    Ok(Face {
        index,
        family,
        subfamily: subfamily.unwrap_or_else(|| "Regular".to_owned()),
        weight,
        italic: attributes.style != Posture::Normal,
        stretch: attributes.stretch.percentage(),
        axes,
        color,
        coverage,
        code_pages: font.os2().ok().and_then(|os2| os2.ul_code_page_range_1()).unwrap_or(0),
    })
}

fn axis(axis: skrifa::Axis) -> Axis {
    Axis { tag: axis.tag().to_be_bytes(), min: axis.min_value(), default: axis.default_value(), max: axis.max_value() }
}

/// The first name there is, in English if it is, without what no name has.
fn name(font: &FontRef, ids: &[StringId]) -> Option<String> {
    ids.iter().find_map(|id| {
        let name: String =
            font.localized_strings(*id).english_or_first()?.chars().filter(|c| !c.is_control()).collect();
        let name = name.trim();
        // As a list of families is separated by commas, no family can have one.
        let name: String = name.chars().filter(|c| !matches!(c, ',' | '"' | '\'')).take(MAX_NAME_CHARS).collect();
        (!name.is_empty()).then_some(name)
    })
}

impl fmt::Display for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Excerpt(&self.family), Excerpt(&self.subfamily))
    }
}
