//! Checkpoints: the ledger's size and root, signed, in the form of C2SP's signed note and tlog-checkpoint.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::keys::SigningKey;
use presence_core::tree::Hash;
use presence_model::PublicKey;

/// The type of an Ed25519 signature in a note.
const ED25519: u8 = 1;

/// What a checkpoint says: so many entries have this root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// Their root.
    pub root: Hash,
}

/// The name and the key that verify a note's signature, as `name+id+key`.
#[derive(Clone, Debug)]
pub struct NoteKey {
    name: String,
    key: VerifyingKey,
}

impl NoteKey {
    /// The key of a ledger; `None` if it is not an Ed25519 key.
    #[must_use]
    pub fn new(name: &str, public: &PublicKey) -> Option<Self> {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&public.x).ok()?;
        let key = VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()?;
        Some(Self { name: name.to_owned(), key })
    }

    /// Reads `name+id+key`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once('+')?;
        let (id, key) = rest.split_once('+')?;
        let bytes = STANDARD.decode(key).ok()?;
        let key = VerifyingKey::from_bytes(bytes.strip_prefix(&[ED25519])?.try_into().ok()?).ok()?;
        let known = Self { name: name.to_owned(), key };
        (id == format!("{:08x}", u32::from_be_bytes(known.id()))).then_some(known)
    }

    /// The ledger's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn id(&self) -> [u8; 4] {
        let hash =
            Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.key.as_bytes());
        let hash = hash.finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }
}

impl std::fmt::Display for NoteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = STANDARD.encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id()))
    }
}

impl Checkpoint {
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// The signed note; `None` if the key does not fit.
    #[must_use]
    pub fn sign(&self, key: &SigningKey, public: &NoteKey) -> Option<String> {
        let text = self.text();
        let signature = key.sign_bytes(text.as_bytes())?;
        let signature = STANDARD.encode([public.id().as_slice(), &signature].concat());
        Some(format!("{text}\n\u{2014} {} {signature}\n", public.name))
    }

    /// Reads a signed note; `None` if it is none, or not signed by this key.
    #[must_use]
    pub fn open(note: &str, key: &NoteKey) -> Option<Self> {
        let (text, signatures) = note.split_once("\n\n")?;
        let text = format!("{text}\n");
        let signed = signatures.lines().any(|line| {
            let known =
                line.strip_prefix(&format!("\u{2014} {} ", key.name)).and_then(|line| STANDARD.decode(line).ok());
            let signature = known.as_deref().and_then(|bytes| bytes.strip_prefix(&key.id()));
            let signature = signature.and_then(|bytes| Signature::from_slice(bytes).ok());
            signature.is_some_and(|signature| key.key.verify_strict(text.as_bytes(), &signature).is_ok())
        });
        let mut lines = text.lines().filter(|_| signed);
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        Some(Self { origin: origin.to_owned(), size: size.parse().ok()?, root })
    }
}
