//! Reads of single records.

use actix_web::{HttpResponse, http::header};
use serde_json::{Map, Value};

use super::{ReadRequest, Version};
use crate::api::{
    problem::Problem,
    respond::{Coding, not_modified, record_tag},
};
use presence_core::{
    Snapshot,
    query::{BadParameter, Query, Resource, write_json},
};
use presence_formats::Output;
use presence_model::{Code as _, Language};

impl ReadRequest {
    /// A single record: `find` finds it and the version that its tag stands for.
    ///
    /// # Errors
    /// 404 if there is none; 400 for a parameter that is unknown or wrong.
    pub fn record<R: Resource>(
        mut self,
        resource: &R,
        find: impl for<'s> Fn(&'s Snapshot) -> Result<(&'s R::Item, Version), Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let plain = self.request.query_string().is_empty();
        let (pairs, when) = self.parameters()?;
        if let Some((name, _)) = pairs.iter().find(|(name, _)| !["fields", "include"].contains(&name.as_str())) {
            let allowed = ["fields", "lang", "as_of", "on"].iter().chain(R::INCLUDES.first().map(|_| &"include"));
            let bad = BadParameter::new(name, "is not a parameter of a single record");
            return Err(bad.allowing(allowed.map(ToString::to_string).collect()).into());
        }
        let query = Query::read::<R>(&pairs, self.style())?;
        let moment = self.moment(when)?;
        let (item, version) = find(&moment)?;
        let version =
            if query.style.with_posts { Version { related_revision: moment.revision(), ..version } } else { version };
        let variant = if plain
            && self.language == Language::English
            && version.related_revision == 0
            && !version.varies_by_audience
        {
            String::new()
        } else {
            format!("{}{}", version.related_revision, self.key())
        };
        let outgoing = self.outgoing(version.revision, variant, None);
        let coding = self.coding;
        let asks = self.request.headers().contains_key(header::IF_NONE_MATCH);
        let known = |coding| asks && not_modified(self.request.headers(), &outgoing.tag(coding));
        // A body that is too small for a coding was sent without one.
        if known(coding) || (coding != Coding::Identity && known(Coding::Identity)) {
            return Ok(outgoing.not_modified(coding));
        }
        let mut body = Vec::new();
        query.write(resource, &moment, item, &mut body);
        Ok(self.encode_and_send(&moment, &outgoing, body.into()))
    }

    /// A single record as only this reader sees it, with `extra` in it: no cache keeps it.
    ///
    /// # Errors
    /// What `find` says; 400 for a parameter that is unknown or wrong.
    pub fn private<R: Resource>(
        mut self,
        resource: &R,
        find: impl for<'s> Fn(&'s Snapshot) -> Result<(&'s R::Item, u64), Problem>,
        extra: Map<String, Value>,
    ) -> Result<HttpResponse, Problem> {
        let (pairs, when) = self.parameters()?;
        if let Some((name, _)) = pairs.iter().find(|(name, _)| name != "fields") {
            return Err(BadParameter::new(name, "is not a parameter of a single record").into());
        }
        let query = Query::read::<R>(&pairs, self.style())?;
        let moment = self.moment(when)?;
        let (item, revision) = find(&moment)?;
        let mut body = Vec::new();
        query.write(resource, &moment, item, &mut body);
        if pairs.is_empty() && body.pop().is_some() {
            for (field, value) in extra {
                body.push(b',');
                write_json(&mut body, &field);
                body.push(b':');
                write_json(&mut body, &value);
            }
            body.push(b'}');
        }
        Ok(HttpResponse::Ok()
            .insert_header((header::ETAG, record_tag(revision)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_LANGUAGE, self.language.as_str()))
            .insert_header((header::VARY, "*"))
            .content_type("application/json")
            .body(body))
    }
}
