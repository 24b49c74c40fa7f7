//! New resident coordinator offices.

use deserr::Deserr;
use utoipa::ToSchema;

use crate::body::{Body, Faults};
use presence_model::{Alpha3, Names, Office, OfficeCode, OfficeKind};

/// A new resident coordinator office.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"country": "SEN", "name": {"en": "UN Resident Coordinator's Office, Senegal"}}))]
pub struct NewOffice {
    /// Its country, whose code becomes the office's.
    country: Alpha3,
    /// Its name; a text stands for English.
    name: Names,
}

impl Body for NewOffice {}

impl From<NewOffice> for Office {
    fn from(new: NewOffice) -> Self {
        let NewOffice { country, name } = new;
        Self {
            code: OfficeCode::from(country),
            kind: OfficeKind::ResidentCoordinatorOffice,
            name,
            country: Some(country),
        }
    }
}
