//! The arguments of `verify`.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use presence_auth::NoteKey;
use presence_client::settings::duration;

use super::StorageArgs;

/// What to check.
#[derive(Debug, Args)]
pub struct Verify {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// A backup or an archive to check instead of a database; it is not changed
    #[arg(value_name = "FILE", conflicts_with = "server")]
    pub file: Option<PathBuf>,
    /// Check what this server claims instead of a database; with a token that has the scope audit:read (as for `pull`)
    /// also every entry of its ledger
    #[arg(long, value_name = "URL")]
    pub server: Option<String>,
    /// A checkpoint that was kept elsewhere: the ledger must begin with what it signs. With --server it is written anew
    /// when all is well, and made if there is none
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// The key of checkpoints, as `/v1/ledger/key` gives it, kept elsewhere [default: the registry's own]
    #[arg(long, value_name = "KEY", value_parser = note_key)]
    pub key: Option<NoteKey>,
    /// File with the token for --server; else PRESENCE_REGISTRY_TOKEN, if it is set
    #[arg(long, value_name = "FILE", requires = "server")]
    pub token_file: Option<PathBuf>,
    /// Keep retrying a server that does not answer for this long
    #[arg(long, alias = "patience", default_value = "1m", value_name = "TIME", value_parser = duration)]
    pub timeout: Duration,
}

fn note_key(text: &str) -> Result<NoteKey, String> {
    NoteKey::parse(text).ok_or_else(|| "a key of checkpoints is like NAME+0123abcd+AW5…".to_owned())
}
