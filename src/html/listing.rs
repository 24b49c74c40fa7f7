//! The table of presences: filters, search, order and pages, all of them in the address.

use super::layout::{Address, Frame};
use crate::api::{extract::query::Pairs, problem::Problem};
use presence_core::{
    Snapshot,
    query::{BadParameter, Presences, Query, Style},
    tracked::{Described, Tracked},
    view::marked_country,
};
use presence_i18n::Catalogue;
use presence_model::{Code, OfficeCode, OperatingMode, Presence, PresenceStatus, PresenceType, Region, footnote};

/// How many presences a page of the table has.
const ROWS: usize = 25;

/// A presence in the table.
pub struct Row {
    pub code: String,
    pub url: String,
    pub name: String,
    pub country: String,
    pub city: String,
    pub kind: String,
    pub region: String,
    pub status: &'static str,
    pub status_text: String,
    pub since: Option<String>,
    pub mode: Option<String>,
    pub last_report: Option<String>,
    pub confirmed: bool,
}

/// A column by which the table can be ordered.
pub struct Head {
    pub text: String,
    pub url: String,
    /// `ascending`, `descending` or empty.
    pub sorted: &'static str,
}

/// A filter with few values.
pub struct Select {
    pub name: &'static str,
    pub text: String,
    pub options: Vec<Choice>,
}

/// A value of a filter.
pub struct Choice {
    pub value: String,
    pub text: String,
    pub selected: bool,
}

/// A page of the table.
pub struct Listing {
    pub rows: Vec<Row>,
    pub heads: Vec<Head>,
    pub total: usize,
    pub first: usize,
    pub last: usize,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What has to be said of countries in it.
    pub footnote: Option<&'static str>,
}

/// Takes `page=` out of the parameters.
///
/// # Errors
/// 400 if it is not a number from 1 on.
pub fn take_page(pairs: &mut Pairs) -> Result<usize, Problem> {
    let mut pages = pairs.extract_if(.., |(name, _)| name == "page");
    let page = pages.next().map_or(Ok(1), |(_, value)| {
        let read = value.parse().ok().filter(|page| (1..=100_000).contains(page));
        read.ok_or_else(|| BadParameter::new("page", "a number from 1 to 100000 is needed"))
    })?;
    if pages.next().is_some() {
        return Err(BadParameter::new("page", "takes one value only").into());
    }
    Ok(page)
}

/// What is asked of the table.
///
/// # Errors
/// 400 for a parameter that is unknown or wrong.
pub fn query(
    pairs: &Pairs,
    style: Style,
) -> Result<Query<<Presences as presence_core::query::Resource>::Item>, Problem> {
    let files = ["limit", "cursor", "fields", "include", "format"];
    if let Some((name, _)) = pairs.iter().find(|(name, _)| files.contains(&name.as_str())) {
        return Err(BadParameter::new(name, "is a parameter of `/v1/presences`, not of this page").into());
    }
    Ok(Query::read::<Presences>(pairs, style)?)
}

/// The page of the table.
pub fn listing(
    frame: &Frame,
    snapshot: &Snapshot,
    found: &[std::sync::Arc<Tracked<Presence>>],
    page: usize,
    address: &Address,
) -> Listing {
    let (t, total) = (frame.t, found.len());
    let pages = total.div_ceil(ROWS).max(1);
    let page = page.min(pages);
    let first = (page - 1) * ROWS;
    let shown = || found.iter().skip(first).take(ROWS);
    let rows: Vec<_> = shown().map(|tracked| row(frame, snapshot, tracked)).collect();
    let footnote = shown().find_map(|tracked| footnote(tracked.record().country, t.language));
    let to = |page: usize| format!("{}#presences", address.with("page", &page.to_string()));
    Listing {
        last: first + rows.len(),
        first: if total == 0 { 0 } else { first + 1 },
        heads: heads(t, address),
        before: (page > 1).then(|| to(page - 1)),
        after: (page < pages).then(|| to(page + 1)),
        rows,
        total,
        footnote,
    }
}

