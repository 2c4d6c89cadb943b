//! `box_shadow` and `text_shadow` (CSS Backgrounds 3, section 6.1; CSS Text Decoration 4, section 4).

use super::{Length, Scalar};
use crate::domain::excerpt::Excerpt;
use crate::render::background::split;
use crate::render::color::Color;

/// More shadows than any design has; each blurs the whole box.
const MAX_SHADOWS: usize = 16;

/// A shadow. Lengths are logical pixels or parts of the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shadow {
    pub x: Length,
    pub y: Length,
    /// Twice the standard deviation of the blur.
    pub blur: Length,
    /// How much larger than the box it is. A text's has none.
    pub spread: Length,
    pub color: Color,
    /// Within the box rather than around it. A text's never is.
    pub inset: bool,
}

pub(super) fn of_box(scalar: &Scalar) -> Result<Vec<Shadow>, String> {
    list(scalar, true)
}

pub(super) fn of_text(scalar: &Scalar) -> Result<Vec<Shadow>, String> {
    list(scalar, false)
}

fn list(scalar: &Scalar, of_box: bool) -> Result<Vec<Shadow>, String> {
    let text = scalar.text();
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let parts = split(&text, ',');
    if parts.len() > MAX_SHADOWS {
        return Err(format!("has {} shadows; at most {MAX_SHADOWS} are painted", parts.len()));
    }
    parts.into_iter().map(|one| shadow(one.trim(), of_box)).collect()
}

fn shadow(text: &str, of_box: bool) -> Result<Shadow, String> {
    let unlike = || {
        let example = if of_box { "0 12px 40px -8px rgb(0 0 0 / 30%)" } else { "0 2px 8px rgb(0 0 0 / 30%)" };
        format!("is not a shadow: `{}`; a shadow is like `{example}`", Excerpt(text))
    };
    let mut words = split(text, ' ');
    let inset = of_box && words.iter().any(|word| *word == "inset");
    words.retain(|word| *word != "inset" || !of_box);
    let most = if of_box { 4 } else { 3 };
    let zero = Length::Px(0.0);
    let (color, lengths) = words.split_last().ok_or_else(unlike)?;
    if !(2..=most).contains(&lengths.len()) {
        return Err(unlike());
    }
    let lengths: Vec<Length> = lengths.iter().map(|word| Length::parse(word)).collect::<Result<_, _>>()?;
    let at = |i: usize| lengths.get(i).copied().unwrap_or(zero);
    if matches!(at(2), Length::Px(blur) if blur < 0.0) {
        return Err("has a blur below 0".to_owned());
    }
    Ok(Shadow { x: at(0), y: at(1), blur: at(2), spread: at(3), color: Color::parse(color)?, inset })
}
