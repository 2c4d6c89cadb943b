//! Colours as CSS writes them (CSS Color Module Level 4), held as sRGB.

use std::fmt;

use crate::domain::excerpt::Excerpt;

/// An sRGB colour, not premultiplied; each part from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    pub r: f32,
    pub g: f32,
    pub b: f32,
    pub a: f32,
}

impl Color {
    pub const TRANSPARENT: Color = Color { r: 0.0, g: 0.0, b: 0.0, a: 0.0 };
    pub const BLACK: Color = Color { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };

    /// `#rgb`, `#rrggbb` (each also with alpha), `rgb()`, `hsl()`, `hwb()`, `oklab()`, `oklch()`, `lab()`, `lch()` or a
    /// CSS name. Colours outside sRGB are brought to its edge.
    pub fn parse(text: &str) -> Result<Color, String> {
        let trimmed = text.trim();
        // The parser also takes `fff` for `#fff`, which would let a misspelt name pass for a colour.
        let bare_hex =
            !trimmed.starts_with('#') && trimmed.len() >= 3 && trimmed.chars().all(|c| c.is_ascii_hexdigit());
        if bare_hex {
            return Err(format!("is not a colour: `{}` lacks its `#`", Excerpt(trimmed)));
        }
        let parsed = csscolorparser::parse(trimmed).map_err(|_| {
            format!("is not a colour: `{}`; a colour is like `#67e8f9`, `rgb(103 232 249)`, `oklch(0.87 0.12 207)` or `teal`", Excerpt(trimmed))
        })?;
        let [r, g, b, a] = parsed.to_array().map(|part| if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 });
        Ok(Color { r, g, b, a })
    }

    /// The same colour with its alpha multiplied by `by`, 0 to 1.
    #[must_use]
    pub fn fade(self, by: f32) -> Color {
        Color { a: self.a * by.clamp(0.0, 1.0), ..self }
    }

    /// `amount` (0 to 1) of `other` mixed into this one, in Oklab, where equal steps look equal.
    #[must_use]
    pub fn mix(self, other: Color, amount: f32) -> Color {
        let amount = amount.clamp(0.0, 1.0);
        let (from, to) = (self.to_oklab(), other.to_oklab());
        let between = |i: usize| from[i] + (to[i] - from[i]) * amount;
        let alpha = self.a + (other.a - self.a) * amount;
        Color::from_oklab([between(0), between(1), between(2)], alpha)
    }

    /// The same hue and, as far as sRGB goes, strength of colour at another lightness, 0 to 1 (Oklch's `L`).
    #[must_use]
    pub fn at_lightness(self, lightness: f32) -> Color {
        let [_, chroma, hue, _] = csscolorparser::Color::new(self.r, self.g, self.b, 1.0).to_oklcha();
        let at =
            |chroma: f32| csscolorparser::Color::from_oklcha(lightness.clamp(0.0, 1.0), chroma, hue, self.a).to_array();
        // Less and less chroma until it is within sRGB: cutting off single parts would turn the hue.
        let within = |parts: &[f32; 4]| parts.iter().all(|part| (-1e-3..=1.001).contains(part));
        let parts =
            (0..=40).map(|step| at(chroma * (1.0 - step as f32 / 40.0))).find(within).unwrap_or_else(|| at(0.0));
        let [r, g, b, a] = parts.map(|part| part.clamp(0.0, 1.0));
        Color { r, g, b, a }
    }

    /// Oklch's lightness, 0 to 1.
    pub fn lightness(self) -> f32 {
        self.to_oklab()[0]
    }

    fn to_oklab(self) -> [f32; 3] {
        let color = csscolorparser::Color::new(self.r, self.g, self.b, 1.0);
        let [l, a, b, _] = color.to_oklaba();
        [l, a, b]
    }

    fn from_oklab([l, a, b]: [f32; 3], alpha: f32) -> Color {
        let [r, g, b, a] =
            csscolorparser::Color::from_oklaba(l, a, b, alpha).to_array().map(|part| part.clamp(0.0, 1.0));
        Color { r, g, b, a }
    }

    /// Relative luminance, 0 (black) to 1 (white), alpha ignored (WCAG 2.2, "relative luminance").
    pub fn luminance(self) -> f32 {
        let linear = |part: f32| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Contrast ratio with another colour, 1 to 21, alpha ignored (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Color) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether black text reads better on it than white text.
    pub fn is_light(self) -> bool {
        let white = Color { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };
        self.contrast(Color::BLACK) > self.contrast(white)
    }

    pub fn is_opaque(self) -> bool {
        self.a >= 1.0
    }

    /// The nearest colour of 8 bits: what is painted in the end.
    #[must_use]
    pub fn rounded(self) -> Color {
        let [r, g, b, a] = self.to_rgba8().map(|part| f32::from(part) / 255.0);
        Color { r, g, b, a }
    }

    /// Red, green, blue, alpha in 255ths.
    pub fn to_rgba8(self) -> [u8; 4] {
        [self.r, self.g, self.b, self.a].map(|part| (part * 255.0).round() as u8)
    }
}

/// `#rrggbbaa`: what the template language passes on as a colour.
impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b, a] = self.to_rgba8();
        write!(f, "#{r:02x}{g:02x}{b:02x}{a:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> String {
        Color::parse(text).unwrap_or_else(|e| panic!("{text} {e}")).to_string()
    }

    #[test]
    fn css_notations_come_out_as_in_a_browser() {
        // Expected values: what Chromium's getComputedStyle answers.
        assert_eq!(hex("#67e8f9"), "#67e8f9ff");
        assert_eq!(hex("#abc8"), "#aabbcc88");
        assert_eq!(hex(" rebeccapurple "), "#663399ff");
        assert_eq!(hex("rgb(255 0 0 / 50%)"), "#ff000080");
        assert_eq!(hex("rgba(1, 2, 3, 0)"), "#01020300");
        assert_eq!(hex("hsl(120, 100%, 25%)"), "#008000ff");
        assert_eq!(hex("oklch(0.628 0.2577 29.23)"), "#ff0000ff");
        assert_eq!(hex("transparent"), "#00000000");
    }

    #[test]
    fn what_is_no_colour_is_told_so() {
        for text in ["", "fff", "bleu", "#12", "#ggg", "rgb(1,2)", "url(x)", "67e8f9"] {
            let error = Color::parse(text).unwrap_err();
            assert!(error.starts_with("is not a colour"), "{text}: {error}");
        }
        assert!(Color::parse("67e8f9").unwrap_err().contains("`#`"));
        assert!(Color::parse(&"x".repeat(10_000)).unwrap_err().len() < 250);
    }

    #[test]
    fn light_and_dark_follow_wcag() {
        let color = |text| Color::parse(text).unwrap();
        assert!((color("#fff").contrast(color("#000")) - 21.0).abs() < 0.01);
        assert!((color("#777").contrast(color("#fff")) - 4.48).abs() < 0.01);
        assert!(color("gold").is_light());
        assert!(!color("navy").is_light());
    }

    #[test]
    fn mixing_goes_from_one_to_the_other() {
        let (a, b) = (Color::parse("#102030").unwrap(), Color::parse("#f0e0d0").unwrap());
        assert_eq!(a.mix(b, 0.0).to_rgba8(), a.to_rgba8());
        assert_eq!(a.mix(b, 1.0).to_rgba8(), b.to_rgba8());
        let middle = a.mix(b, 0.5).luminance();
        assert!(a.luminance() < middle && middle < b.luminance());
    }
}
