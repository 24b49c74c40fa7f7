//! Parameters, from the very tables that read them.

use serde_json::json;
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, RefOr, Required, Schema, SchemaFormat,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{ArrayBuilder, Type},
};

use super::super::{audit, changes, imports, ledger, statistics, webhooks::deliveries};
use presence_core::{
    feed,
    import::Outcome,
    programme::coverage::{Group, Level},
    query::{
        self, Countries, Filter, History, Offices, Posts, Presences, Resource, SortKey, Submissions, Updates,
        VersionedList,
    },
    statistics::{Counted, Step},
};
use presence_formats::{Format, Output, report::Document};
use presence_model::{Call, Code as _, Contribution, Donor, Language, PostRequest, ReportText, StandardCost};

pub(super) fn add(operation: &mut Operation, parameters: Vec<Parameter>) {
    operation.parameters.get_or_insert_default().extend(parameters.into_iter().map(RefOr::T));
}

pub(super) fn parameter(name: &str, within: ParameterIn, about: &str, schema: impl Into<RefOr<Schema>>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(within)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(schema))
        .build()
}

pub(super) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

pub(super) fn codes(codes: Vec<String>) -> ObjectBuilder {
    text().enum_values(Some(codes))
}

/// A comma-separated list.
pub(super) fn several(name: &str, about: &str, item: ObjectBuilder) -> Parameter {
    let mut parameter = parameter(name, ParameterIn::Query, about, ArrayBuilder::new().items(item.build()).build());
    parameter.style = Some(utoipa::openapi::path::ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

pub(super) fn write_parameters(id: &str) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    if id.starts_with("patch") {
        let about = "The `ETag` of the record that the change is made to.";
        let mut required = parameter("If-Match", ParameterIn::Header, about, text().build());
        required.required = Required::True;
        parameters.push(required);
    } else {
        let about = "Makes the request safe to send twice: the same key and body bring the first answer again.";
        let key = text().min_length(Some(1)).max_length(Some(255)).build();
        parameters.push(parameter("Idempotency-Key", ParameterIn::Header, about, key));
    }
    if id.starts_with("report") || id.starts_with("rotate") {
        let about = "Refuse the update (412) if the record has changed since this `ETag`.";
        parameters.push(parameter("If-Match", ParameterIn::Header, about, text().build()));
    }
    parameters
}

pub(super) fn import_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let formats = || codes(Format::ALL.iter().map(|format| format.as_str().to_owned()).collect());
    let outcomes = || codes(Outcome::ALL.iter().map(|outcome| outcome.as_str().to_owned()).collect());
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200));
    match id {
        "create_import" => vec![
            query(
                "mode",
                "`atomic` (unless given): all rows or none. `partial`: the good rows.",
                codes(vec!["atomic".to_owned(), "partial".to_owned()]),
            ),
            query(
                "dry_run",
                "Do everything but write, and say what would happen.",
                ObjectBuilder::new().schema_type(Type::Boolean),
            ),
            query("format", "What the file is, if `Content-Type` does not say.", formats()),
            query("sheet", "The workbook's sheet; its first unless given.", text()),
        ],
        "list_imports" => vec![
            query("limit", "How many imports a page has at most.", number().default(Some(json!(50)))),
            query("cursor", "Where a page begins: taken from `page.next`.", text()),
            several("state", "States.", codes(imports::STATES.map(str::to_owned).to_vec())),
            query("office", "For the desk: the imports of one office.", text()),
        ],
        "show_import_report" => vec![
            query("format", "The report's format; JSON unless given.", formats()),
            several("outcome", "Only rows with these outcomes.", outcomes()),
        ],
        "show_import_template" => vec![query("office", "Whose records; all unless given.", text())],
        _ => Vec::new(),
    }
}

/// What is sent to a webhook at once: without a body.
pub(super) const AT_ONCE: [&str; 2] = ["ping_webhook", "redeliver"];

