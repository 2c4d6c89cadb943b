//! `google.protobuf.Value` and JSON.

use prost_types::{Struct, Value as ProtoValue, value::Kind};
use serde_json::{Map, Number, Value};

use crate::domain::{excerpt::Excerpt, violation::Violation};

/// JSON of a proto value. Numbers must be finite: JSON has no others.
pub fn json(value: ProtoValue) -> Result<Value, Violation> {
    Ok(match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(flag)) => Value::Bool(flag),
        Some(Kind::StringValue(text)) => Value::String(text),
        Some(Kind::NumberValue(number)) => Value::Number(finite(number)?),
        Some(Kind::ListValue(list)) => {
            let items = list.values.into_iter().enumerate();
            Value::Array(
                items.map(|(i, item)| json(item).map_err(|v| v.within(&format!("[{i}]")))).collect::<Result<_, _>>()?,
            )
        }
        Some(Kind::StructValue(object)) => Value::Object(object_json(object)?),
    })
}

/// JSON of a proto struct.
pub fn object_json(object: Struct) -> Result<Map<String, Value>, Violation> {
    let fields = object.fields.into_iter();
    fields
        .map(|(key, value)| json(value).map_err(|v| v.within(&Excerpt(&key).to_string())).map(|value| (key, value)))
        .collect()
}

fn finite(number: f64) -> Result<Number, Violation> {
    // A whole number stays one: `3` must not come out as `3.0` in a text or an event.
    let whole = (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64);
    whole
        .map(Number::from)
        .or_else(|| Number::from_f64(number))
        .ok_or_else(|| Violation::invalid("", "must be a finite number"))
}

/// The proto value of JSON.
pub fn proto(value: &Value) -> ProtoValue {
    let kind = match value {
        Value::Null => Kind::NullValue(0),
        Value::Bool(flag) => Kind::BoolValue(*flag),
        Value::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or_default()),
        Value::String(text) => Kind::StringValue(text.clone()),
        Value::Array(items) => Kind::ListValue(prost_types::ListValue { values: items.iter().map(proto).collect() }),
        Value::Object(fields) => Kind::StructValue(struct_proto(fields)),
    };
    ProtoValue { kind: Some(kind) }
}

/// The proto struct of a JSON object.
pub fn struct_proto(fields: &Map<String, Value>) -> Struct {
    Struct { fields: fields.iter().map(|(name, value)| (name.clone(), proto(value))).collect() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_come_back_the_same() {
        for value in
            [json!(null), json!(true), json!("x"), json!(3), json!(-0.5), json!([1, [2]]), json!({"a": {"b": []}})]
        {
            assert_eq!(json(proto(&value)).unwrap(), value);
        }
    }

    #[test]
    fn numbers_that_json_has_not_are_refused_where_they_stand() {
        let nan = ProtoValue { kind: Some(Kind::NumberValue(f64::NAN)) };
        let list =
            ProtoValue { kind: Some(Kind::ListValue(prost_types::ListValue { values: vec![proto(&json!(1)), nan] })) };
        assert_eq!(json(list).unwrap_err().field, "[1]");
    }
}
