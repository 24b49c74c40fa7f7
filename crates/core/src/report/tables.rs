//! The tables and charts of the report, from the functions that answer the API's questions.

use presence_i18n::Catalogue;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Block, ReportSnapshot};
use crate::{
    programme::{
        coverage::{self, Coverage, Group, Level},
        demand,
    },
    query::{Posts, Query, Style, VersionedList},
    statistics::{
        self,
        contributions::{self, ContributionSum},
    },
    view::{Audience, marked_country, provenance},
};
use presence_model::{Code, Contribution, ContributionStage, PostStatus, PresenceStatus, PresenceType, Region};

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it has numbers.
    pub number: bool,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Table {
    /// Which part of a section it is: `table`.
    #[serde(rename = "type")]
    #[schema(example = "table")]
    pub part: &'static str,
    /// What it is about.
    #[schema(example = "coverage")]
    pub code: &'static str,
    /// What it is called.
    pub caption: String,
    /// Its columns; the first names the rows.
    pub columns: Vec<Column>,
    /// Its rows, as they are shown.
    pub rows: Vec<Vec<String>>,
    /// The question to this API that gives the same figures.
    pub query: String,
}

impl Table {
    /// Whether a number in it is not zero.
    fn says_something(&self) -> bool {
        let number = |at: usize| self.columns.get(at).is_some_and(|column| column.number);
        let cells = self.rows.iter().flat_map(|row| row.iter().enumerate());
        cells.filter(|(at, _)| number(*at)).any(|(_, cell)| cell.contains(|c: char| ('1'..='9').contains(&c)))
    }
}

/// A bar of a chart: its parts stand one on the other.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Bar {
    /// What it stands for.
    #[schema(example = "2024-07")]
    pub label: String,
    /// Its parts, one for each series.
    pub parts: Vec<i64>,
}

/// A chart of bars. The table before it has the same figures.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Chart {
    /// Which part of a section it is: `chart`.
    #[serde(rename = "type")]
    #[schema(example = "chart")]
    pub part: &'static str,
    /// What it is about.
    #[schema(example = "coverage")]
    pub code: &'static str,
    /// What it is called.
    pub caption: String,
    /// What it shows, for those who do not see it.
    pub alternative: String,
    /// What the parts of bars are.
    pub series: Vec<String>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// The question to this API that gives the same figures.
    pub query: String,
}

/// Makes tables.
struct Maker<'s> {
    moment: ReportSnapshot<'s>,
    t: &'static Catalogue,
}

