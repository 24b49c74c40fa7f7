//! Where a page begins.

use super::BadParameter;

/// Where a page begins. It names the revision of the first page, so that all pages show one and the same moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The revision that all pages show.
    pub revision: u64,
    pub(super) offset: usize,
    pub(super) total: usize,
    pub(super) fingerprint: u32,
    pub(super) after: String,
}

impl Cursor {
    pub(super) fn write(&self) -> String {
        let Self { revision, offset, total, fingerprint, after } = self;
        format!("{revision}.{offset}.{total}.{fingerprint:08x}.{after}")
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '.');
        let mut next = || parts.next();
        Some(Self {
            revision: next()?.parse().ok()?,
            offset: next()?.parse().ok()?,
            total: next()?.parse().ok()?,
            fingerprint: u32::from_str_radix(next()?, 16).ok()?,
            after: next()?.to_owned(),
        })
    }
}

pub(super) fn foreign_cursor(why: &str) -> BadParameter {
    BadParameter::new("cursor", format!("{why}; take the `next` link as it is"))
}
