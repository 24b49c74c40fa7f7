//! The six official languages of the United Nations, and names in them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::codes::Code;

macro_rules! languages {
    ($($(#[$doc:meta])* $member:ident $field:ident $code:literal),+) => {
        /// An official language of the United Nations (ISO 639-1).
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Language { #[default] $(#[serde(rename = $code)] $member),+ }

        impl Code for Language {
            const ALL: &'static [Self] = &[$(Self::$member),+];
            fn as_str(self) -> &'static str {
                match self { $(Self::$member => $code),+ }
            }
        }

        impl utoipa::PartialSchema for Language {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                super::codes::schema_of::<Self>("An official language of the United Nations (ISO 639-1).")
            }
        }

        impl ToSchema for Language {}

        /// One name in up to six languages. English is always there; a missing language falls back to it.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub struct Names {
            $($(#[$doc])* pub $field: Option<String>),+
        }

        impl Names {
            /// The name in exactly this language.
            #[must_use]
            pub fn exact(&self, language: Language) -> Option<&str> {
                match language { $(Language::$member => self.$field.as_deref()),+ }
            }

            /// Where the name in this language is kept.
            pub fn slot(&mut self, language: Language) -> &mut Option<String> {
                match language { $(Language::$member => &mut self.$field),+ }
            }
        }
    };
}

languages! {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")] English en "en",
    /// French.
    #[serde(default, skip_serializing_if = "Option::is_none")] French fr "fr",
    /// Spanish.
    #[serde(default, skip_serializing_if = "Option::is_none")] Spanish es "es",
    /// Arabic.
    #[serde(default, skip_serializing_if = "Option::is_none")] Arabic ar "ar",
    /// Russian.
    #[serde(default, skip_serializing_if = "Option::is_none")] Russian ru "ru",
    /// Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")] Chinese zh "zh"
}

/// The language of a note: a BCP 47 tag (`pt`, `sw`, `zh-Hans`), because offices write in the languages they work in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LanguageTag(Box<str>);

impl LanguageTag {
    /// The tag, if it is well formed.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let primary = parts.next().filter(|part| (2..=3).contains(&part.len()))?;
        let well_formed = primary.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        (well_formed && text.len() <= 35).then(|| Self(text.into()))
    }

    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl utoipa::PartialSchema for LanguageTag {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A language: a BCP 47 tag."))
            .pattern(Some("^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$"))
            .max_length(Some(35))
            .examples(["pt"])
            .into()
    }
}

impl ToSchema for LanguageTag {}

impl Names {
    /// The longest name, in characters.
    pub const MAX: usize = 300;

    /// A name known in English only.
    #[must_use]
    pub fn english(name: impl Into<String>) -> Self {
        Self { en: Some(name.into()), ..Self::default() }
    }

    /// The name in this language, else in English, else in any.
    #[must_use]
    pub fn best(&self, language: Language) -> &str {
        self.exact(language)
            .or(self.en.as_deref())
            .or_else(|| Language::ALL.iter().find_map(|&any| self.exact(any)))
            .unwrap_or_default()
    }

    /// Every name there is.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        Language::ALL.iter().filter_map(|&language| self.exact(language))
    }
}
