//! The syntax of backgrounds.

use super::{Direction, Extent, Layer, Radii, Ramp, Space, Stop};
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;
use crate::render::color::Color;
use crate::render::style::Length;

/// More stops than any design has; each costs time on every pixel.
const MAX_STOPS: usize = 64;
/// More layers than any design has; each is painted over the whole box.
pub const MAX_LAYERS: usize = 16;
const GRADIENTS: [&str; 6] = [
    "linear-gradient",
    "radial-gradient",
    "conic-gradient",
    "repeating-linear-gradient",
    "repeating-radial-gradient",
    "repeating-conic-gradient",
];

/// `linear-gradient(135deg, #0b1020, #111a33)`, `radial-gradient(circle 60vmin at 80% 0%, teal, transparent)`,
/// `conic-gradient(from 90deg, …)`, each also `repeating-`; a colour; or several of them with commas between.
pub fn layers(text: &str) -> Result<Vec<Layer>, String> {
    let parts = split(text, ',');
    if parts.len() > MAX_LAYERS {
        return Err(format!("has {} layers; at most {MAX_LAYERS} are painted", parts.len()));
    }
    parts.into_iter().map(layer).collect()
}

fn layer(text: &str) -> Result<Layer, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(
            "has an empty layer; a layer is a colour or a gradient like `linear-gradient(red, blue)`".to_owned()
        );
    }
    let Some((name, rest)) = text.split_once('(').filter(|(name, _)| name.ends_with("gradient")) else {
        return Color::parse(text).map(Layer::Solid);
    };
    let Some(inside) = rest.strip_suffix(')') else {
        return Err(format!("lacks the closing parenthesis of `{name}(`"));
    };
    let arguments = split(inside, ',');
    let (repeats, kind) = match name.strip_prefix("repeating-") {
        Some(kind) => (true, kind),
        None => (false, name),
    };
    match kind {
        "linear-gradient" => linear(&arguments, repeats),
        "radial-gradient" => radial(&arguments, repeats),
        "conic-gradient" => conic(&arguments, repeats),
        _ => Err(format!("has `{}(…)`: {}", Excerpt(name), suggestion(name, GRADIENTS))),
    }
}

fn linear(arguments: &[&str], repeats: bool) -> Result<Layer, String> {
    let head = Head::of(arguments, Place::Length)?;
    let mut direction = Direction::Angle(180.0);
    let mut words = head.words.iter().copied();
    match words.next() {
        None => {}
        Some("to") => {
            let (mut x, mut y) = (0.0, 0.0);
            for word in words.by_ref() {
                match word {
                    "left" => x = -1.0,
                    "right" => x = 1.0,
                    "top" => y = -1.0,
                    "bottom" => y = 1.0,
                    _ => return Err(format!("has `to {}`; known are `top`, `right`, `bottom`, `left`", Excerpt(word))),
                }
            }
            if x == 0.0 && y == 0.0 {
                return Err("has `to` without a side".to_owned());
            }
            direction = Direction::Towards(x, y);
        }
        Some(word) => direction = Direction::Angle(angle(word)?),
    }
    if let Some(word) = words.next() {
        return Err(format!("has `{}` where the first colour should be", Excerpt(word)));
    }
    Ok(Layer::Linear { direction, ramp: head.ramp(repeats)? })
}

fn radial(arguments: &[&str], repeats: bool) -> Result<Layer, String> {
    let mut head = Head::of(arguments, Place::Length)?;
    let center = head.center()?;
    let mut circle = None;
    let mut extent = None;
    let mut lengths = Vec::new();
    for word in &head.words {
        match *word {
            "circle" => circle = Some(true),
            "ellipse" => circle = Some(false),
            "closest-side" => extent = Some(Extent::ClosestSide),
            "farthest-side" => extent = Some(Extent::FarthestSide),
            "closest-corner" => extent = Some(Extent::ClosestCorner),
            "farthest-corner" => extent = Some(Extent::FarthestCorner),
            _ => lengths.push(Length::parse(word)?),
        }
    }
    let radii = match (circle, extent, lengths.as_slice()) {
        (circle, extent, []) => Radii::To { extent: extent.unwrap_or_default(), circle: circle.unwrap_or(false) },
        (None | Some(true), None, [radius]) => Radii::Circle(*radius),
        (None | Some(false), None, [x, y]) => Radii::Ellipse(*x, *y),
        _ => return Err("needs one radius for a `circle`, two for an `ellipse`, or a side or corner".to_owned()),
    };
    Ok(Layer::Radial { radii, center, ramp: head.ramp(repeats)? })
}

fn conic(arguments: &[&str], repeats: bool) -> Result<Layer, String> {
    let mut head = Head::of(arguments, Place::Angle)?;
    let center = head.center()?;
    let from = match head.words.as_slice() {
        [] => 0.0,
        ["from", degrees] => angle(degrees)?,
        ["from"] => return Err("has `from` without an angle, as in `from 90deg`".to_owned()),
        [word, ..] => {
            return Err(format!("has `{}`; a conic gradient takes `from` an angle and `at` a place", Excerpt(word)));
        }
    };
    Ok(Layer::Conic { from, center, ramp: head.ramp(repeats)? })
}

/// What the places of a gradient's stops are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Length,
    Angle,
}

