//! Backgrounds as CSS writes them: layers of colours and gradients, the first on top (CSS Images Module Level 4).

use super::color::Color;
use super::style::Length;
use crate::domain::excerpt::Excerpt;

/// One layer of a background.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    Solid(Color),
    Linear { direction: Direction, ramp: Ramp },
    Radial { radii: Radii, center: [Length; 2], ramp: Ramp },
}

impl Layer {
    /// Whether nothing can be seen through it.
    pub fn is_opaque(&self) -> bool {
        match self {
            Layer::Solid(color) => color.is_opaque(),
            Layer::Linear { ramp, .. } | Layer::Radial { ramp, .. } => ramp.stops.iter().all(|s| s.color.is_opaque()),
        }
    }
}

/// Where a linear gradient runs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Direction {
    /// Degrees clockwise, 0 is upwards.
    Angle(f32),
    /// Towards a side or corner; -1, 0 or 1 along x and y.
    Towards(f32, f32),
}

/// How far a radial gradient reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Radii {
    Circle(Length),
    Ellipse(Length, Length),
    /// To the corner farthest from the centre: CSS's own default. A circle, or an ellipse in the box's proportions.
    FarthestCorner {
        circle: bool,
    },
}

/// The space in which colours between stops are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Space {
    #[default]
    Srgb,
    Oklab,
    Oklch,
}

/// The colours along a gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    pub space: Space,
    pub stops: Vec<Stop>,
}

/// A colour at a place along the gradient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    pub color: Color,
    /// Percent or pixels along the gradient; `None` lies halfway between its neighbours.
    pub at: Option<Length>,
}

/// More stops than any design has; each costs time on every pixel.
const MAX_STOPS: usize = 64;
/// More layers than any design has; each is painted over the whole box.
const MAX_LAYERS: usize = 16;

/// `linear-gradient(135deg, #0b1020, #111a33)`, `radial-gradient(circle 60vmin at 80% 0%, teal, transparent)`, a colour,
/// or several of them with commas between.
pub fn parse(text: &str) -> Result<Vec<Layer>, String> {
    let parts = split(text, ',');
    if parts.len() > MAX_LAYERS {
        return Err(format!("has {} layers; at most {MAX_LAYERS} are painted", parts.len()));
    }
    parts.into_iter().map(layer).collect()
}

fn layer(text: &str) -> Result<Layer, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("has an empty layer; a layer is a colour, `linear-gradient(…)` or `radial-gradient(…)`".to_owned());
    }
    let Some((name, rest)) = text.split_once('(').filter(|(name, _)| name.ends_with("gradient")) else {
        return Color::parse(text).map(Layer::Solid);
    };
    let Some(inside) = rest.strip_suffix(')') else {
        return Err(format!("lacks the closing parenthesis of `{name}(`"));
    };
    let arguments = split(inside, ',');
    match name {
        "linear-gradient" => linear(&arguments),
        "radial-gradient" => radial(&arguments),
        _ => Err(format!("has `{}(…)`; known are `linear-gradient(…)` and `radial-gradient(…)`", Excerpt(name))),
    }
}

fn linear(arguments: &[&str]) -> Result<Layer, String> {
    let head = Head::of(arguments)?;
    let mut direction = Direction::Angle(180.0);
    let mut words = head.words.into_iter();
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
    Ok(Layer::Linear { direction, ramp: ramp(head.space, head.stops)? })
}

fn radial(arguments: &[&str]) -> Result<Layer, String> {
    let head = Head::of(arguments)?;
    let mut center = [Length::Percent(50.0); 2];
    let mut words = head.words;
    if let Some(at) = words.iter().position(|w| *w == "at") {
        center = position(&words[at + 1..])?;
        words.truncate(at);
    }
    let mut circle = None;
    let mut lengths = Vec::new();
    for word in words {
        match word {
            "circle" => circle = Some(true),
            "ellipse" => circle = Some(false),
            "farthest-corner" => {}
            _ => lengths.push(Length::parse(word)?),
        }
    }
    let radii = match (circle, lengths.as_slice()) {
        (circle, []) => Radii::FarthestCorner { circle: circle.unwrap_or(false) },
        (None | Some(true), [radius]) => Radii::Circle(*radius),
        (None | Some(false), [x, y]) => Radii::Ellipse(*x, *y),
        _ => return Err("needs one radius for a `circle` or two for an `ellipse`".to_owned()),
    };
    Ok(Layer::Radial { radii, center, ramp: ramp(head.space, head.stops)? })
}

/// What stands before the first colour, and the colours.
struct Head<'a> {
    space: Space,
    words: Vec<&'a str>,
    stops: &'a [&'a str],
}

