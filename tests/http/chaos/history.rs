//! The judge: what clients saw of a registry, what it holds in the end, and what is wrong between the two.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use serde_json::Value;

/// What became of a write, as far as its client knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered: it is there, at this revision.
    Done(u64),
    /// It was refused: it is not there.
    Refused,
    /// No answer came: it may be there, once.
    Unknown,
}

/// A write.
#[derive(Clone, Debug)]
pub struct Write {
    /// What tells it from all others; the record keeps it.
    pub mark: String,
    /// Of which record.
    pub code: String,
    /// The revision of the record that `If-Match` asked for.
    pub upon: Option<u64>,
    pub outcome: Outcome,
}

/// An entry of the ledger.
#[derive(Clone, Debug)]
pub struct Change {
    pub revision: u64,
    pub code: String,
    /// The mark of the write that made it; empty if it was none of these.
    pub mark: String,
}

/// What was said of a change, in short: the same for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub u64);

impl Words {
    pub fn of(said: &Value) -> Self {
        let mut hasher = DefaultHasher::new();
        said.to_string().hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// What is wrong, if anything is.
pub type Faults = Vec<String>;

/// Every revision from 1 to the newest is there, once, in order.
pub fn dense(changes: &[Change], newest: u64) -> Faults {
    let mut faults = Faults::new();
    let mut expected = 1;
    for change in changes {
        if change.revision != expected {
            faults.push(format!("revision {} stands where {expected} should be", change.revision));
        }
        expected = change.revision + 1;
    }
    if expected != newest + 1 {
        faults.push(format!("the ledger ends at {}, but the newest revision is {newest}", expected - 1));
    }
    faults
}

/// What was answered is there once, where the answer said; what was refused is not; what is not known is there once at
/// most; and nothing is there that nobody wrote.
pub fn kept(changes: &[Change], writes: &[Write]) -> Faults {
    let mut there = BTreeMap::<&str, Vec<&Change>>::new();
    for change in changes.iter().filter(|change| !change.mark.is_empty()) {
        there.entry(&change.mark).or_default().push(change);
    }
    let mut faults = Faults::new();
    for write in writes {
        let found = there.remove(write.mark.as_str()).unwrap_or_default();
        let revisions: Vec<_> = found.iter().map(|change| change.revision).collect();
        let right = match write.outcome {
            Outcome::Done(revision) => revisions == [revision],
            Outcome::Refused => revisions.is_empty(),
            Outcome::Unknown => revisions.len() <= 1,
        };
        if !right {
            faults.push(format!("{} was {:?}, and is at {revisions:?}", write.mark, write.outcome));
        }
        if let Some(other) = found.iter().find(|change| change.code != write.code) {
            faults.push(format!("{} was of {}, and is at {}", write.mark, write.code, other.code));
        }
    }
    faults.extend(there.keys().map(|mark| format!("{mark} is there, but nobody wrote it")));
    faults
}

/// A write with `If-Match` follows upon the very change that its client had seen.
pub fn nothing_overwritten(changes: &[Change], writes: &[Write]) -> Faults {
    let upon: BTreeMap<&str, u64> =
        writes.iter().filter_map(|write| Some((write.mark.as_str(), write.upon?))).collect();
    let (mut faults, mut newest) = (Faults::new(), BTreeMap::<&str, u64>::new());
    for change in changes {
        let before = newest.insert(&change.code, change.revision).unwrap_or_default();
        if let Some(seen) = upon.get(change.mark.as_str()).filter(|seen| **seen != before) {
            faults.push(format!("{} was made upon {seen}, and has overwritten {before}", change.mark));
        }
    }
    faults
}

/// Of each group of writes all are there or none.
pub fn whole(changes: &[Change], groups: &[Vec<String>]) -> Faults {
    let there: BTreeSet<&str> = changes.iter().map(|change| change.mark.as_str()).collect();
    let mut faults = Faults::new();
    for group in groups {
        let found = group.iter().filter(|mark| there.contains(mark.as_str())).count();
        if found != 0 && found != group.len() {
            faults.push(format!("{found} of the {} writes that began with {} are there", group.len(), group[0]));
        }
    }
    faults
}

/// A reader is never shown less than it asked for, nor less than before. Each read: what was asked for, what was shown.
pub fn forward(reader: &str, reads: &[(u64, u64)]) -> Faults {
    let (mut faults, mut before) = (Faults::new(), 0);
    for (asked, shown) in reads {
        if shown < asked {
            faults.push(format!("{reader} asked for revision {asked} and was shown {shown}"));
        }
        if *shown < before {
            faults.push(format!("{reader} was shown revision {shown} after {before}"));
        }
        before = *shown;
    }
    faults
}

/// Somebody was told every change once, in order, as it was. Each: its revision, and what was said of it.
pub fn told(listener: &str, heard: &[(u64, Words)], changes: &[(u64, Words)]) -> Faults {
    let mut faults = Faults::new();
    let expected: BTreeMap<u64, &Words> = changes.iter().map(|(revision, words)| (*revision, words)).collect();
    let (mut before, mut seen) = (0, BTreeSet::new());
    for (revision, words) in heard {
        if !seen.insert(*revision) {
            faults.push(format!("{listener} was told of {revision} twice"));
        } else if *revision < before {
            faults.push(format!("{listener} was told of {revision} after {before}"));
        }
        match expected.get(revision) {
            None => faults.push(format!("{listener} was told of {revision}, which is no change for it")),
            Some(known) if *known != words => faults.push(format!("{listener} was told something else of {revision}")),
            Some(_) => {}
        }
        before = before.max(*revision);
    }
    let missing: Vec<_> = expected.keys().filter(|revision| !seen.contains(revision)).collect();
    if !missing.is_empty() {
        faults.push(format!("{listener} was not told of {} changes: {missing:?}", missing.len()));
    }
    faults
}

/// Leaves out of messages those that are repetitions; a repetition says the same. Each: its id, its revision, its body.
pub fn without_repetitions(messages: Vec<(String, u64, Words)>) -> (Vec<(u64, Words)>, Faults) {
    let (mut first, mut faults, mut known) = (Vec::new(), Faults::new(), BTreeMap::<String, Words>::new());
    for (id, revision, body) in messages {
        match known.get(&id) {
            Some(before) if *before != body => faults.push(format!("message {id} said something else before")),
            Some(_) => {}
            None => {
                known.insert(id, body);
                first.push((revision, body));
            }
        }
    }
    (first, faults)
}

/// The judge himself is judged.
mod judged {
    use serde_json::json;

    use super::*;

    fn words(said: &str) -> Words {
        Words::of(&json!(said))
    }

    fn change(revision: u64, code: &str, mark: &str) -> Change {
        Change { revision, code: code.to_owned(), mark: mark.to_owned() }
    }

    fn write(mark: &str, upon: Option<u64>, outcome: Outcome) -> Write {
        Write { mark: mark.to_owned(), code: "ken-hra".to_owned(), upon, outcome }
    }

    /// Three changes of a record: the baseline, `a`, `b`.
    fn ledger() -> Vec<Change> {
        vec![change(1, "ken-hra", ""), change(2, "ken-hra", "a"), change(3, "ken-hra", "b")]
    }

    #[track_caller]
    fn complains(faults: &[String], of: &str) {
        assert!(faults.len() == 1 && faults[0].contains(of), "{faults:?}");
    }

    #[test]
    fn a_good_history_passes() {
        let writes = [
            write("a", Some(1), Outcome::Done(2)),
            write("b", Some(2), Outcome::Unknown),
            write("c", Some(1), Outcome::Refused),
            write("d", None, Outcome::Unknown),
        ];
        assert_eq!(dense(&ledger(), 3), Faults::new());
        assert_eq!(kept(&ledger(), &writes), Faults::new());
        assert_eq!(nothing_overwritten(&ledger(), &writes), Faults::new());
        let groups = ["ab", "cd"].map(|group| group.chars().map(String::from).collect());
        assert_eq!(whole(&ledger(), &groups), Faults::new());
        assert_eq!(forward("r", &[(0, 1), (1, 1), (1, 3)]), Faults::new());
        let feed = [(2, words("a")), (3, words("b"))];
        assert_eq!(told("f", &feed, &feed), Faults::new());
    }

    #[test]
    fn a_lost_write_is_seen() {
        complains(
            &kept(
                &ledger(),
                &[
                    write("a", None, Outcome::Done(2)),
                    write("b", None, Outcome::Done(3)),
                    write("c", None, Outcome::Done(4)),
                ],
            ),
            "c was Done(4), and is at []",
        );
    }

    #[test]
    fn a_write_that_is_elsewhere_is_seen() {
        let b = write("b", None, Outcome::Done(3));
        complains(&kept(&ledger(), &[write("a", None, Outcome::Done(4)), b.clone()]), "is at [2]");
        let other = Write { code: "per-hra".to_owned(), ..write("a", None, Outcome::Done(2)) };
        complains(&kept(&ledger(), &[other, b]), "was of per-hra");
    }

    #[test]
    fn a_doubled_write_is_seen() {
        let mut changes = ledger();
        changes.push(change(4, "ken-hra", "b"));
        for outcome in [Outcome::Done(3), Outcome::Unknown] {
            complains(
                &kept(&changes, &[write("a", None, Outcome::Done(2)), write("b", None, outcome)]),
                "is at [3, 4]",
            );
        }
    }

    #[test]
    fn a_write_that_was_refused_or_never_made_is_seen() {
        let a = write("a", None, Outcome::Done(2));
        complains(&kept(&ledger(), &[a.clone(), write("b", None, Outcome::Refused)]), "b was Refused");
        complains(&kept(&ledger(), &[a]), "nobody wrote it");
    }

    #[test]
    fn a_hole_is_seen() {
        let mut changes = ledger();
        changes.remove(1);
        complains(&dense(&changes, 3), "revision 3 stands where 2 should be");
        complains(&dense(&ledger(), 4), "ends at 3");
        changes[1] = changes[0].clone();
        complains(&dense(&changes, 1), "revision 1 stands where 2 should be");
    }

    #[test]
    fn a_lost_update_is_seen() {
        complains(&nothing_overwritten(&ledger(), &[write("b", Some(1), Outcome::Done(3))]), "has overwritten 2");
    }

    #[test]
    fn half_a_group_is_seen() {
        complains(&whole(&ledger(), &[vec!["a".to_owned(), "c".to_owned()]]), "1 of the 2");
    }

    #[test]
    fn a_step_back_is_seen() {
        complains(&forward("r", &[(0, 3), (0, 2)]), "2 after 3");
        complains(&forward("r", &[(4, 3)]), "asked for revision 4");
    }

    #[test]
    fn a_bad_feed_is_seen() {
        let changes = [(2, words("a")), (3, words("b")), (4, words("c"))];
        let heard = |order: &[usize]| order.iter().map(|at| changes[*at]).collect::<Vec<_>>();
        complains(&told("f", &heard(&[0, 2]), &changes), "not told of 1 changes: [3]");
        complains(&told("f", &heard(&[0, 1, 1, 2]), &changes), "of 3 twice");
        complains(&told("f", &heard(&[0, 2, 1]), &changes), "of 3 after 4");
        complains(&told("f", &changes, &changes[..2]), "of 4, which is no change");
        let mut wrong = changes.to_vec();
        wrong[1].1 = words("x");
        complains(&told("f", &wrong, &changes), "something else of 3");
    }

    #[test]
    fn repetitions_are_left_out_and_must_say_the_same() {
        let message = |id: &str, body: &str| (id.to_owned(), 2, words(body));
        let (first, faults) = without_repetitions(vec![message("1", "a"), message("1", "a")]);
        assert_eq!((first, faults), (vec![(2, words("a"))], Faults::new()));
        let (_, faults) = without_repetitions(vec![message("1", "a"), message("1", "b")]);
        complains(&faults, "message 1");
    }
}