impl Maker<'_> {
    fn count(&self, count: usize) -> String {
        self.t.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn total(&self) -> String {
        self.t.text("report-column-total")
    }

    /// A table with columns of texts, then of numbers.
    fn table(
        &self,
        code: &'static str,
        texts: &[&str],
        numbers: &[String],
        rows: Vec<Vec<String>>,
        path: &str,
    ) -> Table {
        let texts = texts.iter().map(|key| Column { name: self.t.text(key), number: false });
        let numbers = numbers.iter().map(|name| Column { name: name.clone(), number: true });
        let caption = self.t.term("report-table", code);
        Table {
            part: "table",
            code,
            caption,
            columns: texts.chain(numbers).collect(),
            rows,
            query: self.moment.query(path),
        }
    }

    fn presences(&self) -> Table {
        let all = || self.moment.snapshot.presences.values();
        let of = |region: Option<Region>, status: Option<PresenceStatus>| {
            let wanted = all().filter(|it| region.is_none_or(|region| it.record().region == region));
            let counted = |it: PresenceStatus| status.map_or(it.exists(), |status| it == status);
            self.count(wanted.filter(|it| counted(it.state.status)).count())
        };
        // What exists adds up to the total; the others stand behind it.
        let (exist, others): (Vec<_>, Vec<_>) = PresenceStatus::ALL.iter().partition(|status| status.exists());
        let row = |name: String, region: Option<Region>| {
            let counts =
                |statuses: &[PresenceStatus]| statuses.iter().map(|&it| of(region, Some(it))).collect::<Vec<_>>();
            [vec![name], counts(&exist), vec![of(region, None)], counts(&others)].concat()
        };
        let mut rows: Vec<Vec<_>> =
            Region::ALL.iter().map(|&it| row(self.t.term("region", it.as_str()), Some(it))).collect();
        rows.push(row(self.total(), None));
        let named = |statuses: &[PresenceStatus]| {
            statuses.iter().map(|&it| self.t.term("status", it.as_str())).collect::<Vec<_>>()
        };
        let numbers = [named(&exist), vec![self.total()], named(&others)].concat();
        self.table("presences", &["region"], &numbers, rows, "/v1/statistics?of=presences&group_by=region,status")
    }

    /// Counts by a code, with their sum.
    fn counts<C: Code>(
        &self,
        name: &'static str,
        vocabulary: &str,
        of: &str,
        count: impl Fn(C) -> usize,
        path: &str,
    ) -> Table {
        let mut rows: Vec<_> =
            C::ALL.iter().map(|&code| vec![self.t.term(vocabulary, code.as_str()), self.count(count(code))]).collect();
        rows.push(vec![self.total(), self.count(C::ALL.iter().map(|&code| count(code)).sum())]);
        self.table(name, &[of], &[self.t.text("number")], rows, path)
    }

    fn types(&self) -> Table {
        let all = || self.moment.snapshot.presences.values().filter(|it| it.state.status.exists());
        let count = |kind: PresenceType| all().filter(|it| it.record().kind == kind).count();
        self.counts("types", "type", "kind", count, "/v1/statistics?of=presences&group_by=type")
    }

    fn posts(&self) -> Table {
        let of = |status: PostStatus| {
            let filter = Some(("status", status.as_str()));
            statistics::totals::<Posts>(self.moment.snapshot, filter, self.moment.today)
        };
        let row = |status: PostStatus| vec![self.t.term("status", status.as_str()), self.count(of(status).count)];
        let (exist, others): (Vec<_>, Vec<_>) = PostStatus::ALL.iter().partition(|status| status.exists());
        let total = exist.iter().map(|&status| of(status).count).sum();
        let mut rows: Vec<_> = exist.iter().map(|&status| row(status)).collect();
        rows.push(vec![self.total(), self.count(total)]);
        rows.extend(others.iter().map(|&status| row(status)));
        self.table(
            "posts",
            &["status"],
            &[self.t.text("number")],
            rows,
            "/v1/statistics?of=adviser_posts&group_by=status",
        )
    }

    fn demand(&self) -> Table {
        let demand = demand::demand(self.moment.snapshot, self.moment.today);
        let count = |status| demand.by_status.iter().find(|it| it.status == status).map_or(0, |it| it.count);
        self.counts("demand", "request", "status", count, "/v1/programme/demand")
    }

    fn coverage(&self, coverage: &Coverage) -> (Table, Chart) {
        let (first, last) = self.moment.months();
        let (mut rows, mut bars) = (Vec::new(), Vec::new());
        for row in coverage.rows(&[Group::Month]) {
            let (label, cover) = (row.key.month.unwrap_or_default(), row.cover);
            let had = cover.covered;
            let gap = cover.gap.with_pledges;
            let shown = [cover.cost, had.received, had.with_commitments, had.with_pledges, gap];
            let shown = shown.map(|cents| self.t.dollars(cents));
            rows.push([label.clone()].into_iter().chain(shown).collect());
            let (more, most) = (had.with_commitments - had.received, had.with_pledges - had.with_commitments);
            bars.push(Bar { label, parts: [had.received, more, most, gap].map(|cents| cents / 100).to_vec() });
        }
        let numbers = ["cost", "received", "report-column-with-commitments", "report-column-with-pledges", "missing"];
        let numbers = numbers.map(|key| self.t.text(key));
        let path = format!("/v1/programme/coverage?from={first}&to={last}&group_by=month");
        let table = self.table("coverage", &["month"], &numbers, rows, &path);
        let series = ["received", "commitments", "pledges", "missing"].map(|key| self.t.text(key)).to_vec();
        let chart = self.chart(&table, series, bars);
        (table, chart)
    }

    /// The chart of a table; its text alternative tells its bars.
    fn chart(&self, table: &Table, series: Vec<String>, bars: Vec<Bar>) -> Chart {
        let told = bars.iter().map(|bar| {
            let parts = series.iter().zip(&bar.parts);
            let parts: Vec<_> = parts.map(|(name, value)| format!("{name} {}", self.t.number(*value))).collect();
            format!("{}: {}", bar.label, parts.join(", "))
        });
        let alternative = format!("{}. {}.", table.caption, told.collect::<Vec<_>>().join("; "));
        let (code, caption, query) = (table.code, table.caption.clone(), table.query.clone());
        Chart { part: "chart", code, caption, alternative, series, bars, query }
    }

    /// What each donor gives, and what of it was received.
    fn donors(&self) -> Table {
        let snapshot = self.moment.snapshot;
        let style = Style { language: self.t.language, audience: Audience::Public, with_posts: false };
        let query = Query::read::<VersionedList<Contribution>>(&[], style).expect("no parameter is wrong");
        let (sums, _) = contributions::sums(snapshot, &query, &["donor", "stage"]);
        let worth = |donor: Option<&str>, stage: Option<ContributionStage>| {
            let wanted = |sum: &&ContributionSum| {
                donor.is_none_or(|donor| sum.group["donor"] == donor)
                    && stage.is_none_or(|stage| sum.group["stage"] == stage.as_str())
            };
            sums.iter().filter(wanted).map(|sum| sum.usd_amount).sum::<i64>()
        };
        use ContributionStage::{Commitment, Pledge, Received};
        let row = |name: String, donor: Option<&str>| {
            let stages = [Some(Received), Some(Commitment), Some(Pledge), None];
            let amounts = stages.map(|stage| self.t.dollars(worth(donor, stage)));
            [name].into_iter().chain(amounts).collect::<Vec<_>>()
        };
        let donors = snapshot.programme.donors.values().map(|kept| kept.record());
        let giving = donors.filter(|donor| worth(Some(donor.code.as_str()), None) > 0);
        let mut rows: Vec<_> =
            giving.map(|donor| row(donor.name.best(self.t.language).to_owned(), Some(donor.code.as_str()))).collect();
        rows.push(row(self.total(), None));
        let numbers = [Received, Commitment, Pledge].map(|stage| self.t.term("stage", stage.as_str()));
        let path = "/v1/statistics?of=contributions&group_by=donor,stage";
        self.table("donors", &["report-column-donor"], &[&numbers[..], &[self.total()]].concat(), rows, path)
    }

    fn at_risk(&self, coverage: &Coverage) -> Table {
        let posts = coverage::at_risk(self.moment.snapshot, coverage, Level::WithCommitments);
        let row = |post: &coverage::AtRisk| {
            vec![
                post.post.to_string(),
                self.country(post.country),
                self.t.term("status", post.status.as_str()),
                post.covered_until.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                self.t.number(post.months.into()),
                post.needed.map_or_else(|| "–".to_owned(), |cents| self.t.dollars(cents)),
            ]
        };
        let numbers = ["report-column-months", "report-column-needed"].map(|key| self.t.text(key));
        let rows = posts.iter().map(row).collect();
        self.table(
            "at_risk",
            &["post", "country", "status", "covered-until"],
            &numbers,
            rows,
            "/v1/programme/at-risk?within=12m",
        )
    }

    fn years(&self) -> (Table, Chart) {
        let years = demand::years(self.moment.snapshot, 2022, self.moment.today);
        let row = |year: &demand::Year| {
            let counts = [year.created, year.abolished, year.presences_closed, year.unfunded, year.posts, year.unknown];
            [year.year.to_string()].into_iter().chain(counts.map(|count| self.count(count))).collect()
        };
        let names = [
            "report-column-created",
            "report-column-abolished",
            "report-column-presences-closed",
            "report-column-unfunded",
            "report-column-posts",
            "report-column-unknown",
        ];
        let names = names.map(|key| self.t.text(key));
        let rows = years.iter().map(row).collect();
        let table = self.table("years", &["report-column-year"], &names, rows, "/v1/programme/years?from=2022");
        let bar = |year: &demand::Year| Bar {
            label: year.year.to_string(),
            parts: vec![i64::try_from(year.posts).unwrap_or(i64::MAX)],
        };
        let chart = self.chart(&table, vec![self.t.text("report-column-posts")], years.iter().map(bar).collect());
        (table, chart)
    }

    fn country(&self, code: presence_model::Alpha3) -> String {
        marked_country(self.moment.snapshot, code, self.t.language)
    }

    fn all_presences(&self) -> Table {
        let rows = self.moment.snapshot.presences.values().map(|it| {
            let presence = it.record();
            let seen = provenance(self.moment.snapshot, &presence.provenance, it.last_report.as_ref());
            vec![
                presence.name.best(self.t.language).to_owned(),
                self.country(presence.country),
                presence.city.clone(),
                self.t.term("type", presence.kind.as_str()),
                self.t.term("region", presence.region.as_str()),
                self.t.term("status", it.state.status.as_str()),
                self.t.term("confidence", seen.confidence.as_str()),
                seen.source,
                seen.as_of,
            ]
        });
        let columns =
            ["presence", "country", "city", "kind", "region", "status", "confidence", "source", "report-column-as-of"];
        self.table("all_presences", &columns, &[], rows.collect(), "/v1/presences?limit=1000")
    }

    fn all_posts(&self) -> Table {
        let snapshot = self.moment.snapshot;
        let rows = snapshot.posts.values().map(|it| {
            let post = it.record();
            let presence = snapshot.described(&post.presence);
            let seen = provenance(snapshot, &post.provenance, it.last_report.as_ref());
            vec![
                post.code.to_string(),
                presence.map_or_else(String::new, |it| it.name.best(self.t.language).to_owned()),
                post.grade.map_or_else(|| "–".to_owned(), |grade| self.t.term("grade", grade.as_str())),
                self.t.term("status", it.state.status.as_str()),
                post.funded_until.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                self.t.term("confidence", seen.confidence.as_str()),
                seen.source,
                seen.as_of,
            ]
        });
        let columns =
            ["post", "presence", "grade", "status", "funded-until", "confidence", "source", "report-column-as-of"];
        self.table("all_posts", &columns, &[], rows.collect(), "/v1/adviser-posts?limit=1000")
    }
}

