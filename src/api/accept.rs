//! Content negotiation: the media type, the language and the coding that a request likes best.

use actix_web::{
    HttpMessage,
    http::header::{Accept, AcceptEncoding, AcceptLanguage, ContentEncoding, Encoding, Header, Preference, Quality},
};
use presence_core::view;
use presence_model::Language;

use super::respond::Coding;

/// The first of the best: later ones must be liked better.
fn best<T>(offers: impl Iterator<Item = (T, Quality)>) -> Option<T> {
    let acceptable = offers.filter(|(_, quality)| *quality > Quality::ZERO);
    let best = acceptable.reduce(|best, offer| if offer.1 > best.1 { offer } else { best });
    best.map(|(offer, _)| offer)
}

/// The media type that a request likes best, as far as `known` knows it by its name in lower case without parameters.
pub fn media_type<T>(request: &impl HttpMessage, known: impl Fn(&str) -> Option<T>) -> Option<T> {
    let accepted = Accept::parse(request).ok()?;
    best(accepted.0.iter().filter_map(|offer| Some((known(offer.item.essence_str())?, offer.quality))))
}

/// The official language that a request likes best; English if it names none.
pub fn language(request: &impl HttpMessage) -> Language {
    let accepted = AcceptLanguage::parse(request).unwrap_or_else(|_| AcceptLanguage(Vec::new()));
    let known = accepted.0.iter().filter_map(|offer| match &offer.item {
        Preference::Any => Some((Language::English, offer.quality)),
        Preference::Specific(tag) => Some((view::language(tag.as_str())?, offer.quality)),
    });
    best(known).unwrap_or(Language::English)
}

/// The coding that a request likes best; among equals the one that is cheapest to read.
pub fn coding(request: &impl HttpMessage) -> Coding {
    let Ok(AcceptEncoding(accepted)) = AcceptEncoding::parse(request) else { return Coding::Identity };
    let named = |coding: ContentEncoding| {
        let names = |item: &Preference<Encoding>| *item == Preference::Specific(Encoding::Known(coding));
        accepted.iter().find(|offer| names(&offer.item)).map(|offer| offer.quality)
    };
    let any = accepted.iter().find(|offer| offer.item.is_any()).map(|offer| offer.quality);
    let by_name = [
        (Coding::Zstd, named(ContentEncoding::Zstd)),
        (Coding::Brotli, named(ContentEncoding::Brotli)),
        (Coding::Gzip, named(ContentEncoding::Gzip)),
    ];
    let named_ones = by_name.iter().filter_map(|(coding, quality)| Some((*coding, (*quality)?)));
    // Of those that only `*` names gzip is the one that everybody reads.
    let others = by_name.iter().rev().filter(|(_, quality)| quality.is_none()).map(|(coding, _)| *coding);
    let others = others.zip(any.into_iter().cycle());
    let plain = (Coding::Identity, named(ContentEncoding::Identity).unwrap_or(Quality::MIN));
    best(named_ones.chain(others).chain([plain])).unwrap_or(Coding::Identity)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_best_coding_is_chosen() {
        let of = |accepted: &str| {
            coding(&TestRequest::default().insert_header(("accept-encoding", accepted)).to_http_request())
        };
        for (accepted, chosen) in [
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("gzip;q=1.0, br;q=0.5", Coding::Gzip),
            ("gzip;Q=0.5, BR;Q=1.0", Coding::Brotli),
            ("gzip;q=0", Coding::Identity),
            ("deflate", Coding::Identity),
            ("identity, gzip;q=0.5", Coding::Identity),
            ("*", Coding::Gzip),
            ("gzip;q=0, *", Coding::Brotli),
            ("gzip;q=0, *;q=0", Coding::Identity),
            ("", Coding::Identity),
        ] {
            assert_eq!(of(accepted), chosen, "{accepted}");
        }
        let lines = TestRequest::default().append_header(("accept-encoding", "deflate"));
        assert_eq!(coding(&lines.append_header(("accept-encoding", "br")).to_http_request()), Coding::Brotli);
    }

    #[test]
    fn the_best_language_is_chosen() {
        let of = |accepted: &str| {
            language(&TestRequest::default().insert_header(("accept-language", accepted)).to_http_request())
        };
        for (accepted, chosen) in [
            ("fr-CH, fr;q=0.9, en;q=0.8", Language::French),
            ("de, ar;q=0.3", Language::Arabic),
            ("fr;q=0, *", Language::English),
            ("zh-Hant-TW", Language::Chinese),
            ("tlh", Language::English),
        ] {
            assert_eq!(of(accepted), chosen, "{accepted}");
        }
    }
}
