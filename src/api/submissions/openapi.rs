//! What the OpenAPI document says of submissions: their writes are not like those of other records.

use utoipa::openapi::{
    ObjectBuilder, Required, SecurityRequirement,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::Type,
    security::{ApiKey, ApiKeyValue, SecurityScheme},
};

/// How a secret is sent.
#[must_use]
pub fn scheme() -> SecurityScheme {
    let about = "The submission's secret, from the response to its creation.";
    SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description("Submission-Secret", about)))
}

/// Reads that a submission's secret opens.
pub const OPENED: [&str; 3] = ["show_submission", "show_submission_versions", "show_attachment"];

/// Says that a secret may be sent.
pub fn open(operation: &mut Operation) {
    let secret = SecurityRequirement::new("submission_secret", Vec::<String>::new());
    operation.security.get_or_insert_default().push(secret);
}

/// The parameters of a write, and the kinds of problem that it has beside those that all have.
#[must_use]
pub fn write(id: &str) -> Option<(Vec<Parameter>, Vec<&'static str>)> {
    let header = |name: &str, about: &str, required: Required| {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(required);
        parameter.description(Some(about)).schema(Some(text)).build()
    };
    let if_match = || {
        header("If-Match", "The `ETag` of the submission as it was read: a newer one is not touched.", Required::True)
    };
    let always = ["unauthorized", "not-found", "internal-error", "unavailable"];
    let body = ["bad-json", "too-large", "unsupported-media-type", "invalid"];
    let (parameters, more): (_, Vec<&str>) = match id {
        "submit" => {
            let about = "Makes the request safe to send twice: the same key and body from the same network bring the \
                         first answer again, without the secret.";
            (vec![header("Idempotency-Key", about, Required::False)], body.to_vec())
        }
        "patch_submission" => (vec![if_match()], [&body[..], &["stale", "precondition-required"]].concat()),
        "moderate_submission" => {
            (vec![if_match()], [&body[..], &["forbidden", "stale", "precondition-required"]].concat())
        }
        "attach_document" => {
            let about = "The file's name: `attachment; filename=\"reply.pdf\"`.";
            let name = header("Content-Disposition", about, Required::False);
            (vec![name], vec!["bad-request", "too-large", "unsupported-media-type", "invalid"])
        }
        "withdraw_submission" | "erase_contact" => (Vec::new(), Vec::new()),
        _ => return None,
    };
    Some((parameters, [&always[..], &more].concat()))
}
