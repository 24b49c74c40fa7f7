//! Schemas in the plain form: what stands inline needs no `allOf` to carry a description, and no `oneOf` to be null.

use serde_json::{Value, json};

/// Makes every schema of a document plain.
pub(super) fn tidy(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(fields) => {
            fields.values_mut().for_each(tidy);
            if let Some(plain) = described(fields).or_else(|| nullable(fields)) {
                *value = plain;
            }
        }
        _ => {}
    }
}

type Fields = serde_json::Map<String, Value>;

/// `allOf` a schema and what is said of it here: its description, its default.
fn described(fields: &Fields) -> Option<Value> {
    let [schema, about] = fields.get("allOf")?.as_array()?.as_slice() else { return None };
    let about = about.as_object().filter(|about| about.keys().all(|key| KEYS.contains(&key.as_str())))?;
    let mut plain =
        schema.as_object().filter(|schema| schema.get("type").is_some_and(|kind| *kind != "object"))?.clone();
    plain.extend(about.iter().filter(|(key, _)| *key != "type").map(|(key, value)| (key.clone(), value.clone())));
    Some(plain.into())
}

/// What is said of a schema where it stands.
const KEYS: [&str; 4] = ["type", "description", "default", "maximum"];

/// `oneOf` null and a schema that stands here.
fn nullable(fields: &Fields) -> Option<Value> {
    let one = fields.get("oneOf")?.as_array().filter(|one| one.len() == 2 && fields.len() <= 2)?;
    let (null, others): (Vec<_>, Vec<_>) = one.iter().partition(|schema| **schema == json!({"type": "null"}));
    let ([_], [schema]) = (&null[..], &others[..]) else { return None };
    let kind = schema.get("type").filter(|kind| kind.is_string() && **kind != "object")?;
    let mut plain = with_description(schema, fields.get("description"));
    plain["type"] = json!([kind, "null"]);
    Some(plain)
}

fn with_description(schema: &Value, about: Option<&Value>) -> Value {
    let mut schema = schema.clone();
    if let Some(about) = about {
        schema["description"] = about.clone();
    }
    schema
}
