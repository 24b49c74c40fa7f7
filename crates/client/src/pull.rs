//! `pull`: fetches a list whole, as one moment, and writes it as a file.

use std::{
    fs,
    io::{self, Write as _},
};

use serde_json::{Map, Value};

use super::{
    server::{ClientError, Server},
    settings::Pull,
    upload::format_of,
};
use presence_formats::{Format, Table, to_csv, to_xlsx};

/// Fetches records.
///
/// # Errors
/// When the server refuses or does not answer, or the file cannot be written.
pub fn pull(settings: &Pull) -> Result<(), ClientError> {
    let usage = |why: &str| ClientError::Usage(why.to_owned());
    let format = match (&settings.output, settings.remote.json) {
        (Some(file), _) => format_of(file).ok_or_else(|| usage("a file ends with .csv, .xlsx, .json or .ndjson"))?,
        (None, true) => Format::Ndjson,
        (None, false) => Format::Csv,
    };
    let server = Server::new(&settings.remote)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", "1000");
    for parameter in &settings.parameters {
        let (name, value) = parameter.split_once('=').ok_or_else(|| usage("--where takes NAME=VALUE"))?;
        query.append_pair(name, value);
    }
    let mut next = Some(format!("/v1/{}?{}", settings.what, query.finish()));
    let mut records = Vec::new();
    // All pages show the moment of the first.
    while let Some(target) = next {
        let page = server.json(&target)?;
        records.extend(page["data"].as_array().cloned().unwrap_or_default());
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    let bytes = match format {
        Format::Json => serde_json::to_vec_pretty(&records).unwrap_or_default(),
        Format::Ndjson => records.iter().flat_map(|record| format!("{record}\n").into_bytes()).collect(),
        Format::Csv => to_csv(&table(&records)),
        Format::Xlsx => to_xlsx(&table(&records)).map_err(|error| usage(&format!("no workbook: {error}")))?,
    };
    let written = match &settings.output {
        Some(file) => fs::write(file, bytes),
        None => io::stdout().write_all(&bytes),
    };
    written.map_err(|error| ClientError::File("cannot write the records".to_owned(), error))
}

/// Records as a table: nested fields in columns with dots, lists separated by semicolons.
fn table(records: &[Value]) -> Table {
    let flat: Vec<Map<String, Value>> = records
        .iter()
        .map(|record| {
            let mut flat = Map::new();
            flatten("", record, &mut flat);
            flat
        })
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for name in flat.iter().flat_map(Map::keys).filter(|name| !name.starts_with("links.")) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let cell = |record: &Map<String, Value>, name: &str| match record.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let rows = flat.iter().map(|record| names.iter().map(|name| cell(record, name)).collect()).collect();
    let columns = names.iter().map(|name| ((*name).to_owned().into(), Vec::new())).collect();
    Table { name: "records", columns, rows, about: Vec::new() }
}

fn flatten(place: &str, value: &Value, flat: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                flatten(&place, value, flat);
            }
        }
        Value::Array(items) => {
            let items: Vec<_> =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
            flat.insert(place.to_owned(), items.join(";").into());
        }
        other => drop(flat.insert(place.to_owned(), other.clone())),
    }
}
