//! The columns of a sheet: found by their names or by HXL tags, and how a row's cells become fields.

use serde_json::{Map, Value};

use super::{ReadError, Take, tables::UNITS};
use presence_core::{
    Fault,
    import::{COLUMNS, Columns, Content, Row, cell_name, letters},
    programme::money,
};

/// The HXL tag of each field of a status update; attributes may stand in any order.
/// Hashtags as in the HXL 1.1 hashtag dictionary.
const HXL: &[(&str, &str)] = &[
    ("#loc+presence+code", "presence"),
    ("#capacity+post+code", "post"),
    ("#status", "status"),
    ("#status+mode", "operating_mode"),
    ("#date+effective", "effective_on"),
    ("#cause", "reason"),
    ("#loc+successor+code", "successor"),
    ("#country+operating_from+code", "operating_from.country"),
    ("#loc+operating_from+name", "operating_from.city"),
    ("#description+note", "note"),
    ("#meta+language", "note_language"),
    ("#meta+visibility", "note_visibility"),
    ("#meta+supersedes", "supersedes"),
    ("#meta+reference", "reference"),
    ("#meta+decision+type", "decision.kind"),
    ("#meta+decision+reference", "decision.reference"),
    ("#date+decision", "decision.decided_on"),
];

/// How far down a header may stand, under titles.
const TITLES: usize = 10;

/// How many columns a file may have: twice as many as there are fields.
pub(super) const COLUMNS_MAX: usize = 256;

/// Fields of free text, by their first or last part. In all others marks that nobody sees count for nothing.
const FREE: &[&str] =
    &["note", "name", "title", "body", "purpose", "requester", "host_entity", "reference", "city", "source"];

/// Reads the rows of a sheet as they come: titles, the header, perhaps HXL tags, then data.
#[derive(Default)]
pub(super) struct Sheet {
    header: Option<Vec<Option<&'static str>>>,
    /// Which columns have amounts as people write them, not in minor units.
    major: Vec<bool>,
    /// Names that are no fields, until it is known whether HXL tags follow.
    unknown: Vec<Fault>,
    titles: usize,
    tagged: bool,
    rows: bool,
}

impl Sheet {
    /// Takes a row: its number, and its cells, or why one of them cannot be read.
    pub(super) fn row(
        &mut self,
        number: u32,
        cells: Result<&[String], String>,
        take: &mut Take,
    ) -> Result<(), ReadError> {
        let texts = *cells.as_ref().unwrap_or(&&[][..]);
        let filled = texts.iter().filter(|cell| !cell.is_empty()).count();
        if cells.is_ok() && filled == 0 {
            return Ok(());
        }
        if self.header.is_none() {
            return self.begin(texts, filled);
        }
        if !self.tagged && is_tags(texts) {
            return self.tags(texts);
        }
        self.settled()?;
        (self.tagged, self.rows) = (true, true);
        let content =
            cells.and_then(|cells| self.fields(number, cells)).map_or_else(Content::Unreadable, Content::Fields);
        take(Row { number, content })
    }

    /// Gives the columns, when all rows are read.
    pub(super) fn end(self) -> Result<Columns, ReadError> {
        self.settled()?;
        let Some(header) = self.header else {
            return Err(ReadError::Malformed("there is no header: the first row names the columns".to_owned()));
        };
        if !self.rows {
            return Err(ReadError::Malformed("there are no rows under the header".to_owned()));
        }
        let placed = (0..).zip(header).filter_map(|(at, field)| Some((format!("/{}", field?.replace('.', "/")), at)));
        Ok(Columns { fields: placed.collect(), sheet: None })
    }

    fn begin(&mut self, cells: &[String], filled: usize) -> Result<(), ReadError> {
        if is_tags(cells) {
            self.header = Some(vec![None; cells.len()]);
            return self.tags(cells);
        }
        let names: Vec<_> = cells.iter().map(|cell| named(cell)).collect();
        // A title above the table fills one cell, however many it was merged over.
        if filled == 1 && names.iter().all(Option::is_none) && self.titles < TITLES {
            self.titles += 1;
            return Ok(());
        }
        for (at, (cell, name)) in cells.iter().zip(&names).enumerate() {
            if !cell.is_empty() && name.is_none() {
                self.unknown.push(unknown(at, cell));
            }
        }
        self.major = cells.iter().map(|cell| UNITS.iter().any(|unit| cell.trim().ends_with(unit))).collect();
        self.header = Some(names);
        self.unrepeated(cells)
    }

