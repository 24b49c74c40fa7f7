//! What is sent of API clients, read into typed input.

use serde_json::Value;

use super::{decide::ClientChange, fault::Fault, fields::Fields};
use presence_model::{ClientKey, OfficeCode, PublicKey, Scope};

/// A client to be made.
pub struct NewClient {
    /// The office; none: the caller's.
    pub office: Option<OfficeCode>,
    /// Which program or machine it is.
    pub name: String,
    /// What it may do; none: what its office may.
    pub scopes: Option<Vec<Scope>>,
    /// The keys that it proves itself with; without any it gets a secret.
    pub keys: Vec<ClientKey>,
}

/// Reads a new client.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_new(body: &Value) -> Result<NewClient, Vec<Fault>> {
    let mut faults = Vec::new();
    let read = Fields::open(body, "", &mut faults).and_then(|mut fields| {
        let office = fields.office("office");
        let name = fields.text("name", 200);
        let name = fields.require("name", name);
        let (scopes, keys) = (scopes(&mut fields), keys(&mut fields));
        fields.close();
        Some(NewClient { office, name: name?, scopes, keys: keys.unwrap_or_default() })
    });
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Reads a merge patch of a client.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read_patch(body: &Value) -> Result<ClientChange, Vec<Fault>> {
    let mut faults = Vec::new();
    let read = Fields::open(body, "", &mut faults).map(|mut fields| {
        let change = ClientChange::Describe {
            name: fields.text("name", 200),
            scopes: scopes(&mut fields),
            disabled: fields.truth("disabled"),
            keys: keys(&mut fields),
        };
        for field in ["name", "scopes", "disabled", "keys"] {
            fields.not_null(field);
        }
        fields.close();
        change
    });
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

fn scopes(fields: &mut Fields) -> Option<Vec<Scope>> {
    let known = Scope::ALL.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ");
    fields.list("scopes", &format!("a scope ({known})"), Scope::parse)
}

/// JWKs: `kid`, `kty`, `crv`, `x`, `y`; `alg` and `use` may be there too.
fn keys(fields: &mut Fields) -> Option<Vec<ClientKey>> {
    fields.objects("keys", 10, |key| {
        let kid = key.text("kid", 100);
        let kid = key.require("kid", kid);
        let (kty, crv, x) = (key.text("kty", 10), key.text("crv", 20), key.text("x", 100));
        let (kty, crv, x) = (key.require("kty", kty), key.require("crv", crv), key.require("x", x));
        let (y, alg, usage) = (key.text("y", 100), key.text("alg", 10), key.text("use", 10));
        if key.has("d") {
            key.fault("d", "private", "this is a private key: keep it, and make a new one if it was sent anywhere");
        }
        let public = PublicKey { kty: kty?, crv: crv?, x: x?, y };
        let algorithm = public.algorithm().filter(|known| alg.is_none_or(|alg| alg == known.as_str()));
        if algorithm.is_none() || usage.is_some_and(|usage| usage != "sig") {
            key.fault("kty", "unknown_kind", "a public key for EdDSA (Ed25519) or ES256 (P-256) is needed");
        }
        Some(ClientKey { kid: kid?.into(), public })
    })
}
