//! Log lines: to be read, or as JSON to be searched. `RUST_LOG` says which.

use std::io::Write as _;

use env_logger::{Builder, Env, fmt::Formatter};
use log::{
    Record,
    kv::{self, Key, Value, VisitSource},
};
use serde_json::{Map, json};

/// Begins to log to standard error.
pub fn begin(as_json: bool) {
    let mut builder = Builder::from_env(Env::default().default_filter_or("info"));
    if as_json {
        builder.format(object);
    }
    builder.init();
}

/// One line: time, level, target, message, and what else the record says, each under its own name.
fn object(out: &mut Formatter, record: &Record) -> std::io::Result<()> {
    let mut fields = Fields(Map::new());
    fields.0.insert("time".to_owned(), json!(out.timestamp_micros().to_string()));
    fields.0.insert("level".to_owned(), json!(record.level().as_str()));
    fields.0.insert("target".to_owned(), json!(record.target()));
    fields.0.insert("message".to_owned(), json!(record.args().to_string()));
    record.key_values().visit(&mut fields).map_err(std::io::Error::other)?;
    writeln!(out, "{}", serde_json::Value::Object(fields.0))
}

struct Fields(Map<String, serde_json::Value>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        let value = match value.to_u64() {
            Some(number) => json!(number),
            None => json!(value.to_string()),
        };
        // What a line for people shows as a dash is not there.
        if value != "-" {
            self.0.insert(key.as_str().to_owned(), value);
        }
        Ok(())
    }
}
