//! The texts of the program, which pages and the report share: Fluent messages in the six official languages, in the
//! folder `i18n`, read once.

mod formatting;

use std::{borrow::Borrow, sync::LazyLock};

pub use fluent_bundle::FluentArgs as Arguments;
use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use presence_model::{Code as _, Language};

/// The texts in one language.
pub struct Catalogue {
    /// The language.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

static ALL: LazyLock<Vec<Catalogue>> =
    LazyLock::new(|| Language::ALL.iter().map(|&language| Catalogue::read(language)).collect());

/// The texts in a language.
#[must_use]
pub fn catalogue(language: Language) -> &'static Catalogue {
    &ALL[language as usize]
}

/// The messages of a language, as they were written.
#[must_use]
pub fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../../i18n/en.ftl"),
        Language::French => include_str!("../../../i18n/fr.ftl"),
        Language::Spanish => include_str!("../../../i18n/es.ftl"),
        Language::Arabic => include_str!("../../../i18n/ar.ftl"),
        Language::Russian => include_str!("../../../i18n/ru.ftl"),
        Language::Chinese => include_str!("../../../i18n/zh.ftl"),
    }
}

/// The ids of the messages of a language, in their order.
pub fn ids(language: Language) -> impl Iterator<Item = &'static str> {
    let lines = source(language).lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    lines.filter_map(|line| line.split_once(" =")).map(|(id, _)| id)
}

impl Catalogue {
    fn read(language: Language) -> Self {
        let tag: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // `about` sets apart what needs it.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(read, errors)| {
            log::error!("texts in {language:?} are damaged: {errors:?}");
            read
        });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("texts in {language:?} are damaged: {errors:?}");
        }
        Self { language, bundle }
    }

    /// A text with arguments. What is missing is logged, and the text is its id.
    #[must_use]
    pub fn format(&self, id: &str, arguments: &Arguments<'_>) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = message else {
            log::error!("there is no text `{id}` in {:?}", self.language);
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        if !errors.is_empty() {
            log::error!("the text `{id}` in {:?} is not whole: {errors:?}", self.language);
        }
        text
    }

    /// A text.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.format(id, &Arguments::new())
    }

    /// A text about a number, `$n`.
    #[must_use]
    pub fn count(&self, id: &str, n: impl Borrow<usize>) -> String {
        let mut arguments = Arguments::new();
        arguments.set("n", *n.borrow());
        self.format(id, &arguments)
    }

    /// A text about something, `$what`.
    #[must_use]
    pub fn about(&self, id: &str, what: impl ToString) -> String {
        let mut arguments = Arguments::new();
        arguments.set("what", self.set_apart(what));
        self.format(id, &arguments)
    }

    /// A text about a number, `$n`, and something else, `$what`.
    #[must_use]
    pub fn count_about(&self, id: &str, n: impl Borrow<usize>, what: impl ToString) -> String {
        let mut arguments = Arguments::new();
        arguments.set("n", *n.borrow());
        arguments.set("what", self.set_apart(what));
        self.format(id, &arguments)
    }

    /// A member of a vocabulary: the text `status-active` of the code `active`.
    #[must_use]
    pub fn term(&self, vocabulary: &str, code: impl AsRef<str>) -> String {
        self.text(&format!("{vocabulary}-{}", code.as_ref()))
    }

    /// In which direction it is written: `ltr` or `rtl`.
    #[must_use]
    pub fn dir(&self) -> String {
        self.text("direction")
    }

    /// Its language's code.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.language.as_str()
    }

    /// Codes and dates between right-to-left words keep their own direction.
    fn set_apart(&self, what: impl ToString) -> String {
        let what = what.to_string();
        if self.language == Language::Arabic { format!("\u{2068}{what}\u{2069}") } else { what }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_the_same_messages_and_reads_them() {
        let english: BTreeSet<_> = ids(Language::English).collect();
        for &language in Language::ALL {
            let all: Vec<_> = ids(language).collect();
            let own: BTreeSet<_> = all.iter().copied().collect();
            let missing: Vec<_> = english.difference(&own).collect();
            let more: Vec<_> = own.difference(&english).collect();
            assert!(missing.is_empty() && more.is_empty(), "{language:?}: missing {missing:?}, more {more:?}");
            assert_eq!(all.len(), own.len(), "{language:?} has a message twice");
            FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        }
    }

    /// The variables that a text names.
    fn variables(text: &str) -> impl Iterator<Item = &str> {
        text.split("{ $").skip(1).map(|rest| rest.split([' ', '}']).next().unwrap_or_default())
    }

    #[test]
    fn every_message_is_whole_in_every_language() {
        let variables: BTreeSet<_> = Language::ALL.iter().flat_map(|&language| variables(source(language))).collect();
        for &language in Language::ALL {
            let t = catalogue(language);
            for id in ids(language) {
                let pattern = t.bundle.get_message(id).and_then(|message| message.value()).unwrap();
                for number in [0, 1, 2, 5, 11, 21, 95] {
                    let arguments = variables.iter().map(|name| (*name, number)).collect();
                    let mut errors = Vec::new();
                    let text = t.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
                    assert!(errors.is_empty() && !text.trim().is_empty(), "{language:?} {id}: {errors:?}");
                    assert!(!text.contains(['{', '}']), "{language:?} {id}: {text}");
                }
            }
        }
    }

    #[test]
    fn plurals_are_those_of_the_language() {
        assert_eq!(catalogue(Language::English).count("presences-found", 1), "1 presence");
        let russian = |n| catalogue(Language::Russian).count("presences-found", n);
        assert_eq!([russian(1), russian(3), russian(5)], ["1 присутствие", "3 присутствия", "5 присутствий"]);
    }

    #[test]
    fn what_stands_between_right_to_left_words_is_set_apart() {
        let [english, arabic] =
            [Language::English, Language::Arabic].map(|it| catalogue(it).about("as-of-revision", 7));
        assert_eq!((english.as_str(), arabic.ends_with(" \u{2068}7\u{2069}")), ("Revision 7", true), "{arabic}");
    }
}