impl<'a> Head<'a> {
    fn of(arguments: &'a [&'a str]) -> Result<Head<'a>, String> {
        let Some((first, rest)) = arguments.split_first() else {
            return Err("is an empty gradient".to_owned());
        };
        // The first argument is a head unless it is a stop already.
        if stop(first).is_ok() {
            return Ok(Head { space: Space::default(), words: Vec::new(), stops: arguments });
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
        Ok(Head { space, words, stops: rest })
    }
}

fn ramp(space: Space, arguments: &[&str]) -> Result<Ramp, String> {
    if arguments.len() < 2 || arguments.len() > MAX_STOPS {
        return Err(format!("has {} colours; a gradient takes 2 to {MAX_STOPS}", arguments.len()));
    }
    let mut stops = Vec::with_capacity(arguments.len());
    for argument in arguments {
        stops.extend(stop(argument)?);
    }
    Ok(Ramp { space, stops })
}

/// `teal`, `teal 20%`, `teal 20% 40%` (which is two stops).
fn stop(text: &str) -> Result<Vec<Stop>, String> {
    let words = split(text.trim(), ' ');
    let lengths: Vec<&str> = words.iter().rev().take_while(|w| Length::parse(w).is_ok()).copied().collect();
    if lengths.len() > 2 || lengths.len() == words.len() {
        return Err(format!("has `{}` where a colour should be", Excerpt(text.trim())));
    }
    let color = Color::parse(&words[..words.len() - lengths.len()].join(" "))?;
    if lengths.is_empty() {
        return Ok(vec![Stop { color, at: None }]);
    }
    lengths.iter().rev().map(|l| Ok(Stop { color, at: Some(Length::parse(l)?) })).collect()
}

pub(super) fn position(words: &[&str]) -> Result<[Length; 2], String> {
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

pub(super) fn angle(word: &str) -> Result<f32, String> {
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
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn a_colour_is_a_layer() {
        assert_eq!(parse("rgb(1, 2, 3)").unwrap(), [Layer::Solid(color("rgb(1 2 3)"))]);
        assert!(parse("teal").unwrap()[0].is_opaque());
        assert!(!parse("rgb(0 0 0 / 50%)").unwrap()[0].is_opaque());
    }

    #[test]
    fn linear_gradients_take_angles_sides_and_spaces() {
        let layers =
            parse("linear-gradient(0.25turn in oklab, red, rgb(0 0 255 / 50%) 20% 40%, #fff 300px), navy").unwrap();
        let Layer::Linear { direction: Direction::Angle(angle), ramp } = &layers[0] else { panic!("{layers:?}") };
        assert_eq!((*angle, ramp.space), (90.0, Space::Oklab));
        let places: Vec<_> = ramp.stops.iter().map(|s| s.at).collect();
        let percent = |p| Some(Length::Percent(p));
        assert_eq!(places, [None, percent(20.0), percent(40.0), Some(Length::Px(300.0))]);
        assert_eq!(ramp.stops[1].color, ramp.stops[2].color);
        assert_eq!(layers[1], Layer::Solid(color("navy")));
        let towards = parse("linear-gradient(to bottom right, red, blue)").unwrap();
        assert!(matches!(towards[0], Layer::Linear { direction: Direction::Towards(1.0, 1.0), .. }));
    }

    #[test]
    fn radial_gradients_take_sizes_and_places() {
        let layers = parse("radial-gradient(circle 60vmin at right 10%, teal, transparent)").unwrap();
        let Layer::Radial { radii, center, .. } = &layers[0] else { panic!("{layers:?}") };
        assert_eq!(*radii, Radii::Circle(Length::Vmin(60.0)));
        assert_eq!(*center, [Length::Percent(100.0), Length::Percent(10.0)]);
        let layers = parse("radial-gradient(ellipse 50% 80% at top, teal, transparent)").unwrap();
        let Layer::Radial { radii, center, .. } = &layers[0] else { panic!("{layers:?}") };
        assert_eq!(*radii, Radii::Ellipse(Length::Percent(50.0), Length::Percent(80.0)));
        assert_eq!(*center, [Length::Percent(50.0), Length::Percent(0.0)]);
        assert!(matches!(
            parse("radial-gradient(red, blue)").unwrap()[0],
            Layer::Radial { radii: Radii::FarthestCorner { circle: false }, .. }
        ));
    }

    #[test]
    fn what_is_no_background_is_told_so() {
        for (text, part) in [
            ("", "empty layer"),
            ("linear-gradient(red)", "1 colours"),
            ("linear-gradient(45, red, blue)", "`45` where"),
            ("linear-gradient(to north, red, blue)", "`to north`"),
            ("linear-gradient(red, blue", "closing parenthesis"),
            ("linear-gradient(in lch, red, blue)", "`lch`"),
            ("conic-gradient(red, blue)", "`conic-gradient(…)`"),
            ("radial-gradient(circle 1px 2px, red, blue)", "one radius"),
            ("linear-gradient(red, bleu)", "not a colour"),
            ("red, , blue", "empty layer"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
