//! Contributions: money for adviser posts, and for what it may be used.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use deserr::Deserr;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{
    ProgrammeRecord,
    money::{self, USD},
    record,
};
use crate::{
    body::{self, Amount, Body, Currency, Faults, SentFields, Text, UniqueList},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, SortValue, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{
    Alpha3, Code, Contribution, ContributionStage, Earmark, EarmarkScope, PostStatus, Rate, RecordCode, Region,
    Timestamp, latest_effective_date,
};

type Item = Arc<Versioned<Contribution>>;

/// The transaction type of the International Aid Transparency Initiative (code list `TransactionType`).
fn iati(stage: ContributionStage) -> &'static str {
    match stage {
        ContributionStage::Pledge => "13",
        ContributionStage::Commitment => "11",
        ContributionStage::Received => "1",
    }
}

/// A new contribution.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "norway-2024", "donor": "norway", "stage": "commitment", "amount": 500_000_000, "currency": "NOK", "rate": {"usd": "0.0936", "date": "2024-06-03"}, "from": "2024-07-01", "to": "2025-06-30"}))]
pub struct NewContribution {
    /// Its code.
    code: RecordCode,
    /// Who gives it.
    donor: RecordCode,
    /// How sure it is.
    stage: ContributionStage,
    /// How much, in minor units of the currency.
    #[schema(inline)]
    amount: Amount,
    /// ISO 4217.
    #[schema(inline)]
    currency: Currency,
    /// What the currency was worth: required, but for US dollars.
    #[deserr(default)]
    #[schema(value_type = Option<Rate>)]
    rate: Option<NewRate>,
    /// The first day that it covers.
    from: NaiveDate,
    /// The last day that it covers.
    to: NaiveDate,
    /// For what it may be used; the programme in general unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Earmark>)]
    earmark: Option<NewEarmark>,
    /// The donor's or the desk's reference.
    #[deserr(default)]
    #[schema(inline)]
    reference: Option<Text<300>>,
    /// Why it will not come after all.
    #[deserr(default)]
    #[schema(inline)]
    cancelled: Option<Text<500>>,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct NewRate {
    usd: Text<30>,
    date: NaiveDate,
}

#[derive(Deserr)]
#[deserr(error = Faults, deny_unknown_fields)]
struct NewEarmark {
    scope: EarmarkScope,
    #[deserr(default)]
    region: Option<Region>,
    #[deserr(default)]
    country: Option<Alpha3>,
    #[deserr(default)]
    posts: Option<UniqueList<RecordCode>>,
}

impl Body for NewContribution {
    fn check(&self, given: SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        let mut fault = |field: &str, code, detail: String| faults.push(Fault::new(format!("/{field}"), code, detail));
        let (from, to) = (self.from, self.to);
        if from > to {
            fault("to", "out_of_range", format!("the period ends before it begins on {from}"));
        } else if to.year() - from.year() > 20 || from.year() < 1945 {
            fault("to", "out_of_range", "a period has twenty years at most and begins after 1945".to_owned());
        }
        let currency = &self.currency.0;
        match &self.rate {
            Some(_) if currency == USD => fault("rate", "not_applicable", "US dollars need no rate".to_owned()),
            None if currency != USD && !given.has("rate") => {
                fault("rate", "required", format!("an amount in {currency} needs its `rate` in US dollars"));
            }
            None => {}
            Some(rate) => {
                if money::decimal(&rate.usd).is_none() {
                    let detail = "US dollars for one unit, as a decimal number above zero with ten decimals at most";
                    fault("rate/usd", "malformed", detail.to_owned());
                }
                if rate.date > latest_effective_date(now) {
                    fault("rate/date", "in_the_future", "a rate is of today or of an earlier date".to_owned());
                }
            }
        }
        if let Some(earmark) = &self.earmark {
            earmark.check(&mut fault);
        }
    }
}

impl NewEarmark {
    fn check(&self, fault: &mut impl FnMut(&str, &'static str, String)) {
        let scope = self.scope;
        for (of, field, given) in [
            (EarmarkScope::Region, "region", self.region.is_some()),
            (EarmarkScope::Country, "country", self.country.is_some()),
            (EarmarkScope::Posts, "posts", self.posts.is_some()),
        ] {
            if scope == of && !given {
                fault(&format!("earmark/{field}"), "required", format!("the scope `{scope}` names its `{field}`"));
            } else if scope != of && given {
                fault(&format!("earmark/{field}"), "not_applicable", format!("the scope `{scope}` takes no `{field}`"));
            }
        }
        if scope == EarmarkScope::Posts && self.posts.as_ref().is_some_and(|posts| posts.0.is_empty()) {
            fault("earmark/posts", "empty", "one post at least".to_owned());
        }
    }
}

impl From<NewEarmark> for Earmark {
    fn from(NewEarmark { scope, region, country, posts }: NewEarmark) -> Self {
        let mut posts = posts.map_or_else(Vec::new, |posts| posts.0);
        posts.sort();
        Self { scope, region, country, posts }
    }
}

/// For the programme in general.
fn general() -> Earmark {
    Earmark { scope: EarmarkScope::Programme, region: None, country: None, posts: Vec::new() }
}

impl RecordKind for Contribution {
    type New = NewContribution;
    const KIND: &'static str = "contribution";
    const NAME: &'static str = "contribution";
    const PATH: &'static str = "/v1/contributions";
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "code",
        "donor",
        "stage",
        "iati_transaction_type",
        "amount",
        "currency",
        "rate",
        "usd_amount",
        "from",
        "to",
        "earmark",
        "reference",
        "cancelled",
        "revision",
        "recorded_at",
        "links",
    ];
    const COMPUTED: &'static [&'static str] = &["usd_amount", "iati_transaction_type"];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#activity+contribution+code"),
        column("donor", "#org+donor+code"),
        column("stage", "#status+contribution"),
        column("iati_transaction_type", "#meta+iati+type"),
        column("amount", "#value+amount"),
        column("currency", "#currency+code"),
        column("rate.usd", "#value+rate"),
        column("rate.date", "#date+rate"),
        column("usd_amount", "#value+usd"),
        column("from", "#date+start"),
        column("to", "#date+end"),
        column("earmark.scope", "#meta+earmark"),
        column("earmark.region", "#region+earmark+code"),
        column("earmark.country", "#country+earmark+code"),
        column("earmark.posts", "#capacity+earmark+code+list"),
        column("reference", "#meta+donor+reference"),
        column("cancelled", "#description+cancelled"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let body = body::with_code(body, known.map(|known| &known.code));
        let new: NewContribution = body::read(&body, now)?;
        let (amount, currency) = (new.amount.into(), new.currency.0);
        let worth = new.rate.as_ref().map_or(Some((1, 0)), |rate| money::decimal(&rate.usd));
        let usd_amount = worth.and_then(|worth| money::in_usd(amount, &currency, worth)).filter(|cents| *cents > 0);
        let usd_amount = usd_amount.ok_or_else(|| {
            let detail = "in US dollars this is less than a cent, or more than can be counted";
            vec![Fault::new("/amount", "out_of_range", detail)]
        })?;
        Ok(Self {
            code: new.code,
            donor: new.donor,
            stage: new.stage,
            amount,
            currency,
            rate: new.rate.map(|rate| Rate { usd: rate.usd.into(), date: rate.date }),
            usd_amount,
            from: new.from,
            to: new.to,
            earmark: new.earmark.map_or_else(general, Into::into),
            reference: new.reference.map(Into::into),
            cancelled: new.cancelled.map(Into::into),
        })
    }

