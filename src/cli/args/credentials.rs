//! The arguments of `token`, `client` and `keys`.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand};
use presence_client::settings::duration;
use presence_model::{KeyAlgorithm, OfficeCode, RecordCode, Scope};

use super::{Issuer, StorageArgs};

/// For whom a token is.
#[derive(Debug, Args)]
pub struct Token {
    /// Where it is kept.
    #[command(flatten)]
    pub place: StorageArgs,
    /// Tokens.
    #[command(flatten)]
    pub issuer: Issuer,
    /// The office, by its country's alpha-3 code
    #[arg(long, value_name = "CODE", value_parser = office, required_unless_present_any = ["desk", "client"])]
    pub office: Option<OfficeCode>,
    /// The headquarters desk
    #[arg(long, conflicts_with = "office")]
    pub desk: bool,
    /// A client made with `client add`
    #[arg(long, value_name = "ID", value_parser = client_id, conflicts_with_all = ["office", "desk"])]
    pub client: Option<RecordCode>,
    /// Scopes, separated by commas [default: all that the office or client may have]
    #[arg(long, value_delimiter = ',', value_name = "SCOPES", value_parser = scope)]
    pub scope: Vec<Scope>,
    /// Lifetime of the token, such as 15m, 12h or 30d
    #[arg(long, default_value = "30d", value_name = "TIME", value_parser = duration)]
    pub expires_in: Duration,
}

/// What to do with clients.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Add a client of an office; prints its id and its secret, which is shown this once
    Add {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
        /// The office; HQ is the desk
        #[arg(long, value_name = "CODE", value_parser = office)]
        office: OfficeCode,
        /// Name of the program or machine; never a person's
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Scopes, separated by commas [default: those of its office]
        #[arg(long, value_delimiter = ',', value_name = "SCOPES", value_parser = scope)]
        scope: Vec<Scope>,
        /// File with a JWK or JWK set for signed assertions, instead of a secret
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
    /// Give a client a new secret; the old one stays valid for a grace period
    Rotate {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
        /// Its id
        #[arg(value_name = "ID", value_parser = client_id)]
        id: RecordCode,
        /// Grace period of the old secret
        #[arg(long, alias = "keep-old-for", default_value = "7d", value_name = "TIME", value_parser = duration)]
        grace_period: Duration,
    },
    /// List clients
    List {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
    },
    /// Disable a client; its tokens are refused at once
    Disable {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
        /// Its id
        #[arg(value_name = "ID", value_parser = client_id)]
        id: RecordCode,
    },
}

/// What to do with the registry's own keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// List keys
    List {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
    },
    /// Make a new signing key; tokens signed by the others stay valid for a grace period
    Rotate {
        /// Where it is kept.
        #[command(flatten)]
        place: StorageArgs,
        /// Signature algorithm
        #[arg(long, default_value = "EdDSA", value_name = "EdDSA|ES256", value_parser = algorithm)]
        algorithm: KeyAlgorithm,
        /// Grace period of tokens signed by the other keys
        #[arg(long, default_value = "31d", value_name = "TIME", value_parser = duration)]
        keep: Duration,
        /// Revoke all tokens signed by older keys at once (key compromise)
        #[arg(long, conflicts_with = "keep")]
        now: bool,
    },
}

fn algorithm(text: &str) -> Result<KeyAlgorithm, String> {
    KeyAlgorithm::parse(text).ok_or_else(|| "EdDSA or ES256".to_owned())
}

fn office(text: &str) -> Result<OfficeCode, String> {
    OfficeCode::new(text).ok_or_else(|| "an office's code is like KEN".to_owned())
}

fn client_id(text: &str) -> Result<RecordCode, String> {
    RecordCode::new(text).ok_or_else(|| "a client's id is like ken-3f9a2c71".to_owned())
}

fn scope(text: &str) -> Result<Scope, String> {
    let known = || Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    Scope::parse(text).ok_or_else(|| format!("the scopes are {}", known()))
}