    /// Refuses two columns of one field.
    fn unrepeated(&self, cells: &[String]) -> Result<(), ReadError> {
        let header = self.header.as_deref().unwrap_or_default();
        let Some(at) = (0..header.len()).find(|&at| header[at].is_some() && header[..at].contains(&header[at])) else {
            return Ok(());
        };
        let shown = cells.get(at).filter(|cell| !cell.is_empty()).map_or(header[at].unwrap_or_default(), |cell| cell);
        let detail = format!("column {} is `{shown}`, which is there twice", column(at));
        Err(ReadError::Columns(vec![Fault::new(format!("/{at}"), "repeated", detail)]))
    }

    /// Tags say which field a column is; where there is none, the name above holds.
    fn tags(&mut self, cells: &[String]) -> Result<(), ReadError> {
        self.tagged = true;
        let header = self.header.get_or_insert_default();
        header.resize(header.len().max(cells.len()), None);
        let mut unknown_tags = Vec::new();
        let mut named = vec![false; header.len()];
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            match tagged(cell) {
                Some(field) => header[at] = Some(field),
                None if header[at].is_none() => unknown_tags.push(unknown(at, cell)),
                None => continue,
            }
            named[at] = true;
        }
        let at = |fault: &Fault| fault.pointer.trim_start_matches('/').parse::<usize>().ok();
        self.unknown.retain(|fault| !at(fault).and_then(|at| named.get(at).copied()).unwrap_or(false));
        self.unknown.extend(unknown_tags);
        self.settled()?;
        self.unrepeated(cells)
    }

    fn settled(&self) -> Result<(), ReadError> {
        let Some(first) = self.unknown.first() else { return Ok(()) };
        // What is allowed is the same for all: once is enough.
        let known = COLUMNS.iter().map(|&column| column.to_owned()).collect();
        let first = first.clone().allowing(known);
        Err(ReadError::Columns(std::iter::once(first).chain(self.unknown[1..].iter().cloned()).collect()))
    }

    fn fields(&self, number: u32, cells: &[String]) -> Result<Map<String, Value>, String> {
        let header = self.header.as_deref().unwrap_or_default();
        let mut fields = Map::new();
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let Some(field) = header.get(at).copied().flatten() else {
                let cell = cell_name(u32::try_from(at).unwrap_or(u32::MAX), number);
                return Err(format!("cell {cell} is filled, but its column has no name"));
            };
            let value = match self.major.get(at) {
                Some(true) => amount(header, cells, field, cell),
                _ => value(field, cell),
            };
            match field.split_once('.') {
                None => drop(fields.insert(field.to_owned(), value)),
                Some((outer, inner)) => {
                    let object = fields.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                    // `name` beside `name.fr` is the English one.
                    if let Value::String(english) = object {
                        *object = serde_json::json!({ "en": english });
                    }
                    let taken = object.as_object_mut().and_then(|object| object.insert(inner.to_owned(), value));
                    if taken.is_some() {
                        return Err(format!("`{outer}` and `{field}` say the same thing twice"));
                    }
                }
            }
        }
        Ok(fields)
    }
}

fn column(at: usize) -> String {
    letters(u32::try_from(at).unwrap_or(u32::MAX))
}

fn unknown(at: usize, name: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    let detail = format!("column {} is called `{shown}`, which is not a field", column(at));
    Fault::new(format!("/{at}"), "unknown_column", detail)
}

/// Whether a cell can be part of a header.
pub(super) fn is_known(cell: &str) -> bool {
    named(cell).is_some() || tagged(cell).is_some()
}

/// The field that a column's name stands for: `Effective on` is `effective_on`.
fn named(cell: &str) -> Option<&'static str> {
    let cell = plain(cell);
    let cell = UNITS.iter().find_map(|unit| cell.trim().strip_suffix(unit)).unwrap_or(&cell);
    let name = cell.trim_matches(|c: char| c == '*' || c.is_whitespace()).to_lowercase().replace([' ', '-'], "_");
    COLUMNS.iter().copied().find(|column| *column == name)
}

fn is_tags(cells: &[String]) -> bool {
    let mut filled = cells.iter().filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| cell.starts_with('#'))
}

fn tagged(cell: &str) -> Option<&'static str> {
    let parts = |tag: &str| {
        let mut parts = tag.split('+').map(|part| part.trim().to_lowercase());
        let hashtag = parts.next();
        let mut attributes: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        attributes.sort();
        (hashtag, attributes)
    };
    let wanted = parts(cell);
    HXL.iter().find(|(tag, _)| parts(tag) == wanted).map(|(_, field)| *field)
}