pub(super) fn webhook_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(200));
    if id != "list_webhook_deliveries" {
        return Vec::new();
    }
    vec![
        query("limit", "How many entries a page has at most.", number.default(Some(json!(50)))),
        query("cursor", "Where a page begins: taken from `next`.", text()),
        query("outcome", "With this outcome.", codes(deliveries::OUTCOMES.map(str::to_owned).to_vec())),
    ]
}

pub(super) fn feed_parameters(id: &str) -> Vec<Parameter> {
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let mut parameters = vec![
        query("since", "Changes after this revision.", number()),
        query("lang", "The language of display texts.", codes(Language::codes())),
    ];
    parameters.extend(feed::Wanted::FILTERS.iter().map(|(name, about)| {
        let item = if *name == "kind" { codes(feed::KINDS.map(str::to_owned).to_vec()) } else { text() };
        several(name, about, item)
    }));
    if id == "list_changes" {
        let limit = number().minimum(Some(1)).maximum(Some(changes::LIMIT.1)).default(Some(json!(changes::LIMIT.0)));
        parameters.push(query("limit", "How many changes an answer has at most.", limit));
        let wait = number().maximum(Some(changes::WAIT_MAX as usize));
        parameters.push(query("wait", "For how many seconds to wait for a change, if there is none.", wait));
        let about = "Answer 304 if this tag is still current.";
        parameters.push(parameter("If-None-Match", ParameterIn::Header, about, text().build()));
    } else {
        let about = "The id of the last event that was received: the stream goes on behind it.";
        parameters.push(parameter("Last-Event-ID", ParameterIn::Header, about, number().build()));
    }
    parameters
}

pub(super) fn programme_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let names = |all: &[&str]| codes(all.iter().map(|&name| name.to_owned()).collect());
    match id {
        "show_coverage" => vec![
            query("from", "The first month, like 2024-01; this one unless given.", text()),
            query("to", "The last month; the twelfth unless given.", text()),
            several("group_by", "One or two; month unless given.", names(&Group::ALL.map(|(name, _)| name))),
        ],
        "list_posts_at_risk" => vec![
            query("within", "So many months from this one on, like 12m.", text().default(Some(json!("12m")))),
            query("level", "Which money counts.", names(&Level::ALL.map(|(name, _)| name))),
        ],
        _ => vec![query("from", "The first year; 2022 unless given.", ObjectBuilder::new().schema_type(Type::Integer))],
    }
}

/// The parameters of counts: their own, and the filters of both lists.
pub(super) fn statistics_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let date = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
    if id == "show_overdue" {
        let days = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(36_500));
        return vec![query("days", "Overdue for more than this number of days.", days.default(Some(json!(90))))];
    }
    fn dimensions<R: Counted>() -> impl Iterator<Item = String> {
        R::dimensions().into_iter().map(|dimension| dimension.name.to_owned())
    }
    let union = |first: Vec<String>, second: Vec<String>| {
        let more: Vec<_> = second.into_iter().filter(|name| !first.contains(name)).collect();
        [first, more].concat()
    };
    let names = union(dimensions::<Presences>().collect(), dimensions::<Posts>().collect());
    let mut parameters = vec![
        query("of", "What is counted.", codes(statistics::OF.map(str::to_owned).to_vec())),
        several("group_by", "One or two dimensions.", codes(names)),
    ];
    if id == "show_statistics_series" {
        let steps = Step::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
        parameters.extend([
            query("from", "The first day; eleven months before the last unless given.", date()),
            query("to", "The last day; today unless given.", date()),
            query("step", "How long a period is.", codes(steps).default(Some(json!("month")))),
            query("by", "By which time.", codes(vec!["effective".to_owned(), "recorded".to_owned()])),
        ]);
    }
    let presences = Presences::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes));
    let posts: Vec<_> = Posts::filters().into_iter().map(|filter| (filter.name, filter.about, filter.codes)).collect();
    let mut seen = Vec::new();
    for (name, about, known) in presences.chain(posts.clone()) {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let other = posts.iter().find(|(other, ..)| *other == name).and_then(|(_, _, codes)| *codes);
        let item = known.map_or_else(text, |known| codes(union(known(), other.map_or_else(Vec::new, |other| other()))));
        parameters.push(several(name, about, item));
    }
    parameters
}

