//! Lists, and fields of merge patches.

use deserr::{Deserr, IntoValue, Sequence as _, Value, ValuePointerRef};

use super::Faults;
use crate::fault::Fault;

/// A list of `MAX` items at most.
#[derive(Clone, Debug)]
pub struct BoundedList<T, const MAX: usize>(pub Vec<T>);

/// The items that could be read, each with its location, and the faults of the others.
type Read<T> = (Vec<(usize, T)>, Vec<Fault>);

fn items<T: Deserr<Faults>, V: IntoValue>(
    value: Value<V>,
    location: ValuePointerRef,
    most: usize,
) -> Result<Read<T>, Faults> {
    let list = match value {
        Value::Sequence(list) => list,
        other => return Err(Faults::wrong_type(location, "a list", other.kind())),
    };
    if list.len() > most {
        return Err(Faults::at(location, "too_long", format!("{most} items at most")));
    }
    let (mut read, mut faults) = (Vec::with_capacity(list.len()), Vec::new());
    for (at, item) in list.into_iter().enumerate() {
        match T::deserialize_from_value(item.into_value(), location.push_index(at)) {
            Ok(item) => read.push((at, item)),
            Err(Faults(more)) => faults.extend(more),
        }
    }
    Ok((read, faults))
}

impl<T: Deserr<Faults>, const MAX: usize> Deserr<Faults> for BoundedList<T, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let (items, faults) = items(value, location, MAX)?;
        if faults.is_empty() {
            Ok(Self(items.into_iter().map(|(_, item)| item).collect()))
        } else {
            Err(Faults(faults))
        }
    }
}

/// A list of 300 different items at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UniqueList<T>(pub Vec<T>);

/// How many items a list of codes has at most.
const UNIQUE_MAX: usize = 300;

impl<T: Deserr<Faults> + PartialEq> Deserr<Faults> for UniqueList<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let (items, mut faults) = items::<T, V>(value, location, UNIQUE_MAX)?;
        let mut unique = Vec::new();
        for (at, item) in items {
            if unique.contains(&item) {
                faults.extend(Faults::at(location.push_index(at), "repeated", "duplicate item").0);
            } else {
                unique.push(item);
            }
        }
        if faults.is_empty() { Ok(Self(unique)) } else { Err(Faults(faults)) }
    }
}

/// A field of a merge patch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Absent: unchanged.
    #[default]
    Keep,
    /// `null`: removed.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> Patch<T> {
    /// The new value, if there is one.
    #[must_use]
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T: Deserr<Faults>> Deserr<Faults> for Patch<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        Ok(Option::<T>::deserialize_from_value(value, location)?.map_or(Self::Clear, Self::Set))
    }
}
