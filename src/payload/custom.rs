//! Templates of a subscriber's own, which nobody has looked at: what they can do is little, and what they can take is
//! bounded.
//!
//! MiniJinja's fuel bounds time. Memory is bounded by leaving out what makes much of little: assignments and macros (a
//! text doubled in a loop), `*`, functions such as `range`, and filters that repeat or replace. What is written is cut off
//! at a limit, and what is put together with `~` or `+` is so within one expression, of which a template has only so many.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value as Variable, value::ValueKind};
use serde_json::Value;

use super::ShapeError;
use crate::domain::excerpt::Excerpt;

/// Bytes of a body, at most.
const MAX_BODY: usize = 256 * 1024;
/// MiniJinja's instructions, at most; about a millisecond's worth.
const FUEL: u64 = 50_000;
/// Nesting, at most.
const DEPTH: usize = 50;
/// Operators that put texts together, in all of a template.
const MAX_JOINS: usize = 64;
/// Blocks that keep nothing.
const BLOCKS: [&str; 7] = ["if", "elif", "else", "endif", "for", "endfor", "raw"];

/// Writes up to a limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_BODY {
            return Err(io::Error::other("too much"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a template may use, and nothing of what MiniJinja has besides.
fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_undefined_behavior(UndefinedBehavior::Lenient);
    // `{{ … }}` writes JSON, so that no text, whatever is in it, ends a string.
    environment.set_auto_escape_callback(|_| AutoEscape::Json);
    environment.add_filter(
        "default",
        |value: Variable, other: Variable| {
            if value.is_undefined() || value.is_none() { other } else { value }
        },
    );
    environment.add_filter("upper", |text: &str| text.to_uppercase());
    environment.add_filter("lower", |text: &str| text.to_lowercase());
    environment.add_filter("trim", |text: &str| text.trim().to_owned());
    environment.add_filter("length", |value: Variable| value.len());
    environment.add_filter("string", |value: Variable| value.to_string());
    environment.add_test("defined", |value: Variable| !value.is_undefined());
    environment.add_test("none", |value: Variable| value.is_none());
    environment.add_test("string", |value: Variable| value.kind() == ValueKind::String);
    environment.add_test("number", |value: Variable| value.kind() == ValueKind::Number);
    environment
}

/// Whether a template keeps to what it may use.
pub fn check(template: &str) -> Result<(), ShapeError> {
    let refuse = |message: String| Err(ShapeError(message));
    for (at, _) in template.match_indices("{%") {
        let block = template[at + 2..].trim_start_matches(['-', '+']).trim_start();
        let name: String = block.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.starts_with("endraw") || BLOCKS.contains(&name.as_str()) {
            continue;
        }
        return refuse(format!("has a block `{}`: `if` and `for` are all there are", Excerpt(&name)));
    }
    if template.contains('*') {
        return refuse("has a `*`, which is not available".to_owned());
    }
    if template.matches(['~', '+']).count() > MAX_JOINS {
        return refuse(format!("puts texts together more than {MAX_JOINS} times"));
    }
    environment().template_from_str(template).map(drop).map_err(|error| explain(&error))
}

/// What a template yields for an event: JSON, as it was written.
pub fn body(template: &str, event: &Value) -> Result<Vec<u8>, ShapeError> {
    let environment = environment();
    let template = environment.template_from_str(template).map_err(|error| explain(&error))?;
    let mut out = Bounded(Vec::new());
    let rendered = template.render_captured_to(variable(event), &mut out);
    rendered.map(drop).map_err(|error| explain(&error))?;
    let body = out.0.trim_ascii().to_vec();
    match serde_json::from_slice::<serde::de::IgnoredAny>(&body) {
        Ok(_) => Ok(body),
        Err(error) => {
            let hint = "`{{ … }}` writes JSON, so a text comes with its quotes, and `\"{{ … }}\"` has them twice";
            Err(ShapeError(format!("yields no JSON: {error}; {hint}")))
        }
    }
}

fn variable(value: &Value) -> Variable {
    match value {
        Value::Null => Variable::from(()),
        Value::Bool(flag) => Variable::from(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Variable::from(number),
            (None, Some(number)) => Variable::from(number),
            (None, None) => Variable::from(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Variable::from(text.as_str()),
        Value::Array(items) => items.iter().map(variable).collect(),
        Value::Object(fields) => {
            let fields: BTreeMap<String, Variable> =
                fields.iter().map(|(name, value)| (name.clone(), variable(value))).collect();
            Variable::from(fields)
        }
    }
}

fn explain(error: &Error) -> ShapeError {
    use minijinja::ErrorKind;
    let line = error.line().map(|line| format!(" in line {line}")).unwrap_or_default();
    ShapeError(match error.kind() {
        ErrorKind::OutOfFuel => format!("takes more than {FUEL} steps{line}"),
        ErrorKind::WriteFailure => format!("writes more than {MAX_BODY} bytes{line}"),
        kind => match error.detail() {
            Some(detail) => format!("{kind}: {detail}{line}"),
            None => format!("{kind}{line}"),
        },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fails(template: &str, event: &Value) -> String {
        match check(template).and_then(|()| body(template, event)) {
            Err(ShapeError(message)) => message,
            Ok(body) => panic!("{template} yields {}", String::from_utf8_lossy(&body)),
        }
    }

    #[test]
    fn texts_are_json_whatever_is_in_them() {
        let event = json!({ "data": { "title": "Say \"hi\"\n\\ {{ x }} 👋", "n": 1.5, "none": null } });
        let template =
            r#" {"t": {{ data.title }}, "u": {{ "a " ~ data.title }}, "n": {{ data.n }}, "x": {{ data.none }}} "#;
        let made: Value = serde_json::from_slice(&body(template, &event).unwrap()).unwrap();
        assert_eq!(made["t"], event["data"]["title"]);
        assert_eq!(made["u"], format!("a {}", event["data"]["title"].as_str().unwrap()));
        assert_eq!((&made["n"], &made["x"]), (&json!(1.5), &json!(null)));
    }

    #[test]
    fn what_yields_no_json_is_told() {
        for template in ["", "hello", r#"{"a": "{{ data.t }}"}"#, r#"{"a": }"#, "{} {}", "{{ data.t }}{{ data.t }}"] {
            assert!(fails(template, &json!({ "data": { "t": "x" } })).contains("yields no JSON"), "{template}");
        }
        assert!(fails("{% if %}", &json!({})).contains("line 1"));
        assert!(fails("{{ data.a.b.c }}", &json!({})).contains("undefined"));
        assert!(fails("{{ data|tojson }}", &json!({})).contains("tojson"));
    }

    #[test]
    fn nothing_runs_for_ever_or_grows_without_bound() {
        let many = json!({ "data": { "l": vec![1; 1_000], "t": "x".repeat(60_000) } });
        let nested =
            "{% for a in data.l %}{% for b in data.l %}{% for c in data.l %}{% endfor %}{% endfor %}{% endfor %}";
        assert!(fails(nested, &many).contains("steps"));
        assert!(fails("{% for a in data.l %}{{ data.t }}{% endfor %}", &many).contains("bytes"));
        for template in [
            "{% set x = 'a' %}{% set x = x ~ x %}",
            "{%- macro m() %}{{ m() }}{% endmacro %}",
            "{% include 'x' %}",
            "{% filter upper %}{% endfilter %}",
            "{{ 'a' * 1000000000 }}",
            "{{ range(100000) }}",
            "{{ 'a'|replace('a', 'aaaaaaaaaa') }}",
            "{{ namespace() }}",
            "{{ debug() }}",
        ] {
            fails(template, &many);
        }
        assert!(fails(&"{{ data.t ~ data.t }}".repeat(100), &many).contains("more than 64 times"));
        assert!(!fails(&format!("{}1{}", "(".repeat(4000), ")".repeat(4000)), &many).is_empty());
        let deep = format!("{{{{ {}1{} }}}}", "[".repeat(4000), "]".repeat(4000));
        fails(&deep, &many);
        fails("{% for a in data.l recursive %}{{ loop(data.l) }}{% endfor %}", &many);
    }
}