pub(super) fn ledger_parameters(id: &str) -> Vec<Parameter> {
    let query = |name, about, schema: ObjectBuilder| parameter(name, ParameterIn::Query, about, schema.build());
    let number = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0));
    let required = |mut parameter: Parameter| {
        parameter.required = Required::True;
        parameter
    };
    let time = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
    match id {
        "list_ledger_entries" => vec![
            query("after", "Begin behind this revision.", number()),
            query(
                "limit",
                "How many entries at most.",
                number().minimum(Some(1)).maximum(Some(ledger::ENTRIES_MAX as usize)),
            ),
        ],
        "prove_inclusion" => vec![
            required(query("revision", "The entry.", number().minimum(Some(1)))),
            query("size", "How many entries the tree has; all of them unless given.", number().minimum(Some(1))),
        ],
        "prove_consistency" => vec![
            required(query("from", "How many entries the first tree has.", number().minimum(Some(1)))),
            query("to", "How many the second has; all of them unless given.", number().minimum(Some(1))),
        ],
        "list_audit" => vec![
            query("office", "Of this office.", text()),
            query("client", "Of this client.", text()),
            query("since", "Not before this time.", time()),
            query("until", "Before this time.", time()),
            query("action", "Of this kind.", codes(audit::ACTIONS.map(str::to_owned).to_vec())),
            query("limit", "How many entries a page has at most.", number().minimum(Some(1)).maximum(Some(1000))),
            query("cursor", "Where a page begins: taken from `next`.", text()),
            query("format", "JSON unless given.", codes(vec!["json".to_owned(), "csv".to_owned()])),
        ],
        _ => Vec::new(),
    }
}

