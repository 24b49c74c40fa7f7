//! Stock and flow fit: what there is at the end of a period is what there was at its start and what came, less what went,
//! for every filter and every group; and what exists on a date is the same for a count and for a series.

use chrono::{Days, NaiveDate};
use presence_core::{
    Snapshot,
    query::{Posts, Presences, Query, Style},
    statistics::{By, Count, Counted, Flows, Grouping, Period, Step, count, series},
    view::Audience,
};
use presence_model::{Language, Timestamp};
use proptest::prelude::*;

use crate::{events::event, feed::lived, past::baseline};

const STYLE: Style = Style { language: Language::English, audience: Audience::Staff, with_posts: false };

fn named(flows: &Flows) -> i64 {
    let sum = |all: &[Option<usize>]| all.iter().flatten().sum::<usize>() as i64;
    sum(&[flows.opened, flows.created]) + (flows.became_known + flows.entered) as i64
        - sum(&[flows.closed, flows.abolished, flows.presence_closed])
        - flows.left as i64
}

fn of_group<'p>(period: &'p Period, like: &Count) -> Option<&'p Count> {
    period.groups.iter().find(|group| group.group == like.group)
}

/// What was so, and what is decided.
fn sums<R: Counted + Default>(snapshot: &Snapshot, filters: &[(&str, &str)], groups: &[&str]) {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    sums_of::<R>(snapshot, filters, groups, (day(2023, 12, 1), day(2025, 3, 10)), Step::Month);
    let today = Timestamp::now().date();
    sums_of::<R>(snapshot, filters, groups, (today - Days::new(30), today + Days::new(500)), Step::Quarter);
}

fn sums_of<R: Counted + Default>(
    snapshot: &Snapshot,
    filters: &[(&str, &str)],
    groups: &[&str],
    span: (NaiveDate, NaiveDate),
    step: Step,
) {
    for filter in [None].into_iter().chain(filters.iter().map(Some)) {
        let pairs: Vec<_> = filter.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let query = Query::read::<R>(&pairs, STYLE).unwrap();
        for group in [None].into_iter().chain(groups.iter().copied().map(Some)) {
            let grouping = || Grouping::<R>::read(group.into_iter().flat_map(|names| names.split(','))).unwrap();
            for by in [By::Effective, By::Recorded] {
                let periods = series::<R>(snapshot, &query, &grouping(), span, step, by).unwrap();
                for pair in periods.windows(2) {
                    let (before, period) = (&pair[0], &pair[1]);
                    let what = format!("{filter:?} by {group:?}, {by:?}, {}", period.to);
                    let flows = &period.flows;
                    assert_eq!(period.totals.count as i64, before.totals.count as i64 + flows.net, "{what}: {flows:?}");
                    assert_eq!(flows.net, named(flows), "{what}: {flows:?}");
                    assert_eq!(period.groups.iter().map(|it| it.count).sum::<usize>(), period.totals.count, "{what}");
                    assert_eq!(period.totals.confidence.values().sum::<usize>(), period.totals.count, "{what}");
                    for group in &period.groups {
                        let (flows, was) = (group.flows.unwrap(), of_group(before, group).map_or(0, |it| it.count));
                        assert_eq!(group.count as i64, was as i64 + flows.net, "{what} {:?}: {flows:?}", group.group);
                        assert_eq!(flows.net, named(&flows), "{what} {:?}: {flows:?}", group.group);
                    }
                    let gone = before.groups.iter().filter(|it| it.count > 0);
                    assert!(
                        gone.clone().all(|it| of_group(period, it).is_some()),
                        "{what}: a group that went has its row"
                    );
                    if by == By::Effective {
                        let (counts, totals) =
                            count(&R::default(), &snapshot.on(period.to), &query, &grouping(), period.to);
                        let (mut now, mut then) = (period.totals.clone(), totals);
                        (now.apart, then.apart) = Default::default();
                        assert_eq!(now, then, "{what}");
                        for count in counts {
                            let same = of_group(period, &count).map(|it| (it.count, it.countries_served));
                            assert_eq!(same, Some((count.count, count.countries_served)), "{what}");
                        }
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn stock_and_flow_fit(events in proptest::collection::vec(event(), 1..40)) {
        thread_local!(static BASELINE: Snapshot = baseline());
        let all = lived(&events, BASELINE.with(Clone::clone));
        let now = all.last().unwrap();
        let presences = [("status", "active"), ("status", "closed"), ("region", "africa"), ("confidence", "reported")];
        sums::<Presences>(now, &presences, &["status", "region", "confidence", "type"]);
        let posts = [
            ("status", "encumbered"),
            ("status", "abolished"),
            ("country", "KEN"),
            ("reported", "true"),
            ("presence_status", "active"),
        ];
        sums::<Posts>(now, &posts, &["status", "confidence", "grade", "region"]);
    }
}
