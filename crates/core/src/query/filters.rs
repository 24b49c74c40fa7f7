//! The filters and sort values that several lists share.

use std::sync::Arc;

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization as _;

use super::{Filter, Predicate, SortValue};
use crate::{
    snapshot::Snapshot,
    tracked::{Described, Tracked},
};
use presence_model::{Alpha3, Code, Presence, Timestamp, parse_near_date};

/// A filter by members of a closed vocabulary; a record without a value matches none.
pub fn by_code<C: Code, T: 'static>(
    values: &[&str],
    of: fn(&Snapshot, &T) -> Option<C>,
) -> Result<Predicate<T>, String> {
    let wanted: Vec<C> = values.iter().filter_map(|value| C::from_code(value)).collect();
    Ok(Box::new(move |snapshot, item| of(snapshot, item).is_some_and(|code| wanted.contains(&code))))
}

/// A filter by exact texts.
pub fn by_text<T: 'static>(values: &[&str], is: fn(&Snapshot, &T, &str) -> bool) -> Result<Predicate<T>, String> {
    let wanted: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
    Ok(Box::new(move |snapshot, item| wanted.iter().any(|value| is(snapshot, item, value))))
}

/// A filter by countries.
pub fn by_country<T: 'static>(values: &[&str], is: fn(&Snapshot, &T, Alpha3) -> bool) -> Result<Predicate<T>, String> {
    let read = |value: &&str| Alpha3::new(value).ok_or_else(|| format!("`{value}` is not an alpha-3 code (like KEN)"));
    let wanted = values.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(Box::new(move |snapshot, item| wanted.iter().any(|&country| is(snapshot, item, country))))
}

/// A filter by one date.
pub fn by_date<T: 'static>(values: &[&str], is: fn(&Snapshot, &T, NaiveDate) -> bool) -> Result<Predicate<T>, String> {
    let date = one(values).and_then(parse_near_date).ok_or("one date as YYYY-MM-DD, from 1900 to 2200, is needed")?;
    Ok(Box::new(move |snapshot, item| is(snapshot, item, date)))
}

/// The filter by the date of what is decided next, of presences and of posts.
pub fn scheduled_before<T: Described>() -> Filter<Arc<Tracked<T>>> {
    Filter {
        name: "scheduled_before",
        about: "Records for which something is decided that takes effect before this date.",
        codes: None,
        build: |values| {
            by_date(values, |_, item: &Arc<Tracked<T>>, date| {
                item.scheduled().next().is_some_and(|next| next.effective_on < date)
            })
        },
    }
}

/// A filter by one moment.
pub fn by_moment<T: 'static>(
    values: &[&str],
    is: fn(&Snapshot, &T, Timestamp) -> bool,
) -> Result<Predicate<T>, String> {
    let moment = one(values).and_then(Timestamp::parse).ok_or("one RFC 3339 time or date is needed")?;
    Ok(Box::new(move |snapshot, item| is(snapshot, item, moment)))
}

/// A filter by yes or no.
pub fn by_truth<T: 'static>(values: &[&str], of: fn(&Snapshot, &T) -> bool) -> Result<Predicate<T>, String> {
    let wanted = match one(values) {
        Some("true") => true,
        Some("false") => false,
        _ => return Err("true or false is needed".to_owned()),
    };
    Ok(Box::new(move |snapshot, item| of(snapshot, item) == wanted))
}

/// The codes of a yes-or-no filter.
pub fn truths() -> Vec<String> {
    vec!["true".to_owned(), "false".to_owned()]
}

/// Says every text of a record that a search looks into.
type Texts<T> = fn(&Snapshot, &T, &mut dyn FnMut(&str));

/// A text search: every word must be in one of the record's texts, whatever its case or diacritics.
pub fn by_words<T: 'static>(values: &[&str], texts: Texts<T>) -> Result<Predicate<T>, String> {
    let words: Vec<String> = values.join(" ").split_whitespace().map(fold).collect();
    if words.is_empty() {
        return Err("a text to search for is needed".to_owned());
    }
    Ok(Box::new(move |snapshot, item| {
        let mut all = String::new();
        texts(snapshot, item, &mut |text| {
            all.push_str(&fold(text));
            all.push('\n');
        });
        words.iter().all(|word| all.contains(word))
    }))
}

/// Letters as people type them: lower case, without accents and other marks, whatever the normal form; one apostrophe.
fn fold(text: &str) -> String {
    let plain = |c: char| match c {
        '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' => '\'',
        'ø' => 'o',
        'đ' => 'd',
        'ł' => 'l',
        'ı' => 'i',
        other => other,
    };
    let marks = |c: &char| !unicode_normalization::char::is_combining_mark(*c);
    // The marks that compatibility makes of an accent of its own (´) go too, so apostrophes come first.
    text.chars().map(plain).nfkd().filter(marks).flat_map(char::to_lowercase).map(plain).collect()
}

fn one<'a>(values: &[&'a str]) -> Option<&'a str> {
    if let [value] = values { Some(value) } else { None }
}

/// Whether a presence is in a country or covers it.
pub fn serves(presence: &Presence, country: Alpha3) -> bool {
    presence.country == country || presence.covers.contains(&country)
}

/// The confidence that a record shows: an office's report makes it `reported`.
pub fn confidence<T: Described>(
    tracked: &Tracked<T>,
    described: presence_model::Confidence,
) -> Option<presence_model::Confidence> {
    Some(if tracked.last_report.is_some() { presence_model::Confidence::Reported } else { described })
}

/// A code's place in its vocabulary.
pub fn place<C: Code>(code: C) -> SortValue {
    SortValue::Number(C::ALL.iter().position(|&member| member == code).unwrap_or_default() as i64)
}

/// A date to sort by.
pub fn date(date: Option<NaiveDate>) -> SortValue {
    date.map_or(SortValue::Missing, |date| SortValue::Number(chrono::Datelike::num_days_from_ce(&date).into()))
}

/// A text to sort by, as people sort: case and diacritics aside.
pub fn text(text: &str) -> SortValue {
    SortValue::Text(fold(text))
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_search_does_not_mind_marks_normal_forms_and_apostrophes() {
        assert_eq!(fold("Côte d’Ivoire"), fold("cote d'ivoire"));
        assert_eq!(fold("Co\u{302}te d´Ivoire"), fold("Côte d`Ivoire"));
        assert_eq!(fold("Chișinău"), "chisinau");
        assert_eq!(fold("Łódź, Tromsø"), "lodz, tromso");
        assert_eq!(fold("نُقل"), fold("نقل"));
    }
}
