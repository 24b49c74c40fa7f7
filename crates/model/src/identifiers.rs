//! Codes that identify records: countries, offices, presences and posts.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{PartialSchema, ToSchema};

/// Deserialises a short text without allocating it.
pub(super) fn from_text<'de, D: Deserializer<'de>, T>(
    from: D,
    what: &'static str,
    read: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    struct Text<T>(&'static str, fn(&str) -> Option<T>);
    impl<T> serde::de::Visitor<'_> for Text<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.1)(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
        }
    }
    from.deserialize_str(Text(what, read))
}

/// Up to seven ASCII capitals, kept inline so that millions of them cost no allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Inline([u8; 7], u8);

impl Inline {
    fn new(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let fits = (2..=7).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_uppercase);
        fits.then(|| {
            let mut inline = [0; 7];
            inline[..bytes.len()].copy_from_slice(bytes);
            Self(inline, bytes.len() as u8)
        })
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0[..usize::from(self.1)]).expect("Inline::new took ASCII only")
    }
}

macro_rules! inline_code {
    ($(#[$meta:meta])* $name:ident, $length:expr, $pattern:literal, $example:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Inline);

        impl $name {
            /// The code, if it is well formed. Whether it is known is another question.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                $length.contains(&text.len()).then(|| Inline::new(text)).flatten().map(Self)
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(self.as_str()) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from_text(from, stringify!($name), Self::new)
            }
        }
        impl PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }
        impl ToSchema for $name {}
    };
}

inline_code! {
    /// A country or area: ISO 3166-1 alpha-3 (`KEN`), user-assigned codes (`XKX`) included.
    Alpha3, (3..=3), "^[A-Z]{3}$", "KEN"
}

inline_code! {
    /// An office: its country's alpha-3 code for a resident coordinator office, `HQ` for the headquarters desk.
    OfficeCode, (2..=7), "^[A-Z]{2,7}$", "KEN"
}

impl OfficeCode {
    /// The headquarters desk.
    #[must_use]
    pub fn desk() -> Self {
        Self::new("HQ").expect("two capitals")
    }

    /// Everybody: who submits to a call without an account. No office has this code, and no token is made for it.
    #[must_use]
    pub fn public() -> Self {
        Self::new("PUBLIC").expect("six capitals")
    }

    /// Whether this is the headquarters desk.
    #[must_use]
    pub fn is_desk(self) -> bool {
        self.as_str() == "HQ"
    }

    /// Whether this office manages what belongs to an office: its own does, and the desk.
    #[must_use]
    pub fn manages(self, office: Self) -> bool {
        self.is_desk() || self == office
    }
}

impl From<Alpha3> for OfficeCode {
    fn from(country: Alpha3) -> Self {
        Self(country.0)
    }
}

/// The code of a presence (`ken-hra`), a post (`ken-hra-1`) or a client: lower-case ASCII letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordCode(Arc<str>);

impl RecordCode {
    /// The longest code, in bytes.
    pub const MAX: usize = 64;

    /// The code, if it is well formed. Whether it is known is another question.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let well_formed = (2..=Self::MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        well_formed.then(|| Self(text.into()))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for RecordCode {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RecordCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RecordCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from_text(from, "RecordCode", Self::new)
    }
}

impl PartialSchema for RecordCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$"))
            .examples(["ken-hra"])
            .into()
    }
}

impl ToSchema for RecordCode {}
