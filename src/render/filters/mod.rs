//! What expressions in templates can call, beyond MiniJinja's own. All of it depends on nothing but what it is given:
//! no clock, no locale of the machine.

pub mod date;
mod number;
#[cfg(test)]
pub mod table;
mod text;

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::color::Color;
use super::expression::TIMES;

/// Numbers that `range` makes at most.
const MAX_RANGE: usize = 1_000;

/// An environment in which a template's expressions are compiled. No escaping: text is drawn, not marked up.
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_recursion_limit(64);
    // Made for markup, or able to make a long text of a short one without a bound.
    for name in ["safe", "escape", "e", "indent", "format", "pprint", "batch", "slice", "tojson"] {
        environment.remove_filter(name);
    }
    environment.add_function("range", range);
    environment.add_function(TIMES, number::times);
    // As MiniJinja's, which make a text of a list of whatever size.
    environment.add_filter("upper", |value: &Value| Ok::<_, Error>(text::of(value)?.to_uppercase()));
    environment.add_filter("lower", |value: &Value| Ok::<_, Error>(text::of(value)?.to_lowercase()));
    environment.add_filter("title", |value: &Value| text::of(value).map(minijinja::filters::title));
    environment.add_filter("capitalize", text::capitalize);
    environment.add_filter("trim", text::trim);
    environment.add_filter("string", |value: &Value| text::of(value).map(Value::from));
    environment.add_filter("list", text::list);
    environment.add_filter("sum", number::sum);
    environment.add_filter("replace", text::replace);
    environment.add_filter("join", text::join);
    environment.add_filter("truncate", text::truncate);
    environment.add_filter("initials", text::initials);
    environment.add_filter("plural", text::plural);
    environment.add_filter("number", number::number);
    environment.add_filter("currency", number::currency);
    environment.add_filter("percent", number::percent);
    environment.add_filter("compact", number::compact);
    environment.add_filter("ordinal", number::ordinal);
    environment.add_filter("date", date::date);
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

/// The whole numbers from `lower` (0 where only one is given) to below `upper`.
fn range(lower: i64, upper: Option<i64>, step: Option<i64>) -> Result<Vec<i64>, Error> {
    let (lower, upper) = upper.map_or((0, lower), |upper| (lower, upper));
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(invalid("a range needs a step other than 0"));
    }
    let mut numbers = Vec::new();
    let mut at = lower;
    while (step > 0 && at < upper) || (step < 0 && at > upper) {
        if numbers.len() == MAX_RANGE {
            return Err(invalid(format!("a range has at most {MAX_RANGE} numbers")));
        }
        numbers.push(at);
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    Ok(numbers)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
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
