//! Reads bodies: the right type, not too large, not too slow, and JSON that says everything once.

use std::fmt;

use actix_web::{HttpRequest, http::header, web::Payload};
use futures_util::StreamExt as _;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    problem::{self, Problem},
    state::State,
};

/// Reads a body whole.
///
/// # Errors
/// 415 for another type than these, 413 over the limit, 408 when it does not arrive in time.
pub async fn read(request: &HttpRequest, payload: Payload, state: &State, types: &[&str]) -> Result<Vec<u8>, Problem> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = given.split(';').next().unwrap_or("").trim();
    if !types.iter().any(|known| known.eq_ignore_ascii_case(essence)) {
        let shown: String = essence.chars().take(80).collect();
        let detail = format!("`Content-Type` must be {}, not `{shown}`", types.join(" or "));
        let allowed = types.iter().map(ToString::to_string).collect();
        return Err(Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail).with(|problem| problem.allowed = allowed));
    }
    if request.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        let detail = "bodies are read as they are: send this one without `Content-Encoding`";
        return Err(Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let limit = state.limits.body;
    let too_large = || Problem::new(problem::TOO_LARGE, format!("a body may have {limit} bytes at most"));
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(too_large());
    }
    let whole = collect(payload, limit);
    match tokio::time::timeout(state.limits.arrival, whole).await {
        Err(_) => {
            Err(Problem::new(problem::TIMEOUT, format!("the body did not arrive within {:?}", state.limits.arrival)))
        }
        Ok(Ok(body)) => Ok(body),
        Ok(Err(TooLong)) => Err(too_large()),
    }
}

struct TooLong;

async fn collect(mut payload: Payload, limit: usize) -> Result<Vec<u8>, TooLong> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        // A connection that breaks leaves a part of a body, which the JSON reader refuses.
        let Ok(chunk) = chunk else { break };
        if body.len() + chunk.len() > limit {
            return Err(TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads JSON strictly: UTF-8, one value, no key twice.
///
/// # Errors
/// 400 with the line and column of what is wrong.
pub fn json(body: &[u8]) -> Result<Value, Problem> {
    let bad = |detail: String| Problem::new(problem::BAD_JSON, detail);
    let text =
        std::str::from_utf8(body).map_err(|error| bad(format!("not UTF-8 from byte {} on", error.valid_up_to())))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let strict: Strict = serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
    Ok(strict.0)
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
    use super::json;

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
            assert_eq!(json(bad).unwrap_err().status, 400, "{}", String::from_utf8_lossy(bad));
        }
        let deep = "[".repeat(100_000);
        assert_eq!(json(deep.as_bytes()).unwrap_err().status, 400);
    }
}
