//! `mask_image`, `mask_size` and `mask_repeat` (CSS Masking 1, section 5).

use super::{Length, Scalar};
use crate::domain::excerpt::Excerpt;
use crate::render::background::{self, Layer, MAX_LAYERS, split};
use crate::render::variable::image_url;

/// What shows of a node: of several, what any of them lets through.
#[derive(Debug, Clone, PartialEq)]
pub enum Mask {
    /// Where it is opaque.
    Layer(Layer),
    /// Where the picture of this URL is opaque.
    Picture(String),
}

/// How large a mask's picture is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaskSize {
    /// As small as covers the box.
    Cover,
    /// As large as fits into the box.
    Contain,
    /// Width and height; what is `auto` follows from the other, and both are the picture's own where both are.
    Lengths([Length; 2]),
}

/// `none`, or layers, those of a background or `url(…)`. An empty `url()` is left out: where a picture may be missing,
/// so may the mask.
pub(super) fn images(scalar: &Scalar) -> Result<Vec<Mask>, String> {
    let text = scalar.text();
    if text.trim() == "none" {
        return Ok(Vec::new());
    }
    let parts = split(&text, ',');
    if parts.len() > MAX_LAYERS {
        return Err(format!("has {} layers; at most {MAX_LAYERS} are painted", parts.len()));
    }
    let mut masks = Vec::with_capacity(parts.len());
    for part in parts.into_iter().map(str::trim) {
        let Some(rest) = part.strip_prefix("url(") else {
            masks.extend(background::parse(part)?.into_iter().map(Mask::Layer));
            continue;
        };
        let inside = rest.strip_suffix(')').ok_or("lacks the closing parenthesis of `url(`")?.trim();
        let quoted = ['"', '\''].iter().find_map(|quote| inside.strip_prefix(*quote)?.strip_suffix(*quote));
        match quoted.unwrap_or(inside).trim() {
            "" => {}
            url => masks.push(Mask::Picture(image_url(url)?)),
        }
    }
    Ok(masks)
}

/// `cover`, `contain`, or one or two lengths.
pub(super) fn size(scalar: &Scalar) -> Result<MaskSize, String> {
    let text = scalar.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    let length = |word: &str| match Length::parse(word)? {
        Length::Px(number)
        | Length::Percent(number)
        | Length::Vw(number)
        | Length::Vh(number)
        | Length::Vmin(number)
        | Length::Vmax(number)
            if number < 0.0 =>
        {
            Err(format!("is below 0: `{}`", Excerpt(word)))
        }
        length => Ok(length),
    };
    match words.as_slice() {
        ["cover"] => Ok(MaskSize::Cover),
        ["contain"] => Ok(MaskSize::Contain),
        [width] => Ok(MaskSize::Lengths([length(width)?, Length::Auto])),
        [width, height] => Ok(MaskSize::Lengths([length(width)?, length(height)?])),
        _ => Err("takes `cover`, `contain`, or one or two lengths: width and height".to_owned()),
    }
}
