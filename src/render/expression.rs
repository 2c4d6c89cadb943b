//! Expressions (`{{ … }}`): compiled once per template, worked out within bounds.

use std::cell::Cell;
use std::collections::HashSet;
use std::io;

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use super::filters;
use crate::domain::excerpt::Excerpt;

/// The longest expression, in bytes.
const MAX_LENGTH: usize = 8 * 1024;
/// What one expression may make, in bytes.
pub const MAX_OUTPUT: usize = 64 * 1024;
/// Instructions of MiniJinja for one expression, and for all of one render.
const MAX_STEPS: u64 = 20_000;
const MAX_STEPS_IN_ALL: u64 = 1_000_000;
/// Values within one list that an expression makes, lists within lists counted through.
const MAX_VALUES: usize = 10_000;
/// `*` and `~` in one expression: both make long texts of short ones.
const MAX_GROWING: usize = 64;

/// The compiled expressions of a template, by the path at which each stands.
#[derive(Debug)]
pub struct Expressions {
    environment: Environment<'static>,
    /// Those that are one value, not a text with values in it.
    values: HashSet<String>,
}

impl Default for Expressions {
    fn default() -> Expressions {
        let mut environment = filters::environment();
        environment.set_fuel(Some(MAX_STEPS));
        Expressions { environment, values: HashSet::new() }
    }
}

impl Expressions {
    /// Compiles a text with expressions in it; answers the names it uses.
    pub fn add_text(&mut self, path: &str, text: &str) -> Result<Vec<String>, String> {
        blocks(text)?;
        self.add(path, text.to_owned())
    }

    /// The same, and a text that is nothing but one expression keeps what it makes: a number stays a number, a list a
    /// list.
    pub fn add_source(&mut self, path: &str, text: &str) -> Result<Vec<String>, String> {
        let inside = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        match inside {
            Some(one) if !one.contains(['{', '}']) && !one.starts_with('-') && !one.ends_with('-') => {
                self.add_value(path, one)
            }
            _ => self.add_text(path, text),
        }
    }

    /// Compiles an expression, without braces around it.
    pub fn add_value(&mut self, path: &str, expression: &str) -> Result<Vec<String>, String> {
        // By itself first: within the braces below, a text might end them.
        self.environment.compile_expression(expression).map_err(|error| unsound(&error))?;
        let names = self.add(path, format!("{{% set VALUE = ({expression}) %}}"))?;
        self.values.insert(path.to_owned());
        Ok(names)
    }

    /// Compiles a condition; worked out, it is a text that is empty where it does not hold.
    pub fn add_condition(&mut self, path: &str, condition: &str) -> Result<Vec<String>, String> {
        self.environment.compile_expression(condition).map_err(|error| unsound(&error))?;
        self.add(path, format!("{{% if ({condition}) %}}1{{% endif %}}"))
    }

