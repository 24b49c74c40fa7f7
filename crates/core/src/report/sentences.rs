//! The report's own sentences, in the form that their figures ask for: Fluent messages in `texts/report`.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::figures::Figure;
use presence_model::{Code as _, Language};

static ALL: LazyLock<Vec<FluentBundle<FluentResource>>> =
    LazyLock::new(|| Language::ALL.iter().map(|&language| read(language)).collect());

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../../../../texts/report/en.ftl"),
        Language::French => include_str!("../../../../texts/report/fr.ftl"),
        Language::Spanish => include_str!("../../../../texts/report/es.ftl"),
        Language::Arabic => include_str!("../../../../texts/report/ar.ftl"),
        Language::Russian => include_str!("../../../../texts/report/ru.ftl"),
        Language::Chinese => include_str!("../../../../texts/report/zh.ftl"),
    }
}

fn read(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    // A test reads every message.
    let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(read, _)| read);
    drop(bundle.add_resource(resource));
    bundle
}

/// A sentence with its dates and lists filled in; its figures are placeholders still: `{{posts.total}}`.
#[must_use]
pub fn sentence(language: Language, key: &str, figures: &[Figure], texts: &[(&str, &str)]) -> String {
    let mut arguments = FluentArgs::new();
    for figure in figures {
        arguments.set(figure.name.replace('.', "-"), figure.value.unwrap_or_default());
    }
    for (name, text) in texts {
        arguments.set(*name, *text);
    }
    let bundle = &ALL[language as usize];
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else { return key.to_owned() };
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new());
    text.replace('<', "{{").replace('>', "}}")
}

/// Parts of a sentence as the language lists them: `a, b and c`.
#[must_use]
pub fn list(language: Language, parts: &[String]) -> String {
    let join = |key, a: &str, b: &str| sentence(language, key, &[], &[("a", a), ("b", b)]);
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first, middle @ .., last] => {
            let begun = middle.iter().fold(first.clone(), |begun, part| join("comma", &begun, part));
            join("and", &begun, last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{
        figures::{self, Unit},
        text::{Piece, pieces},
    };

    fn keys(language: Language) -> Vec<&'static str> {
        let lines = source(language).lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        lines.filter_map(|line| line.split_once(" = ").map(|(key, _)| key)).collect()
    }

    #[test]
    fn every_sentence_is_there_in_every_language_and_knows_its_figures() {
        let names = figures::names();
        for &language in Language::ALL {
            assert_eq!(keys(language), keys(Language::English), "{language:?}");
            let resource = FluentResource::try_new(source(language).to_owned());
            assert!(resource.is_ok(), "{language:?}: {:?}", resource.err().map(|(_, errors)| errors));
            for key in keys(language) {
                for value in [0, 1, 2, 5, 11, 21, 95] {
                    let figure = |name: &String| Figure {
                        name: name.clone(),
                        value: Some(value),
                        unit: Unit::Count,
                        query: String::new(),
                        at: None,
                        revision: 1,
                    };
                    let figures: Vec<_> = names.iter().map(figure).collect();
                    let texts = [("date", "D"), ("from", "F"), ("to", "T"), ("list", "L"), ("a", "A"), ("b", "B")];
                    let text = sentence(language, key, &figures, &texts);
                    assert!(!text.contains('$') && !text.contains("{ "), "{language:?} {key}: {text}");
                    for piece in pieces(&text) {
                        let Piece::Figure(name) = piece else { continue };
                        assert!(names.iter().any(|known| known == name), "{language:?} {key}: {name}");
                    }
                    let whole = text.ends_with(['.', '。']);
                    assert!(!whole || !text.starts_with("{{"), "{language:?} {key} begins with a figure");
                }
            }
        }
    }

    #[test]
    fn lists_are_joined_as_the_language_does() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(Language::English, &parts), "a, b and c");
        assert_eq!(list(Language::French, &parts[..2]), "a et b");
        assert_eq!(list(Language::Russian, &parts[..1]), "a");
    }
}
