//! What of an expression's text makes much of little: `*`, which MiniJinja takes for repeating where one side is a text
//! (100 MB of it, and already while it compiles), texts put together with `~` and `+`, and names used over and over.

use std::collections::BTreeMap;

/// What stands in place of `*`: a function of two operands. No name of a template is written so.
pub const TIMES: &str = "TIMES";

/// An expression, or a text with expressions in it.
#[derive(Debug, Default, PartialEq)]
pub struct Guarded {
    /// With a call of [`TIMES`] in place of every `*`.
    pub text: String,
    /// How many `~` and `+` there are.
    pub joins: usize,
    /// How often each name stands there: those of variables, and some that are none.
    pub names: BTreeMap<String, usize>,
}

/// One expression.
///
/// # Errors
/// Where quotes or brackets are not in pairs: that is no expression to MiniJinja either.
pub fn expression(source: &str) -> Result<Guarded, String> {
    let mut guarded = Guarded::default();
    let rest = read(source, "", &mut guarded)?;
    debug_assert!(rest.is_empty());
    Ok(guarded)
}

/// A text with expressions between `{{` and `}}`, and within `{%` and `%}`.
///
/// # Errors
/// As [`expression`]'s.
pub fn text(source: &str) -> Result<Guarded, String> {
    let mut guarded = Guarded::default();
    let mut rest = source;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        guarded.text.push_str(before);
        let end = match from.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => {
                let end = from.find("#}").map_or(from.len(), |end| end + 2);
                guarded.text.push_str(&from[..end]);
                rest = &from[end..];
                continue;
            }
            _ => {
                guarded.text.push('{');
                rest = &from[1..];
                continue;
            }
        };
        guarded.text.push_str(&from[..2]);
        rest = read(&from[2..], end, &mut guarded)?;
        // Where nothing ends it, MiniJinja says so.
        if let Some(after) = rest.strip_prefix(end) {
            guarded.text.push_str(end);
            rest = after;
        }
    }
    guarded.text.push_str(rest);
    Ok(guarded)
}

/// What was read last.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    /// Nothing yet, or what an operand follows.
    Operator,
    Operand,
    /// What a name follows that is no variable's: of an attribute, of a filter.
    Dot,
    Pipe,
    /// What a test's name follows.
    Is,
}

/// What is between two brackets, as far as it is written.
struct Level {
    text: String,
    /// Where the product begins that is being read: behind the last operator that binds less than `*`.
    product: usize,
    /// Whether the second operand of a [`TIMES`] that begins there is being read.
    open: bool,
}

impl Level {
    fn new(bracket: &str) -> Level {
        Level { text: bracket.to_owned(), product: bracket.len(), open: false }
    }

    /// The second operand ends here, if one is being read.
    fn close(&mut self) {
        if std::mem::take(&mut self.open) {
            self.text.push(')');
        }
    }

    /// An operator that binds as `*` does: `/`, `//`, `%`.
    fn beside(&mut self, operator: &str) {
        self.close();
        self.text.push_str(operator);
    }

    /// An operator that binds less.
    fn apart(&mut self, operator: &str) {
        self.beside(operator);
        self.product = self.text.len();
    }

    fn times(&mut self) {
        self.close();
        let first = self.text.split_off(self.product);
        self.text.extend([TIMES, "(", first.as_str(), ","]);
        self.open = true;
    }
}