pub(super) fn read_parameters(id: &str) -> Vec<Parameter> {
    let as_of = "As the registry knew it: a revision, an RFC 3339 time, or a date, which means its last moment in UTC.";
    let mut parameters = vec![
        parameter("as_of", ParameterIn::Query, as_of, text().build()),
        parameter(
            "on",
            ParameterIn::Query,
            "With the statuses that held on this date.",
            text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))).build(),
        ),
        parameter(
            "lang",
            ParameterIn::Query,
            "The language of display texts; else `Accept-Language`, else English.",
            codes(Language::codes()).build(),
        ),
        parameter("If-None-Match", ParameterIn::Header, "Answer 304 if this tag is still current.", text().build()),
        parameter(
            "Min-Revision",
            ParameterIn::Header,
            "Wait, for 2 s at most, until this instance has seen this revision (`min_revision=` does the same).",
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build(),
        ),
    ];
    parameters.extend(match id {
        "list_presences" => list_parameters::<Presences>(true),
        "show_presence" => list_parameters::<Presences>(false),
        "list_adviser_posts" => list_parameters::<Posts>(true),
        "show_adviser_post" => list_parameters::<Posts>(false),
        "list_offices" => list_parameters::<Offices>(true),
        "show_office" => list_parameters::<Offices>(false),
        "list_countries" => list_parameters::<Countries>(true),
        "show_country" => list_parameters::<Countries>(false),
        "show_status_update" => list_parameters::<Updates>(false),
        "list_donors" => list_parameters::<VersionedList<Donor>>(true),
        "show_donor" => list_parameters::<VersionedList<Donor>>(false),
        "list_contributions" => list_parameters::<VersionedList<Contribution>>(true),
        "show_contribution" => list_parameters::<VersionedList<Contribution>>(false),
        "list_standard_costs" => list_parameters::<VersionedList<StandardCost>>(true),
        "show_standard_cost" => list_parameters::<VersionedList<StandardCost>>(false),
        "list_post_requests" => list_parameters::<VersionedList<PostRequest>>(true),
        "show_post_request" => list_parameters::<VersionedList<PostRequest>>(false),
        "list_calls" => list_parameters::<VersionedList<Call>>(true),
        "show_call" => list_parameters::<VersionedList<Call>>(false),
        "list_submissions" => list_parameters::<Submissions>(true),
        "show_submission" => list_parameters::<Submissions>(false),
        "list_report_texts" => list_parameters::<VersionedList<ReportText>>(true),
        "show_report_text" => list_parameters::<VersionedList<ReportText>>(false),
        "show_adviser_report" => {
            let formats = codes(Document::ALL.iter().map(|format| format.as_str().to_owned()).collect());
            vec![parameter(
                "format",
                ParameterIn::Query,
                "The format; else `Accept` says it, else JSON.",
                formats.build(),
            )]
        }
        "show_coverage" | "list_posts_at_risk" | "show_years" => programme_parameters(id),
        "show_statistics" | "show_statistics_series" | "show_overdue" => statistics_parameters(id),
        id if id.ends_with("status_updates") => list_parameters::<Updates>(true),
        id if id.ends_with("history") => list_parameters::<History>(true),
        _ => Vec::new(),
    });
    let formats = outputs(id);
    if !formats.is_empty() {
        let names = codes(formats.iter().map(|output| output.as_str().to_owned()).collect());
        let about = "The format; else `Accept` says it, else JSON. Without `limit` a file has the whole list.";
        parameters.push(parameter("format", ParameterIn::Query, about, names.build()));
    }
    if ["show_statistics_series", "list_published_totals"].contains(&id) {
        parameters.retain(|parameter| parameter.name != "on");
    }
    parameters
}

/// The parameters of a list, or of a single record of it, from the tables that read them.
pub(super) fn list_parameters<R: Resource>(list: bool) -> Vec<Parameter> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let mut parameters = vec![several("fields", "Only these fields.", codes(owned(R::FIELDS)))];
    if !R::INCLUDES.is_empty() {
        parameters.push(several("include", "Embed these related records.", codes(owned(R::INCLUDES))));
    }
    if !list {
        return parameters;
    }
    let limit = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(query::LIMIT_MAX));
    let limit = limit.default(Some(json!(query::LIMIT))).build();
    parameters.push(parameter("limit", ParameterIn::Query, "How many records a page has at most.", limit));
    let cursor = "Where a page begins: taken from `page.next`, never made up.";
    parameters.push(parameter("cursor", ParameterIn::Query, cursor, text().build()));
    let keys = R::sort_keys();
    let keys = keys.iter().flat_map(|SortKey { name, .. }| [(*name).to_owned(), format!("-{name}")]).collect();
    parameters.push(several("sort", "Sort keys, `-` for descending. Records without a value come last.", codes(keys)));
    parameters.extend(R::filters().into_iter().map(|Filter { name, about, codes: known, .. }| {
        several(name, about, known.map_or_else(text, |known| codes(known())))
    }));
    parameters
}

/// The formats that an operation answers in, if it has a choice.
pub(super) fn outputs(id: &str) -> Vec<Output> {
    let figures = ["show_overdue", "show_coverage", "list_posts_at_risk", "show_demand", "show_years"];
    let (figures, placed) = (id.contains("statistics") || figures.contains(&id), PLACED.contains(&id));
    if !figures && !id.starts_with("list") && !id.ends_with("history") {
        return Vec::new();
    }
    Output::ALL.iter().copied().filter(|output| *output != Output::GeoJson || placed).collect()
}

/// Lists whose records are on the map.
pub(super) const PLACED: [&str; 3] = ["list_presences", "list_adviser_posts", "list_countries"];