    fn add(&mut self, path: &str, text: String) -> Result<Vec<String>, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("holds an expression of {} bytes; at most {MAX_LENGTH} are taken", text.len()));
        }
        if text.bytes().filter(|byte| matches!(byte, b'*' | b'~')).count() > MAX_GROWING && text.contains("{{") {
            return Err(format!("has more than {MAX_GROWING} of `*` and `~`"));
        }
        self.environment.add_template_owned(path.to_owned(), text).map_err(|error| unsound(&error))?;
        Ok(self.names(path))
    }

    /// An expression as it was written.
    pub fn written(&self, path: &str) -> Option<String> {
        let compiled = self.environment.get_template(path).ok()?;
        let source = compiled.source();
        let value = source.strip_prefix("{% set VALUE = (").and_then(|rest| rest.strip_suffix(") %}"));
        Some(value.map_or_else(|| source.to_owned(), |value| format!("{{{{ {} }}}}", value.trim())))
    }

    /// The names that a compiled expression uses, in order.
    pub fn names(&self, path: &str) -> Vec<String> {
        let compiled = self.environment.get_template(path).map(|compiled| compiled.undeclared_variables(false));
        let mut names: Vec<String> = compiled.into_iter().flatten().collect();
        names.sort();
        names
    }

    /// A text.
    pub fn text(&self, path: &str, scope: Value, steps: &Steps) -> Result<String, String> {
        if self.values.contains(path) {
            let value = self.value(path, scope, steps)?;
            return Ok(value.to_string());
        }
        let mut output = Bounded::default();
        let done = self.environment.get_template(path).and_then(|compiled| {
            let captured = compiled.render_captured_to(scope, &mut output)?;
            Ok(captured.state().fuel_levels().map_or(0, |(used, _)| used))
        });
        match done {
            Ok(used) => steps.take(used)?,
            Err(_) if output.is_over => return Err(format!("makes more than {MAX_OUTPUT} bytes")),
            Err(error) => return Err(failed(&error)),
        }
        String::from_utf8(output.bytes).map_err(|_| "makes no text".to_owned())
    }

    /// A value; a text, where there is more than an expression.
    pub fn value(&self, path: &str, scope: Value, steps: &Steps) -> Result<Value, String> {
        if !self.values.contains(path) {
            return self.text(path, scope, steps).map(Value::from);
        }
        let compiled = self.environment.get_template(path).map_err(|error| failed(&error))?;
        let captured = compiled.render_captured(scope).map_err(|error| failed(&error))?;
        steps.take(captured.state().fuel_levels().map_or(0, |(used, _)| used))?;
        let value = captured.state().lookup("VALUE").unwrap_or_default();
        if value.is_undefined() {
            return Err("cannot be worked out: it names something that is not there".to_owned());
        }
        let (mut values, mut bytes) = (MAX_VALUES, MAX_OUTPUT);
        if !fits(&value, &mut values, &mut bytes, 0) {
            return Err(format!("makes more than {MAX_VALUES} values or {MAX_OUTPUT} bytes"));
        }
        Ok(value)
    }
}

/// What of a render's instructions is left.
pub struct Steps(Cell<u64>);

impl Default for Steps {
    fn default() -> Steps {
        Steps(Cell::new(MAX_STEPS_IN_ALL))
    }
}

impl Steps {
    fn take(&self, used: u64) -> Result<(), String> {
        let left = self.0.get().checked_sub(used);
        self.0.set(left.ok_or_else(|| format!("is one step more than the {MAX_STEPS_IN_ALL} a render may take"))?);
        Ok(())
    }
}

/// Whether a value is small enough to be kept. Values may share their parts, so that few bytes stand for many.
fn fits(value: &Value, values: &mut usize, bytes: &mut usize, depth: usize) -> bool {
    let mut take = |size: usize| {
        *values = values.saturating_sub(1);
        *bytes = bytes.saturating_sub(size);
        *values > 0 && *bytes > 0
    };
    match value.kind() {
        ValueKind::String | ValueKind::Bytes => take(value.as_str().map_or(0, str::len)),
        ValueKind::Seq | ValueKind::Iterable | ValueKind::Map => {
            let is_map = value.kind() == ValueKind::Map;
            take(0)
                && depth < 16
                && value.try_iter().is_ok_and(|mut items| {
                    items.all(|item| match is_map {
                        true => {
                            fits(&item, values, bytes, depth + 1)
                                && value.get_item(&item).is_ok_and(|inner| fits(&inner, values, bytes, depth + 1))
                        }
                        false => fits(&item, values, bytes, depth + 1),
                    })
                })
        }
        _ => take(8),
    }
}

/// Statements that an expression may hold are those that choose. Loops and assignments would let a short text make a
/// long one; `each` goes over lists, and `values` name what is made.
fn blocks(text: &str) -> Result<(), String> {
    for rest in text.split("{%").skip(1) {
        let rest = rest.trim_start_matches(['-', '+']).trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = &rest[..end];
        if !matches!(word, "if" | "elif" | "else" | "endif") {
            return Err(format!(
                "has `{{% {} %}}`; known are `if`, `elif`, `else` and `endif`: `each` goes over a list, and `values` \
                 name what is made",
                Excerpt(word)
            ));
        }
    }
    Ok(())
}

fn unsound(error: &Error) -> String {
    format!("holds an expression that is none: {}", error.detail().unwrap_or("it does not parse"))
}

fn failed(error: &Error) -> String {
    if error.kind() == ErrorKind::OutOfFuel {
        return format!("takes more than {MAX_STEPS} steps to work out");
    }
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    format!("cannot be worked out: {}", crate::domain::excerpt::shorten(&detail, 500))
}

/// Bytes up to a bound.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_over: bool,
}

impl io::Write for &mut Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + part.len() > MAX_OUTPUT {
            self.is_over = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
