//! What a description says of a record before anybody reports.

use chrono::NaiveDate;

use presence_model::{
    Alpha3, Code as _, Edit, Language, Lifecycle, Names, OperatingMode, PartialDate, Post, PostStatus, Presence,
    PresenceStatus, PresenceType, Provenance, RecordCode, Region, Status,
};

/// What presences and posts have in common.
pub trait Described: Clone {
    /// The vocabulary of its status.
    type Status: Lifecycle;
    /// Its code.
    fn code(&self) -> &RecordCode;
    /// Status, date and mode before the first update.
    fn initial(&self) -> (Self::Status, Option<NaiveDate>, Option<OperatingMode>);
    /// From when it existed, at least as a plan, if known.
    fn begins(&self) -> Option<NaiveDate>;
    /// What it was from its opening until the status of its first description, if that tells of a later time.
    fn opening(&self) -> Option<Opening<Self::Status>> {
        None
    }
    /// The status in an update, if it is of this kind.
    fn status_in(status: Status) -> Option<Self::Status>;
    /// Whether it is elsewhere in another description: in another country or city, or with another presence.
    fn is_elsewhere(&self, other: &Self) -> bool;
    /// How this description came about.
    fn edit(&self) -> Option<&Edit>;
    /// Whether another description says the same, however it came about.
    fn says_the_same(&self, other: &Self) -> bool;
    /// Takes over what a description changes: the fields that it names, and those that differ from the one before it.
    fn adopt(&mut self, before: &Self, after: &Self);
    /// Takes over what was not known before, where it is not known otherwise.
    fn fill(&mut self, before: &Self, after: &Self);
    /// Takes over what has no date: it is as it is, from the beginning.
    fn adopt_timeless(&mut self, after: &Self);
}

/// [`Described::adopt`] and what else goes field by field.
macro_rules! fields {
    ($dated:tt, $timeless:tt) => {
        fn edit(&self) -> Option<&Edit> {
            self.edit.as_ref()
        }
        fn says_the_same(&self, other: &Self) -> bool {
            *self == Self { edit: self.edit.clone(), ..other.clone() }
        }
        fields!(@dated $dated);
        fields!(@timeless $timeless);
    };
    (@dated [$($field:ident as $name:literal),+ $(,)?]) => {
        fn adopt(&mut self, before: &Self, after: &Self) {
            let named = |name| after.edit().is_some_and(|edit| edit.fields.iter().any(|field| &**field == name));
            $(if named($name) || before.$field != after.$field {
                self.$field.clone_from(&after.$field);
            })+
        }
        fn fill(&mut self, before: &Self, after: &Self) {
            $(Fill::fill(&mut self.$field, &before.$field, &after.$field);)+
        }
    };
    (@timeless [$($field:ident),*]) => {
        fn adopt_timeless(&mut self, #[allow(unused_variables)] after: &Self) {
            $(self.$field.clone_from(&after.$field);)*
        }
    };
}

/// A value of a description that may not be known.
trait Fill {
    /// Takes over what is known after and was not before, unless something else is known here.
    fn fill(&mut self, _before: &Self, _after: &Self) {}
}

impl<T: Clone> Fill for Option<T> {
    fn fill(&mut self, before: &Self, after: &Self) {
        if before.is_none() && self.is_none() {
            self.clone_from(after);
        }
    }
}

impl<T: Clone> Fill for Vec<T> {
    fn fill(&mut self, before: &Self, after: &Self) {
        if before.is_empty() && self.is_empty() {
            self.clone_from(after);
        }
    }
}

impl Fill for Names {
    fn fill(&mut self, before: &Self, after: &Self) {
        for &language in Language::ALL {
            if before.exact(language).is_none() && self.exact(language).is_none() {
                *self.slot(language) = after.exact(language).map(str::to_owned);
            }
        }
    }
}

impl Fill for PresenceType {}
impl Fill for Alpha3 {}
impl Fill for RecordCode {}
impl Fill for String {}
impl Fill for Region {}
impl Fill for Provenance {}

/// What a record was from its opening until a later date.
#[derive(Clone, Copy, Debug)]
pub struct Opening<S> {
    /// What it was.
    pub status: S,
    /// Its first day.
    pub from: NaiveDate,
    /// The day from which it was something else.
    pub until: NaiveDate,
}

/// Whether a presence with this status must have been active before.
fn ended(status: PresenceStatus) -> bool {
    matches!(status, PresenceStatus::DrawingDown | PresenceStatus::Suspended | PresenceStatus::Closed)
}

impl Described for Presence {
    type Status = PresenceStatus;
    fn code(&self) -> &RecordCode {
        &self.code
    }
    fn initial(&self) -> (PresenceStatus, Option<NaiveDate>, Option<OperatingMode>) {
        (self.initial_status, self.initial_since, self.initial_mode)
    }
    fn begins(&self) -> Option<NaiveDate> {
        // Of what was suspended or closed already, that is not when it began.
        let first = self.initial_since.filter(|_| !ended(self.initial_status));
        first.into_iter().chain(self.opened_on.map(PartialDate::first)).min()
    }
    fn opening(&self) -> Option<Opening<PresenceStatus>> {
        let (from, until) = (self.opened_on?.first(), self.initial_since?);
        (from < until && ended(self.initial_status)).then_some(Opening { status: PresenceStatus::Active, from, until })
    }
    fn status_in(status: Status) -> Option<PresenceStatus> {
        match status {
            Status::Presence(status) => Some(status),
            Status::Post(_) => None,
        }
    }
    fn is_elsewhere(&self, other: &Self) -> bool {
        (self.country, &self.city) != (other.country, &other.city)
    }
    fields!(
        [
            kind as "type",
            name as "name",
            country as "country",
            city as "city",
            point as "point",
            covers as "covers",
            region as "region",
            host_entity as "host_entity",
            host_office as "host_office",
            reporting_lines as "reporting_lines",
            mandate as "mandate",
            host_consent as "host_consent",
            mandate_until as "mandate_until",
            provenance as "provenance",
        ],
        [opened_on, initial_status, initial_since, initial_mode]
    );
}

impl Described for Post {
    type Status = PostStatus;
    fn code(&self) -> &RecordCode {
        &self.code
    }
    fn initial(&self) -> (PostStatus, Option<NaiveDate>, Option<OperatingMode>) {
        (self.initial_status, self.initial_since, None)
    }
    fn begins(&self) -> Option<NaiveDate> {
        self.initial_since
    }
    fn status_in(status: Status) -> Option<PostStatus> {
        match status {
            Status::Post(status) => Some(status),
            Status::Presence(_) => None,
        }
    }
    fn is_elsewhere(&self, other: &Self) -> bool {
        self.presence != other.presence
    }
    fields!(
        [
            presence as "presence",
            title as "title",
            grade as "grade",
            covers as "covers",
            funded_until as "funded_until",
            duty_station_group as "duty_station_group",
            annual_cost as "annual_cost",
            provenance as "provenance",
        ],
        [initial_status, initial_since]
    );
}
