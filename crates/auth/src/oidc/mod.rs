//! Outside identity providers: whose tokens are accepted besides the registry's own, and what those may do.

mod settings;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

pub use self::settings::{OfficeRule, ProviderSettings};
use self::settings::{items, short};
use super::{
    discovery,
    keys::verifying,
    principal::{Principal, Signer, TokenError},
};
use presence_model::{OfficeCode, PublicKey, Scope, Timestamp};

/// How often keys are fetched at most because a token names an unknown one, in microseconds.
const AGAIN_AFTER: i64 = 10_000_000;
/// How often keys are fetched in any case, in microseconds.
const REFRESH: i64 = 600_000_000;

/// A key of a provider.
struct OutsideKey {
    algorithm: Algorithm,
    decoding: DecodingKey,
}

/// What verifies signatures of a JWK, and the only algorithm that they may have: EdDSA, ES256, or RS256 with 2048 bits
/// at least. `None` for every other key.
#[must_use]
pub fn outside_key(jwk: &Value) -> Option<(Algorithm, DecodingKey)> {
    let text = |field: &str| jwk[field].as_str();
    if text("use").is_some_and(|used| used != "sig") {
        return None;
    }
    let known = match text("kty")? {
        "RSA" => {
            let (n, e) = (text("n")?, text("e")?);
            let modulus = URL_SAFE_NO_PAD.decode(n).ok()?;
            let bits = modulus.iter().skip_while(|byte| **byte == 0).count() * 8;
            (2048..=8192).contains(&bits).then_some(())?;
            (Algorithm::RS256, DecodingKey::from_rsa_components(n, e).ok()?)
        }
        kty => {
            let owned = |field| text(field).map(str::to_owned);
            verifying(&PublicKey { kty: kty.to_owned(), crv: owned("crv")?, x: owned("x")?, y: owned("y") })?
        }
    };
    let named = |algorithm: &str| algorithm == format!("{:?}", known.0);
    text("alg").is_none_or(named).then_some(known)
}

/// A provider and its keys, as they were last fetched.
pub struct Provider {
    settings: ProviderSettings,
    keys: ArcSwap<BTreeMap<String, OutsideKey>>,
    asked_at: AtomicI64,
    /// One fetch at a time.
    fetching: tokio::sync::Mutex<()>,
}

impl Provider {
    fn new(settings: ProviderSettings) -> Self {
        let keys = ArcSwap::default();
        Self { settings, keys, asked_at: AtomicI64::new(0), fetching: tokio::sync::Mutex::default() }
    }

    /// Fetches the keys, unless that was done just now. When the provider does not answer, the keys stay as they were.
    async fn refresh(self: &Arc<Self>, kid: &str) {
        let _alone = self.fetching.lock().await;
        let now = Timestamp::now().0;
        if self.keys.load().contains_key(kid) || now - self.asked_at.load(Ordering::Relaxed) < AGAIN_AFTER {
            return;
        }
        self.asked_at.store(now, Ordering::Relaxed);
        let provider = self.clone();
        let fetched = tokio::task::spawn_blocking(move || provider.fetch());
        match fetched.await {
            Ok(Ok(count)) => log::info!("{}: {count} keys", self.settings.issuer),
            Ok(Err(why)) => log::warn!("{}: {why}; its known keys stay", self.settings.issuer),
            Err(error) => log::error!("{}: {error}", self.settings.issuer),
        }
    }

    fn fetch(&self) -> Result<usize, String> {
        let set = discovery::keys(&self.settings.issuer)?;
        let keys: BTreeMap<_, _> = set
            .iter()
            .filter_map(|jwk| {
                let (algorithm, decoding) = outside_key(jwk)?;
                Some((jwk["kid"].as_str()?.to_owned(), OutsideKey { algorithm, decoding }))
            })
            .collect();
        if keys.is_empty() {
            return Err("it publishes no key that can be used".to_owned());
        }
        let count = keys.len();
        self.keys.store(Arc::new(keys));
        Ok(count)
    }

    /// Who holds a token of this provider; times and whether the office is known are checked at every use.
    pub(super) fn check(self: &Arc<Self>, token: &str) -> Result<Principal, TokenError> {
        let header = decode_header(token).map_err(|_| TokenError::Invalid)?;
        let typed = header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(&self.settings.token_type));
        let (Some(kid), true, None) = (header.kid, typed, header.crit) else { return Err(TokenError::Invalid) };
        let keys = self.keys.load();
        let key = keys.get(&kid).ok_or(TokenError::Invalid)?;
        let mut validation = Validation::new(key.algorithm);
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims: Map<String, Value> =
            decode(token, &key.decoding, &validation).map_err(|_| TokenError::Invalid)?.claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let number = |name: &str| claims.get(name).and_then(Value::as_u64);
        let (subject, until) = (text("sub").ok_or(TokenError::Invalid)?, number("exp").ok_or(TokenError::Invalid)?);
        let issued = number("iat").unwrap_or_default();
        let office = self.office(&claims).ok_or(TokenError::Unmapped)?;
        Ok(Principal {
            office,
            client: format!("{}:{}", self.settings.name, short(subject)).into(),
            token: text("jti").map_or_else(|| short(token), |id| id.chars().take(64).collect()).into(),
            key: kid.into(),
            provider: Some(self.clone()),
            scopes: self.scopes(&claims, office),
            issued,
            from: number("nbf").unwrap_or(issued),
            until,
        })
    }

    fn office(&self, claims: &Map<String, Value>) -> Option<OfficeCode> {
        match &self.settings.office {
            OfficeRule::Always { office } => Some(*office),
            OfficeRule::Claim { claim, values } => {
                let found: Vec<_> = items(claims.get(claim)?)
                    .into_iter()
                    .filter_map(|item| match values {
                        Some(values) => values.get(item).copied(),
                        None => OfficeCode::new(item),
                    })
                    .collect();
                // Two offices would be a guess.
                if let [office] = found[..] { Some(office) } else { None }
            }
        }
    }

    /// What a token may do: never more than a client of the registry's own that acts for this office.
    fn scopes(&self, claims: &Map<String, Value>, office: OfficeCode) -> Vec<Scope> {
        let (rule, possible) = (&self.settings.scopes, Scope::possible_for(office));
        let items = claims.get(&rule.claim).map(items).unwrap_or_default();
        let mut scopes: Vec<Scope> = Vec::new();
        for item in items {
            let given = match &rule.values {
                Some(values) => values.get(item).cloned().unwrap_or_default(),
                None => Scope::parse(item).into_iter().collect(),
            };
            for scope in given {
                if possible.contains(&scope) && !scopes.contains(&scope) {
                    scopes.push(scope);
                }
            }
        }
        scopes
    }
}

