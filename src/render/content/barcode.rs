//! Barcodes in one dimension.

use barcoders::error::Error as BarcodeError;
use barcoders::sym::{
    codabar::Codabar, code39::Code39, code93::Code93, code128::Code128, ean8::EAN8, ean13::EAN13, tf::TF,
};
use skia_safe::{PathBuilder, Rect};

use super::{Drawing, Natural};
use crate::domain::excerpt::Excerpt;
use crate::render::layout::Area;
use crate::render::paint::{Pen, fill};
use crate::render::style::{Style, Symbology};

/// Logical pixels of the narrowest bar, and height, where the style says nothing.
const NATURAL_BAR: f32 = 2.0;
const NATURAL_HEIGHT: f32 = 80.0;
/// Empty narrow bars on each side: ten, as most symbologies ask for (GS1 General Specifications, section 5.2).
const QUIET: usize = 10;
/// Longest value: more has no place on a card.
const MAX_LENGTH: usize = 100;
/// Shortest run of digits that set C of Code 128 is worth changing to.
const DIGIT_RUN: usize = 4;

/// Dark and light bars, each as wide as the narrowest one.
pub fn encode(style: &Style) -> Result<Vec<bool>, String> {
    let value = style.value.as_str();
    if value.is_empty() {
        return Err("is empty; a barcode needs something to say".to_owned());
    }
    if value.len() > MAX_LENGTH {
        return Err(format!("has {} characters; a barcode takes at most {MAX_LENGTH}", value.len()));
    }
    let bars = match style.symbology {
        Symbology::Code128 => Code128::new(code128(value)?).map(|code| code.encode()),
        Symbology::Code39 => Code39::new(value).map(|code| code.encode()),
        Symbology::Code93 => Code93::new(value).map(|code| code.encode()),
        Symbology::Codabar => Codabar::new(value).map(|code| code.encode()),
        Symbology::Ean13 => EAN13::new(digits(value, 13)?).map(|code| code.encode()),
        Symbology::Ean8 => EAN8::new(digits(value, 8)?).map(|code| code.encode()),
        // A UPC-A is an EAN-13 that begins with 0.
        Symbology::UpcA => EAN13::new(format!("0{}", digits(value, 12)?)).map(|code| code.encode()),
        Symbology::Itf => TF::interleaved(value).map(|code| code.encode()),
    };
    let bars = bars.map_err(|error| match error {
        BarcodeError::Checksum => "has a wrong last digit: it is a check digit, and may be left out".to_owned(),
        BarcodeError::Length => "has a length that this symbology does not take".to_owned(),
        _ => format!("has a character that this symbology does not take: `{}`", Excerpt(value)),
    })?;
    Ok(bars.into_iter().map(|bar| bar == 1).collect())
}

/// Digits with or without the check digit at the end.
fn digits(value: &str, with_check: usize) -> Result<&str, String> {
    let count = value.len();
    if !value.bytes().all(|byte| byte.is_ascii_digit()) || !(with_check - 1..=with_check).contains(&count) {
        return Err(format!("must be {} digits, or {with_check} with the check digit", with_check - 1));
    }
    Ok(value)
}

/// The value with the signs that change between Code 128's sets before each part: B for text, C for pairs of digits.
fn code128(value: &str) -> Result<String, String> {
    const SET_B: char = '\u{181}';
    const SET_C: char = '\u{106}';
    if let Some(odd) = value.chars().find(|c| !(' '..='~').contains(c)) {
        return Err(format!(
            "has `{}`, which Code 128 has no bars for: printable ASCII is taken",
            Excerpt(&odd.to_string())
        ));
    }
    let bytes = value.as_bytes();
    let mut marked = String::new();
    let mut set = None;
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let pairs = if run >= DIGIT_RUN || (run == bytes.len() && run % 2 == 0) { run & !1 } else { 0 };
        let (wanted, length) = if pairs > 0 { (SET_C, pairs) } else { (SET_B, run.max(1)) };
        if set != Some(wanted) {
            marked.push(wanted);
            set = Some(wanted);
        }
        marked.push_str(&value[at..at + length]);
        at += length;
    }
    Ok(marked)
}

