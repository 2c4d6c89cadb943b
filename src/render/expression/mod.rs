//! Expressions (`{{ … }}`): compiled once per template, worked out within bounds.

pub mod extent;
mod guard;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::io;

use minijinja::{Environment, Error, ErrorKind, Value};

use self::extent::{Extent, fits};
use self::guard::Guarded;
pub use self::guard::TIMES;
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
/// `~` and `+` in one expression: both make long texts of short ones.
const MAX_JOINS: usize = 64;
/// What the names of one expression may come to, in bytes, the first mention of each aside: from lists of the same name
/// over and over, filters make texts of gigabytes.
const MAX_AGAIN: usize = 1024 * 1024;
/// Bytes of what an expression names that take as long as a step.
const BYTES_PER_STEP: usize = 1024;

/// The compiled expressions of a template, by the path at which each stands.
#[derive(Debug)]
pub struct Expressions {
    environment: Environment<'static>,
    known: HashMap<String, Known>,
}

/// What is known of an expression beside its instructions.
#[derive(Debug)]
struct Known {
    /// As it was written.
    source: String,
    /// Whether it is one value, not a text with values in it.
    is_value: bool,
    /// How often each name stands in it.
    names: BTreeMap<String, usize>,
}

impl Default for Expressions {
    fn default() -> Expressions {
        let mut environment = filters::environment();
        environment.set_fuel(Some(MAX_STEPS));
        Expressions { environment, known: HashMap::new() }
    }
}

impl Expressions {
    /// Compiles a text with expressions in it; answers the names it uses.
    pub fn add_text(&mut self, path: &str, text: &str) -> Result<Vec<String>, String> {
        blocks(text)?;
        bounded(text)?;
        let guarded = guard::text(text)?;
        self.add(path, guarded, text.to_owned(), false, |text| text)
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
        let guarded = self.alone(expression)?;
        let written = format!("{{{{ {} }}}}", expression.trim());
        self.add(path, guarded, written, true, |text| format!("{{% set VALUE = ({text}) %}}"))
    }

    /// Compiles a condition; worked out, it is a text that is empty where it does not hold.
    pub fn add_condition(&mut self, path: &str, condition: &str) -> Result<Vec<String>, String> {
        let guarded = self.alone(condition)?;
        let written = format!("{{% if ({condition}) %}}1{{% endif %}}");
        self.add(path, guarded, written, false, |text| format!("{{% if ({text}) %}}1{{% endif %}}"))
    }

    /// An expression that is one by itself: within the braces that it is put in, a text might end them.
    fn alone(&self, expression: &str) -> Result<Guarded, String> {
        bounded(expression)?;
        let guarded = guard::expression(expression)?;
        self.environment.compile_expression(&guarded.text).map_err(|error| unsound(&error))?;
        Ok(guarded)
    }

    fn add(
        &mut self,
        path: &str,
        guarded: Guarded,
        source: String,
        is_value: bool,
        within: impl FnOnce(String) -> String,
    ) -> Result<Vec<String>, String> {
        let Guarded { text, joins, names } = guarded;
        if joins > MAX_JOINS {
            return Err(format!("has more than {MAX_JOINS} of `~` and `+`"));
        }
        self.environment.add_template_owned(path.to_owned(), within(text)).map_err(|error| unsound(&error))?;
        self.known.insert(path.to_owned(), Known { source, is_value, names });
        Ok(self.names(path))
    }

    /// An expression as it was written.
    pub fn written(&self, path: &str) -> Option<String> {
        self.known.get(path).map(|known| known.source.clone())
    }

    /// The names that a compiled expression uses, in order.
    pub fn names(&self, path: &str) -> Vec<String> {
        let compiled = self.environment.get_template(path).map(|compiled| compiled.undeclared_variables(false));
        let mut names: Vec<String> = compiled.into_iter().flatten().filter(|name| name != TIMES).collect();
        names.sort();
        names
    }

    /// A text.
    pub fn text(&self, path: &str, scope: Value, steps: &Steps) -> Result<String, String> {
        if self.is_value(path) {
            let value = self.value(path, scope, steps)?;
            return Ok(value.to_string());
        }
        self.weigh(path, steps)?;
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
        if !self.is_value(path) {
            return self.text(path, scope, steps).map(Value::from);
        }
        self.weigh(path, steps)?;
        let compiled = self.environment.get_template(path).map_err(|error| failed(&error))?;
        let captured = compiled.render_captured(scope).map_err(|error| failed(&error))?;
        steps.take(captured.state().fuel_levels().map_or(0, |(used, _)| used))?;
        let value = captured.state().lookup("VALUE").unwrap_or_default();
        if value.is_undefined() {
            return Err("cannot be worked out: it names something that is not there".to_owned());
        }
        if !fits(&value, Extent { values: MAX_VALUES, bytes: MAX_OUTPUT }) {
            return Err(format!("makes more than {MAX_VALUES} values or {MAX_OUTPUT} bytes"));
        }
        Ok(value)
    }

    fn is_value(&self, path: &str) -> bool {
        self.known.get(path).is_some_and(|known| known.is_value)
    }

    /// Takes steps for what an expression names, and refuses too much of it.
    fn weigh(&self, path: &str, steps: &Steps) -> Result<(), String> {
        let (mut all, mut again) = (0_usize, 0_usize);
        let sizes = steps.sizes.borrow();
        for (name, often) in self.known.get(path).into_iter().flat_map(|known| &known.names) {
            let size = sizes.get(name).copied().unwrap_or(0);
            all = all.saturating_add(size.saturating_mul(*often));
            again = again.saturating_add(size.saturating_mul(often - 1));
        }
        if again > MAX_AGAIN {
            return Err(format!(
                "names the same so often that it comes to {again} bytes; at most {MAX_AGAIN} are taken"
            ));
        }
        steps.take((all / BYTES_PER_STEP) as u64)
    }
}

fn bounded(text: &str) -> Result<(), String> {
    if text.len() > MAX_LENGTH {
        return Err(format!("holds an expression of {} bytes; at most {MAX_LENGTH} are taken", text.len()));
    }
    Ok(())
}

/// What of a render's instructions is left, and what its names come to.
pub struct Steps {
    left: Cell<u64>,
    sizes: RefCell<HashMap<String, usize>>,
}

impl Default for Steps {
    fn default() -> Steps {
        Steps { left: Cell::new(MAX_STEPS_IN_ALL), sizes: RefCell::default() }
    }
}

impl Steps {
    /// Notes how many bytes a name's value comes to.
    pub fn note(&self, name: &str, bytes: usize) {
        let mut sizes = self.sizes.borrow_mut();
        match sizes.get_mut(name) {
            Some(size) => *size = bytes,
            None => drop(sizes.insert(name.to_owned(), bytes)),
        }
    }

    fn take(&self, used: u64) -> Result<(), String> {
        let left = self.left.get().checked_sub(used);
        self.left.set(left.ok_or_else(|| format!("is one step more than the {MAX_STEPS_IN_ALL} a render may take"))?);
        Ok(())
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
