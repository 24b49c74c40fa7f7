//! Reads of figures.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{FigureParams, ReadRequest, list::take_format};
use crate::api::{
    format,
    problem::{self, Problem},
};
use presence_core::query::write_json;
use presence_formats::{Output, Table, to_csv, to_hxl, to_ndjson, to_xlsx};
use presence_model::Timestamp;
use presence_store::{CachedResponse, CachedSnapshot};

impl ReadRequest {
    /// Figures made from a moment: as JSON, or as a table. `make` gets the parameters that are its own.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn figures<T: Serialize>(
        self,
        make: impl FnOnce(&CachedSnapshot, FigureParams) -> Result<(T, Table), Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (request, output) = (self.request.clone(), self.output);
        self.cached_for_day("", |moment, mut asked| {
            take_format(&mut asked.pairs, output, false)?;
            let (figures, mut table) = make(moment, asked)?;
            let mut body = Vec::new();
            match output {
                Output::Json | Output::GeoJson => write_json(&mut body, &figures),
                Output::Xlsx => {
                    table.about = format::export_metadata(&request, moment);
                    body = to_xlsx(&table).map_err(|error| {
                        log::error!("figures were not written: {error}");
                        Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice)
                    })?;
                }
                Output::Csv => body = to_csv(&table),
                Output::Hxl => body = to_hxl(&table),
                Output::Ndjson => body = to_ndjson(&table),
            }
            Ok(body)
        })
    }

    /// What is computed from a moment and a date: kept beside the moment. `make` gets the parameters that are its own;
    /// `version` tells its answers from those of another `make`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or wrong; what `make` says.
    pub fn cached_for_day(
        mut self,
        version: &str,
        make: impl FnOnce(&CachedSnapshot, FigureParams) -> Result<Vec<u8>, Problem>,
    ) -> Result<HttpResponse, Problem> {
        let (pairs, when) = self.parameters()?;
        let moment = self.moment(when)?;
        // Times since a report are reckoned from a date: tomorrow the same revision gives another answer.
        let today = moment.on.unwrap_or_else(|| match when.as_of {
            Some(_) => moment.recorded_at().date(),
            None => Timestamp::now().date(),
        });
        let key = format!("{version}{today} {}", self.key());
        if let Some(response) = self.try_cached(&moment, &key) {
            return Ok(response);
        }
        let body = make(&moment, FigureParams { pairs, today, style: self.style() })?;
        Ok(self.cache_and_respond(&moment, key, CachedResponse::new(body, None)))
    }
}
