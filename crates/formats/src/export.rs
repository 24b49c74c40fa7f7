//! Writes records as they are listed: NDJSON, CSV with or without HXL tags, GeoJSON, a workbook. Record by record, so
//! that a long list needs no more memory than a short one; but a workbook is made whole.

use serde_json::{Map, Value, json};

use super::tables::{Table, csv_line, guarded, heading, shown};
use presence_core::query::Column;
use presence_model::Point;

/// A format of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Output {
    /// A page in JSON.
    #[default]
    Json,
    /// One record a line.
    Ndjson,
    /// CSV (RFC 4180).
    Csv,
    /// CSV with a row of HXL tags under the header.
    Hxl,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// A workbook.
    Xlsx,
}

impl Output {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Json, Self::Ndjson, Self::Csv, Self::Hxl, Self::GeoJson, Self::Xlsx];

    /// Its name in `format=`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Hxl => "hxl",
            Self::GeoJson => "geojson",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|output| output.as_str() == name)
    }

    /// Its `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv | Self::Hxl => "text/csv; charset=utf-8",
            other => other.media_type(),
        }
    }

    /// Its media type, without parameters.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv | Self::Hxl => "text/csv",
            Self::GeoJson => "application/geo+json",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of its files' names.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Hxl => "hxl.csv",
            other => other.as_str(),
        }
    }

    /// The format with this media type; HXL has none of its own.
    #[must_use]
    pub fn of_media_type(essence: &str) -> Option<Self> {
        let also = [("application/ndjson", Self::Ndjson), ("application/csv", Self::Csv)];
        let own = Self::ALL.iter().map(|output| (output.media_type(), *output));
        own.chain(also).find(|(known, _)| known.eq_ignore_ascii_case(essence)).map(|(_, output)| output)
    }
}

/// The text of a value in a cell: lists are separated by semicolons.
#[must_use]
pub fn cell(record: &Value, path: &str) -> String {
    let value = path.split('.').try_fold(record, |value, field| value.get(field));
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect::<Vec<_>>()
        }
        .join(";"),
        Some(other) => other.to_string(),
    }
}

/// What stands before the first record.
pub fn begin(output: Output, columns: &[Column], out: &mut Vec<u8>) {
    match output {
        Output::Csv | Output::Hxl => {
            csv_line(out, columns.iter().map(|column| heading(column.path)));
            if output == Output::Hxl {
                csv_line(out, columns.iter().map(|column| column.tag.to_owned()));
            }
        }
        Output::GeoJson => out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":["),
        Output::Json | Output::Ndjson | Output::Xlsx => {}
    }
}

/// One record: its JSON, its point on the map, whether it is the first.
pub fn record(output: Output, columns: &[Column], json: &[u8], point: Option<Point>, first: bool, out: &mut Vec<u8>) {
    match output {
        Output::Csv | Output::Hxl => {
            let record: Value = serde_json::from_slice(json).unwrap_or_default();
            let currency = cell(&record, "currency");
            let cells = columns.iter().map(|column| (column.path, cell(&record, column.path)));
            csv_line(out, cells.map(|(path, cell)| guarded(&shown(path, &cell, &currency))));
        }
        Output::GeoJson => {
            if !first {
                out.push(b',');
            }
            let Value::Object(mut properties) = serde_json::from_slice(json).unwrap_or_default() else { return };
            properties.retain(|name, _| name != "point" && name != "links");
            let feature = feature(properties, point);
            serde_json::to_writer(out, &feature).expect("JSON, and a Vec takes everything");
        }
        Output::Json | Output::Ndjson | Output::Xlsx => {
            out.extend_from_slice(json);
            out.push(b'\n');
        }
    }
}

fn feature(properties: Map<String, Value>, point: Option<Point>) -> Value {
    let geometry = point.map_or(Value::Null, |point| json!({"type": "Point", "coordinates": [point.lon, point.lat]}));
    let id = properties.get("code").cloned().unwrap_or_default();
    json!({"type": "Feature", "id": id, "geometry": geometry, "properties": properties})
}

/// What stands behind the last record.
pub fn end(output: Output, out: &mut Vec<u8>) {
    if output == Output::GeoJson {
        out.extend_from_slice(b"]}");
    }
}

/// Records as a table, for a workbook.
pub fn table<'j>(
    name: &'static str,
    columns: &[Column],
    records: impl Iterator<Item = &'j [u8]>,
    about: Vec<(&'static str, String)>,
) -> Table {
    let row = |json: &[u8]| {
        let record: Value = serde_json::from_slice(json).unwrap_or_default();
        columns.iter().map(|column| cell(&record, column.path)).collect()
    };
    let rows = records.map(row).collect();
    Table { name, columns: columns.iter().map(|column| (column.path.into(), Vec::new())).collect(), rows, about }
}
