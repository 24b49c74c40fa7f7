//! The snapshot: everything the registry knows at one revision, as an immutable value that is cheap to copy.
//!
//! [`Snapshot::apply`] is the only way state moves: in the writer, at start, and when following another instance.
//! [`Snapshot::as_of`] and [`Snapshot::on`] make older snapshots, so whatever can be asked of the present can be
//! asked of the past.

use std::sync::Arc;

use chrono::NaiveDate;
use imbl::{OrdMap, OrdSet, Vector};

use super::{
    change::{Change, Record, Recorded},
    programme::Programme,
    tracked::{Described, Tracked, Version},
    tree::Tree,
};
use presence_model::{
    Alpha3, Client, Country, Key, KeyPurpose, Office, OfficeCode, Post, Presence, RecordCode, StatusUpdate, Subject,
    Timestamp, Webhook,
};

/// Presences or posts by code.
pub type TrackedMap<T> = OrdMap<RecordCode, Arc<Tracked<T>>>;

/// A record that is known since a revision and has no state of its own.
#[derive(Debug)]
pub struct Listed<T> {
    /// The revision at which it was added.
    pub added: u64,
    /// The revision at which it took this form.
    pub revision: u64,
    /// When that was recorded.
    pub recorded_at: Timestamp,
    /// The record.
    pub record: T,
}

/// Everything the registry knows at one revision.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Countries by alpha-3 code.
    pub countries: OrdMap<Alpha3, Arc<Listed<Arc<Country>>>>,
    /// Offices by code.
    pub offices: OrdMap<OfficeCode, Arc<Listed<Arc<Office>>>>,
    /// Presences by code.
    pub presences: TrackedMap<Presence>,
    /// Posts by code.
    pub posts: TrackedMap<Post>,
    /// The codes of a presence's posts, in their order.
    pub posts_of: OrdMap<RecordCode, OrdSet<RecordCode>>,
    /// Every status update, by id.
    pub updates: Vector<Arc<StatusUpdate>>,
    /// Each office's status updates, by id.
    pub updates_of: OrdMap<OfficeCode, Vector<Arc<StatusUpdate>>>,
    /// What is decided and has not taken effect: the day on which it does, and the update.
    scheduled: OrdSet<(NaiveDate, u64)>,
    /// Status updates by their office's own references.
    references: OrdMap<(OfficeCode, Box<str>), u64>,
    /// The adviser programme.
    pub programme: Programme,
    /// API clients by id.
    pub clients: OrdMap<RecordCode, Arc<Listed<Arc<Client>>>>,
    /// Webhooks by id.
    pub webhooks: OrdMap<RecordCode, Arc<Listed<Arc<Webhook>>>>,
    /// The registry's keys by id.
    pub keys: OrdMap<Box<str>, Arc<Key>>,
    /// Tokens that are refused before their time is over, and when that is: seconds since 1970.
    revoked: OrdMap<Box<str>, u64>,
    /// When each revision was recorded: revision 1 first.
    times: Vector<i64>,
    /// What each revision recorded: revision 1 first.
    recorded: Vector<Recorded>,
    /// The newest revision that may tell an earlier change otherwise: a correction, a description, a name.
    retold: u64,
    /// The Merkle tree of the changes. It grows when changes are written or read, for it is over their bytes; what was
    /// decided and not written yet is not in it. Empty in snapshots of the past: the newest has the trees of all sizes.
    pub log: Tree,
    /// The date whose statuses this snapshot shows, if not the newest.
    pub on: Option<NaiveDate>,
    /// Of a date: the presences of which nothing is known on it.
    pub unknown_presences: TrackedMap<Presence>,
    /// Of a date: the posts of which nothing is known on it.
    pub unknown_posts: TrackedMap<Post>,
}

/// A change that does not follow from what came before: the ledger is damaged or was edited.
#[derive(Debug, thiserror::Error)]
#[error("revision {revision} cannot follow revision {after}: {why}")]
pub struct OutOfPlace {
    revision: u64,
    after: u64,
    why: &'static str,
}

