//! Clients and their secrets.

use deserr::Deserr;
use utoipa::ToSchema;

use crate::{
    body::{Body, BoundedList, Faults, Patch, PrivateMember, SentFields, Text, UniqueList},
    decide::ClientChange,
    fault::Fault,
};
use presence_model::{ClientKey, OfficeCode, PublicKey, Scope, Timestamp};

/// A new API client.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"name": "month-end script"}))]
pub struct NewClient {
    /// The office it acts for; the caller's unless given.
    #[deserr(default)]
    pub office: Option<OfficeCode>,
    /// Which program or machine it is; never a person's name.
    #[schema(inline)]
    pub name: Text<200>,
    /// What its tokens may do at most; what its office may unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub scopes: Option<UniqueList<Scope>>,
    /// Public keys that it signs assertions with; without any it gets a secret.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<ClientJwk>>, max_items = 10)]
    pub keys: Option<BoundedList<ClientJwk, 10>>,
}

impl Body for NewClient {}

/// What changes of a client.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"disabled": true}))]
pub struct ClientPatch {
    /// Which program or machine it is.
    #[deserr(default)]
    #[schema(value_type = String, required = false, max_length = 200)]
    name: Patch<Text<200>>,
    /// What its tokens may do at most.
    #[deserr(default)]
    #[schema(value_type = Vec<String>, required = false)]
    scopes: Patch<UniqueList<Scope>>,
    /// Whether it is disabled.
    #[deserr(default)]
    #[schema(value_type = bool, required = false)]
    disabled: Patch<bool>,
    /// Public keys that it signs assertions with.
    #[deserr(default)]
    #[schema(value_type = Vec<ClientJwk>, required = false, max_items = 10)]
    keys: Patch<BoundedList<ClientJwk, 10>>,
}

impl Body for ClientPatch {
    fn check(&self, _: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        let Self { name, scopes, disabled, keys } = self;
        let cleared = [
            ("name", matches!(name, Patch::Clear)),
            ("scopes", matches!(scopes, Patch::Clear)),
            ("disabled", matches!(disabled, Patch::Clear)),
            ("keys", matches!(keys, Patch::Clear)),
        ];
        faults.extend(not_cleared(&cleared));
    }
}

impl From<ClientPatch> for ClientChange {
    fn from(patch: ClientPatch) -> Self {
        Self::Describe {
            name: patch.name.set().map(Into::into),
            scopes: patch.scopes.set().map(|scopes| scopes.0),
            disabled: patch.disabled.set(),
            keys: patch.keys.set().map(client_keys),
        }
    }
}

/// Faults of fields that a patch cannot take away.
pub(super) fn not_cleared(fields: &[(&str, bool)]) -> Vec<Fault> {
    let cleared = fields.iter().filter(|(_, cleared)| *cleared);
    let fault = |field| Fault::new(format!("/{field}"), "required", format!("`{field}` cannot be null"));
    cleared.map(|(field, _)| fault(field)).collect()
}

/// A public key (RFC 7517): Ed25519 or P-256.
#[derive(Clone, Debug, Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields, validate = usable -> Faults)]
pub struct ClientJwk {
    /// Its id, as in the `kid` of assertions.
    #[schema(inline)]
    kid: Text<100>,
    /// `OKP` or `EC`.
    #[schema(inline)]
    kty: Text<10>,
    /// `Ed25519` or `P-256`.
    #[schema(inline)]
    crv: Text<20>,
    /// The key, or its first coordinate: base64url.
    #[schema(inline)]
    x: Text<100>,
    /// The second coordinate of an `EC` key.
    #[deserr(default)]
    #[schema(inline)]
    y: Option<Text<100>>,
    /// `EdDSA` or `ES256`.
    #[deserr(default)]
    #[schema(inline)]
    alg: Option<Text<10>>,
    /// `sig`.
    #[deserr(default, rename = "use")]
    #[schema(inline, rename = "use")]
    usage: Option<Text<10>>,
    #[deserr(default, rename = "d")]
    #[schema(ignore)]
    _private: PrivateMember,
}

impl ClientJwk {
    fn public(&self) -> PublicKey {
        let text = |text: &str| text.to_owned();
        PublicKey { kty: text(&self.kty), crv: text(&self.crv), x: text(&self.x), y: self.y.as_deref().map(text) }
    }
}

/// A public key that signs.
fn usable(key: ClientJwk, place: deserr::ValuePointerRef) -> Result<ClientJwk, Faults> {
    let algorithm = key.public().algorithm();
    let other = |alg: &str| algorithm.is_some_and(|known| known.as_str() != alg);
    if algorithm.is_none()
        || key.alg.as_deref().is_some_and(other)
        || key.usage.as_deref().is_some_and(|it| it != "sig")
    {
        let detail = "a public key for EdDSA (Ed25519) or ES256 (P-256) is needed";
        return Err(Faults::at(place.push_key("kty"), "unknown_kind", detail));
    }
    Ok(key)
}

/// The keys as a client has them.
#[must_use]
pub fn client_keys(keys: BoundedList<ClientJwk, 10>) -> Vec<ClientKey> {
    keys.0.into_iter().map(|key| ClientKey { public: key.public(), kid: key.kid.into() }).collect()
}

/// A new secret of a client, or of a webhook.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NewSecret {
    /// For how many seconds the secret before stays valid, 90 days at most. Unless given: a week for a client, a day for a
    /// webhook.
    #[deserr(default)]
    #[schema(value_type = u64, required = false, maximum = 7_776_000)]
    pub keep_old_for: Option<crate::body::Count>,
}

impl Body for NewSecret {}
