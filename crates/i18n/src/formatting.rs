//! How a language writes numbers, dates, amounts and lists.

use chrono::{Datelike as _, NaiveDate};

use super::{Arguments, Catalogue};
use presence_model::Language;

impl Catalogue {
    /// A whole number with its thousands apart.
    #[must_use]
    pub fn number(&self, value: i64) -> String {
        let between = match self.language {
            Language::French | Language::Spanish | Language::Russian => '\u{a0}',
            Language::English | Language::Arabic | Language::Chinese => ',',
        };
        let digits = value.unsigned_abs().to_string();
        let mut shown = if value < 0 { "-".to_owned() } else { String::new() };
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                shown.push(between);
            }
            shown.push(digit);
        }
        shown
    }

    /// A number of things, below ten in words where the language's documents write it so. The noun, `presences`, says
    /// of which gender it is.
    #[must_use]
    pub fn number_word(&self, value: i64, noun: &str) -> String {
        let mut arguments = Arguments::new();
        arguments.set("value", value);
        arguments.set("number", self.number(value));
        arguments.set("noun", noun);
        self.format("number-word", &arguments)
    }

    /// Cents in whole dollars.
    #[must_use]
    pub fn dollars(&self, cents: i64) -> String {
        self.number((cents + 50).div_euclid(100))
    }

    /// An amount as a sentence has it: millions with one decimal, below that whole dollars; in Chinese, ten thousands.
    #[must_use]
    pub fn amount(&self, cents: i64) -> String {
        let tenths = (cents + 5_000_000).div_euclid(10_000_000);
        let chinese = self.language == Language::Chinese;
        let large = if chinese { cents >= 1_000_000 } else { tenths >= 10 };
        let mut arguments = Arguments::new();
        if !large {
            arguments.set("amount", self.dollars(cents));
            return self.format("amount-dollars", &arguments);
        }
        let point = if self.language == Language::English { '.' } else { ',' };
        let shown = match (chinese, tenths % 10) {
            (true, _) => self.number((cents + 500_000).div_euclid(1_000_000)),
            (false, 0) => self.number(tenths / 10),
            (false, rest) => format!("{}{point}{rest}", self.number(tenths / 10)),
        };
        arguments.set("amount", shown);
        // To choose the form of the word by.
        arguments.set("millions", tenths as f64 / 10.0);
        arguments.set("whole", tenths / 10);
        self.format("amount-large", &arguments)
    }

    /// A date as documents of the United Nations write it.
    #[must_use]
    pub fn date(&self, date: NaiveDate) -> String {
        self.format("written-date", &parts(date))
    }

    /// The month of a date as documents of the United Nations write it.
    #[must_use]
    pub fn month(&self, date: NaiveDate) -> String {
        self.format("written-month", &parts(date))
    }

    /// Two texts, as a message joins `$a` and `$b`.
    #[must_use]
    pub fn join(&self, id: &str, a: &str, b: &str) -> String {
        let mut arguments = Arguments::new();
        arguments.set("a", a);
        arguments.set("b", b);
        self.format(id, &arguments)
    }

    /// Parts of a sentence as the language lists them: `a, b and c`.
    #[must_use]
    pub fn list(&self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [only] => only.clone(),
            [first, middle @ .., last] => {
                let begun = middle.iter().fold(first.clone(), |begun, part| self.join("list-comma", &begun, part));
                self.join("list-and", &begun, last)
            }
        }
    }
}

fn parts(date: NaiveDate) -> Arguments<'static> {
    let mut arguments = Arguments::new();
    arguments.set("day", date.day());
    arguments.set("month", date.month());
    arguments.set("year", date.year());
    arguments
}

#[cfg(test)]
mod tests {
    use crate::catalogue;
    use Language::{Arabic, Chinese, English, French, Russian, Spanish};

    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        assert_eq!(catalogue(English).number(1_234_567), "1,234,567");
        assert_eq!(catalogue(French).number(-1_234), "-1\u{a0}234");
        assert_eq!((catalogue(Chinese).number(999), catalogue(English).dollars(150)), ("999".into(), "2".into()));
    }

    #[test]
    fn numbers_below_ten_are_written_in_words_and_in_their_gender() {
        let words = |value, noun| [English, French, Spanish, Russian].map(|it| catalogue(it).number_word(value, noun));
        assert_eq!(words(1, "presences"), ["one", "une", "una", "1"]);
        assert_eq!(words(1, "offices"), ["one", "un", "una", "1"]);
        assert_eq!(words(1, "posts"), ["one", "un", "un", "1"]);
        assert_eq!(words(0, "posts"), ["none", "zéro", "cero", "0"]);
        assert_eq!(words(1_000, "posts"), ["1,000", "1\u{a0}000", "1\u{a0}000", "1\u{a0}000"]);
    }

    #[test]
    fn dates_are_written_as_in_documents() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        for (language, date, month) in [
            (English, "25 November 2026", "November 2026"),
            (French, "25 novembre 2026", "novembre 2026"),
            (Spanish, "25 de noviembre de 2026", "noviembre de 2026"),
            (Arabic, "25 تشرين الثاني/نوفمبر 2026", "تشرين الثاني/نوفمبر 2026"),
            (Russian, "25 ноября 2026 года", "ноябрь 2026 года"),
            (Chinese, "2026年11月25日", "2026年11月"),
        ] {
            assert_eq!((catalogue(language).date(day), catalogue(language).month(day)), (date.into(), month.into()));
        }
        assert_eq!(catalogue(French).date(NaiveDate::from_ymd_opt(2026, 12, 1).unwrap()), "1er décembre 2026");
    }

    #[test]
    fn amounts_are_written_as_in_documents() {
        let amounts = |cents| [English, French, Spanish].map(|it| catalogue(it).amount(cents));
        assert_eq!(
            amounts(833_000_000),
            ["$8.3\u{a0}million", "8,3\u{a0}millions de dollars", "8,3\u{a0}millones de dólares"]
        );
        assert_eq!(amounts(100_000_000), ["$1\u{a0}million", "1\u{a0}million de dollars", "1\u{a0}millón de dólares"]);
        assert_eq!(amounts(150_000_000)[1..], ["1,5\u{a0}million de dollars", "1,5\u{a0}millones de dólares"]);
        assert_eq!(amounts(9_600_000), ["$96,000", "96\u{a0}000\u{a0}dollars", "96\u{a0}000\u{a0}dólares"]);
        let [few, many] = [350_000_000, 1_200_000_000].map(|cents| catalogue(Arabic).amount(cents));
        assert_eq!((few.as_str(), many.as_str()), ("3,5\u{a0}ملايين دولار", "12\u{a0}مليون دولار"));
        assert_eq!(catalogue(Chinese).amount(833_000_000), "833万美元");
    }

    #[test]
    fn lists_are_joined_as_the_language_does() {
        let parts = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(catalogue(English).list(&parts), "a, b and c");
        assert_eq!(catalogue(French).list(&parts[..2]), "a et b");
        assert_eq!(catalogue(Russian).list(&parts[..1]), "a");
    }
}
