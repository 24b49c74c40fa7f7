//! Reads the fields of a JSON object and collects every fault on the way, so that a sender learns them all at once.

use chrono::{Datelike as _, NaiveDate};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::fault::Fault;
use presence_model::{
    Alpha3, Code, Language, LanguageTag, Names, OfficeCode, PartialDate, Point, RecordCode, YEARS, parse_date,
};

/// An object being read. Every field that is read becomes a known one; [`Fields::close`] reports the others.
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    pointer: String,
    known: Vec<&'static str>,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Fields<'a> {
    /// Opens an object; a fault if the value is something else.
    pub fn open(value: &'a Value, pointer: &str, faults: &'a mut Vec<Fault>) -> Option<Self> {
        match value {
            Value::Object(object) => Some(Self { object, pointer: pointer.to_owned(), known: Vec::new(), faults }),
            other => {
                faults.push(Fault::new(pointer, "not_an_object", format!("an object is needed, not {}", name(other))));
                None
            }
        }
    }

    /// Opens an object in which some fields are read elsewhere.
    pub fn beside(object: &'a Map<String, Value>, elsewhere: &[&'static str], faults: &'a mut Vec<Fault>) -> Self {
        Self { object, pointer: String::new(), known: elsewhere.to_vec(), faults }
    }

    fn get(&mut self, field: &'static str) -> Option<&'a Value> {
        self.known.push(field);
        self.object.get(field).filter(|value| !value.is_null())
    }

    /// Where a field is.
    fn at(&self, field: &str) -> String {
        format!("{}/{}", self.pointer, field.replace('~', "~0").replace('/', "~1"))
    }

    /// Adds a fault at a field.
    pub fn fault(&mut self, field: &str, code: &'static str, detail: impl Into<String>) {
        let pointer = self.at(field);
        self.faults.push(Fault::new(pointer, code, detail));
    }

    /// Adds a fault at a field, with what would be allowed.
    pub fn fault_allowing(&mut self, field: &str, code: &'static str, detail: String, allowed: Vec<String>) {
        let pointer = self.at(field);
        self.faults.push(Fault::new(pointer, code, detail).allowing(allowed));
    }

    fn item_fault(&mut self, field: &str, index: usize, code: &'static str, detail: String) {
        let pointer = format!("{}/{index}", self.at(field));
        self.faults.push(Fault::new(pointer, code, detail));
    }

    fn wrong(&mut self, field: &str, needed: &str, found: &Value) {
        let detail = format!("{needed} is needed, not {}", name(found));
        self.fault(field, "wrong_type", detail);
    }

    /// Whether a field is there and not null.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.object.get(field).is_some_and(|value| !value.is_null())
    }

    /// A fault if the field is missing; one that is there but wrong has its own fault already.
    pub fn require<T>(&mut self, field: &'static str, read: Option<T>) -> Option<T> {
        if read.is_none() && !self.has(field) {
            self.fault(field, "required", format!("`{field}` is required"));
        }
        read
    }

    /// A text of 1 to `max` characters, trimmed; no control characters but line ends and tabs.
    pub fn text(&mut self, field: &'static str, max: usize) -> Option<String> {
        let value = self.get(field)?;
        let Value::String(text) = value else {
            self.wrong(field, "a text", value);
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.fault(field, "empty", format!("`{field}` must not be empty"));
        } else if text.chars().count() > max {
            self.fault(field, "too_long", format!("`{field}` may have {max} characters at most"));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.fault(field, "control_character", format!("`{field}` contains a control character"));
        } else {
            return Some(normal(text));
        }
        None
    }

    fn parsed<T>(&mut self, field: &'static str, value: &Value, what: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        let Value::String(text) = value else {
            self.wrong(field, what, value);
            return None;
        };
        let parsed = read(text);
        if parsed.is_none() {
            self.fault(field, "malformed", format!("{what} is needed, not `{}`", clip(text)));
        }
        parsed
    }

    /// A member of a closed vocabulary.
    pub fn code<C: Code>(&mut self, field: &'static str) -> Option<C> {
        self.code_among(field, C::codes())
    }

    /// A member of a closed vocabulary of which only these may be used here.
    pub fn code_among<C: Code>(&mut self, field: &'static str, allowed: Vec<String>) -> Option<C> {
        let value = self.get(field)?;
        let found = value.as_str().filter(|code| allowed.iter().any(|known| known == code)).and_then(C::from_code);
        if found.is_none() {
            let shown = value.as_str().map_or_else(|| name(value).to_owned(), |text| format!("`{}`", clip(text)));
            self.fault_allowing(field, "unknown_code", format!("{shown} is not a known `{field}`"), allowed);
        }
        found
    }

    /// An ISO 8601 date, `2024-06-18`, of a sensible year.
    pub fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let date = self.any_date(field)?;
        if !YEARS.contains(&date.year()) {
            let detail = format!("`{field}` must lie from {} to {}, not on {date}", YEARS.start(), YEARS.end());
            self.fault(field, "out_of_range", detail);
            return None;
        }
        Some(date)
    }

    /// A date as precisely as it is known, `2008` or `2016-11` too.
    pub fn partial_date(&mut self, field: &'static str) -> Option<PartialDate> {
        let value = self.get(field)?;
        self.parsed(field, value, "an existing date from 1900 to 2200 as YYYY, YYYY-MM or YYYY-MM-DD", PartialDate::new)
    }

    /// An ISO 8601 date of any year, for fields with bounds of their own.
    pub fn any_date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let value = self.get(field)?;
        self.parsed(field, value, "an existing date as YYYY-MM-DD", parse_date)
    }

    /// The code of a presence or a post.
    pub fn record_code(&mut self, field: &'static str) -> Option<RecordCode> {
        let value = self.get(field)?;
        self.parsed(field, value, "a code of lower-case letters, digits and hyphens (3 to 64)", RecordCode::new)
    }

    /// The code of a new record; one that is known keeps its own.
    pub fn code_or_known(&mut self, field: &'static str, known: Option<&RecordCode>) -> Option<RecordCode> {
        match known {
            Some(known) => Some(known.clone()),
            None => {
                let code = self.record_code(field);
                self.require(field, code)
            }
        }
    }

    /// A country's alpha-3 code.
    pub fn country(&mut self, field: &'static str) -> Option<Alpha3> {
        let value = self.get(field)?;
        self.parsed(field, value, "an ISO 3166-1 alpha-3 code", Alpha3::new)
    }

    /// An office's code.
    pub fn office(&mut self, field: &'static str) -> Option<OfficeCode> {
        let value = self.get(field)?;
        self.parsed(field, value, "an office's code", OfficeCode::new)
    }

    /// A BCP 47 language tag.
    pub fn language_tag(&mut self, field: &'static str) -> Option<LanguageTag> {
        let value = self.get(field)?;
        self.parsed(field, value, "a BCP 47 language tag, like pt or zh-Hans,", LanguageTag::new)
    }

    /// A positive whole number.
    pub fn number(&mut self, field: &'static str) -> Option<u64> {
        let value = self.get(field)?;
        let number = value.as_u64().filter(|number| *number > 0);
        match value {
            _ if number.is_some() => {}
            Value::String(text) => {
                let detail = format!(
                    "a positive whole number like 120000 is needed, without separators or decimals, not the text `{}`",
                    clip(text)
                );
                self.fault(field, "malformed", detail);
            }
            _ => self.wrong(field, "a positive whole number", value),
        }
        number
    }

    /// A change in per cent, in hundredths of a per cent: between -99 and 1000 per cent.
    pub fn percent(&mut self, field: &'static str) -> Option<i64> {
        let value = self.get(field)?;
        let percent = value.as_f64().filter(|percent| (-99.0..=1000.0).contains(percent));
        if percent.is_none() {
            self.fault(field, "out_of_range", "a number of per cent from -99 to 1000 is needed");
        }
        percent.map(|percent| (percent * 100.0).round() as i64)
    }

    /// A value that is read elsewhere.
    pub fn value(&mut self, field: &'static str) -> Option<&'a Value> {
        self.get(field)
    }

    /// A whole number, 0 also.
    pub fn count(&mut self, field: &'static str) -> Option<u64> {
        let value = self.get(field)?;
        let number = value.as_u64().filter(|number| i64::try_from(*number).is_ok());
        if number.is_none() {
            self.wrong(field, "a whole number", value);
        }
        number
    }

    /// Whether a field is there and null.
    #[must_use]
    pub fn is_null(&self, field: &str) -> bool {
        self.object.get(field).is_some_and(Value::is_null)
    }

    /// A list without repetitions; each item is read by `read` from its text.
    pub fn list<T: PartialEq>(
        &mut self,
        field: &'static str,
        what: &str,
        read: fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.get(field)?;
        let Value::Array(items) = value else {
            self.wrong(field, "a list", value);
            return None;
        };
        let mut list = Vec::with_capacity(items.len().min(300));
        for (index, item) in items.iter().take(300).enumerate() {
            match item.as_str().and_then(read) {
                Some(read) if list.contains(&read) => {
                    self.item_fault(field, index, "repeated", "the list has it twice".to_owned());
                }
                Some(read) => list.push(read),
                None => self.item_fault(field, index, "malformed", format!("{what} is needed")),
            }
        }
        if items.len() > 300 {
            self.fault(field, "too_long", "300 items at most");
        }
        Some(list)
    }

    /// An object within, read by `read`.
    pub fn nested<T>(&mut self, field: &'static str, read: impl FnOnce(&mut Fields) -> Option<T>) -> Option<T> {
        let value = self.get(field)?;
        let pointer = self.at(field);
        let mut fields = Fields::open(value, &pointer, self.faults)?;
        let nested = read(&mut fields);
        fields.close();
        nested
    }

    /// A list of objects, each read by `read`.
    pub fn objects<T>(
        &mut self,
        field: &'static str,
        most: usize,
        read: impl Fn(&mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.get(field)?;
        let Value::Array(items) = value else {
            self.wrong(field, "a list", value);
            return None;
        };
        if items.len() > most {
            self.fault(field, "too_long", format!("{most} items at most"));
            return None;
        }
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let pointer = format!("{}/{index}", self.at(field));
            let mut fields = Fields::open(item, &pointer, self.faults)?;
            list.extend(read(&mut fields));
            fields.close();
        }
        Some(list)
    }

    /// A truth value.
    pub fn truth(&mut self, field: &'static str) -> Option<bool> {
        let value = self.get(field)?;
        if !value.is_boolean() {
            self.wrong(field, "true or false", value);
        }
        value.as_bool()
    }

    /// A fault if the field is null: it cannot be taken away.
    pub fn not_null(&mut self, field: &'static str) {
        if self.object.get(field).is_some_and(Value::is_null) {
            self.fault(field, "required", format!("`{field}` cannot be taken away"));
        }
    }

    /// A name in up to six languages; a plain text stands for English.
    pub fn names(&mut self, field: &'static str) -> Option<Names> {
        self.in_languages(field, Names::MAX)
    }

    /// A text of so many characters at most in up to six languages; a plain text stands for English.
    pub fn in_languages(&mut self, field: &'static str, max: usize) -> Option<Names> {
        if self.object.get(field).is_some_and(Value::is_string) {
            return self.text(field, max).map(Names::english);
        }
        self.nested(field, |fields| {
            let mut names = Names::default();
            for &language in Language::ALL {
                *names.slot(language) = fields.text(language.as_str(), max);
            }
            let english = names.en.clone();
            fields.require("en", english)?;
            Some(names)
        })
    }

    /// A point in degrees.
    pub fn point(&mut self, field: &'static str) -> Option<Point> {
        self.nested(field, |fields| {
            let lat = fields.degrees("lat", 90.0);
            let lon = fields.degrees("lon", 180.0);
            Some(Point { lat: fields.require("lat", lat)?, lon: fields.require("lon", lon)? })
        })
    }

    fn degrees(&mut self, field: &'static str, most: f64) -> Option<f64> {
        let value = self.get(field)?;
        let degrees = value.as_f64().filter(|degrees| degrees.abs() <= most);
        if degrees.is_none() {
            self.fault(field, "out_of_range", format!("degrees between -{most} and {most} are needed"));
        }
        degrees
    }

    /// Ends the reading: every field that nobody asked for is a fault.
    pub fn close(mut self) {
        let (object, known) = (self.object, std::mem::take(&mut self.known));
        for field in object.keys().filter(|field| !known.contains(&field.as_str())).take(20) {
            let known = known.iter().map(|&known| known.to_owned()).collect();
            let shown = clip(field);
            self.fault_allowing(field, "unknown_field", format!("there is no field `{shown}`"), known);
        }
    }
}

/// A text in the one form in which it is kept and compared: line ends as LF, letters composed (Unicode NFC).
#[must_use]
pub fn normal(text: &str) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    if text.is_ascii() { text } else { text.nfc().collect() }
}

/// The beginning of a sender's text, fit for a message.
fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
