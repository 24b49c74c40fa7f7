//! `/v1/countries`

use actix_web::{Responder, web::Path};

use super::{
    extract::{
        Read,
        read::{Listing, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    path::Code,
    problem::Problem,
    read::not_found,
};
use presence_core::{query::Countries, view::CountryView};
use presence_model::Alpha3;

/// List countries and areas
///
/// ISO 3166 and M49 codes with the M49 short names in six languages. The designations imply no opinion on the legal
/// status of any country, territory or area.
#[utoipa::path(get, path = "/v1/countries", tag = "Countries", operation_id = "list_countries",
    responses((status = 200, description = "A page of countries.", body = PageOf<CountryView>)))]
pub async fn list(read: Read<Listing<Countries>>) -> Result<impl Responder, Problem> {
    read.0.list(|_, _| Ok(Countries))
}

/// Show a country or area
#[utoipa::path(get, path = "/v1/countries/{code}", tag = "Countries", operation_id = "show_country",
    params(("code" = String, Path, description = "ISO 3166-1 alpha-3.", example = "KEN")),
    responses((status = 200, description = "The country.", body = CountryView)))]
pub async fn show(read: Read<Single<Countries>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.record(&Countries, |snapshot| {
        let country = Alpha3::new(&path.code).and_then(|code| snapshot.countries.get(&code));
        let country = country.ok_or_else(|| not_found("country", &path.code))?;
        Ok((country, country.revision.into()))
    })
}

/// The operations on countries.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, show);
}
