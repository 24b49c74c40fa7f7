//! `/v1/offices`

use actix_web::{
    Responder,
    web::{Data, Path},
};

use super::{
    authorized::scope,
    extract::{
        Json, Read, Write,
        read::{Listing, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    path::Code,
    problem::Problem,
    read::not_found,
    state::AppState,
    write,
};
use presence_core::{
    Command,
    input::NewOffice,
    query::{Offices, write_json},
    view::{self, OfficeView},
};
use presence_model::{Language, Office, OfficeCode};

/// List offices
#[utoipa::path(get, path = "/v1/offices", tag = "Offices", operation_id = "list_offices",
    responses((status = 200, description = "A page of offices.", body = PageOf<OfficeView>)))]
pub async fn list(read: Read<Listing<Offices>>) -> Result<impl Responder, Problem> {
    read.0.list(|_, _| Ok(Offices))
}

/// Show an office
#[utoipa::path(get, path = "/v1/offices/{code}", tag = "Offices", operation_id = "show_office",
    params(("code" = String, Path, description = "The office's code: its country's alpha-3, or `HQ`.", example = "KEN")),
    responses((status = 200, description = "The office.", body = OfficeView)))]
pub async fn show(read: Read<Single<Offices>>, path: Path<Code>) -> Result<impl Responder, Problem> {
    read.0.record(&Offices, |snapshot| {
        let office = OfficeCode::new(&path.code).and_then(|code| snapshot.offices.get(&code));
        let office = office.ok_or_else(|| not_found("office", &path.code))?;
        Ok((office, office.revision.into()))
    })
}

/// Add a resident coordinator office
///
/// For the desk: an office for a country that has none yet, so that it can report.
#[utoipa::path(post, path = "/v1/offices", tag = "Offices", operation_id = "create_office",
    responses((status = 201, description = "The office was added.", body = OfficeView)))]
pub async fn create(
    write: Write<scope::RecordsWrite>,
    body: Json<NewOffice>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let office = Office::from(body.value);
    let code = office.code;
    let done = write.once(&body.bytes).execute(&state, Command::CreateOffice(Box::new(office))).await?;
    let mut answer = Vec::new();
    super::write::at(&state, done, |snapshot| {
        if let Some(office) = snapshot.offices.get(&code) {
            write_json(&mut answer, &view::office(snapshot, office, Language::English));
        }
    });
    Ok(write::answer(Some(format!("/v1/offices/{code}")), done, answer))
}

/// The operations on offices.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list, create, show);
}
