//! The texts of the pages: Fluent messages in the six official languages, read once.

use std::{borrow::Borrow, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use presence_model::{Code as _, Language};

/// The texts in one language.
pub struct Texts {
    /// The language.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

static ALL: LazyLock<Vec<Texts>> =
    LazyLock::new(|| Language::ALL.iter().map(|&language| Texts::read(language)).collect());

/// The texts in a language.
pub fn texts(language: Language) -> &'static Texts {
    &ALL[language as usize]
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../texts/en.ftl"),
        Language::French => include_str!("../../texts/fr.ftl"),
        Language::Spanish => include_str!("../../texts/es.ftl"),
        Language::Arabic => include_str!("../../texts/ar.ftl"),
        Language::Russian => include_str!("../../texts/ru.ftl"),
        Language::Chinese => include_str!("../../texts/zh.ftl"),
    }
}

/// A language's own name for itself.
pub fn own_name(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::French => "Français",
        Language::Spanish => "Español",
        Language::Arabic => "العربية",
        Language::Russian => "Русский",
        Language::Chinese => "中文",
    }
}

impl Texts {
    fn read(language: Language) -> Self {
        let tag: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Codes and dates stand between right-to-left words in Arabic only.
        bundle.set_use_isolating(language == Language::Arabic);
        let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(read, errors)| {
            log::error!("texts in {language:?} are damaged: {errors:?}");
            read
        });
        if let Err(errors) = bundle.add_resource(resource) {
            log::error!("texts in {language:?} are damaged: {errors:?}");
        }
        Self { language, bundle }
    }

    fn format(&self, id: &str, arguments: &FluentArgs<'_>) -> String {
        let message = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = message else {
            log::error!("there is no text `{id}` in {:?}", self.language);
            return id.to_owned();
        };
        self.bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned()
    }

    /// A text.
    pub fn say(&self, id: &str) -> String {
        self.format(id, &FluentArgs::new())
    }

    /// A text about a number, `$n`.
    pub fn count(&self, id: &str, n: impl Borrow<usize>) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("n", *n.borrow());
        self.format(id, &arguments)
    }

    /// A text about something, `$what`.
    pub fn about(&self, id: &str, what: impl ToString) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("what", what.to_string());
        self.format(id, &arguments)
    }

    /// A text about a number, `$n`, and something else, `$what`.
    pub fn count_about(&self, id: &str, n: impl Borrow<usize>, what: impl ToString) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("n", *n.borrow());
        arguments.set("what", what.to_string());
        self.format(id, &arguments)
    }

    /// A member of a vocabulary: the text `status-active` of the code `active`.
    pub fn term(&self, vocabulary: &str, code: impl AsRef<str>) -> String {
        self.say(&format!("{vocabulary}-{}", code.as_ref()))
    }

    /// In which direction it is written.
    pub fn dir(&self) -> &'static str {
        if self.language == Language::Arabic { "rtl" } else { "ltr" }
    }

    /// Its language's code.
    pub fn lang(&self) -> &'static str {
        self.language.as_str()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;
    use presence_model::{
        ClosureReason, Confidence, DecisionKind, Grade, OperatingMode, PostStatus, PostsOnClosing, PresenceStatus,
        PresenceType, Region, RequestStatus,
    };

    fn ids(language: Language) -> BTreeSet<&'static str> {
        source(language)
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(id, _)| id)
            .collect()
    }

    #[test]
    fn every_language_says_the_same() {
        let english = ids(Language::English);
        for &language in Language::ALL {
            let texts = ids(language);
            let missing: Vec<_> = english.difference(&texts).collect();
            let more: Vec<_> = texts.difference(&english).collect();
            assert!(missing.is_empty() && more.is_empty(), "{language:?}: missing {missing:?}, more {more:?}");
            FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
            for id in texts {
                let pattern = self::texts(language).bundle.get_message(id).and_then(|message| message.value()).unwrap();
                let mut arguments = FluentArgs::new();
                arguments.set("n", 3);
                arguments.set("what", "x");
                let mut errors = Vec::new();
                self::texts(language).bundle.format_pattern(pattern, Some(&arguments), &mut errors);
                assert!(errors.is_empty(), "{language:?} {id}: {errors:?}");
            }
        }
    }

    /// What code and templates name in these calls.
    fn named(text: &str, calls: &[&str], into: &mut BTreeSet<String>) {
        for call in calls {
            for rest in text.split(call).skip(1) {
                into.insert(rest.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }

    #[test]
    fn every_text_is_used_and_every_used_one_is_there() {
        let (mut used, mut vocabularies) = (BTreeSet::new(), BTreeSet::new());
        for folder in ["templates", "src/html"] {
            for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap() {
                let path = file.unwrap().path();
                if !path.ends_with("texts.rs") {
                    let text = fs::read_to_string(path).unwrap();
                    named(&text, &["say(\"", "count(\"", "about(\""], &mut used);
                    named(&text, &["term(\""], &mut vocabularies);
                }
            }
        }
        let terms: [(&str, Vec<String>); 14] = [
            ("type", PresenceType::codes()),
            ("status", PresenceStatus::codes().into_iter().chain(PostStatus::codes()).collect()),
            ("mode", OperatingMode::codes()),
            ("region", Region::codes()),
            ("confidence", Confidence::codes()),
            ("reason", ClosureReason::codes()),
            ("grade", Grade::codes()),
            ("line", presence_model::ReportingLine::codes()),
            ("visibility", presence_model::NoteVisibility::codes()),
            (
                "event",
                ["baseline", "created", "described", "relocated", "status_update", "scheduled"]
                    .map(str::to_owned)
                    .to_vec(),
            ),
            ("decision", DecisionKind::codes()),
            ("posts", PostsOnClosing::codes()),
            ("request", RequestStatus::codes()),
            ("since", super::super::message_keys::since_codes()),
        ];
        for (vocabulary, codes) in terms {
            vocabularies.remove(vocabulary);
            used.extend(codes.iter().map(|code| format!("{vocabulary}-{code}")));
        }
        for (vocabulary, codes) in super::super::message_keys::OWN {
            vocabularies.remove(*vocabulary);
            used.extend(codes.iter().map(|code| format!("{vocabulary}-{code}")));
        }
        assert!(vocabularies.is_empty(), "nobody lists the codes of {vocabularies:?}");
        let known: BTreeSet<String> = ids(Language::English).into_iter().map(str::to_owned).collect();
        let unused: Vec<_> = known.difference(&used).collect();
        let missing: Vec<_> = used.difference(&known).collect();
        assert!(unused.is_empty() && missing.is_empty(), "unused {unused:?}, missing {missing:?}");
    }

    #[test]
    fn plurals_are_those_of_the_language() {
        assert_eq!(texts(Language::English).count("presences-found", 1), "1 presence");
        let russian = |n| texts(Language::Russian).count("presences-found", n);
        assert_eq!([russian(1), russian(3), russian(5)], ["1 присутствие", "3 присутствия", "5 присутствий"]);
    }
}
