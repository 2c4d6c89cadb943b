//! Filters that make texts of numbers, and what is worked out otherwise than MiniJinja does.

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, ErrorKind, State, Value};

use super::invalid;
use crate::domain::violation::suggestion;
use crate::render::expression::MAX_OUTPUT;

/// Beyond it a double no longer tells whole numbers apart.
const MAX: f64 = 9_007_199_254_740_992.0;
const MAX_DECIMALS: usize = 10;

/// `*`: a product of two numbers, or a text so many times.
pub fn times(one: &Value, other: &Value) -> Result<Value, Error> {
    let number = |value: &Value| match value.kind() {
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::Number => Ok(value.clone()),
        ValueKind::Bool => Ok(i64::from(value.is_true()).into()),
        kind => Err(invalid(format!("`*` takes numbers, and a text and a whole number, but no {kind}"))),
    };
    for (text, count) in [(one, other), (other, one)] {
        let Some(text) = text.as_str() else { continue };
        let count = number(count)?.as_usize().ok_or_else(|| invalid("a text is repeated a whole number of times"))?;
        let bytes = text.len().saturating_mul(count);
        if bytes > MAX_OUTPUT {
            return Err(invalid(format!("a text of {bytes} bytes is too large: at most {MAX_OUTPUT} are made")));
        }
        return Ok(text.repeat(count).into());
    }
    let (one, other) = (number(one)?, number(other)?);
    if one.is_integer() && other.is_integer() {
        let product = i128::try_from(one)?.checked_mul(i128::try_from(other)?);
        let product = product.ok_or_else(|| invalid("a product is too large"))?;
        return Ok(i64::try_from(product).map_or_else(|_| Value::from(product), Value::from));
    }
    Ok((f64::try_from(one)? * f64::try_from(other)?).into())
}

/// The sum of numbers; of `attribute`, where the items are objects.
pub fn sum(state: &State, values: Value, attribute: Option<&str>, options: Kwargs) -> Result<Value, Error> {
    // From a text on, it would put texts together.
    if options.has("start") {
        return Err(invalid("`sum` has no `start`: add it to the sum"));
    }
    minijinja::filters::sum(state, values, attribute, None, options)
}

/// How a language writes numbers (CLDR's most usual forms).
struct Locale {
    name: &'static str,
    decimal: char,
    group: char,
    /// Whether the currency stands before the number.
    before: bool,
}

const LOCALES: [Locale; 12] = [
    Locale { name: "en", decimal: '.', group: ',', before: true },
    Locale { name: "de", decimal: ',', group: '.', before: false },
    Locale { name: "de-CH", decimal: '.', group: '’', before: true },
    Locale { name: "fr", decimal: ',', group: '\u{202f}', before: false },
    Locale { name: "es", decimal: ',', group: '.', before: false },
    Locale { name: "it", decimal: ',', group: '.', before: false },
    Locale { name: "pt", decimal: ',', group: '.', before: false },
    Locale { name: "pt-BR", decimal: ',', group: '.', before: true },
    Locale { name: "nl", decimal: ',', group: '.', before: true },
    Locale { name: "pl", decimal: ',', group: '\u{a0}', before: false },
    Locale { name: "sv", decimal: ',', group: '\u{a0}', before: false },
    Locale { name: "ja", decimal: '.', group: ',', before: true },
];

/// Signs that stand for one currency wherever they are read; others are written by their code.
const SIGNS: [(&str, &str); 10] = [
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("INR", "₹"),
    ("KRW", "₩"),
    ("BRL", "R$"),
    ("ILS", "₪"),
    ("VND", "₫"),
    ("NGN", "₦"),
];

fn locale(name: Option<&str>) -> Result<&'static Locale, Error> {
    let name = name.unwrap_or("en");
    // `en-GB` is written as `en`, unless it has a form of its own.
    let language = name.split(['-', '_']).next().unwrap_or(name);
    let known = |wanted: &str| LOCALES.iter().find(|locale| locale.name == wanted);
    known(&name.replace('_', "-")).or_else(|| known(language)).ok_or_else(|| {
        invalid(format!("has no locale `{language}`: {}", suggestion(language, LOCALES.map(|l| l.name))))
    })
}

/// Digits in groups of three, without a sign.
fn digits(value: f64, decimals: usize, locale: &Locale) -> Result<String, Error> {
    if !value.is_finite() || value.abs() > MAX {
        return Err(invalid(format!("{value} is out of all bounds")));
    }
    if decimals > MAX_DECIMALS {
        return Err(invalid(format!("{decimals} decimals are more than {MAX_DECIMALS}")));
    }
    let written = format!("{:.decimals$}", value.abs());
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(locale.group);
        }
        grouped.push(digit);
    }
    if !part.is_empty() {
        grouped.push(locale.decimal);
        grouped.push_str(part);
    }
    Ok(grouped)
}

/// A minus, unless nothing but zeros is left after rounding.
fn sign(value: f64, digits: &str) -> &'static str {
    if value < 0.0 && digits.contains(|c| matches!(c, '1'..='9')) { "-" } else { "" }
}

