//! What text has that nothing else has.

use super::{Length, Scalar};
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::background::split;
use crate::render::color::Color;

/// More settings of a font than any design has.
const MAX_SETTINGS: usize = 32;

/// Space between letters or words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spacing {
    /// Of the font's size.
    Em(f32),
    Px(f32),
}

impl Spacing {
    /// In logical pixels, at that font size.
    pub fn resolve(self, font_size: f32) -> f32 {
        match self {
            Spacing::Em(em) => em * font_size,
            Spacing::Px(px) => px,
        }
    }

    pub(super) fn parse(scalar: &Scalar) -> Result<Spacing, String> {
        let text = scalar.text();
        match text.strip_suffix("em") {
            Some(number) => Scalar::Text(number.to_owned()).number_in(-1.0..=5.0).map(Spacing::Em),
            None => match Length::parse(&text)? {
                Length::Px(px) => Ok(Spacing::Px(px)),
                _ => Err("takes `em` or pixels, as in `-0.02em`".to_owned()),
            },
        }
    }
}

/// How the line of a decoration is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecorationStyle {
    Solid,
    Double,
    Dotted,
    Dashed,
    Wavy,
}

/// Lines under, over and through a text (CSS Text Decoration 4).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decoration {
    pub underline: bool,
    pub overline: bool,
    pub line_through: bool,
    pub style: DecorationStyle,
    /// The text's own where `None`.
    pub color: Option<Color>,
    /// In logical pixels; the font's own where `None`.
    pub thickness: Option<f32>,
}

impl Decoration {
    pub const NONE: Decoration = Decoration {
        underline: false,
        overline: false,
        line_through: false,
        style: DecorationStyle::Solid,
        color: None,
        thickness: None,
    };

    /// `none`, `underline`, `underline line-through`, `underline wavy #f43f5e 3px`: the words in any order.
    pub(super) fn parse(scalar: &Scalar) -> Result<Decoration, String> {
        let text = scalar.text();
        let mut decoration = Decoration::NONE;
        for word in split(text.trim(), ' ') {
            match word {
                "none" => {}
                "underline" => decoration.underline = true,
                "overline" => decoration.overline = true,
                "line-through" => decoration.line_through = true,
                "solid" => decoration.style = DecorationStyle::Solid,
                "double" => decoration.style = DecorationStyle::Double,
                "dotted" => decoration.style = DecorationStyle::Dotted,
                "dashed" => decoration.style = DecorationStyle::Dashed,
                "wavy" => decoration.style = DecorationStyle::Wavy,
                _ => match Length::parse(word) {
                    Ok(Length::Px(px)) if (0.0..=1000.0).contains(&px) => decoration.thickness = Some(px),
                    _ => {
                        decoration.color = Some(Color::parse(word).map_err(|_| {
                            let known = ["none", "underline", "overline", "line-through", "dotted", "dashed", "wavy"];
                            format!(
                                "has `{}`, which is no line, style, colour or thickness: {}",
                                Excerpt(word),
                                suggestion(word, known)
                            )
                        })?);
                    }
                },
            }
        }
        Ok(decoration)
    }
}

/// A line around letters or along a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// In logical pixels or parts of the canvas; centred on the outline.
    pub width: Length,
    pub color: Color,
}

impl Stroke {
    /// `none`, or a width and a colour: `2px #0f172a`.
    pub(super) fn parse(scalar: &Scalar) -> Result<Option<Stroke>, String> {
        let text = scalar.text();
        match split(text.trim(), ' ').as_slice() {
            ["none"] => Ok(None),
            [width, color] => Ok(Some(Stroke { width: Length::parse(width)?, color: Color::parse(color)? })),
            _ => Err(format!("is not a stroke: `{}`; a stroke is like `2px #0f172a`", Excerpt(&text))),
        }
    }
}

/// A setting of a font: an OpenType feature, or a variable font's axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FontSetting {
    /// Four ASCII characters, as the font names it.
    pub tag: [u8; 4],
    pub value: f32,
}

/// CSS's `font-feature-settings`: `"tnum"`, `"ss01" 1, "liga" off`. Quotes may be left out.
pub(super) fn features(scalar: &Scalar) -> Result<Vec<FontSetting>, String> {
    settings(scalar, |value| match value {
        None | Some("on") => Ok(1.0),
        Some("off") => Ok(0.0),
        Some(number) => Scalar::Text(number.to_owned()).number_in(0.0..=255.0).map(f32::trunc),
    })
}

/// CSS's `font-variation-settings`: `"wght" 650, "slnt" -8`. Quotes may be left out.
pub(super) fn variations(scalar: &Scalar) -> Result<Vec<FontSetting>, String> {
    settings(scalar, |value| match value {
        Some(number) => Scalar::Text(number.to_owned()).number_in(-10_000.0..=10_000.0),
        None => Err("has an axis without its value; an axis is like `\"wght\" 650`".to_owned()),
    })
}

fn settings(scalar: &Scalar, value: impl Fn(Option<&str>) -> Result<f32, String>) -> Result<Vec<FontSetting>, String> {
    let text = scalar.text();
    if text.trim() == "normal" {
        return Ok(Vec::new());
    }
    let parts = split(&text, ',');
    if parts.len() > MAX_SETTINGS {
        return Err(format!("has {} settings; at most {MAX_SETTINGS} are taken", parts.len()));
    }
    let one = |part: &str| {
        let mut words = part.split_whitespace();
        let tag = words.next().unwrap_or_default().trim_matches(['"', '\'']);
        let tag = <[u8; 4]>::try_from(tag.as_bytes())
            .ok()
            .filter(|tag| tag.iter().all(|byte| (0x20..0x7f).contains(byte)))
            .ok_or_else(|| format!("has `{}` where a tag of four letters should be, as in `\"tnum\"`", Excerpt(tag)))?;
        let setting = FontSetting { tag, value: value(words.next())? };
        match words.next() {
            None => Ok(setting),
            Some(word) => Err(format!("has `{}` after a setting's value", Excerpt(word))),
        }
    };
    parts.into_iter().map(one).collect()
}
