//! Seals of rows that are not in the ledger: a checksum of what a row says, by which `verify` finds one that was changed. It
//! is signed with the key-encryption key, so that nobody without that key can make one that fits.

use serde::Serialize;

use super::{
    connection::AnyConnection,
    error::StoreError,
    head,
    hex::{digest, hexadecimal},
};

fn checksum(row: &impl Serialize) -> String {
    digest(&serde_json::to_vec(row).expect("rows are JSON"))
}

/// The signature of a checksum, if there is a key.
fn signature(checksum: &str) -> Option<String> {
    head::mac(checksum.as_bytes()).map(|mac| hexadecimal(&mac))
}

/// The seal of what a row says: the signature, if there is a key, and the checksum.
pub(super) fn seal(row: &impl Serialize) -> String {
    let checksum = checksum(row);
    signature(&checksum).map(|signature| format!("{signature} {checksum}")).unwrap_or(checksum)
}

/// How the seals of a database are checked.
#[derive(Clone, Copy)]
pub(super) struct Seals {
    /// Whether all must be signed.
    signed: bool,
}

impl Seals {
    pub(super) fn of(connection: &mut AnyConnection) -> Result<Self, StoreError> {
        Ok(Self { signed: head::rows_are_signed(connection)? })
    }

    /// Whether a seal is that of a row. Without the key a signature is believed.
    pub(super) fn hold(self, row: &impl Serialize, sealed: Option<&str>) -> bool {
        let known = checksum(row);
        match sealed.map(|sealed| sealed.split_once(' ').ok_or(sealed)) {
            Some(Ok((signed, checksum))) => checksum == known && signature(&known).is_none_or(|known| known == signed),
            Some(Err(checksum)) => checksum == known && !self.signed,
            None => false,
        }
    }
}

/// The seal of a part of an import.
pub(super) fn of_part(import: &str, part: i32, source: Option<&[u8]>, report: Option<&[u8]>) -> String {
    seal(&part_says(import, part, source, report))
}

pub(super) fn part_says(import: &str, part: i32, source: Option<&[u8]>, report: Option<&[u8]>) -> impl Serialize {
    (import.to_owned(), part, source.map(digest), report.map(digest))
}
