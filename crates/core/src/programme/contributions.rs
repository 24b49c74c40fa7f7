//! Contributions: money for adviser posts, and for what it may be used.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    ProgrammeRecord,
    money::{self, USD},
    record,
};
use crate::{
    change::Record,
    fault::Fault,
    fields::Fields,
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

fn earmark(fields: &mut Fields) -> Option<Earmark> {
    if !fields.has("earmark") {
        return Some(Earmark { scope: EarmarkScope::Programme, region: None, country: None, posts: Vec::new() });
    }
    fields.nested("earmark", |fields| {
        let scope: Option<EarmarkScope> = fields.code("scope");
        let scope = fields.require("scope", scope);
        let region: Option<Region> = fields.code("region");
        let country = fields.country("country");
        let posts = fields.list("posts", "the code of a post", RecordCode::new);
        let scope = scope?;
        for (of, field) in
            [(EarmarkScope::Region, "region"), (EarmarkScope::Country, "country"), (EarmarkScope::Posts, "posts")]
        {
            if scope == of && !fields.has(field) {
                fields.fault(field, "required", format!("the scope `{scope}` names its `{field}`"));
            } else if scope != of && fields.has(field) {
                fields.fault(field, "not_applicable", format!("the scope `{scope}` takes no `{field}`"));
            }
        }
        if scope == EarmarkScope::Posts && posts.as_ref().is_some_and(Vec::is_empty) {
            fields.fault("posts", "empty", "one post at least");
        }
        let mut posts = posts.unwrap_or_default();
        posts.sort();
        Some(Earmark { scope, region, country, posts })
    })
}

fn rate(fields: &mut Fields, now: Timestamp) -> Option<Rate> {
    fields.nested("rate", |fields| {
        let usd = fields.text("usd", 30);
        let usd = fields.require("usd", usd);
        if usd.as_deref().is_some_and(|text| money::decimal(text).is_none()) {
            let detail = "US dollars for one unit, as a decimal number above zero with ten decimals at most";
            fields.fault("usd", "malformed", detail);
        }
        let date = fields.date("date");
        let date = fields.require("date", date);
        if date.is_some_and(|date| date > latest_effective_date(now)) {
            fields.fault("date", "in_the_future", "a rate is of today or of an earlier date");
        }
        Some(Rate { usd: usd?, date: date? })
    })
}

impl RecordKind for Contribution {
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

    fn read(fields: &mut Fields, known: Option<&Self>, now: Timestamp) -> Option<Self> {
        let code = fields.code_or_known("code", known.map(|known| &known.code));
        let donor = fields.record_code("donor");
        let donor = fields.require("donor", donor);
        let stage = fields.code("stage");
        let stage = fields.require("stage", stage);
        let amount = money::amount(fields, "amount");
        let amount = fields.require("amount", amount);
        let currency = money::currency(fields, "currency");
        let currency = fields.require("currency", currency);
        let rate = rate(fields, now);
        let (from, to) = (fields.date("from"), fields.date("to"));
        let (from, to) = (fields.require("from", from), fields.require("to", to));
        let earmark = earmark(fields);
        let (reference, cancelled) = (fields.text("reference", 300), fields.text("cancelled", 500));
        if let (Some(from), Some(to)) = (from, to) {
            let years = chrono::Datelike::year(&to) - chrono::Datelike::year(&from);
            if from > to {
                fields.fault("to", "out_of_range", format!("the period ends before it begins on {from}"));
            } else if years > 20 || chrono::Datelike::year(&from) < 1945 {
                fields.fault("to", "out_of_range", "a period has twenty years at most and begins after 1945");
            }
        }
        let currency = currency?;
        if currency == USD && fields.has("rate") {
            fields.fault("rate", "not_applicable", "US dollars need no rate");
        } else if currency != USD && !fields.has("rate") {
            fields.fault("rate", "required", format!("an amount in {currency} needs its `rate` in US dollars"));
        }
        let worth = match &rate {
            None => (1, 0),
            Some(rate) => money::decimal(&rate.usd)?,
        };
        let usd_amount = money::in_usd(amount?, &currency, worth).filter(|cents| *cents > 0);
        if usd_amount.is_none() {
            fields.fault(
                "amount",
                "out_of_range",
                "in US dollars this is less than a cent, or more than can be counted",
            );
        }
        Some(Self {
            code: code?,
            donor: donor?,
            stage: stage?,
            amount: amount?,
            currency,
            rate,
            usd_amount: usd_amount?,
            from: from?,
            to: to?,
            earmark: earmark?,
            reference,
            cancelled,
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
