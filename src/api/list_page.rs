//! The shape of every list, for the documentation.

use serde::Serialize;
use utoipa::ToSchema;

use presence_core::query::PageInfo;

/// A page of a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub struct PageOf<T: ToSchema> {
    /// The records.
    data: Vec<T>,
    /// Where this page stands in its list.
    page: PageInfo<'static>,
    /// The registry's revision that the list shows.
    #[schema(example = 434)]
    revision: u64,
}
