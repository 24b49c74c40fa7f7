//! The schemas of merge patches (RFC 7396), made from those of new records: every field is optional, and null takes one
//! away that a record need not have.

use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, Object, ObjectBuilder, OneOfBuilder, RefOr, Schema, SchemaFormat, schema::SchemaType, schema::Type,
    },
};

use presence_core::{
    body::Body,
    input::{Insist, NewPost, NewPresence},
    programme::{NewCall, NewContribution, NewDonor, NewPostRequest, NewStandardCost, NewSubmission},
    report::NewReportText,
};

/// The schema of a merge patch.
pub trait PatchSchema: ToSchema {
    /// How large a patch may be, in bytes, where that is more than what a server allows in general.
    const LIMIT: usize;
}

/// The schema of a patch of a record that this makes, without the fields that a patch cannot set.
fn patch_of<T: PartialSchema>(without: &[&str], about: &str, example: serde_json::Value) -> Object {
    let RefOr::T(Schema::Object(mut patch)) = T::schema() else { unreachable!("bodies are objects") };
    patch.properties.retain(|field, _| !without.contains(&field.as_str()));
    let required = std::mem::take(&mut patch.required);
    for (_, schema) in patch.properties.iter_mut().filter(|(field, _)| !required.contains(field)) {
        nullable(schema);
    }
    patch.description = Some(format!("{about}: fields that are left out stay, null takes a value away."));
    patch.example = None;
    patch.examples = vec![example];
    patch
}

fn nullable(schema: &mut RefOr<Schema>) {
    let null = || ObjectBuilder::new().schema_type(Type::Null).build();
    match schema {
        RefOr::T(Schema::Object(object)) => match &object.schema_type {
            SchemaType::Type(Type::Null) => {}
            SchemaType::Type(kind) => object.schema_type = SchemaType::from_iter([kind.clone(), Type::Null]),
            _ => {}
        },
        RefOr::Ref(reference) => {
            let one = OneOfBuilder::new().item(null()).item(reference.clone());
            *schema = RefOr::T(Schema::OneOf(one.build()));
        }
        RefOr::T(_) => {}
    }
}

/// What a patch of a presence or a post says of itself.
fn about_itself(patch: &mut Object) {
    let about = "From when the description holds. Unless given: what changes holds from today, what was not known before \
                 from the beginning. `null`: it was never otherwise, what was said was a mistake.";
    let date = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .description(Some(about));
    patch.properties.insert("effective_on".to_owned(), date.into());
    let RefOr::T(Schema::Object(mut insist)) = Insist::schema() else { unreachable!("a reason is a text") };
    insist.description = Some(
        "Why the desk insists on what is refused as implausible: a point outside the country, a move without its city."
            .to_owned(),
    );
    patch.properties.insert("insist".to_owned(), insist.into());
}

macro_rules! patches {
    ($($(#[doc = $about:literal])+ $name:ident of $new:ty, without $without:expr, $example:expr $(, $more:expr)?;)+) => {$(
        $(#[doc = $about])+
        #[doc = "Only its schema is used: it is applied to the record in JSON, and the whole is read."]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                #[allow(unused_mut)]
                let mut patch = patch_of::<$new>(&$without, concat!($($about),+).trim().trim_end_matches('.'), $example);
                $($more(&mut patch);)?
                patch.into()
            }
        }

        impl PatchSchema for $name {
            const LIMIT: usize = <$new as Body>::LIMIT;
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                <$new as ToSchema>::schemas(schemas);
            }
        }
    )+};
}

patches! {
    /// What to change of a presence's description.
    PresencePatch of NewPresence, without ["code", "status", "status_since", "operating_mode"],
        json!({"mandate": {"basis": "host-country agreement", "date": "2024-03-01"}}), about_itself;
    /// What to change of a post's description.
    PostPatch of NewPost, without ["code", "status", "status_since"],
        json!({"grade": "P-4", "funded_until": "2025-12-31"}), about_itself;
    /// What to change of a donor.
    DonorPatch of NewDonor, without ["code"], json!({"closes_on": "2024-12-31"});
    /// What to change of a contribution.
    ContributionPatch of NewContribution, without ["code"],
        json!({"cancelled": "the donor has withdrawn its pledge"});
    /// What to change of a standard cost.
    StandardCostPatch of NewStandardCost, without ["code"], json!({"annual_cost": 26_000_000});
    /// What to change of a request for a post.
    PostRequestPatch of NewPostRequest, without ["code"], json!({"status": "funded", "status_on": "2024-09-01"});
    /// What to change of a call for input.
    CallPatch of NewCall, without ["code"], json!({"deadline": "2024-07-15"});
    /// What to change of a text of the report.
    ReportTextPatch of NewReportText, without ["code"], json!({"body": {"fr": "Sur {{posts.total}} postes …"}});
    /// What to change of a submission.
    SubmissionPatch of NewSubmission, without [],
        json!({"answers": [{"question": "achievements", "text": "Better said: …"}]});
}