impl Place {
    fn parse(self, word: &str) -> Result<Length, String> {
        match self {
            Place::Length => Length::parse(word),
            Place::Angle => match Length::parse(word) {
                Ok(percent @ Length::Percent(_)) => Ok(percent),
                // A bare 0 is an angle, too.
                Ok(Length::Px(0.0)) => Ok(Length::Percent(0.0)),
                _ => angle(word).map(|degrees| Length::Percent(degrees / 3.6)),
            },
        }
    }
}

/// What stands before the first colour, and the colours.
struct Head<'a> {
    place: Place,
    space: Space,
    words: Vec<&'a str>,
    stops: &'a [&'a str],
}

impl<'a> Head<'a> {
    fn of(arguments: &'a [&'a str], place: Place) -> Result<Head<'a>, String> {
        let Some((first, rest)) = arguments.split_first() else {
            return Err("is an empty gradient".to_owned());
        };
        // The first argument is a head unless it is a stop already.
        if stop(first, place).is_ok() {
            return Ok(Head { place, space: Space::default(), words: Vec::new(), stops: arguments });
        }
        let mut words: Vec<&str> = first.split_whitespace().collect();
        let mut space = Space::default();
        if let Some(at) = words.iter().position(|w| *w == "in") {
            space = match words.get(at + 1) {
                Some(&"srgb") => Space::Srgb,
                Some(&"oklab") => Space::Oklab,
                Some(&"oklch") => Space::Oklch,
                other => {
                    return Err(format!(
                        "interpolates in `{}`; known are `in srgb`, `in oklab`, `in oklch`",
                        Excerpt(other.unwrap_or(&""))
                    ));
                }
            };
            words.drain(at..at + 2);
        }
        Ok(Head { place, space, words, stops: rest })
    }

    /// Takes `at …` out of the words.
    fn center(&mut self) -> Result<[Length; 2], String> {
        let Some(at) = self.words.iter().position(|w| *w == "at") else { return Ok([Length::Percent(50.0); 2]) };
        let center = position(&self.words[at + 1..]);
        self.words.truncate(at);
        center
    }

    fn ramp(&self, repeats: bool) -> Result<Ramp, String> {
        let mut stops: Vec<Stop> = Vec::with_capacity(self.stops.len());
        let mut hinted = false;
        for argument in self.stops {
            match (self.place.parse(argument.trim()), stops.last_mut()) {
                (Ok(hint), Some(last)) if !hinted => {
                    last.hint = Some(hint);
                    hinted = true;
                }
                (Ok(_), _) => {
                    return Err(format!(
                        "has the hint `{}`, which stands between no two colours",
                        Excerpt(argument.trim())
                    ));
                }
                (Err(_), _) => {
                    stops.extend(stop(argument, self.place)?);
                    hinted = false;
                }
            }
            if stops.len() > MAX_STOPS {
                break;
            }
        }
        match stops.len() {
            2..=MAX_STOPS if !hinted => Ok(Ramp { space: self.space, repeats, stops }),
            2..=MAX_STOPS => Err("ends in a hint, which stands between no two colours".to_owned()),
            count => Err(format!("has {count} colours; a gradient takes 2 to {MAX_STOPS}")),
        }
    }
}

/// `teal`, `teal 20%`, `teal 20% 40%` (which is two stops).
fn stop(text: &str, place: Place) -> Result<Vec<Stop>, String> {
    let words = split(text.trim(), ' ');
    let places: Vec<Length> = words.iter().rev().map_while(|word| place.parse(word).ok()).collect();
    if places.len() > 2 || places.len() == words.len() {
        return Err(format!("has `{}` where a colour should be", Excerpt(text.trim())));
    }
    let color = Color::parse(&words[..words.len() - places.len()].join(" "))?;
    let stop = |at| Stop { color, at, hint: None };
    if places.is_empty() {
        return Ok(vec![stop(None)]);
    }
    Ok(places.into_iter().rev().map(|at| stop(Some(at))).collect())
}

pub fn position(words: &[&str]) -> Result<[Length; 2], String> {
    let one = |word: &str| match word {
        "left" | "top" => Ok(Length::Percent(0.0)),
        "center" => Ok(Length::Percent(50.0)),
        "right" | "bottom" => Ok(Length::Percent(100.0)),
        _ => Length::parse(word),
    };
    match words {
        [x] if matches!(*x, "top" | "bottom") => Ok([Length::Percent(50.0), one(x)?]),
        [x] => Ok([one(x)?, Length::Percent(50.0)]),
        [y, x] if matches!(*y, "top" | "bottom") || matches!(*x, "left" | "right") => Ok([one(x)?, one(y)?]),
        [x, y] => Ok([one(x)?, one(y)?]),
        _ => Err("needs one or two places after `at`, as in `at 80% top`".to_owned()),
    }
}

pub fn angle(word: &str) -> Result<f32, String> {
    let units = [("deg", 1.0), ("turn", 360.0), ("grad", 0.9), ("rad", 180.0 / std::f32::consts::PI)];
    for (unit, degrees) in units {
        if let Some(number) = word.strip_suffix(unit)
            && let Ok(number) = number.parse::<f32>()
            && number.is_finite()
        {
            return Ok(number * degrees);
        }
    }
    Err(format!("has `{}` where an angle (`135deg`), a side (`to right`) or a colour should be", Excerpt(word)))
}

/// Splits at `separator` outside parentheses; blanks count once.
pub fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth <= 0 && (c == separator || (separator == ' ' && c.is_whitespace())) => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    if separator == ' ' {
        parts.retain(|part| !part.is_empty());
    }
    parts
}
