//! `/v1/countries`

use actix_web::{
    HttpRequest, Responder,
    web::{self, Data, Path},
};

use super::{
    list_page::PageOf,
    path::Code,
    problem::Problem,
    read::{Reader, not_found},
    state::State,
};
use presence_core::{query::Countries, view::CountryView};
use presence_model::Alpha3;

/// List countries and areas
///
/// ISO 3166 and M49 codes with the M49 short names in six languages. The designations imply no opinion on the legal
/// status of any country, territory or area.
#[utoipa::path(get, path = "/v1/countries", tag = "Countries", operation_id = "list_countries",
    responses((status = 200, description = "A page of countries.", body = PageOf<CountryView>)))]
pub async fn list(request: HttpRequest, state: Data<State>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.list(|_, _| Ok(Countries))
}

/// Show a country or area
#[utoipa::path(get, path = "/v1/countries/{code}", tag = "Countries", operation_id = "show_country",
    params(("code" = String, Path, description = "ISO 3166-1 alpha-3.", example = "KEN")),
    responses((status = 200, description = "The country.", body = CountryView)))]
pub async fn show(request: HttpRequest, state: Data<State>, path: Path<Code>) -> Result<impl Responder, Problem> {
    Reader::new(&request, &state)?.record(&Countries, |snapshot| {
        let country = Alpha3::new(&path.code).and_then(|code| snapshot.countries.get(&code));
        let country = country.ok_or_else(|| not_found("country", &path.code))?;
        Ok((country, country.revision.into()))
    })
}

/// The routes of countries.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/v1/countries", list)).service(super::resource("/v1/countries/{code}", show));
}
