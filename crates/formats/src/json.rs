//! Reads JSON strictly: UTF-8, no key twice in an object; arrays and lines of it row by row.

use std::{fmt, io::BufRead};

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{ReadError, Take};
use presence_core::import::{Content, Row};

/// The longest line of NDJSON, in bytes.
const LINE_MAX: u64 = 1 << 20;

/// Reads one JSON value.
///
/// # Errors
/// What is wrong, with its line and column.
pub fn strict(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body).map_err(|error| format!("not UTF-8 from byte {} on", error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<Strict>(text).map(|strict| strict.0).map_err(|error| error.to_string())
}

fn content(value: Value) -> Content {
    match value {
        Value::Object(fields) => Content::Fields(fields),
        _ => Content::Unreadable("a row is a JSON object".to_owned()),
    }
}

/// One JSON object a line; empty lines do not count as rows.
pub(super) fn read_lines(mut from: impl BufRead, take: &mut Take) -> Result<(), ReadError> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = std::io::Read::take(&mut from, LINE_MAX + 1).read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if read as u64 > LINE_MAX {
            return Err(ReadError::Malformed(format!("line {number} is longer than {LINE_MAX} bytes")));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        take(Row { number, content: strict(&line).map_or_else(Content::Unreadable, content) })?;
    }
    Ok(())
}

/// One array of objects.
pub(super) fn read_array(mut from: impl BufRead, take: &mut Take) -> Result<(), ReadError> {
    if from.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        from.consume(3);
    }
    let mut failed = None;
    let mut deserializer = serde_json::Deserializer::from_reader(from);
    let read = deserializer.deserialize_seq(Rows(take, &mut failed)).and_then(|()| deserializer.end());
    match (failed, read) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(ReadError::Malformed(format!("an array of objects is needed: {error}"))),
        (None, Ok(())) => Ok(()),
    }
}

/// Hands over the items of an array as they are read.
struct Rows<'a, 'b>(&'a mut Take<'b>, &'a mut Option<ReadError>);

impl<'de> Visitor<'de> for Rows<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        for number in 1.. {
            let Some(item) = from.next_element_seed(Seed)? else { break };
            if let Err(error) = (self.0)(Row { number, content: content(item) }) {
                *self.1 = Some(error);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// A JSON value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Seed.deserialize(from).map(Strict)
    }
}

struct Seed;

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element_seed(Seed)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            if object.contains_key(&key) {
                let shown: String = key.chars().take(60).collect();
                return Err(A::Error::custom(format!("the key `{shown}` is there twice")));
            }
            let value = from.next_value_seed(Seed)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::strict as json;

    #[test]
    fn json_is_read_strictly() {
        assert_eq!(json(br#"{"a": [1, -2.5, null, "x"]}"#).unwrap()["a"][1], -2.5);
        for bad in [
            &b"{\"a\": 1, \"a\": 2}"[..],
            b"{\"a\": {\"b\": 1, \"b\": 1}}",
            b"{\"a\": \"\xff\"}",
            b"{} {}",
            b"",
            b"{\"a\": NaN}",
            b"[1,]",
        ] {
            assert!(json(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        let deep = "[".repeat(100_000);
        assert!(json(deep.as_bytes()).is_err());
    }
}
