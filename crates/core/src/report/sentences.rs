//! The report's own sentences, in the form that their figures ask for, and figures as texts show them.

use presence_i18n::{Arguments, Catalogue};

use super::figures::{Figure, Unit};

/// A sentence with its dates and lists filled in; its figures are placeholders still: `{{posts.total}}`.
#[must_use]
pub fn sentence(t: &Catalogue, key: &str, figures: &[Figure], texts: &[(&str, &str)]) -> String {
    let mut arguments = Arguments::new();
    for figure in figures {
        arguments.set(figure.name.replace('.', "-"), figure.value.unwrap_or_default());
    }
    for (name, text) in texts {
        arguments.set(*name, *text);
    }
    t.format(key, &arguments).replace('<', "{{").replace('>', "}}")
}

/// A figure as a text shows it; numbers below ten in words, where that is asked for.
#[must_use]
pub fn shown(t: &Catalogue, figure: &Figure, in_words: bool) -> String {
    let Some(value) = figure.value else { return "–".to_owned() };
    match figure.unit {
        Unit::Count | Unit::Days if in_words => t.number_word(value, figure.name.split('.').next().unwrap_or_default()),
        Unit::Count | Unit::Days => t.number(value),
        Unit::UsdCents => t.amount(value),
        Unit::Percent => format!("{value}\u{a0}%"),
    }
}

#[cfg(test)]
mod tests {
    use presence_i18n::{catalogue, ids, source};
    use presence_model::{Code as _, Language};

    use super::*;
    use crate::report::{
        figures,
        text::{Piece, pieces},
    };

    #[test]
    fn every_sentence_knows_its_figures() {
        let names = figures::names();
        let variables: Vec<_> = names.iter().map(|name| name.replace('.', "-")).collect();
        let texts = [("date", "D"), ("from", "F"), ("to", "T"), ("list", "L"), ("revision", "R")];
        for &language in Language::ALL {
            let (_, own) = source(language).split_once("\n### The report\n").unwrap();
            for variable in own.split("{ $").skip(1).map(|rest| rest.split([' ', '}']).next().unwrap()) {
                let known = variables.iter().any(|it| it == variable) || texts.iter().any(|(it, _)| *it == variable);
                assert!(known, "{language:?}: ${variable}");
            }
            for key in ids(language).filter(|id| id.starts_with("report-")) {
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
                    let text = sentence(catalogue(language), key, &figures, &texts);
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
}
