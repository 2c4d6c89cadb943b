//! What expressions in templates can call, beyond MiniJinja's own.

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::color::Color;

/// An environment in which a template's expressions are compiled. No escaping: text is drawn, not marked up.
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_recursion_limit(64);
    environment.add_filter("initials", initials);
    environment.add_filter("fade", |value: &str, by: f64| Ok::<_, Error>(color(value)?.fade(by as f32).to_string()));
    environment.add_filter("mix", |value: &str, other: &str, amount: f64| {
        Ok::<_, Error>(color(value)?.mix(color(other)?, amount as f32).to_string())
    });
    environment.add_filter("legible", legible);
    environment.add_test("color", |value: &str| Color::parse(value).is_ok());
    environment.add_test("light", |value: &str| Color::parse(value).is_ok_and(Color::is_light));
    environment.add_test("rtl", |value: &str| is_rtl(value));
    environment
}

fn color(text: &str) -> Result<Color, Error> {
    Color::parse(text).map_err(|message| Error::new(ErrorKind::InvalidOperation, message))
}

/// The colour at the nearest lightness at which it reads at WCAG's 4.5:1 on `ground`; as it is, where it does already.
fn legible(value: &str, ground: &str) -> Result<String, Error> {
    let (value, ground) = (color(value)?, color(ground)?);
    let (from, to) = (value.lightness(), if ground.is_light() { 0.0 } else { 1.0 });
    if value.contrast(ground) >= 4.5 {
        return Ok(value.to_string());
    }
    let mut steps = (1..=40).map(|step| value.at_lightness(from + (to - from) * step as f32 / 40.0).rounded());
    let fallback = if ground.is_light() { Color::BLACK } else { Color { r: 1.0, g: 1.0, b: 1.0, a: 1.0 } };
    Ok(steps.find(|color| color.contrast(ground) >= 4.5).unwrap_or(fallback).to_string())
}

/// The first letters of the first and the last word, upper-case: `Ada Lovelace` is `AL`, `山田太郎` is `山`.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Whether a text's first strong character runs from right to left (UAX #9, rules P2 and P3).
pub fn is_rtl(text: &str) -> bool {
    matches!(unicode_bidi::get_base_direction_full(text), unicode_bidi::Direction::Rtl)
}

/// An expression's result as a typed value: `7.5` is a number, `true` a bool, anything else text.
pub fn typed(text: String) -> Value {
    match text.as_str() {
        // MiniJinja writes them as Python does.
        "true" | "True" => Value::from(true),
        "false" | "False" => Value::from(false),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::from(number),
            _ => Value::from(text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_first_and_last() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("ada", "A"),
            ("Ada B. C. Lovelace", "AL"),
            ("山田太郎", "山"),
            ("(x) — ß", "XSS"),
            ("—", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn direction_is_the_first_strong_characters() {
        assert!(is_rtl("שלום"));
        assert!(is_rtl("123 — مرحبا world"));
        assert!(!is_rtl("Hello שלום"));
        assert!(!is_rtl("123"));
    }

    #[test]
    fn legible_colours_reach_the_ratio() {
        for (value, ground) in [("#67e8f9", "white"), ("navy", "black"), ("#777", "#777"), ("yellow", "#fffbe6")] {
            let made = Color::parse(&legible(value, ground).unwrap()).unwrap();
            assert!(made.contrast(Color::parse(ground).unwrap()) >= 4.5, "{value} on {ground}: {made}");
        }
        assert_eq!(legible("#67e8f9", "black").unwrap(), "#67e8f9ff");
    }
}
