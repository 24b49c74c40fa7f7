//! Parameters that are not those of a type: of lists and counts, from the tables that read them.

use utoipa::openapi::{
    KnownFormat, ObjectBuilder, RefOr, Required, Schema, SchemaFormat,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{ArrayBuilder, Type},
};

/// A query parameter that may be left out.
#[must_use]
pub fn query(name: &str, about: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

/// One that takes several values, separated by commas.
#[must_use]
pub fn several(name: &str, about: &str, item: ObjectBuilder) -> Parameter {
    let mut parameter = query(name, about, ArrayBuilder::new().items(item.build()).build());
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

/// A text.
#[must_use]
pub fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// One of these texts.
#[must_use]
pub fn codes(codes: impl IntoIterator<Item = String>) -> ObjectBuilder {
    text().enum_values(Some(codes))
}

/// A date.
#[must_use]
pub fn date() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
}

/// A whole number from `least` to `most`.
#[must_use]
pub fn number(least: u64, most: u64) -> ObjectBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least as usize));
    if most < i64::MAX as u64 { number.maximum(Some(most as usize)) } else { number }
}
