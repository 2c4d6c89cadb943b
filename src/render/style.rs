//! How a node looks and lies: CSS properties, by their CSS names with `_` for `-`.

use super::background::{self, Layer};
use super::color::Color;
use crate::domain::excerpt::Excerpt;
use crate::domain::violation::suggestion;

/// A value as it stands in a template file, or as an expression made it.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Text(String),
    Number(f64),
    Bool(bool),
}

impl Scalar {
    fn number(&self) -> Result<f32, String> {
        let number = match self {
            Scalar::Number(number) => *number,
            Scalar::Text(text) => {
                text.trim().parse().map_err(|_| format!("must be a number, not `{}`", Excerpt(text)))?
            }
            Scalar::Bool(value) => return Err(format!("must be a number, not `{value}`")),
        };
        // Bounded so that sums of a few of them stay exact enough to lay out.
        if number.abs() <= 1e6 { Ok(number as f32) } else { Err(format!("is {number}, out of all bounds")) }
    }

    fn number_in(&self, range: std::ops::RangeInclusive<f32>) -> Result<f32, String> {
        let number = self.number()?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(format!("is {number}; it must be from {} to {}", range.start(), range.end()))
        }
    }

    fn bool(&self) -> Result<bool, String> {
        match self {
            Scalar::Bool(value) => Ok(*value),
            Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            other => Err(format!("must be `true` or `false`, not `{}`", Excerpt(&other.text()))),
        }
    }

    /// As it would be written.
    pub fn text(&self) -> String {
        match self {
            Scalar::Text(text) => text.clone(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Bool(value) => value.to_string(),
        }
    }

    fn length(&self) -> Result<Length, String> {
        match self {
            Scalar::Number(_) => self.number().map(Length::Px),
            other => Length::parse(&other.text()),
        }
    }

    fn color(&self) -> Result<Color, String> {
        Color::parse(&self.text())
    }

    fn one_of<T: Copy>(&self, known: &[(&'static str, T)]) -> Result<T, String> {
        let text = self.text();
        known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            format!("has no value `{}`: {}", Excerpt(&text), suggestion(&text, names))
        })
    }
}

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
fn four(scalar: &Scalar) -> Result<Four, String> {
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

macro_rules! keywords {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant),* }
        impl $name { const KNOWN: &'static [(&'static str, $name)] = &[$(($word, $name::$variant)),*]; }
    )*};
}

keywords! {
    /// `direction` of a frame (CSS `flex-direction`).
    Axis { Row = "row", Column = "column", RowReverse = "row_reverse", ColumnReverse = "column_reverse" }
    /// `align` and `align_self` (CSS `align-items`).
    Align { Start = "start", Center = "center", End = "end", Stretch = "stretch", Baseline = "baseline" }
    /// `justify` of a frame (CSS `justify-content`).
    Justify {
        Start = "start", Center = "center", End = "end",
        SpaceBetween = "space-between", SpaceAround = "space-around", SpaceEvenly = "space-evenly",
    }
    /// `position`.
    Position { Relative = "relative", Absolute = "absolute" }
    /// `text_align`. Start is right in text that runs from right to left.
    TextAlign { Start = "start", Center = "center", End = "end", Left = "left", Right = "right" }
    /// `text_wrap`: balance makes a text's lines about as long as each other.
    TextWrap { Normal = "normal", Balance = "balance" }
    /// `fit` of a text: shrink takes the largest size down to `min_font_size` that needs no more than `max_lines`.
    TextFit { None = "none", Shrink = "shrink" }
    /// `object_fit` of an image.
    ObjectFit { Cover = "cover", Contain = "contain", Fill = "fill" }
}

/// A shadow of a box (CSS `box-shadow`, outer only), in logical pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shadow {
    pub x: Length,
    pub y: Length,
    pub blur: Length,
    pub color: Color,
}

