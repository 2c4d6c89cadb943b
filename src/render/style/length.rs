//! Distances.

use super::Scalar;
use crate::domain::excerpt::Excerpt;

/// A distance.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Length {
    #[default]
    Auto,
    /// Logical pixels.
    Px(f32),
    /// Of the parent's, as CSS has it for the property.
    Percent(f32),
    /// Hundredths of the canvas' width, height, smaller and larger side.
    Vw(f32),
    Vh(f32),
    Vmin(f32),
    Vmax(f32),
}

impl Length {
    /// `12`, `12px`, `50%`, `4vw`, `4vh`, `4vmin`, `4vmax`, `auto`.
    pub fn parse(text: &str) -> Result<Length, String> {
        let text = text.trim();
        if text == "auto" {
            return Ok(Length::Auto);
        }
        type Make = fn(f32) -> Length;
        let units: [(&str, Make); 7] = [
            ("vmin", Length::Vmin),
            ("vmax", Length::Vmax),
            ("vw", Length::Vw),
            ("vh", Length::Vh),
            ("px", Length::Px),
            ("%", Length::Percent),
            ("", Length::Px),
        ];
        for (unit, make) in units {
            let Some(number) = text.strip_suffix(unit) else { continue };
            // Rust reads `inf` and `nan` as numbers; CSS does not.
            if number.chars().all(|c| matches!(c, '0'..='9' | '.' | '-' | '+'))
                && let Ok(number) = number.parse::<f32>()
                && number.abs() <= 1e6
            {
                return Ok(make(number));
            }
        }
        Err(format!("is not a length: `{}`; a length is like `24`, `24px`, `50%`, `4vmin` or `auto`", Excerpt(text)))
    }

    /// In logical pixels, on a canvas of that size, `of` being what percents refer to. `auto` is `None`.
    pub fn resolve(self, canvas: (f32, f32), of: f32) -> Option<f32> {
        match self {
            Length::Auto => None,
            Length::Px(px) => Some(px),
            Length::Percent(percent) => Some(of * percent / 100.0),
            Length::Vw(part) => Some(canvas.0 * part / 100.0),
            Length::Vh(part) => Some(canvas.1 * part / 100.0),
            Length::Vmin(part) => Some(canvas.0.min(canvas.1) * part / 100.0),
            Length::Vmax(part) => Some(canvas.0.max(canvas.1) * part / 100.0),
        }
    }
}

/// Top, right, bottom, left; or the corners from the top left, clockwise.
pub type Four = [Length; 4];

/// One to four lengths, as in CSS's `margin`.
pub(super) fn four(scalar: &Scalar) -> Result<Four, String> {
    let text = scalar.text();
    let lengths: Result<Vec<Length>, String> = text.split_whitespace().map(Length::parse).collect();
    match lengths?.as_slice() {
        [all] => Ok([*all; 4]),
        [vertical, horizontal] => Ok([*vertical, *horizontal, *vertical, *horizontal]),
        [top, horizontal, bottom] => Ok([*top, *horizontal, *bottom, *horizontal]),
        [top, right, bottom, left] => Ok([*top, *right, *bottom, *left]),
        _ => Err("takes one to four lengths, as in `24px 40px`".to_owned()),
    }
}