/// Bars and how they look.
struct Code<'a> {
    bars: Vec<bool>,
    style: &'a Style,
}

/// The code of a style whose `value` makes one.
pub fn drawing(style: &Style) -> Option<Box<dyn Drawing + '_>> {
    let bars = encode(style).ok()?;
    Some(Box::new(Code { bars, style }))
}

impl Drawing for Code<'_> {
    fn natural(&self) -> Natural {
        let width = (self.bars.len() + 2 * QUIET) as f32 * NATURAL_BAR;
        Natural { width, height: NATURAL_HEIGHT, keeps_ratio: false }
    }

    fn paint(&self, canvas: &dyn Pen, area: Area) {
        let Code { bars, style } = self;
        let scale = canvas.scale_of();
        let across = (bars.len() + 2 * QUIET) as f32;
        // Whole pixels for each bar where there are enough, in the middle of the box.
        let pixels = area.width * scale / across;
        let bar = if pixels >= 1.0 { pixels.floor() / scale } else { area.width / across };
        let left = area.x + (area.width - bar * bars.len() as f32) / 2.0;
        let left = if pixels >= 1.0 { (left * scale).round() / scale } else { left };
        let mut path = PathBuilder::new();
        let mut at = 0;
        while at < bars.len() {
            let run = bars[at..].iter().take_while(|dark| **dark == bars[at]).count();
            if bars[at] {
                path.add_rect(
                    Rect::from_xywh(left + at as f32 * bar, area.y, run as f32 * bar, area.height),
                    None,
                    None,
                );
            }
            at += run;
        }
        canvas.draw_path(&path.detach(), &fill(style.color));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(symbology: Symbology, value: &str) -> Result<String, String> {
        let bars = encode(&Style { symbology, value: value.to_owned(), ..Style::default() })?;
        Ok(bars.into_iter().map(|dark| if dark { '1' } else { '0' }).collect())
    }

    #[test]
    fn known_codes_have_their_bars() {
        // Guards, six digits by the first one's pattern, guards, six digits, guards (GS1 General Specifications, 5.2.1).
        let code = encoded(Symbology::Ean13, "5901234123457").unwrap();
        assert_eq!(
            code,
            "10100010110100111011001100100110111101001110101010110011011011001000010101110010011101000100101"
        );
        assert_eq!(encoded(Symbology::Ean13, "590123412345").unwrap(), code, "the check digit may be left out");
        let upc = encoded(Symbology::UpcA, "03600029145").unwrap();
        assert_eq!(upc, encoded(Symbology::Ean13, "0036000291452").unwrap());
        // "PJJ123C" in set B, from the symbology's usual example.
        let code = encoded(Symbology::Code128, "PJJ123C").unwrap();
        assert!(code.starts_with("11010010000") && code.ends_with("1100011101011"), "{code}");
        assert!(
            encoded(Symbology::Code128, "12345678").unwrap().len()
                < encoded(Symbology::Code128, "abcdefgh").unwrap().len()
        );
    }

    #[test]
    fn what_a_symbology_does_not_take_is_told() {
        for (symbology, value, part) in [
            (Symbology::Ean13, "5901234123458", "check digit"),
            (Symbology::Ean13, "59012341234", "12 digits, or 13"),
            (Symbology::Ean8, "1234567a", "7 digits, or 8"),
            (Symbology::Code128, "é", "printable ASCII"),
            (Symbology::Code39, "lower", "character"),
            (Symbology::Code128, "", "empty"),
            (Symbology::Code128, &"1".repeat(101), "101 characters"),
        ] {
            let error = encoded(symbology, value).unwrap_err();
            assert!(error.contains(part), "{symbology:?} {value}: {error}");
        }
        assert!(encoded(Symbology::Code128, &"1".repeat(100)).is_ok());
        assert!(encoded(Symbology::Itf, "123456").is_ok());
        assert!(encoded(Symbology::Codabar, "A1234B").is_ok());
        assert!(encoded(Symbology::Code93, "TEST93").is_ok());
    }
}
