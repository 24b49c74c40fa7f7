//! `verify`: whether a database, a backup or a server's claims are what was recorded.

use std::{fs, path::Path};

use super::args::Verify;
use super::{CommandError, open, use_head_key};
use presence_auth::{Checkpoint, NoteKey};
use presence_client::{self as client, settings::Remote};
use presence_core::Snapshot;
use presence_model::KeyPurpose;
use presence_store::{
    backup,
    head::HeadCheck,
    verify::{self, Findings},
};

/// Checks a database, or what a server claims.
pub fn verify(wanted: &Verify) -> Result<(), CommandError> {
    match &wanted.server {
        Some(server) => {
            let remote = Remote {
                server: server.clone(),
                token_file: wanted.token_file.clone(),
                timeout: wanted.timeout,
                json: false,
            };
            Ok(client::verify(&remote, wanted.checkpoint.as_deref(), wanted.key.as_ref())?)
        }
        None => database(wanted),
    }
}

fn database(wanted: &Verify) -> Result<(), CommandError> {
    use_head_key(&wanted.place)?;
    let (what, found) = match &wanted.file {
        Some(file) => (file.display().to_string(), backup::opened(file, verify::check)?),
        None => (wanted.place.database().describe(), verify::check(&mut open(&wanted.place)?)?),
    };
    let Findings { snapshot, tree, mut wrong, head } = found;
    println!("{what}");
    println!("{:>9} entries in the ledger", tree.len());
    if let Some(snapshot) = &snapshot {
        println!("revision {}, recorded at {}", snapshot.revision(), snapshot.recorded_at());
        for (what, count) in verify::counts(snapshot) {
            println!("{count:>9} {what}");
        }
    }
    if let Some(file) = &wanted.checkpoint {
        let known = kept(file, wanted.key.as_ref(), snapshot.as_ref())?;
        match tree.root(known.size) {
            Some(root) if root == known.root => println!("it begins with the {} entries of the checkpoint", known.size),
            Some(_) => wrong.push(format!("changes: the first {} are not those of the checkpoint", known.size)),
            None => wrong.push(format!("changes: the checkpoint has {} of them; some were taken away", known.size)),
        }
    }
    match head {
        HeadCheck::Missing if wanted.file.is_none() => {
            wrong.push("ledger_head: the sealed head is missing; `serve` makes one of a restored database".to_owned());
        }
        HeadCheck::NoKey => println!("the sealed head was not checked: the key-encryption key is not here"),
        _ => {}
    }
    if wrong.is_empty() {
        println!("nothing was altered, and the tables say the same as the ledger");
        return Ok(());
    }
    for line in &wrong {
        println!("{line}");
    }
    let advice = "verification failed: recorded data was modified. Keep this database for investigation, and restore a backup that verifies";
    Err(CommandError::Refused(advice.to_owned()))
}

/// Reads a checkpoint that was kept, signed by the key that was kept or else by one that the ledger names.
fn kept(file: &Path, key: Option<&NoteKey>, snapshot: Option<&Snapshot>) -> Result<Checkpoint, CommandError> {
    let note = fs::read_to_string(file)
        .map_err(|error| CommandError::System(format!("cannot read {}", file.display()), error))?;
    let origin = note.lines().next().unwrap_or_default();
    let own = snapshot.into_iter().flat_map(|snapshot| snapshot.keys.values());
    let own = own.filter(|key| key.purpose == KeyPurpose::Ledger);
    let keys = match key {
        Some(key) => vec![key.clone()],
        None => own.filter_map(|key| NoteKey::new(origin, &key.public)).collect(),
    };
    keys.iter().find_map(|key| Checkpoint::open(&note, key)).ok_or_else(|| {
        CommandError::Refused(format!(
            "{} is not a checkpoint of this ledger, or its signature is wrong",
            file.display()
        ))
    })
}