impl Snapshot {
    /// The revision of the newest change in it.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.times.len() as u64
    }

    /// When the newest change was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        Timestamp(self.times.last().copied().unwrap_or_default())
    }

    /// The newest revision that was recorded at or before this moment; 0 if there was none.
    #[must_use]
    pub fn revision_at(&self, moment: Timestamp) -> u64 {
        let (mut low, mut high) = (0, self.times.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.times[middle] <= moment.0 { low = middle + 1 } else { high = middle }
        }
        low as u64
    }

    /// The newest revision that may tell an earlier change otherwise than it was told: a correction, a description, a name.
    /// Other updates do not: a change brings its record as it was then.
    #[must_use]
    pub fn retold(&self) -> u64 {
        self.retold
    }

    /// When a revision was recorded.
    #[must_use]
    pub fn time_of(&self, revision: u64) -> Option<Timestamp> {
        self.times.get(usize::try_from(revision).ok()?.checked_sub(1)?).copied().map(Timestamp)
    }

    /// What each revision after this one recorded, in order.
    pub fn recorded_after(&self, revision: u64) -> impl Iterator<Item = (u64, &Recorded)> {
        let from = usize::try_from(revision).unwrap_or(usize::MAX).min(self.recorded.len());
        (revision + 1..).zip(self.recorded.focus().narrow(from..))
    }

    /// Moves on by one change.
    ///
    /// # Errors
    /// When the change does not follow from this snapshot; the snapshot is then unchanged.
    pub fn apply(&mut self, change: &Change) -> Result<(), OutOfPlace> {
        let out_of_place = |why| OutOfPlace { revision: change.revision, after: self.revision(), why };
        if change.revision != self.revision() + 1 {
            return Err(out_of_place("revisions are dense"));
        }
        if change.recorded_at < self.recorded_at() {
            return Err(out_of_place("times never run backwards"));
        }
        match &change.record {
            Record::Country(record) => list(&mut self.countries, record.code, change, record),
            Record::Office(record) => list(&mut self.offices, record.code, change, record),
            Record::Client(record) => list(&mut self.clients, record.id.clone(), change, record),
            Record::Webhook(record) => list(&mut self.webhooks, record.id.clone(), change, record),
            Record::Key(record) => drop(self.keys.insert(record.id.clone(), record.clone())),
            Record::Revocation(record) => drop(self.revoked.insert(record.token.clone(), record.until)),
            Record::Programme(record) => self.programme.apply(change, record),
            Record::Presence(record) => {
                describe(&mut self.presences, change, record);
                // What they show of it is no longer so.
                for code in self.posts_of.get(&record.code).into_iter().flatten() {
                    self.posts.get_mut(code).into_iter().for_each(|post| Arc::make_mut(post).forget_json());
                }
            }
            Record::Post(record) => {
                let before = self.posts.get(&record.code).map(|post| post.record().presence.clone());
                reseat(&mut self.posts_of, &record.code, before.as_ref(), Some(&record.presence));
                describe(&mut self.posts, change, record);
            }
            Record::StatusUpdate(update) => {
                let corrected = update.replaces().and_then(|wrong| self.update(wrong).cloned());
                let corrected = corrected.as_deref().filter(|corrected| corrected.subject == update.subject);
                let known = match &update.subject {
                    Subject::Presence(code) => report(&mut self.presences, code, update, corrected),
                    Subject::Post(code) => report(&mut self.posts, code, update, corrected),
                };
                if !known {
                    return Err(OutOfPlace {
                        revision: change.revision,
                        after: change.revision - 1,
                        why: "a status update of an unknown record",
                    });
                }
                if let Some(corrected) = corrected {
                    self.scheduled.remove(&(corrected.effective_on, corrected.id));
                }
                if update.is_scheduled() {
                    self.scheduled.insert((update.effective_on, update.id));
                }
                if let Some(reference) = &update.reference {
                    self.references.insert((update.office, reference.clone()), update.id);
                }
                self.updates.push_back(update.clone());
                self.updates_of.entry(update.office).or_default().push_back(update.clone());
            }
        }
        if !matches!(&change.record, Record::StatusUpdate(update) if update.replaces().is_none()) {
            self.retold = change.revision;
        }
        self.times.push_back(change.recorded_at.0);
        self.recorded.push_back(Recorded { office: change.actor.office, record: change.record.clone() });
        Ok(())
    }

    /// Everything as the registry knew it at this revision. Costs a pass over the records, and over the updates of those
    /// that have moved since; the others are shared.
    #[must_use]
    pub fn as_of(&self, revision: u64) -> Self {
        if revision >= self.revision() {
            return self.clone();
        }
        let upto = |updates: &Vector<Arc<StatusUpdate>>| first(updates, |update| update.id <= revision);
        let posts = past(&self.posts, |post| post.as_of(revision), |post| post.revision <= revision);
        Self {
            countries: self.countries.iter().filter(|(_, c)| c.revision <= revision).map(clone_pair).collect(),
            offices: self.offices.iter().filter(|(_, o)| o.revision <= revision).map(clone_pair).collect(),
            presences: past(&self.presences, |p| p.as_of(revision), |p| p.revision <= revision),
            posts_of: self.posts_of_those(&posts),
            posts,
            updates: upto(&self.updates),
            updates_of: self.updates_of.iter().map(|(office, updates)| (*office, upto(updates))).collect(),
            programme: self.programme.as_of(revision),
            // For those who write, and nobody writes into the past.
            references: OrdMap::new(),
            scheduled: OrdSet::new(),
            clients: OrdMap::new(),
            webhooks: OrdMap::new(),
            keys: OrdMap::new(),
            revoked: OrdMap::new(),
            times: self.times.clone().slice(..revision as usize),
            recorded: self.recorded.clone().slice(..revision as usize),
            retold: self.retold,
            log: Tree::default(),
            on: self.on,
            unknown_presences: TrackedMap::new(),
            unknown_posts: TrackedMap::new(),
        }
    }

    /// Everything with the statuses that held on this date, as far as this snapshot knows.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Self {
        let posts = past(&self.posts, |post| post.on(date), |post| post.stands_on(date));
        Self {
            presences: past(&self.presences, |p| p.on(date), |p| p.stands_on(date)),
            posts_of: self.posts_of_those(&posts),
            posts,
            unknown_presences: unknown(&self.presences, date),
            unknown_posts: unknown(&self.posts, date),
            on: Some(date),
            ..self.clone()
        }
    }

    /// The same with one presence as it was on a date: for a look at what belongs to it.
    #[must_use]
    pub fn with_presence_on(&self, presence: &Arc<Tracked<Presence>>, date: NaiveDate) -> Self {
        let (mut then, code) = (self.clone(), presence.record().code.clone());
        match presence.counted_on(date) {
            Some(known) => drop(then.presences.insert(code, Arc::new(known))),
            None => {
                then.presences.remove(&code);
                if presence.is_unknown_on(date) {
                    then.unknown_presences.insert(code, presence.unknown_on(date));
                }
            }
        }
        then
    }

    /// The same with one presence as it was known at a revision.
    #[must_use]
    pub fn with_presence_at(&self, presence: &Arc<Tracked<Presence>>, revision: u64) -> Self {
        let mut then = self.clone();
        let code = presence.record().code.clone();
        presence.counted_at(revision).and_then(|known| then.presences.insert(code, Arc::new(known)));
        then
    }

    /// Which posts each presence had, when the posts were these.
    fn posts_of_those(&self, then: &TrackedMap<Post>) -> OrdMap<RecordCode, OrdSet<RecordCode>> {
        let mut posts_of = self.posts_of.clone();
        for (code, now) in &self.posts {
            let then = then.get(code).map(|post| &post.record().presence);
            reseat(&mut posts_of, code, Some(&now.record().presence), then);
        }
        posts_of
    }

    /// Decided updates whose day has come by this date, and that have not taken effect yet; the earliest first.
    pub fn due(&self, today: NaiveDate) -> impl Iterator<Item = &Arc<StatusUpdate>> {
        self.scheduled.range(..=(today, u64::MAX)).filter_map(|(_, id)| self.update(*id))
    }

    /// Whether a token is refused before its time is over.
    #[must_use]
    pub fn revoked(&self, token: &str) -> bool {
        self.revoked.contains_key(token)
    }

    /// Revoked tokens, and when their time would have been over: seconds since 1970.
    pub fn revocations(&self) -> impl Iterator<Item = (&str, u64)> {
        self.revoked.iter().map(|(token, until)| (&**token, *until))
    }

    /// The key that signs for a purpose at this moment: the newest that has begun to.
    #[must_use]
    pub fn signing_key(&self, purpose: KeyPurpose, now: Timestamp) -> Option<&Arc<Key>> {
        let usable = |key: &&Arc<Key>| key.purpose == purpose && key.signs_from <= now && key.verifies(now);
        self.keys.values().filter(usable).max_by_key(|key| (key.signs_from, key.id.clone()))
    }

    /// The status update with this id.
    #[must_use]
    pub fn update(&self, id: u64) -> Option<&Arc<StatusUpdate>> {
        self.updates.binary_search_by(|update| update.id.cmp(&id)).ok().map(|at| &self.updates[at])
    }

    /// The update that an office recorded under its own reference.
    #[must_use]
    pub fn referenced(&self, office: OfficeCode, reference: Option<&str>) -> Option<u64> {
        self.references.get(&(office, reference?.into())).copied()
    }

    /// The revision of the newest description of a presence or a post; 0 if there is none.
    #[must_use]
    pub fn described_at(&self, code: &str) -> u64 {
        let presence = || self.presences.get(code).map(|presence| presence.newest().revision);
        presence().or_else(|| self.posts.get(code).map(|post| post.newest().revision)).unwrap_or(0)
    }

    /// The update that supersedes this one, if any does.
    #[must_use]
    pub fn superseded_by(&self, update: &StatusUpdate) -> Option<u64> {
        let superseded = match &update.subject {
            Subject::Presence(code) => &self.presences.get(code)?.superseded,
            Subject::Post(code) => &self.posts.get(code)?.superseded,
        };
        superseded.get(&update.id).copied()
    }

    /// What a presence is, also on a date on which its status is not known.
    #[must_use]
    pub fn described(&self, presence: &RecordCode) -> Option<&Presence> {
        self.presence(presence).map(|presence| presence.record())
    }

    /// A presence, also on a date on which its status is not known.
    #[must_use]
    pub fn presence(&self, code: &RecordCode) -> Option<&Arc<Tracked<Presence>>> {
        self.presences.get(code).or_else(|| self.unknown_presences.get(code))
    }

    /// The presence that something is said of, its own or that of the post, as it is described.
    #[must_use]
    pub fn seat(&self, subject: &Subject) -> Option<&Presence> {
        match subject {
            Subject::Presence(code) => self.described(code),
            Subject::Post(code) => {
                let post = self.posts.get(code).or_else(|| self.unknown_posts.get(code))?;
                self.described(&post.record().presence)
            }
        }
    }

    /// The revision at which the description of the presence that something is said of was updated since; 0 if it was not.
    #[must_use]
    pub fn seat_described_since(&self, subject: &Subject, revision: u64) -> u64 {
        let described = self.seat(subject).map_or(0, |seat| self.described_at(seat.code.as_str()));
        if described > revision { described } else { 0 }
    }

    /// The posts of a presence.
    pub fn posts_of<'a>(&'a self, presence: &RecordCode) -> impl Iterator<Item = &'a Arc<Tracked<Post>>> {
        self.posts_of.get(presence).into_iter().flatten().filter_map(|code| self.posts.get(code))
    }

    /// Whether an office answers for a presence: it hosts it, or the presence is in or covers its country.
    /// The desk answers for all.
    #[must_use]
    pub fn answers_for(&self, office: OfficeCode, presence: &Presence) -> bool {
        if office.is_desk() || presence.host_office == Some(office) {
            return true;
        }
        let country = self.offices.get(&office).and_then(|office| office.record.country);
        country.is_some_and(|country| presence.country == country || presence.covers.contains(&country))
    }
}

