//! What came of a render, beyond its pixels.

use serde::{Deserialize, Serialize};

/// Told with every render.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Each text node, in reading order.
    pub texts: Vec<TextReport>,
    /// The font families that were really used, each once, by name.
    pub fonts: Vec<String>,
    /// Characters that no font has, as `U+1F9FF`, each once.
    pub missing_glyphs: Vec<String>,
    pub warnings: Vec<Warning>,
    /// The colour that most of the picture has, as `#rrggbb`.
    #[serde(default)]
    pub dominant_color: String,
    /// The picture's ThumbHash, in base64.
    #[serde(default)]
    pub thumb_hash: String,
    /// What the picture says, for who can't see it.
    #[serde(default)]
    pub alt_text: String,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextReport {
    /// The node's name, or its path in the template.
    pub node: String,
    pub lines: usize,
    /// Whether there was more than is drawn: it ends in an ellipsis, unless it says otherwise.
    pub truncated: bool,
    /// The font's size as it was painted, in hundredths of a logical pixel.
    pub font_size_hundredths: u32,
    /// What is left of the asked size after shrinking; 100 where it was not shrunk.
    #[serde(default = "unshrunk")]
    pub shrunk_percent: u32,
}

const fn unshrunk() -> u32 {
    100
}

/// Something that may not be as it was meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub code: WarningCode,
    /// The node's name, or its path in the template.
    pub node: String,
    /// For people; begins lower-case.
    pub message: String,
}

/// Stable: clients branch on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WarningCode {
    /// A text did not fit and was cut.
    TextTruncated,
    /// No font has a character; a box stands in its place.
    MissingGlyph,
    /// A text ends beyond the canvas' edge, or beyond that of a frame which clips.
    TextClipped,
    /// A picture, code, rating or chart ends there.
    NodeClipped,
    /// A text lies wholly under something that nothing is seen through.
    TextCovered,
    /// A picture, code, rating or chart does.
    NodeCovered,
    /// A text is too near in lightness to what lies behind it (WCAG 2.2, success criterion 1.4.3).
    LowContrast,
    /// A picture that its node can do without can't be had.
    ImageUnavailable,
    /// A blur, shadow, gradient or layer would cost more than a render may, and is left out.
    EffectOmitted,
}

impl WarningCode {
    /// The name a client sees.
    pub const fn as_str(self) -> &'static str {
        match self {
            WarningCode::TextTruncated => "TEXT_TRUNCATED",
            WarningCode::MissingGlyph => "MISSING_GLYPH",
            WarningCode::TextClipped => "TEXT_CLIPPED",
            WarningCode::NodeClipped => "NODE_CLIPPED",
            WarningCode::TextCovered => "TEXT_COVERED",
            WarningCode::NodeCovered => "NODE_COVERED",
            WarningCode::LowContrast => "LOW_CONTRAST",
            WarningCode::ImageUnavailable => "IMAGE_UNAVAILABLE",
            WarningCode::EffectOmitted => "EFFECT_OMITTED",
        }
    }
}

/// `U+0041`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}