/// The tables and charts of the section on the current status.
pub fn status(moment: ReportSnapshot, coverage: &Coverage, t: &'static Catalogue) -> Vec<Block> {
    let maker = Maker { moment, t };
    let (by_month, chart) = maker.coverage(coverage);
    let (years, posts) = maker.years();
    let mut blocks: Vec<_> = [maker.presences(), maker.types(), maker.posts()].map(Block::Table).into();
    // What has nothing in it is left out, and its chart with it.
    if by_month.says_something() {
        blocks.extend([Block::Table(by_month), Block::Chart(chart)]);
    }
    let lists = [maker.donors(), maker.at_risk(coverage), maker.demand()];
    blocks.extend(lists.into_iter().filter(Table::says_something).map(Block::Table));
    blocks.extend([Block::Table(years), Block::Chart(posts)]);
    blocks
}

/// The tables of the annex.
pub fn annex(moment: ReportSnapshot, t: &'static Catalogue) -> Vec<Table> {
    let maker = Maker { moment, t };
    vec![maker.all_presences(), maker.all_posts()]
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use presence_i18n::catalogue;
    use presence_model::Language;

    use super::*;
    use crate::snapshot::Snapshot;

    #[test]
    fn every_name_in_a_table_is_a_text() {
        let snapshot = Snapshot::default();
        let moment = ReportSnapshot { snapshot: &snapshot, today: NaiveDate::default() };
        let (coverage, maker) = (moment.coverage(), Maker { moment, t: catalogue(Language::English) });
        let ((by_month, chart), (years, posts)) = (maker.coverage(&coverage), maker.years());
        let tables = [
            maker.presences(),
            maker.types(),
            maker.posts(),
            by_month,
            maker.donors(),
            maker.at_risk(&coverage),
            maker.demand(),
            years,
            maker.all_presences(),
            maker.all_posts(),
        ];
        for table in tables {
            let columns = table.columns.iter().map(|column| &column.name);
            let rows = table.rows.iter().map(|row| &row[0]);
            for name in columns.chain(rows).chain([&table.caption]).chain(&chart.series).chain(&posts.series) {
                // Where a text is missing its id is shown, in small letters.
                assert!(!name.starts_with(|c: char| c.is_ascii_lowercase()), "{}: {name}", table.code);
            }
        }
    }
}