/// Reads up to `end`, or all where it is empty; what is left, `end` first.
fn read<'a>(source: &'a str, end: &str, guarded: &mut Guarded) -> Result<&'a str, String> {
    let unpaired = || "holds an expression that is none: its brackets or quotes are not in pairs".to_owned();
    let mut levels = vec![Level::new("")];
    let mut last = Last::Operator;
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let depth = levels.len();
        if depth == 1 && !end.is_empty() && rest.starts_with(end) {
            break;
        }
        let level = levels.last_mut().ok_or_else(unpaired)?;
        let length = token(rest).ok_or_else(unpaired)?;
        let (token, after) = rest.split_at(length);
        rest = after;
        last = match token {
            _ if first.is_whitespace() => {
                let begins = level.product == level.text.len();
                level.text.push_str(token);
                if begins {
                    level.product = level.text.len();
                }
                last
            }
            "(" | "[" | "{" => {
                levels.push(Level::new(token));
                Last::Operator
            }
            ")" | "]" | "}" => {
                level.close();
                let inner = levels.pop().map(|level| level.text).unwrap_or_default();
                let level = levels.last_mut().ok_or_else(unpaired)?;
                level.text.extend([inner.as_str(), token]);
                Last::Operand
            }
            // Before an argument it hands over a list.
            "*" if last == Last::Operand => {
                level.times();
                Last::Operator
            }
            "/" | "//" | "%" => {
                level.beside(token);
                Last::Operator
            }
            "-" if last != Last::Operand => {
                level.text.push_str(token);
                Last::Operator
            }
            "~" | "+" | "-" | "," | ":" | "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" => {
                guarded.joins += usize::from(matches!(token, "~" | "+"));
                level.apart(token);
                Last::Operator
            }
            "if" | "elif" | "else" | "and" | "or" if !matches!(last, Last::Dot | Last::Pipe) => {
                level.apart(token);
                Last::Operator
            }
            "not" | "in" if !matches!(last, Last::Dot | Last::Pipe | Last::Is) => {
                level.apart(token);
                Last::Operator
            }
            _ => {
                level.text.push_str(token);
                match token {
                    "." => Last::Dot,
                    "|" => Last::Pipe,
                    "is" if last == Last::Operand => Last::Is,
                    "not" if last == Last::Is => Last::Is,
                    "**" | "*" => Last::Operator,
                    _ => {
                        if is_word(first) && !matches!(last, Last::Dot | Last::Pipe | Last::Is) {
                            *guarded.names.entry(token.to_owned()).or_default() += 1;
                        }
                        Last::Operand
                    }
                }
            }
        };
    }
    let mut level = levels.pop().filter(|_| levels.is_empty()).ok_or_else(unpaired)?;
    level.close();
    guarded.text.push_str(&level.text);
    Ok(rest)
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// The length of the first token: a word, a number, a text in quotes, an operator, or white space. `None` where quotes
/// are not in pairs.
fn token(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    let all = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    if first.is_whitespace() {
        return Some(all(char::is_whitespace));
    }
    if is_word(first) {
        return Some(all(|c| is_word(c) || c.is_alphanumeric()));
    }
    if first.is_ascii_digit() {
        let digits = all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        let has_radix = matches!(rest.as_bytes().get(1), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B'));
        let exponent = !has_radix && rest[..digits].ends_with(['e', 'E']) && rest[digits..].starts_with(['+', '-']);
        return Some(if exponent { digits + 1 } else { digits });
    }
    if matches!(first, '"' | '\'') {
        let mut escaped = false;
        let end = rest[1..].find(|c| {
            let ends = c == first && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        return Some(end + 2);
    }
    let two = rest.get(..2).filter(|two| matches!(*two, "**" | "//" | "==" | "!=" | "<=" | ">="));
    Some(two.map_or(first.len_utf8(), str::len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_become_calls() {
        for (source, expected) in [
            ("a*b", "TIMES(a,b)"),
            ("a * b * c", "TIMES(TIMES(a , b ), c)"),
            ("a / b * c % d", "TIMES(a / b , c )% d"),
            ("1 + a * -b - c", "1 + TIMES(a , -b )- c"),
            ("-a * b ** 2 ~ 'x * y'", "TIMES(-a , b ** 2 )~ 'x * y'"),
            ("(a + b) * c[d * 2].e | round(f * 2, 'it\\'s * ')", {
                "TIMES((a + b) , c[TIMES(d , 2)].e | round(TIMES(f , 2), 'it\\'s * '))"
            }),
            ("x if a * b > c else d * 2", "x if TIMES(a , b )> c else TIMES(d , 2)"),
            ("not a * 2 is odd and b", "not TIMES(a , 2 is odd )and b"),
            ("a is not in b * 2", "TIMES(a is not in b , 2)"),
            ("1e-5 * 0xe-5 * .5", "TIMES(1e-5 , 0xe)-TIMES(5 , .5)"),
            ("f(*a, **b, c=d * 2, e={'x': 3 * 4})", "f(*a, **b, c=TIMES(d , 2), e={'x': TIMES(3 , 4)})"),
            ("a.if * a.b", "TIMES(a.if , a.b)"),
        ] {
            assert_eq!(expression(source).unwrap().text, expected, "{source}");
        }
    }

    #[test]
    fn only_what_is_within_braces_is_read() {
        for (source, expected) in [
            ("**a** { 2 * 3 } {# a * b {{ #} it's {{ a * b -}} * {%- if c * 2 %}*{% endif %}", {
                "**a** { 2 * 3 } {# a * b {{ #} it's {{ TIMES(a , b )-}} * {%- if TIMES(c , 2 )%}*{% endif %}"
            }),
            ("{{ {'a': {'b': 2 * 3}}['a'] }}", "{{ {'a': {'b': TIMES(2 , 3)}}['a'] }}"),
            ("{{ '}}' * 2 }} é", "{{ TIMES('}}' , 2 )}} é"),
            ("{{ a * b", "{{ TIMES(a , b)"),
            ("{#", "{#"),
        ] {
            assert_eq!(text(source).unwrap().text, expected, "{source}");
        }
        for unpaired in ["{{ ( }}", "{{ ) }}", "{{ 'a }}", "{{ a] }}"] {
            assert!(text(unpaired).is_err(), "{unpaired}");
        }
    }

    #[test]
    fn names_and_joins_are_counted() {
        let guarded = text("a + {{ a.a + a[b] ~ (a | b) }}{{ a is b }}").unwrap();
        assert_eq!(guarded.joins, 2);
        assert_eq!(guarded.names, [("a".to_owned(), 4), ("b".to_owned(), 1)].into());
    }
}