fn list<K: Ord + Clone, T>(map: &mut OrdMap<K, Arc<Listed<Arc<T>>>>, code: K, change: &Change, record: &Arc<T>) {
    let added = map.get(&code).map_or(change.revision, |known| known.added);
    let (revision, recorded_at, record) = (change.revision, change.recorded_at, record.clone());
    map.insert(code, Arc::new(Listed { added, revision, recorded_at, record }));
}

fn describe<T: Described>(map: &mut TrackedMap<T>, change: &Change, record: &Arc<T>) {
    let version = Version {
        revision: change.revision,
        recorded_at: change.recorded_at,
        actor: change.actor.clone(),
        record: record.clone(),
    };
    match map.get_mut(record.code()) {
        Some(tracked) => Arc::make_mut(tracked).describe(version),
        None => drop(map.insert(record.code().clone(), Arc::new(Tracked::new(version)))),
    }
}

fn report<T: Described>(
    map: &mut TrackedMap<T>,
    code: &RecordCode,
    update: &Arc<StatusUpdate>,
    corrected: Option<&StatusUpdate>,
) -> bool {
    map.get_mut(code).map(|tracked| Arc::make_mut(tracked).report(update.clone(), corrected)).is_some()
}

/// Takes a post from one presence to another.
fn reseat(
    posts_of: &mut OrdMap<RecordCode, OrdSet<RecordCode>>,
    post: &RecordCode,
    from: Option<&RecordCode>,
    to: Option<&RecordCode>,
) {
    if from == to {
        return;
    }
    if let Some(posts) = from.and_then(|from| posts_of.get_mut(from)) {
        posts.remove(post);
    }
    if let Some(to) = to {
        posts_of.entry(to.clone()).or_default().insert(post.clone());
    }
}

fn clone_pair<K: Clone, V: Clone>((key, value): (&K, &V)) -> (K, V) {
    (key.clone(), value.clone())
}

fn first<A: Clone>(items: &Vector<A>, within: impl Fn(&A) -> bool) -> Vector<A> {
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if within(&items[middle]) { low = middle + 1 } else { high = middle }
    }
    items.clone().slice(..low)
}

fn unknown<T: Described>(map: &TrackedMap<T>, date: NaiveDate) -> TrackedMap<T> {
    let unknown = map.iter().filter(|(_, tracked)| tracked.is_unknown_on(date));
    unknown.map(|(code, tracked)| (code.clone(), tracked.unknown_on(date))).collect()
}

fn past<T: Described>(
    map: &TrackedMap<T>,
    make: impl Fn(&Tracked<T>) -> Option<Tracked<T>>,
    same: impl Fn(&Tracked<T>) -> bool,
) -> TrackedMap<T> {
    map.iter()
        .filter_map(|(code, tracked)| {
            let then = if same(tracked) { tracked.clone() } else { Arc::new(make(tracked)?) };
            Some((code.clone(), then))
        })
        .collect()
}
