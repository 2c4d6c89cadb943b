//! The text of a template, YAML or JSON, as a tree of values. Whatever is not plain data is refused here: tags, keys
//! twice, numbers that are none, and texts made to grow.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_norway::{Mapping, Value};

/// The longest text of a template, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Texts, numbers, lists and so on in all, after aliases: a few lines of YAML can stand for billions.
const MAX_VALUES: usize = 100_000;
/// Brackets open at once. libyaml takes quadratic time for them.
const MAX_BRACKETS: usize = 256;

/// Reads a template's text; what is wrong begins with a verb.
pub fn read(text: &str) -> Result<Value, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("has {} bytes; at most {MAX_BYTES} are taken", text.len()));
    }
    let open = text.bytes().scan(0_usize, |open, byte| {
        match byte {
            b'[' | b'{' => *open += 1,
            b']' | b'}' => *open = open.saturating_sub(1),
            _ => {}
        }
        Some(*open)
    });
    if open.max().unwrap_or(0) > MAX_BRACKETS {
        return Err(format!("has more than {MAX_BRACKETS} brackets open at once"));
    }
    let left = Cell::new(MAX_VALUES);
    // YAML takes most of JSON, but not pairs of `\u` escapes; a mapping in braces may be either.
    let json = text.trim_start().starts_with('{').then(|| {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = Tree { left: &left }.deserialize(&mut deserializer)?;
        deserializer.end().map(|()| value)
    });
    let told_as_json = match json {
        Some(Ok(value)) => return Ok(value),
        // A name in quotes after the brace: whoever wrote it meant JSON.
        Some(Err(error)) if text.trim_start()[1..].trim_start().starts_with('"') => Some(error),
        _ => None,
    };
    left.set(MAX_VALUES);
    Tree { left: &left }.deserialize(serde_norway::Deserializer::from_str(text)).map_err(|error| match told_as_json {
        Some(error) => format!("is not JSON: {error}"),
        None => format!("is not YAML: {error}"),
    })
}

/// The same for data that is a tree already.
pub fn of_json(value: &serde_json::Value) -> Result<Value, String> {
    Tree { left: &Cell::new(MAX_VALUES) }.deserialize(value).map_err(|error| format!("is no template: {error}"))
}

/// Builds a value, counting.
#[derive(Clone, Copy)]
struct Tree<'a> {
    left: &'a Cell<usize>,
}

impl Tree<'_> {
    fn count<E: de::Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| E::custom(format!("more than {MAX_VALUES} values")))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, number, bool, list or mapping without a tag")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if value.is_finite() { Ok(Value::Number(value.into())) } else { Err(E::custom("a number that is not finite")) }
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Sequence(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut mapping = Mapping::new();
        while let Some(key) = entries.next_key_seed(self)? {
            if mapping.contains_key(&key) {
                let name = key.as_str().unwrap_or("a key");
                return Err(de::Error::custom(format!("`{}` twice", crate::domain::excerpt::Excerpt(name))));
            }
            mapping.insert(key, entries.next_value_seed(self)?);
        }
        Ok(Value::Mapping(mapping))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        read(text).unwrap_err()
    }

    #[test]
    fn yaml_and_json_are_the_same_tree() {
        let yaml = read("name: t\nlist: [1, 2.5, true, ~, é]\nface: 😀\n").unwrap();
        let json = read(r#" {"name": "t", "list": [1, 2.5, true, null, "\u00e9"], "face": "\ud83d\ude00"}"#).unwrap();
        assert_eq!(yaml, json);
        assert_eq!(read("{name: t}").unwrap(), read("name: t").unwrap(), "a mapping in braces may be YAML");
        assert_eq!(of_json(&serde_json::json!({"name": "t", "n": [1]})).unwrap(), read("{name: t, n: [1]}").unwrap());
    }

    #[test]
    fn what_is_not_plain_data_is_refused() {
        for (text, told) in [
            ("a: 1\na: 2\n", "`a` twice"),
            (r#"{"a": 1, "a": 2}"#, "`a` twice"),
            (r#"{"a": "\ud83d"}"#, "is not JSON"),
            (r#"{"a" 1}"#, "is not JSON"),
            ("a: [", "is not YAML"),
            ("a: !secret x\n", "without a tag"),
            ("a: .nan\n", "not finite"),
            ("a: -.inf\n", "not finite"),
            ("a: *nowhere\n", "unknown anchor"),
        ] {
            assert!(refusal(text).contains(told), "{text}: {}", refusal(text));
        }
    }

    #[test]
    fn texts_made_to_grow_are_refused() {
        let mut laughs = String::from("l0: &l0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
        for level in 1..12 {
            let inner = vec![format!("*l{}", level - 1); 10].join(", ");
            laughs.push_str(&format!("l{level}: &l{level} [{inner}]\n"));
        }
        assert!(refusal(&laughs).contains("more than 100000 values"), "{}", refusal(&laughs));
        assert!(refusal(&format!("a: {}", "x".repeat(MAX_BYTES))).contains("at most 1048576"));
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("{\"a\":", "}")] {
            let nested = format!("a: {}1{}", open.repeat(1000), close.repeat(1000));
            assert!(refusal(&nested).contains("brackets open"));
            let nested = format!("a: {}1{}", open.repeat(200), close.repeat(200));
            assert!(refusal(&nested).contains("recursion limit"), "{}", refusal(&nested));
        }
        let json = format!("{{\"a\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        assert!(refusal(&json).contains("recursion limit"), "{}", refusal(&json));
        assert!(refusal(&format!("a:\n {}x", "- ".repeat(500_000))).contains("recursion limit"));
        assert!(refusal(&"? ".repeat(300_000)).contains("recursion limit"));
        assert!(refusal(&"[".repeat(MAX_BYTES)).contains("brackets open"));
        // Anchors and aliases in moderation are what YAML is liked for.
        assert!(read("a: &a {x: 1}\nb: [*a, *a]\n").is_ok());
    }
}
