//! `clip_path` (CSS Masking 1, basic shapes of CSS Shapes 1).

use super::{Four, Length, Scalar, length};
use crate::domain::excerpt::Excerpt;
use crate::render::background::{position, split};

/// More corners than any design has.
const MAX_CORNERS: usize = 256;

/// What a node is cut to. Percents are of the node's box.
#[derive(Debug, Clone, PartialEq)]
pub enum ClipPath {
    /// Radius (`auto`: to the nearest side) and centre.
    Circle(Length, [Length; 2]),
    Ellipse([Length; 2], [Length; 2]),
    Polygon(Vec<[Length; 2]>),
    /// From the sides, and the corners' radius.
    Inset(Four, Length),
}

/// `none`, `circle(50% at 50% 50%)`, `ellipse(40% 50%)`, `polygon(0 0, 100% 0, 80% 100%)`, `inset(10px round 8px)`.
pub(super) fn parse(scalar: &Scalar) -> Result<Option<ClipPath>, String> {
    let text = scalar.text();
    let text = text.trim();
    if text == "none" {
        return Ok(None);
    }
    let unlike = || {
        format!(
            "is not a clip path: `{}`; known are `circle(…)`, `ellipse(…)`, `polygon(…)`, `inset(…)` and `none`",
            Excerpt(text)
        )
    };
    let (name, rest) = text.split_once('(').ok_or_else(unlike)?;
    let inside = rest.strip_suffix(')').ok_or_else(unlike)?;
    let words = split(inside, ' ');
    let (before, after) = match words.iter().position(|word| matches!(*word, "at" | "round")) {
        Some(at) => (&words[..at], Some((words[at], &words[at + 1..]))),
        None => (words.as_slice(), None),
    };
    let center = match after {
        Some(("at", place)) if name != "polygon" && name != "inset" => position(place)?,
        None => [Length::Percent(50.0); 2],
        Some(_) if name == "inset" => [Length::Percent(50.0); 2],
        Some(_) => return Err(unlike()),
    };
    match (name, before) {
        ("circle", []) => Ok(Some(ClipPath::Circle(Length::Auto, center))),
        ("circle", [radius]) => Ok(Some(ClipPath::Circle(Length::parse(radius)?, center))),
        ("ellipse", []) => Ok(Some(ClipPath::Ellipse([Length::Percent(50.0); 2], center))),
        ("ellipse", [x, y]) => Ok(Some(ClipPath::Ellipse([Length::parse(x)?, Length::parse(y)?], center))),
        ("inset", sides) => {
            let sides = length::four(&Scalar::Text(sides.join(" ")))?;
            let radius = match after {
                Some(("round", [radius])) => Length::parse(radius)?,
                None => Length::Px(0.0),
                Some(_) => return Err("takes one radius after `round`".to_owned()),
            };
            Ok(Some(ClipPath::Inset(sides, radius)))
        }
        ("polygon", _) => {
            let corners = split(inside, ',');
            if !(3..=MAX_CORNERS).contains(&corners.len()) {
                return Err(format!("has {} corners; a polygon takes 3 to {MAX_CORNERS}", corners.len()));
            }
            let corner = |text: &str| match split(text.trim(), ' ').as_slice() {
                [x, y] => Ok([Length::parse(x)?, Length::parse(y)?]),
                _ => Err(format!("has a corner that is not two lengths: `{}`", Excerpt(text.trim()))),
            };
            corners.into_iter().map(corner).collect::<Result<_, _>>().map(|corners| Some(ClipPath::Polygon(corners)))
        }
        _ => Err(unlike()),
    }
}
