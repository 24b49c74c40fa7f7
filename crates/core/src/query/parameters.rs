//! Reads the parameters of lists, and says precisely what is wrong with one.

use super::{Filter, LIMIT_MAX, Predicate, Resource, Sort};

/// A query parameter that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name.
    pub name: String,
    /// What is wrong, for people.
    pub detail: String,
    /// What would be allowed, where that can be listed.
    pub allowed: Vec<String>,
}

impl BadParameter {
    /// A parameter with a wrong value.
    pub fn new(name: &str, detail: impl Into<String>) -> Self {
        Self { name: name.to_owned(), detail: detail.into(), allowed: Vec::new() }
    }

    /// A parameter whose value is none of these.
    pub fn one_of(name: &str, allowed: Vec<String>) -> Self {
        Self::new(name, format!("must be one of {}", allowed.join(", "))).allowing(allowed)
    }

    /// The same with what would be allowed.
    #[must_use]
    pub fn allowing(mut self, allowed: Vec<String>) -> Self {
        self.allowed = allowed;
        self
    }
}

/// Several values of a parameter may come in one, separated by commas, or each in one of its own.
pub(super) fn joined(pairs: &[(String, String)]) -> Result<Vec<(String, String)>, BadParameter> {
    let mut joined: Vec<(String, String)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        match joined.iter_mut().find(|(known, _)| known == name) {
            None => joined.push((name.clone(), value.clone())),
            Some(_) if matches!(name.as_str(), "limit" | "cursor") => {
                return Err(BadParameter::new(name, "takes one value only"));
            }
            Some((_, values)) => *values = format!("{values},{value}"),
        }
    }
    Ok(joined)
}

pub(super) fn read_limit(value: &str) -> Result<usize, BadParameter> {
    let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| BadParameter::new("limit", format!("a number from 1 to {LIMIT_MAX} is needed")))
}

pub(super) fn read_names(parameter: &str, value: &str, known: &[&str]) -> Result<Vec<String>, BadParameter> {
    let names: Vec<_> = value.split(',').map(str::to_owned).collect();
    if let Some(at) = (1..names.len().min(known.len() + 1)).find(|&at| names[..at].contains(&names[at])) {
        return Err(BadParameter::new(parameter, format!("`{}` is there twice", names[at])));
    }
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(names),
        Some(unknown) => {
            let allowed = known.iter().map(|&name| name.to_owned()).collect();
            Err(BadParameter::new(parameter, format!("`{unknown}` is not known")).allowing(allowed))
        }
    }
}

pub(super) fn read_sort<R: Resource>(value: &str) -> Result<Sort<R::Item>, BadParameter> {
    let known = R::sort_keys();
    let read = |text: &str| {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        known.iter().find(|key| key.name == name).map(|key| (key.value, descending)).ok_or_else(|| {
            let allowed = known.iter().flat_map(|key| [key.name.to_owned(), format!("-{}", key.name)]).collect();
            BadParameter::new("sort", format!("cannot sort by `{name}`")).allowing(allowed)
        })
    };
    value.split(',').map(read).collect()
}

pub(super) fn read_filter<T>(filter: &Filter<T>, value: &str) -> Result<Predicate<T>, BadParameter> {
    let values: Vec<_> = value.split(',').map(str::trim).collect();
    let refused = |detail: String| {
        BadParameter::new(filter.name, detail).allowing(filter.codes.map(|codes| codes()).unwrap_or_default())
    };
    if let Some(codes) = filter.codes {
        let codes = codes();
        if let Some(unknown) = values.iter().find(|value| !codes.iter().any(|code| code == *value)) {
            return Err(refused(format!("`{unknown}` is not a known value")));
        }
    }
    (filter.build)(&values).map_err(refused)
}

/// Parameters that every list takes.
pub const COMMON: [&str; 8] = ["limit", "cursor", "sort", "fields", "lang", "as_of", "on", "include"];

pub(super) fn unknown<R: Resource>(name: &str) -> BadParameter {
    let common = COMMON.iter().filter(|name| **name != "include" || !R::INCLUDES.is_empty());
    let filters = R::filters();
    let known = filters.iter().map(|filter| filter.name).chain(common.copied());
    BadParameter::new(name, "is not a parameter of this list").allowing(known.map(str::to_owned).collect())
}