/// An amount as people write it, in minor units: of US dollars, or of the currency that its row names.
fn amount(header: &[Option<&str>], cells: &[String], field: &str, cell: &str) -> Value {
    let currency = header.iter().position(|name| *name == Some("currency")).and_then(|at| cells.get(at));
    let currency = if field == "amount" { currency.map_or("", |currency| currency.trim()) } else { money::USD };
    money::minor(&plain(cell), money::decimals(currency)).map_or_else(|| cell.into(), Value::from)
}

/// A cell's text as the JSON that its field needs.
fn value(field: &str, cell: &str) -> Value {
    let text = super::unguarded(cell);
    let parts = [field.split('.').next(), field.rsplit('.').next()];
    if parts.iter().flatten().any(|part| FREE.contains(part)) {
        return text.into();
    }
    let text = &*plain(text);
    match field {
        "supersedes" | "superseded_by" | "enacts" | "id" | "revision" | "amount" | "annual_cost" | "usd_amount" => {
            text.parse::<u64>().map_or_else(|_| text.into(), Value::from)
        }
        "point.lat" | "point.lon" => text.parse::<f64>().map_or_else(|_| text.into(), Value::from),
        "covers" | "serves" | "reporting_lines" | "earmark.posts" | "languages" => {
            text.split([';', ',', '|', ' ']).map(str::trim).filter(|item| !item.is_empty()).map(Value::from).collect()
        }
        _ => text.into(),
    }
}

/// A code, date or number as it is meant: without marks that nobody sees, full-width forms as ordinary ones.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => ' ',
        other => other,
    };
    let text: String = text.chars().filter(|c| !invisible(*c)).map(narrow).collect();
    text.trim().to_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[&[&str]]) -> Result<(Vec<Row>, Columns), ReadError> {
        let (mut sheet, mut taken) = (Sheet::default(), Vec::new());
        for (number, cells) in (1..).zip(rows) {
            let cells: Vec<_> = cells.iter().map(|&cell| cell.to_owned()).collect();
            sheet.row(number, Ok(&cells), &mut |row| {
                taken.push(row);
                Ok(())
            })?;
        }
        Ok((taken, sheet.end()?))
    }

    #[test]
    fn tags_name_columns_whatever_stands_above_them() {
        let (rows, columns) = read(&[
            &["Monthly status", "", ""],
            &["Présence", "Statut", "Date"],
            &["#loc+code+presence", "#status", "#date+effective"],
            &["ken-hra", "active", "2024-06-18"],
        ])
        .unwrap();
        let Content::Fields(fields) = &rows[0].content else { panic!("{rows:?}") };
        assert_eq!(fields["effective_on"], "2024-06-18");
        assert_eq!((rows[0].number, columns.cell("/status", 4).as_deref()), (4, Some("B4")));
    }

    #[test]
    fn every_unknown_column_is_named_with_what_is_known() {
        let Err(ReadError::Columns(faults)) = read(&[&["presence", "colour", "mood"], &["ken-hra", "", ""]]) else {
            panic!("accepted");
        };
        assert_eq!(faults.len(), 2);
        assert!(faults[0].allowed.contains(&"effective_on".to_owned()));
        assert!(matches!(read(&[&["status", "Status"]]), Err(ReadError::Columns(_))));
        assert!(matches!(read(&[]), Err(ReadError::Malformed(_))));
    }

    #[test]
    fn two_columns_of_one_field_are_refused_and_languages_go_together() {
        assert!(matches!(read(&[&["Old", "New"], &["#status", "#status"]]), Err(ReadError::Columns(_))));
        let (rows, _) = read(&[&["code", "name", "name.fr"], &["ken-hra", "Adviser", "Conseiller"]]).unwrap();
        let Content::Fields(fields) = &rows[0].content else { panic!("{rows:?}") };
        assert_eq!(fields["name"], serde_json::json!({"en": "Adviser", "fr": "Conseiller"}));
        assert!(matches!(read(&[&["presence", "status"]]), Err(ReadError::Malformed(_))), "no rows");
    }

    #[test]
    fn marks_that_nobody_sees_count_for_nothing() {
        assert_eq!(value("presence", "\u{200f}ken-hra\u{200e}"), "ken-hra");
        assert_eq!(value("effective_on", "２０２４－０６－１８"), "2024-06-18");
        assert_eq!(value("note", "\u{200f}ملاحظة"), "\u{200f}ملاحظة");
    }

    #[test]
    fn every_tag_stands_for_a_field() {
        assert!(HXL.iter().all(|(_, field)| COLUMNS.contains(field)));
    }
}
