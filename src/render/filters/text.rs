//! Filters that make texts of texts.

use std::borrow::Cow;

use minijinja::{Error, ErrorKind, State, Value};

use super::invalid;
use crate::render::expression::MAX_OUTPUT;
use crate::render::expression::extent::{Extent, fits};

/// What a filter takes, in bytes: what filters make of one another's texts would grow without a bound.
const MAX_INPUT: usize = 1024 * 1024;
/// And of a list that it makes a text of, in values.
const MAX_VALUES: usize = 100_000;

/// A value as a text; lists and objects as they are written.
pub fn of(value: &Value) -> Result<Cow<'_, str>, Error> {
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    if !fits(value, Extent { values: MAX_VALUES, bytes: MAX_INPUT }) {
        return Err(invalid(format!("a filter takes a text of at most {MAX_INPUT} bytes")));
    }
    Ok(value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed))
}

/// The first letter large, all others small.
pub fn capitalize(value: &Value) -> Result<String, Error> {
    let text = of(value)?;
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    Ok(first.collect::<String>() + &chars.as_str().to_lowercase())
}

/// Without white space, or those characters, at its ends.
pub fn trim(value: &Value, characters: Option<&str>) -> Result<String, Error> {
    let text = of(value)?;
    Ok(match characters {
        Some(characters) => text.trim_matches(|c| characters.contains(c)).to_owned(),
        None => text.trim().to_owned(),
    })
}

/// A list of what can be gone over: of a text, its characters.
pub fn list(state: &State, value: Value) -> Result<Value, Error> {
    if value.as_str().is_some() {
        of(&value)?;
    }
    minijinja::filters::list(state, value)
}

/// Every occurrence of `from` as `to`.
pub fn replace(value: &str, from: &str, to: &str) -> Result<String, Error> {
    let count = value.matches(from).count();
    bounded((value.len() - count * from.len()).saturating_add(count.saturating_mul(to.len())))?;
    Ok(value.replace(from, to))
}

/// A list's items with `joiner` between them; of `attribute`, where the items are objects.
pub fn join(value: &Value, joiner: Option<&str>, attribute: Option<&str>) -> Result<String, Error> {
    let mut joined = String::new();
    for (i, item) in value.try_iter()?.enumerate() {
        if i > 0 {
            joined.push_str(joiner.unwrap_or_default());
        }
        let item = attribute.map_or(Ok(item.clone()), |name| item.get_attr(name))?;
        if item.is_undefined() {
            return Err(invalid(format!("an item of the list has no `{}`", attribute.unwrap_or_default())));
        }
        joined.push_str(&of(&item)?);
        bounded(joined.len())?;
    }
    Ok(joined)
}

/// At most `length` characters, the ellipsis among them; whole words where there are any.
pub fn truncate(value: &str, length: usize, end: Option<&str>) -> Result<String, Error> {
    let end = end.unwrap_or("…");
    if value.chars().count() <= length {
        return Ok(value.to_owned());
    }
    let room = length.saturating_sub(end.chars().count());
    let cut = value.char_indices().nth(room).map_or(value.len(), |(at, _)| at);
    let (kept, rest) = value.split_at(cut);
    let whole = match rest.starts_with(char::is_whitespace) {
        true => kept,
        false => kept.rfind(char::is_whitespace).map_or(kept, |at| &kept[..at]),
    };
    Ok(format!("{}{end}", whole.trim_end()))
}

/// The first letters of the first and the last word, upper-case: `Ada Lovelace` is `AL`, `山田太郎` is `山`.
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The word for so many: `singular` for 1, else `plural`, which is the singular and an `s` where none is given.
pub fn plural(count: f64, singular: &str, plural: Option<&str>) -> String {
    match plural {
        _ if count == 1.0 => singular.to_owned(),
        Some(plural) => plural.to_owned(),
        None => format!("{singular}s"),
    }
}

fn bounded(length: usize) -> Result<(), Error> {
    if length > MAX_OUTPUT { Err(invalid(format!("it makes more than {MAX_OUTPUT} bytes"))) } else { Ok(()) }
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
    fn texts_are_cut_between_words() {
        for (length, expected) in [(11, "Hello world"), (10, "Hello…"), (6, "Hello…"), (5, "Hell…"), (1, "…"), (0, "…")]
        {
            assert_eq!(truncate("Hello world", length, None).unwrap(), expected, "{length}");
        }
        assert_eq!(truncate("ありがとうございます", 5, None).unwrap(), "ありがと…");
    }

    #[test]
    fn what_they_make_is_bounded() {
        let long = "x".repeat(40_000);
        assert!(replace(&long, "x", "yy").is_err());
        assert!(replace(&long, "", &long).is_err());
        assert_eq!(replace(&long, "x", "y").unwrap().len(), 40_000);
        assert!(join(&Value::from(vec![long.clone(), long]), None, None).is_err());
    }
}
