//! Reads of lists, as pages and as files.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};

use super::ReadRequest;
use crate::api::{
    extract::query::{Pairs, url_with},
    format::{self, CACHE_LIMIT, Export},
    problem::Problem,
    respond::{Coding, not_modified},
};
use presence_core::{
    Snapshot,
    query::{BadParameter, Query, Resource},
};
use presence_formats::Output;
use presence_store::{CachedResponse, CachedSnapshot, When};

impl ReadRequest {
    /// A list. `resource` says which, once it is known of which moment.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `resource` says.
    pub fn list<R: Resource + 'static>(
        mut self,
        resource: impl FnOnce(&Snapshot, &Pairs) -> Result<R, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let key = self.key();
        if let Some(response) = self.try_cached(&self.now, &key) {
            return Ok(response);
        }
        let (mut pairs, when) = self.parameters()?;
        take_format(&mut pairs, self.output, R::PLACED)?;
        let query = Query::read::<R>(&pairs, self.style())?;
        let pinned = query.cursor.as_ref().map(|cursor| cursor.revision);
        let moment = self.moment(When { as_of: pinned.or(when.as_of), on: when.on })?;
        if let Some(response) = self.try_cached(&moment, &key) {
            return Ok(response);
        }
        let resource = resource(&moment, &pairs)?;
        if self.output != Output::Json {
            return self.export(resource, query, moment, key);
        }
        let page = query.page(&resource, &moment, |cursor| url_with(&self.request, "cursor", cursor));
        if page.next.is_some() {
            self.state.store.keep(&moment);
        }
        Ok(self.cache_and_respond(&moment, key, CachedResponse::new(page.body, page.next)))
    }

    /// A list as a file: kept beside its moment while it is short, else made while it is sent.
    fn export<R: Resource + 'static>(
        self,
        resource: R,
        query: Query<R::Item>,
        moment: Arc<CachedSnapshot>,
        key: String,
    ) -> Result<HttpResponse, Problem> {
        let (items, next) = query.records(&resource, &moment);
        let next = next.map(|cursor| url_with(&self.request, "cursor", &cursor));
        let columns = query.columns::<R>();
        let export = Export { output: self.output, resource, query, moment: moment.clone(), items, columns };
        if export.items.len() <= CACHE_LIMIT || self.output == Output::Xlsx {
            let body = export.whole("records", format::export_metadata(&self.request, &moment))?;
            return Ok(self.cache_and_respond(&moment, key, CachedResponse::new(body, next)));
        }
        let outgoing = self.outgoing(moment.revision(), key, next);
        let tag = outgoing.tag(Coding::Identity);
        if not_modified(self.request.headers(), &tag) {
            return Ok(outgoing.not_modified(Coding::Identity));
        }
        let mut response = outgoing.response(StatusCode::OK, &tag).streaming(export.stream());
        format::file(&mut response, self.request.path(), &moment, self.output);
        Ok(response)
    }
}

/// Takes `format=` out of the parameters: it was read before.
pub(super) fn take_format(pairs: &mut Pairs, output: Output, placed: bool) -> Result<(), Problem> {
    let before = pairs.len();
    pairs.retain(|(name, _)| name != "format");
    if before - pairs.len() > 1 {
        return Err(BadParameter::new("format", "takes one value only").into());
    }
    if output == Output::GeoJson && !placed {
        return Err(BadParameter::new("format", "GeoJSON is not available here: these records have no location").into());
    }
    Ok(())
}