/// With separators and so many decimals; by default none for whole numbers and two for others.
pub fn number(value: f64, decimals: Option<usize>, locale: Option<&str>) -> Result<String, Error> {
    let decimals = decimals.unwrap_or(if value.fract() == 0.0 { 0 } else { 2 });
    let digits = digits(value, decimals, self::locale(locale)?)?;
    Ok(format!("{}{digits}", sign(value, &digits)))
}

/// An amount of money by the currency's code (ISO 4217), with as many decimals as the currency has.
pub fn currency(value: f64, code: &str, locale: Option<&str>) -> Result<String, Error> {
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(invalid(format!("`{}` is no currency's code, like `EUR`", crate::domain::excerpt::Excerpt(code))));
    }
    let code = code.to_ascii_uppercase();
    let locale = self::locale(locale)?;
    let decimals = match code.as_str() {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "UGX" | "XAF" | "XOF" | "PYG" => 0,
        "BHD" | "KWD" | "OMR" | "TND" | "JOD" | "IQD" | "LYD" => 3,
        _ => 2,
    };
    let digits = digits(value, decimals, locale)?;
    let sign = sign(value, &digits);
    let symbol = SIGNS.iter().find(|(known, _)| *known == code).map(|(_, symbol)| *symbol);
    Ok(match (symbol, locale.before) {
        (Some(symbol), true) if matches!(locale.name, "en" | "ja") => format!("{sign}{symbol}{digits}"),
        (_, true) => format!("{sign}{}\u{a0}{digits}", symbol.unwrap_or(&code)),
        (_, false) => format!("{sign}{digits}\u{a0}{}", symbol.unwrap_or(&code)),
    })
}

/// A part of 1 in hundredths.
pub fn percent(value: f64, decimals: Option<usize>) -> Result<String, Error> {
    let hundredths = value * 100.0;
    let digits = digits(hundredths, decimals.unwrap_or(0), &LOCALES[0])?;
    Ok(format!("{}{digits}%", sign(hundredths, &digits)))
}

/// Thousands as `k`, millions as `M`, billions as `B`, trillions as `T`.
pub fn compact(value: f64, decimals: Option<usize>) -> Result<String, Error> {
    let decimals = decimals.unwrap_or(1);
    let units = ["", "k", "M", "B", "T"];
    let mut unit = 0;
    let mut scaled = value;
    let tens = 10_f64.powi(decimals.min(MAX_DECIMALS) as i32);
    // As it is written: 999,950 is 1M, not 1000k.
    while ((scaled.abs() * tens).round() / tens) >= 1000.0 && unit + 1 < units.len() {
        scaled /= 1000.0;
        unit += 1;
    }
    let digits = digits(scaled, if unit == 0 && value.fract() == 0.0 { 0 } else { decimals }, &LOCALES[0])?;
    let short = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    Ok(format!("{}{short}{}", sign(value, short), units[unit]))
}

/// English: `1st`, `2nd`, `3rd`, `11th`.
pub fn ordinal(value: i64) -> String {
    let (tens, ones) = ((value / 10).unsigned_abs() % 10, value.unsigned_abs() % 10);
    let ending = match ones {
        1 if tens != 1 => "st",
        2 if tens != 1 => "nd",
        3 if tens != 1 => "rd",
        _ => "th",
    };
    format!("{value}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_its_language_does() {
        for (value, code, locale, expected) in [
            (1234.5, "USD", "en", "$1,234.50"),
            (-1234.5, "usd", "en-GB", "-$1,234.50"),
            (1234.5, "EUR", "de", "1.234,50\u{a0}€"),
            (1234567.0, "JPY", "ja", "¥1,234,567"),
            (5.0, "KWD", "en", "KWD\u{a0}5.000"),
            (1234.5, "EUR", "fr-FR", "1\u{202f}234,50\u{a0}€"),
            (-0.001, "USD", "en", "$0.00"),
            (99.0, "CHF", "de-CH", "CHF\u{a0}99.00"),
        ] {
            assert_eq!(currency(value, code, Some(locale)).unwrap(), expected);
        }
        assert!(currency(1.0, "EURO", None).unwrap_err().to_string().contains("is no currency's code"));
        assert!(currency(1.0, "EUR", Some("dd")).unwrap_err().to_string().contains("did you mean `de`?"));
        assert!(currency(f64::INFINITY, "EUR", None).is_err());
    }

    #[test]
    fn short_forms_round_before_they_choose_their_unit() {
        for (value, expected) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1k"),
            (1250.0, "1.2k"),
            (999_949.0, "999.9k"),
            (999_950.0, "1M"),
            (-12_300_000.0, "-12.3M"),
            (0.5, "0.5"),
            (4e15, "4,000T"),
        ] {
            assert_eq!(compact(value, None).unwrap(), expected, "{value}");
        }
        assert!(compact(f64::NAN, None).is_err());
        assert!(number(1.0, Some(11), None).is_err());
    }

    #[test]
    fn the_teens_are_th() {
        let all: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111, -1].into_iter().map(ordinal).collect();
        assert_eq!(all, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "-1st"]);
        assert_eq!(ordinal(i64::MIN), "-9223372036854775808th");
    }
}