fn shadows(scalar: &Scalar) -> Result<Vec<Shadow>, String> {
    let text = scalar.text();
    if text == "none" {
        return Ok(Vec::new());
    }
    background::split(&text, ',')
        .into_iter()
        .map(|one| {
            let words = background::split(one.trim(), ' ');
            let [x, y, blur, color] = words.as_slice() else {
                return Err(format!(
                    "is not a shadow: `{}`; a shadow is like `0 12px 40px rgb(0 0 0 / 30%)`",
                    Excerpt(one)
                ));
            };
            let [x, y, blur] = [Length::parse(x)?, Length::parse(y)?, Length::parse(blur)?];
            Ok(Shadow { x, y, blur, color: Color::parse(color)? })
        })
        .collect()
}

/// Space between letters.
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

    fn parse(scalar: &Scalar) -> Result<Spacing, String> {
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

macro_rules! style {
    ($($(#[$doc:meta])* $group:ident: $list:ident { $($(#[$pdoc:meta])* $name:ident: $type:ty = $default:expr, $parse:expr;)* })*) => {
        /// Every property of a node, at its default where nothing is said.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Style { $($($(#[$pdoc])* pub $name: $type,)*)* }

        impl Default for Style {
            fn default() -> Self { Self { $($($name: $default,)*)* } }
        }

        $($(#[$doc])* pub const $list: &[&str] = &[$(stringify!($name)),*];)*

        impl Style {
            /// Sets a property. The error begins with a verb: it is told after the property's path.
            ///
            /// # Panics
            /// If there is no property of that name: names are checked against the lists when a template is parsed.
            pub fn set(&mut self, property: &str, scalar: &Scalar) -> Result<(), String> {
                match property {
                    $($(stringify!($name) => self.$name = ($parse)(scalar)?,)*)*
                    _ => unreachable!("the parser lets only listed properties through"),
                }
                Ok(())
            }
        }
    };
}

fn length(scalar: &Scalar) -> Result<Length, String> {
    scalar.length()
}

fn gap(scalar: &Scalar) -> Result<[Length; 2], String> {
    match four(scalar)? {
        [row, column, r, c] if row == r && column == c => Ok([row, column]),
        _ => Err("takes one or two lengths: between rows, between columns".to_owned()),
    }
}

style! {
    /// What every node has.
    common: COMMON {
        width: Length = Length::Auto, length;
        height: Length = Length::Auto, length;
        min_width: Length = Length::Auto, length;
        min_height: Length = Length::Auto, length;
        max_width: Length = Length::Auto, length;
        max_height: Length = Length::Auto, length;
        /// Width by height.
        aspect_ratio: Option<f32> = None, |s: &Scalar| s.number_in(0.001..=1000.0).map(Some);
        margin: Four = [Length::Px(0.0); 4], four;
        grow: f32 = 0.0, |s: &Scalar| s.number_in(0.0..=1e6);
        shrink: f32 = 1.0, |s: &Scalar| s.number_in(0.0..=1e6);
        basis: Length = Length::Auto, length;
        align_self: Option<Align> = None, |s: &Scalar| s.one_of(Align::KNOWN).map(Some);
        position: Position = Position::Relative, |s: &Scalar| s.one_of(Position::KNOWN);
        top: Length = Length::Auto, length;
        right: Length = Length::Auto, length;
        bottom: Length = Length::Auto, length;
        left: Length = Length::Auto, length;
        background: Vec<Layer> = Vec::new(), |s: &Scalar| background::parse(&s.text());
        border_width: Length = Length::Px(0.0), length;
        border_color: Color = Color::BLACK, Scalar::color;
        border_radius: Four = [Length::Px(0.0); 4], four;
        box_shadow: Vec<Shadow> = Vec::new(), shadows;
        opacity: f32 = 1.0, |s: &Scalar| s.number_in(0.0..=1.0);
    }
    /// What a frame has beyond that.
    frame: FRAME {
        direction: Axis = Axis::Row, |s: &Scalar| s.one_of(Axis::KNOWN);
        flex_wrap: bool = false, |s: &Scalar| s.one_of(&[("wrap", true), ("nowrap", false)]);
        /// Between rows, between columns.
        gap: [Length; 2] = [Length::Px(0.0); 2], gap;
        padding: Four = [Length::Px(0.0); 4], four;
        align: Align = Align::Stretch, |s: &Scalar| s.one_of(Align::KNOWN);
        justify: Justify = Justify::Start, |s: &Scalar| s.one_of(Justify::KNOWN);
        /// Whether children end at the frame's edge.
        clip: bool = false, Scalar::bool;
    }
    /// What a text has beyond the common.
    text: TEXT {
        color: Color = Color::BLACK, Scalar::color;
        font_family: String = String::from("Inter"), |s: &Scalar| Ok::<_, String>(s.text());
        font_size: Length = Length::Px(32.0), length;
        min_font_size: Length = Length::Auto, length;
        /// 100 to 900.
        font_weight: f32 = 400.0, |s: &Scalar| s.number_in(100.0..=900.0);
        /// Of the font's size.
        line_height: f32 = 1.3, |s: &Scalar| s.number_in(0.5..=4.0);
        letter_spacing: Spacing = Spacing::Px(0.0), Spacing::parse;
        text_align: TextAlign = TextAlign::Start, |s: &Scalar| s.one_of(TextAlign::KNOWN);
        text_wrap: TextWrap = TextWrap::Normal, |s: &Scalar| s.one_of(TextWrap::KNOWN);
        fit: TextFit = TextFit::None, |s: &Scalar| s.one_of(TextFit::KNOWN);
        /// Beyond it the text ends in an ellipsis; `None` is no bound.
        max_lines: Option<usize> = None, |s: &Scalar| s.number_in(1.0..=1000.0).map(|n| Some(n as usize));
    }
    /// What an image has beyond the common.
    image: IMAGE {
        object_fit: ObjectFit = ObjectFit::Cover, |s: &Scalar| s.one_of(ObjectFit::KNOWN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(property: &str, text: &str) -> Result<Style, String> {
        let mut style = Style::default();
        style.set(property, &Scalar::Text(text.to_owned())).map(|()| style)
    }

    #[test]
    fn lengths_have_units() {
        for (text, length) in [
            ("12", Length::Px(12.0)),
            ("-1.5px", Length::Px(-1.5)),
            ("50%", Length::Percent(50.0)),
            ("4vmin", Length::Vmin(4.0)),
            ("auto", Length::Auto),
        ] {
            assert_eq!(Length::parse(text), Ok(length), "{text}");
        }
        for text in ["", "px", "12em", "nan", "inf", "1e3", "12 px", "99999999"] {
            assert!(Length::parse(text).is_err(), "{text}");
        }
        assert_eq!(Length::Vmin(10.0).resolve((1200.0, 630.0), 0.0), Some(63.0));
        assert_eq!(Length::Vmax(10.0).resolve((1200.0, 630.0), 0.0), Some(120.0));
        assert_eq!(Length::Percent(25.0).resolve((1200.0, 630.0), 80.0), Some(20.0));
    }

    #[test]
    fn four_lengths_go_round_like_css() {
        let px = Length::Px;
        assert_eq!(set("margin", "1 2 3").unwrap().margin, [px(1.0), px(2.0), px(3.0), px(2.0)]);
        assert_eq!(set("padding", "1 2").unwrap().padding, [px(1.0), px(2.0), px(1.0), px(2.0)]);
        assert!(set("margin", "1 2 3 4 5").is_err());
        assert_eq!(set("gap", "4 8").unwrap().gap, [px(4.0), px(8.0)]);
        assert!(set("gap", "4 8 2").is_err());
    }

    #[test]
    fn unknown_values_name_the_nearest() {
        assert!(set("justify", "space-betwen").unwrap_err().contains("did you mean `space-between`?"));
        assert!(set("opacity", "1.01").unwrap_err().contains("from 0 to 1"));
        assert_eq!(set("opacity", "1").unwrap().opacity, 1.0);
        assert!(set("max_lines", "0").is_err());
        assert!(set("box_shadow", "0 1px red").unwrap_err().contains("is not a shadow"));
        assert_eq!(set("box_shadow", "0 1px 2px rgb(0 0 0 / 30%), 0 0 9px red").unwrap().box_shadow.len(), 2);
        assert_eq!(set("letter_spacing", "-0.02em").unwrap().letter_spacing.resolve(50.0), -1.0);
    }

    #[test]
    fn every_listed_property_can_be_set() {
        for name in [COMMON, FRAME, TEXT, IMAGE].concat() {
            // Only that it is known: `set` panics on a name that is not.
            let _ = set(name, "1");
        }
    }
}