/// An office in short, as readers in any language know it: by its country; or the desk.
pub fn office(t: &Catalogue, snapshot: &Snapshot, code: OfficeCode) -> String {
    match snapshot.offices.get(&code).and_then(|office| office.record.country) {
        Some(at) => marked_country(snapshot, at, t.language),
        None if code.is_desk() => t.text("desk"),
        None => code.to_string(),
    }
}

/// An office by its whole name: its own in the reader's language, if it has one.
pub fn whole_office(t: &Catalogue, snapshot: &Snapshot, code: OfficeCode) -> String {
    let own = snapshot.offices.get(&code).and_then(|office| office.record.name.exact(t.language).map(str::to_owned));
    own.unwrap_or_else(|| {
        let short = office(t, snapshot, code);
        if code.is_desk() { short } else { t.about("office-of", short) }
    })
}

fn row(frame: &Frame, snapshot: &Snapshot, tracked: &Tracked<Presence>) -> Row {
    let (t, record, state) = (frame.t, tracked.record(), &tracked.state);
    Row {
        code: record.code.to_string(),
        url: frame.link(format!("/presences/{}", record.code)),
        name: record.name.best(t.language).to_owned(),
        country: marked_country(snapshot, record.country, t.language),
        city: record.city.clone(),
        kind: t.term("type", record.kind.as_str()),
        region: t.term("region", record.region.as_str()),
        status: state.status.as_str(),
        status_text: t.term("status", state.status.as_str()),
        since: state.since.map(|date| date.to_string()),
        mode: state.mode.map(|mode| t.term("mode", mode.as_str())),
        last_report: last_report(tracked),
        confirmed: tracked.last_report.is_some(),
    }
}

/// The day of the last report of an office.
pub fn last_report<T: Described>(tracked: &Tracked<T>) -> Option<String> {
    tracked.last_report.as_ref().map(|last| last.recorded_at.date().to_string())
}

fn heads(t: &Catalogue, address: &Address) -> Vec<Head> {
    let sort = address.get("sort").unwrap_or("");
    let columns = [
        ("name", t.text("presence")),
        ("country", t.text("country")),
        ("type", t.text("kind")),
        ("region", t.text("region")),
        ("status", t.text("status")),
        ("status_since", t.text("since")),
        ("recorded_at", t.text("last-report")),
    ];
    let head = |(name, text): (&str, String)| {
        let (sorted, next) = match sort.strip_prefix('-') {
            None if sort == name => ("ascending", format!("-{name}")),
            Some(descending) if descending == name => ("descending", name.to_owned()),
            _ => ("", name.to_owned()),
        };
        Head { text, url: format!("{}#presences", address.replaced(&[("sort", &next), ("page", "")])), sorted }
    };
    columns.into_iter().map(head).collect()
}

/// The filters that have few values.
pub fn selects(t: &Catalogue, address: &Address) -> Vec<Select> {
    fn of<C: Code>(t: &Catalogue, address: &Address, name: &'static str, text: String, vocabulary: &str) -> Select {
        let chosen = address.all(name);
        let option = |&code: &C| Choice {
            value: code.as_str().to_owned(),
            text: t.term(vocabulary, code.as_str()),
            selected: chosen == [code.as_str()],
        };
        let mut options: Vec<_> = C::ALL.iter().map(option).collect();
        if chosen.len() > 1 {
            // Several, from the address.
            let value = chosen.join(",");
            let text = chosen.iter().map(|code| t.term(vocabulary, code)).collect::<Vec<_>>().join(", ");
            options.push(Choice { value, text, selected: true });
        }
        Select { name, text, options }
    }
    let reported = address.get("reported");
    let truths = [("true", t.text("filter-reported")), ("false", t.text("filter-baseline"))];
    let truth =
        |(value, text): (&str, String)| Choice { value: value.to_owned(), text, selected: reported == Some(value) };
    vec![
        of::<PresenceType>(t, address, "type", t.text("kind"), "type"),
        of::<Region>(t, address, "region", t.text("region"), "region"),
        of::<PresenceStatus>(t, address, "status", t.text("status"), "status"),
        of::<OperatingMode>(t, address, "operating_mode", t.text("mode"), "mode"),
        Select { name: "reported", text: t.text("confirmation"), options: truths.into_iter().map(truth).collect() },
    ]
}
