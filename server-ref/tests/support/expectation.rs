//! What a message is expected to be, where the server makes some of it.

use serde_json::Value;

/// Whether a value is the expected one: field by field, none more and none
/// less. `"*"` stands for any text that is not empty.
pub fn fits(value: &Value, expected: &Value) -> bool {
    match (value, expected) {
        (Value::String(made), Value::String(any)) if any == "*" => !made.is_empty(),
        (Value::Object(fields), Value::Object(expected)) => {
            fields.len() == expected.len()
                && expected.iter().all(|(name, expected)| {
                    fields.get(name).is_some_and(|value| fits(value, expected))
                })
        }
        (Value::Array(items), Value::Array(expected)) => {
            items.len() == expected.len()
                && items.iter().zip(expected).all(|(item, e)| fits(item, e))
        }
        _ => value == expected,
    }
}
