//! `filter` and `backdrop_filter` (Filter Effects 1), `rotate`, `scale` and `translate` (CSS Transforms 2).

use super::{Length, Scalar};
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::background::{angle, split};
use crate::render::color::Color;

/// More filters than any design has; each goes over all pixels.
const MAX_FILTERS: usize = 8;

/// One step of a filter chain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Filter {
    /// The standard deviation, in logical pixels or parts of the canvas.
    Blur(Length),
    /// Parts of what it was; 1 changes nothing.
    Brightness(f32),
    Contrast(f32),
    Saturate(f32),
    /// 0 changes nothing, 1 is all the way.
    Grayscale(f32),
    Sepia(f32),
    Invert(f32),
    /// Degrees.
    HueRotate(f32),
    /// Dark becomes the first colour, light the second. Beyond CSS.
    Duotone(Color, Color),
}

/// `none`, or steps: `blur(8px) grayscale(1)`.
pub(super) fn filters(scalar: &Scalar) -> Result<Vec<Filter>, String> {
    let text = scalar.text();
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let steps = split(text.trim(), ' ');
    if steps.is_empty() || steps.len() > MAX_FILTERS {
        return Err(format!("has {} filters; 1 to {MAX_FILTERS} are taken, or `none`", steps.len()));
    }
    steps.into_iter().map(filter).collect()
}

fn filter(text: &str) -> Result<Filter, String> {
    let unlike = || format!("is not a filter: `{}`; a filter is like `blur(8px)` or `grayscale(1)`", Excerpt(text));
    let (name, rest) = text.split_once('(').ok_or_else(unlike)?;
    let inside = rest.strip_suffix(')').ok_or_else(unlike)?.trim();
    let amount = |most: f32| {
        let (number, per) = inside.strip_suffix('%').map_or((inside, 1.0), |percent| (percent, 100.0));
        Scalar::Text(number.to_owned()).number_in(0.0..=most * per).map(|number| number / per)
    };
    match name {
        "blur" => match Length::parse(inside)? {
            Length::Auto | Length::Percent(_) => Err("blurs by pixels, as in `blur(8px)`".to_owned()),
            Length::Px(px) if !(0.0..=1000.0).contains(&px) => Err("blurs by 0 to 1000 pixels".to_owned()),
            radius => Ok(Filter::Blur(radius)),
        },
        "brightness" => amount(10.0).map(Filter::Brightness),
        "contrast" => amount(10.0).map(Filter::Contrast),
        "saturate" => amount(10.0).map(Filter::Saturate),
        "grayscale" => amount(1.0).map(Filter::Grayscale),
        "sepia" => amount(1.0).map(Filter::Sepia),
        "invert" => amount(1.0).map(Filter::Invert),
        "hue-rotate" => angle(inside).map(Filter::HueRotate),
        "duotone" => match split(inside, ',').as_slice() {
            [dark, light] => Ok(Filter::Duotone(Color::parse(dark)?, Color::parse(light)?)),
            _ => Err("needs two colours, as in `duotone(#1e1b4b, #f5d0fe)`".to_owned()),
        },
        _ => {
            let known =
                ["blur", "brightness", "contrast", "saturate", "grayscale", "sepia", "invert", "hue-rotate", "duotone"];
            Err(format!("has `{}(…)`, which is no filter: {}", Excerpt(name), suggestion(name, known)))
        }
    }
}

/// Degrees clockwise; a plain number counts as degrees.
pub(super) fn rotate(scalar: &Scalar) -> Result<f32, String> {
    let degrees = match scalar {
        Scalar::Number(_) => scalar.number()?,
        other => {
            let text = other.text();
            match text.trim().parse::<f32>() {
                Ok(_) => other.number()?,
                Err(_) => angle(text.trim())?,
            }
        }
    };
    Ok(degrees % 360.0)
}

/// One factor, or one across and one down.
pub(super) fn scale(scalar: &Scalar) -> Result<[f32; 2], String> {
    let text = scalar.text();
    let factor = |word: &str| Scalar::Text(word.to_owned()).number_in(-100.0..=100.0);
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [both] => factor(both).map(|both| [both, both]),
        [x, y] => Ok([factor(x)?, factor(y)?]),
        _ => Err("takes one or two factors, as in `1.1`".to_owned()),
    }
}

/// One length across, or one across and one down.
pub(super) fn translate(scalar: &Scalar) -> Result<[Length; 2], String> {
    let text = scalar.text();
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [x] => Ok([Length::parse(x)?, Length::Px(0.0)]),
        [x, y] => Ok([Length::parse(x)?, Length::parse(y)?]),
        _ => Err("takes one or two lengths, as in `10px -5%`".to_owned()),
    }
}
