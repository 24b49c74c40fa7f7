//! What the operator says of an identity provider.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::discovery;
use presence_model::{OfficeCode, Scope};

/// One provider, as the settings describe it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderSettings {
    /// What the ledger and the audit trail call it: lower-case letters, digits and hyphens.
    pub name: String,
    /// Its `iss`, an address under which its discovery document is found.
    pub issuer: String,
    /// What its tokens for this registry say as `aud`.
    pub audience: String,
    /// The `typ` of its access tokens: `at+jwt` (RFC 9068), unless it is one that still says `JWT`.
    #[serde(default = "at_jwt")]
    pub token_type: String,
    /// Which office a token acts for.
    pub office: OfficeRule,
    /// What a token may do.
    pub scopes: ScopeRule,
}

fn at_jwt() -> String {
    "at+jwt".to_owned()
}

/// Which office a token acts for: always one, or as a claim says.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum OfficeRule {
    /// Always this one.
    Always {
        /// Its code.
        office: OfficeCode,
    },
    /// As a claim says: a code itself, or what `values` makes of it.
    Claim {
        /// The claim's name.
        claim: String,
        /// The office for each value of the claim; without it the value is the code.
        values: Option<BTreeMap<String, OfficeCode>>,
    },
}

/// What a token may do, as a claim says: the registry's scopes themselves, or what `values` makes of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeRule {
    /// The claim's name: its value is a text with items separated by spaces, or a list.
    pub claim: String,
    /// The scopes for each item; without it items are scopes. Others are not known and give nothing.
    pub values: Option<BTreeMap<String, Vec<Scope>>>,
}

impl ProviderSettings {
    /// Reads the settings of all providers from a JSON file: a list.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(file: &Path) -> Result<Vec<Self>, String> {
        let wrong = |why: &dyn std::fmt::Display| format!("identity providers in {}: {why}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
        let all: Vec<Self> = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        for provider in &all {
            let named =
                provider.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            if !named || !(2..=20).contains(&provider.name.len()) || provider.name == "cli" {
                return Err(wrong(&"a `name` has 2 to 20 lower-case letters, digits or hyphens"));
            }
            discovery::address(&provider.issuer).map_err(|why| wrong(&why))?;
            let same = |other: &&Self| other.name == provider.name || other.issuer == provider.issuer;
            if all.iter().filter(same).count() > 1 {
                return Err(wrong(&format!("`{}` or its issuer is there twice", provider.name)));
            }
        }
        Ok(all)
    }
}

pub(super) fn items(claim: &Value) -> Vec<&str> {
    match claim {
        Value::String(text) => text.split(' ').filter(|item| !item.is_empty()).collect(),
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A name that tells one from the others without saying who: the registry keeps no personal data.
pub(super) fn short(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
