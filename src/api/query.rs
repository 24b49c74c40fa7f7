//! Query strings, decoded.

use std::borrow::Cow;

use actix_web::HttpRequest;
use presence_core::query::BadParameter;

use super::problem::Problem;

/// The value of a query parameter, name and value decoded.
pub fn parameter<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value)
}

/// The parameters of a request, each of them once, and none but these.
pub fn parameters(request: &HttpRequest, known: &[&str]) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let given = form_urlencoded::parse(request.query_string().as_bytes()).into_owned();
    // The revision to wait for was waited for at the front door.
    for (name, value) in given.filter(|(name, _)| name != "min_revision") {
        if !known.contains(&name.as_str()) {
            let allowed = known.iter().map(|&name| name.to_owned()).collect();
            return Err(BadParameter::new(&name, "is not a parameter of this endpoint").allowing(allowed).into());
        }
        if pairs.iter().any(|(other, _)| *other == name) {
            return Err(BadParameter::new(&name, "takes one value only").into());
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        assert_eq!(parameter("form%61t=c%73v", "format").as_deref(), Some("csv"));
        assert_eq!(parameter("a=1&b=2", "c"), None);
    }
}
