//! `traceparent` (W3C Trace Context): which trace a request belongs to. It is passed on as it is, to the log, the ledger
//! and webhooks: the registry adds no spans of its own.

use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest, dev::ServiceRequest};

/// The trace that a request belongs to.
#[derive(Clone)]
pub struct Trace(pub Arc<str>);

impl Trace {
    /// What the request says, if it is well formed; a wrong one is as good as none (section 3.2 of the standard).
    pub fn of(request: &ServiceRequest) -> Option<Self> {
        let text = request.headers().get("traceparent")?.to_str().ok()?;
        well_formed(text).then(|| Self(text.into()))
    }

    /// The trace of this request.
    #[must_use]
    pub fn from(request: &HttpRequest) -> Option<Arc<str>> {
        request.extensions().get::<Self>().map(|trace| trace.0.clone())
    }

    /// Its trace id: 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0[3..35]
    }
}

/// `version-trace id-parent id-flags`. Later versions may have more at the end.
fn well_formed(text: &str) -> bool {
    let hexadecimal = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    };
    let not_zero = |part: &str| part.bytes().any(|b| b != b'0');
    let mut parts = text.splitn(5, '-');
    let (Some(version), Some(trace), Some(parent), Some(flags)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let formed = hexadecimal(version, 2) && hexadecimal(trace, 32) && hexadecimal(parent, 16) && hexadecimal(flags, 2);
    let rest = parts.next();
    let visible = rest.is_none_or(|rest| text.len() <= 256 && rest.bytes().all(|b| b.is_ascii_graphic()));
    formed && visible && not_zero(trace) && not_zero(parent) && version != "ff" && (version != "00" || rest.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_well_formed_is_not_passed_on() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        assert!(well_formed(good));
        assert!(well_formed(&good.replacen("00", "cc", 1)), "a later version");
        assert!(well_formed(&format!("cc{}-what-is-new", &good[2..])));
        for wrong in [
            "",
            "00",
            &good.to_uppercase(),
            &good[..54],
            &format!("{good}-more"),
            &format!("{good} "),
            &good.replacen("00", "ff", 1),
            &good.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32)),
            &good.replace("b7ad6b7169203331", &"0".repeat(16)),
            &good.replace("b7ad", "b7ag"),
        ] {
            assert!(!well_formed(wrong), "{wrong}");
        }
        assert_eq!(Trace(good.into()).id(), "0af7651916cd43dd8448eb211c80319c");
    }
}
