//! Counts as charts: the figures of `/v1/statistics`, with texts and links.

use chrono::NaiveDate;

use super::{
    charts::{self, Bar},
    layout::{Address, Frame},
};
use crate::api::problem::Problem;
use presence_core::{
    query::{Presences, Query, Resource},
    statistics::{self, Count, Counted, Grouping},
};
use presence_store::CachedSnapshot;

/// A chart and the table that says the same.
pub struct Chart {
    pub id: &'static str,
    pub title: String,
    pub svg: String,
    pub rows: Vec<Line>,
}

/// A line of a chart's table.
pub struct Line {
    pub text: String,
    pub url: Option<String>,
    pub count: usize,
    pub countries: usize,
}

/// Counts, for charts.
pub struct Counter<'a> {
    pub moment: &'a CachedSnapshot,
    pub today: NaiveDate,
    pub address: &'a Address,
    pub frame: &'a Frame,
}

impl Counter<'_> {
    fn count<R: Counted>(
        &self,
        resource: &R,
        query: &Query<R::Item>,
        by: &[&str],
    ) -> Result<(Vec<Count>, statistics::Totals), Problem> {
        Ok(statistics::count(resource, self.moment, query, &Grouping::read(by.iter().copied())?, self.today))
    }

    /// A chart by one dimension, whose values have texts in a vocabulary.
    pub fn chart<R: Counted>(
        &self,
        resource: &R,
        query: &Query<R::Item>,
        by: &str,
        vocabulary: &str,
        id: &'static str,
    ) -> Result<Chart, Problem> {
        let t = self.frame.t;
        let (mut bars, mut rows) = (Vec::new(), Vec::new());
        let (counts, totals) = self.count(resource, query, &[by])?;
        let counted = counts.iter().map(|count| {
            (count.group[by].as_str().unwrap_or_default().to_owned(), count.count, count.countries_served)
        });
        // By status, what does not exist is shown too.
        let apart = totals.apart.iter().filter(|_| by == "status").map(|(code, count)| ((*code).to_owned(), *count, 0));
        for (code, count, countries) in counted.chain(apart) {
            let text = t.term(vocabulary, &code);
            // Posts have no table of their own here, and the time since a report is no filter.
            let url = (R::OF == Presences::OF && by != "since_report")
                .then(|| self.address.replaced(&[(by, &code), ("page", "")]));
            bars.push(Bar { label: text.clone(), parts: vec![(code, count)] });
            rows.push(Line { text, url, count, countries });
        }
        Ok(Chart {
            id,
            title: t.term("chart", id.trim_start_matches("chart-")),
            svg: charts::bars(&bars, t.dir() == "rtl"),
            rows,
        })
    }

    /// Regions, each with its statuses.
    pub fn regions(&self, query: &Query<<Presences as Resource>::Item>) -> Result<Chart, Problem> {
        let t = self.frame.t;
        let mut bars: Vec<Bar> = Vec::new();
        let mut rows = Vec::new();
        for count in self.count(&Presences, query, &["region"])?.0 {
            let code = count.group["region"].as_str().unwrap_or_default();
            let text = t.term("region", code);
            let url = Some(self.address.replaced(&[("region", code), ("page", "")]));
            bars.push(Bar { label: text.clone(), parts: Vec::new() });
            rows.push(Line { text, url, count: count.count, countries: count.countries_served });
        }
        for count in self.count(&Presences, query, &["region", "status"])?.0 {
            let label = t.term("region", count.group["region"].as_str().unwrap_or_default());
            let status = count.group["status"].as_str().unwrap_or_default().to_owned();
            if let Some(bar) = bars.iter_mut().find(|bar| bar.label == label) {
                bar.parts.push((status, count.count));
            }
        }
        let id = "chart-region";
        Ok(Chart {
            id,
            title: t.term("chart", id.trim_start_matches("chart-")),
            svg: charts::bars(&bars, t.dir() == "rtl"),
            rows,
        })
    }
}