    fn check(&self, snapshot: &Snapshot, known: Option<&Self>) -> Vec<Fault> {
        let mut faults = Vec::new();
        match snapshot.programme.donors.get(&self.donor) {
            None => {
                faults.push(Fault::new("/donor", "unknown_code", format!("there is no donor `{}`", self.donor)));
            }
            Some(donor) => {
                if let Some(end) = donor.record().closes_on.filter(|end| *end < self.from) {
                    let detail = format!("`{}` closes on {end}, before the period begins", self.donor);
                    faults.push(Fault::new("/from", "out_of_range", detail));
                }
            }
        }
        if known.is_some_and(|known| known.earmark == self.earmark) {
            return faults;
        }
        if let Some(country) = self.earmark.country.filter(|country| !snapshot.countries.contains_key(country)) {
            faults.push(Fault::new("/earmark/country", "unknown_code", format!("there is no country `{country}`")));
        }
        for (at, code) in self.earmark.posts.iter().enumerate() {
            let pointer = format!("/earmark/posts/{at}");
            match snapshot.posts.get(code) {
                None => faults.push(Fault::new(pointer, "unknown_code", format!("there is no post `{code}`"))),
                Some(post) if post.state.status == PostStatus::Abolished => {
                    faults.push(Fault::new(pointer, "not_applicable", format!("`{code}` is abolished")));
                }
                Some(_) => {}
            }
        }
        faults
    }

    fn derived(&self) -> Map<String, Value> {
        Map::from_iter([("iati_transaction_type".to_owned(), json!(iati(self.stage)))])
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of contributions.", None),
            Filter {
                name: "donor",
                about: "Codes of donors.",
                codes: None,
                build: |values| by::by_text(values, |_, c: &Item, value| c.record().donor.as_str() == value),
            },
            Filter {
                name: "stage",
                about: "Stages.",
                codes: Some(ContributionStage::codes),
                build: |values| by::by_code(values, |_, c: &Item| Some(c.record().stage)),
            },
            Filter {
                name: "scope",
                about: "Scopes of earmarks.",
                codes: Some(EarmarkScope::codes),
                build: |values| by::by_code(values, |_, c: &Item| Some(c.record().earmark.scope)),
            },
            Filter {
                name: "region",
                about: "Regions that contributions are earmarked for.",
                codes: Some(Region::codes),
                build: |values| by::by_code(values, |_, c: &Item| c.record().earmark.region),
            },
            Filter {
                name: "country",
                about: "Countries that contributions are earmarked for.",
                codes: None,
                build: |values| {
                    by::by_country(values, |_, c: &Item, country: Alpha3| c.record().earmark.country == Some(country))
                },
            },
            Filter {
                name: "post",
                about: "Posts that contributions are earmarked for.",
                codes: None,
                build: |values| {
                    by::by_text(values, |_, c: &Item, value| {
                        c.record().earmark.posts.iter().any(|post| post.as_str() == value)
                    })
                },
            },
            Filter {
                name: "covers_on",
                about: "Contributions whose period has this date.",
                codes: None,
                build: |values| {
                    by::by_date(values, |_, c: &Item, date| (c.record().from..=c.record().to).contains(&date))
                },
            },
            Filter {
                name: "cancelled",
                about: "Whether it was cancelled.",
                codes: Some(by::truths),
                build: |values| by::by_truth(values, |_, c: &Item| c.record().cancelled.is_some()),
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "donor", value: |_, c| SortValue::Text(c.record().donor.to_string()) },
            SortKey { name: "usd_amount", value: |_, c| SortValue::Number(c.record().usd_amount) },
            SortKey { name: "from", value: |_, c| by::date(Some(c.record().from)) },
            SortKey { name: "to", value: |_, c| by::date(Some(c.record().to)) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.contributions
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::Contribution(Arc::new(self)))
    }
}
