//! Reads of documents that are neither a list nor a record.

use actix_web::HttpResponse;

use super::ReadRequest;
use crate::api::{extract::query::Pairs, problem::Problem};
use presence_core::{
    Snapshot,
    query::{BadParameter, Style},
};
use presence_formats::Output;
use presence_store::{CachedResponse, CachedSnapshot, When};

impl ReadRequest {
    /// An answer of any moment; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn at_moment(
        mut self,
        make: impl FnOnce(&CachedSnapshot, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        let key = self.key();
        if let Some(response) = self.try_cached(&moment, &key) {
            return Ok(response);
        }
        let body = make(&moment, pairs, self.style())?;
        Ok(self.cache_and_respond(&moment, key, CachedResponse::new(body, None)))
    }

    /// A document of any moment in a format of its own, and its revision; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn into_format(
        mut self,
        format: &str,
        make: impl FnOnce(&CachedSnapshot, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<(HttpResponse, u64), Problem> {
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        let key = format!("{format} {}", self.key());
        if let Some(response) = self.try_cached(&moment, &key) {
            return Ok((response, moment.revision()));
        }
        let body = make(&moment, pairs, self.style())?;
        let answer = CachedResponse::new(body, None);
        Ok((self.cache_and_respond(&moment, key, answer), moment.revision()))
    }

    /// An answer of the newest moment only; `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn at_present(
        mut self,
        make: impl FnOnce(&CachedSnapshot, Pairs, Style) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.output = Output::Json;
        let key = self.key();
        if let Some(response) = self.try_cached(&self.now, &key) {
            return Ok(response);
        }
        let (pairs, when) = self.parameters()?;
        if when != When::default() {
            return Err(
                BadParameter::new("as_of", "is not supported by this endpoint: it shows the present only").into()
            );
        }
        let body = make(&self.now, pairs, self.style())?;
        Ok(self.cache_and_respond(&self.now, key, CachedResponse::new(body, None)))
    }

    /// A document of any moment that is neither a list nor a record, and takes no parameters of its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn document(self, make: impl FnOnce(&Snapshot) -> Result<Vec<u8>, Problem>) -> Result<HttpResponse, Problem> {
        self.at_moment(|moment, pairs, _| match pairs.first() {
            Some((name, _)) => {
                let allowed = vec!["lang".to_owned(), "as_of".to_owned(), "on".to_owned()];
                Err(BadParameter::new(name, "is not a parameter of this endpoint").allowing(allowed).into())
            }
            None => make(moment),
        })
    }
}