impl Signer for Provider {
    fn has_key(&self, key: &str) -> bool {
        self.keys.load().contains_key(key)
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.settings.issuer)
    }
}

/// All providers that are accepted.
#[derive(Default)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// Providers with these settings, whose keys are not known yet.
    #[must_use]
    pub fn new(settings: Vec<ProviderSettings>) -> Self {
        Self(settings.into_iter().map(|settings| Arc::new(Provider::new(settings))).collect())
    }

    /// The provider that a token says it is from. Nothing is believed yet.
    pub(super) fn of(&self, token: &str) -> Option<&Arc<Provider>> {
        if self.0.is_empty() {
            return None;
        }
        let claims = token.split('.').nth(1).and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok())?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        let issuer = claims["iss"].as_str()?;
        self.0.iter().find(|provider| provider.settings.issuer == issuer)
    }

    /// Makes sure that the key that a token names is known, if its provider has it.
    pub async fn prepare(&self, token: &str) {
        let Some(provider) = self.of(token) else { return };
        let Some(kid) = decode_header(token).ok().and_then(|header| header.kid) else { return };
        if !provider.has_key(&kid) {
            provider.refresh(&kid).await;
        }
    }

    /// Fetches keys now and then, so that those which providers have withdrawn are forgotten.
    pub async fn follow(&self) {
        if self.0.is_empty() {
            return;
        }
        loop {
            for provider in &self.0 {
                if Timestamp::now().0 - provider.asked_at.load(Ordering::Relaxed) > REFRESH {
                    provider.refresh("").await;
                }
            }
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider(office: Value, scopes: Value) -> Provider {
        let settings = json!({"name": "test", "issuer": "https://id.example.org", "audience": "x",
            "office": office, "scopes": scopes});
        Provider::new(serde_json::from_value(settings).unwrap())
    }

    #[test]
    fn claims_become_an_office_and_scopes_and_nothing_by_default() {
        let claims = |value: Value| value.as_object().unwrap().clone();
        let plain = provider(json!({"claim": "office"}), json!({"claim": "scope"}));
        let known = claims(json!({"office": "KEN", "scope": "openid status:write everything"}));
        assert_eq!(plain.office(&known), OfficeCode::new("KEN"));
        let kenya = OfficeCode::new("KEN").unwrap();
        assert_eq!(plain.scopes(&known, kenya), [Scope::StatusWrite]);
        assert_eq!((plain.office(&claims(json!({}))), plain.scopes(&claims(json!({})), kenya)), (None, vec![]));
        let greedy = claims(json!({"scope": "records:write audit:read status:write status:write"}));
        assert_eq!(plain.scopes(&greedy, kenya), [Scope::StatusWrite], "no scope of the desk");
        let desk = [Scope::RecordsWrite, Scope::AuditRead, Scope::StatusWrite];
        assert_eq!(plain.scopes(&greedy, OfficeCode::desk()), desk);
        let mapped = provider(
            json!({"claim": "groups", "values": {"nairobi": "KEN", "lima": "PER"}}),
            json!({"claim": "groups", "values": {"nairobi": ["status:write", "imports:write"]}}),
        );
        let one = claims(json!({"groups": ["staff", "nairobi"]}));
        assert_eq!(mapped.office(&one), OfficeCode::new("KEN"));
        assert_eq!(mapped.scopes(&one, kenya), [Scope::StatusWrite, Scope::ImportsWrite]);
        assert_eq!(mapped.office(&claims(json!({"groups": ["nairobi", "lima"]}))), None, "two would be a guess");
        assert_eq!(mapped.office(&claims(json!({"groups": ["KEN"]}))), None, "only what is mapped");
    }

    #[test]
    fn weak_or_foreign_keys_are_not_used() {
        let rsa = |bytes: usize| json!({"kty": "RSA", "e": "AQAB", "n": URL_SAFE_NO_PAD.encode(vec![255; bytes])});
        assert!(outside_key(&rsa(256)).is_some());
        assert!(outside_key(&rsa(128)).is_none(), "1024 bits");
        let mut other = rsa(256);
        other["alg"] = json!("RS512");
        assert!(outside_key(&other).is_none());
        other["alg"] = json!("RS256");
        assert!(outside_key(&other).is_some());
        other["use"] = json!("enc");
        assert!(outside_key(&other).is_none());
        assert!(outside_key(&json!({"kty": "oct", "k": "c2VjcmV0"})).is_none(), "a shared secret is no public key");
    }
}
