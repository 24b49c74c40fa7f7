//! Lists and records: filters, sort, pages, fields, languages.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! {
    filters_choose sorting_orders fields_and_includes_shape languages_fall_back_to_english
    pages_visit_every_record_once_while_writes_go_on
}

fn filters_choose(app: &mut TestApp) {
    let total = |query: &str| app.get(&format!("/v1/presences?{query}")).json["page"]["total"].as_u64().unwrap();
    assert_eq!(total("type=country_office"), 18);
    assert_eq!(total("type=country_office,regional_office"), 30);
    assert_eq!(total("type=country_office&type=regional_office"), 30, "as many client libraries write it");
    assert_eq!(total("region=africa"), 30);
    assert_eq!(total("status=suspended,drawing_down"), 2);
    assert_eq!(total("confidence=doubtful"), 6);
    assert_eq!(total("reporting_line=head_of_mission"), 10);
    assert_eq!(total("reported=true"), 0);
    assert_eq!(total("type=human_rights_adviser&region=africa&country=KEN"), 1);
    // lbn-co-syria sits in Beirut and covers Syria: 95 is not a count of countries.
    assert!(app.get("/v1/presences?country=SYR").codes().contains(&"lbn-co-syria"));
    assert!(app.get("/v1/presences?located_in=LBN").codes().contains(&"lbn-co-syria"));
    assert!(!app.get("/v1/presences?located_in=SYR").codes().contains(&"lbn-co-syria"));
    assert_eq!(app.get("/v1/presences?q=YAOUNDE").codes(), ["cmr-ro"], "whatever case and diacritics");
    assert_eq!(
        app.get("/v1/presences?q=%D0%9A%D0%95%D0%9D%D0%98%D0%AF%20adviser").codes(),
        ["ken-hra"],
        "a country's name in any language"
    );
    assert_eq!(app.get("/v1/presences?code=ken-hra,per-hra").codes(), ["ken-hra", "per-hra"]);
    assert_eq!(app.get("/v1/adviser-posts?presence=ken-hra").codes(), ["ken-hra-1"]);
    assert_eq!(app.get("/v1/adviser-posts?region=africa&country=KEN").codes(), ["ken-hra-1"]);
    assert_eq!(app.get("/v1/offices?country=KEN").codes(), ["KEN"]);
    assert_eq!(app.get("/v1/countries?m49=404").codes(), ["KEN"]);
    assert_eq!(app.get("/v1/presences?country=ABW").json["data"], json!([]));
}

fn sorting_orders(app: &mut TestApp) {
    let cities: Vec<_> = app.get("/v1/presences?sort=city,-code&limit=1000").json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["city"].as_str().unwrap().to_lowercase(), p["code"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(cities.len(), 95);
    for pair in cities.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 > pair[1].1, "{pair:?}: the second key decides, downwards");
    }
    app.post(&app.office("KEN"), "/v1/presences/ken-hra/status-updates", ACTIVE);
    for (sort, codes) in [("status_since", ["ven-fp", "ken-hra"]), ("-status_since", ["ken-hra", "ven-fp"])] {
        let answer = app.get(&format!("/v1/presences?sort={sort}&limit=2"));
        assert_eq!(answer.codes(), codes, "what has no value comes last, up or down");
    }
}

fn fields_and_includes_shape(app: &mut TestApp) {
    let some = app.get("/v1/presences?fields=code,status&limit=1").json;
    assert_eq!(some["data"], json!([{"code": "afg-mc", "status": "active"}]));
    assert_eq!(app.get("/v1/presences/ken-hra?fields=code").json, json!({"code": "ken-hra"}));
    let whole = app.get("/v1/presences/ken-hra").json;
    assert!(whole.get("posts").is_none());
    assert_eq!(app.get("/v1/presences?include=posts&code=ken-hra").json["data"][0]["posts"][0]["code"], "ken-hra-1");
    for link in ["self", "history", "status_updates", "posts", "office"] {
        assert_eq!(app.get(whole["links"][link].as_str().unwrap()).status, 200, "{link}");
    }
    // What `fields=` knows is what there is.
    for (list, extra) in [("presences", "posts"), ("adviser-posts", ""), ("offices", ""), ("countries", "")] {
        let record = app.get(&format!("/v1/{list}?limit=1")).json["data"][0].clone();
        let has: BTreeSet<_> = record.as_object().unwrap().keys().cloned().collect();
        let answer = app.get(&format!("/v1/{list}?fields=nothing"));
        let knows: BTreeSet<_> = answer.json["allowed"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f.as_str().unwrap().to_owned())
            .filter(|f| f != extra)
            .collect();
        assert_eq!(has, knows, "{list}");
    }
}

fn languages_fall_back_to_english(app: &mut TestApp) {
    let display = |path: &str, accepted: &str| {
        app.send("GET", path, &[("accept-language", accepted)], "").json["display"].clone()
    };
    assert_eq!(display("/v1/countries/KEN", "es-PE;q=0.9, de")["name"], "Kenya");
    assert_eq!(display("/v1/countries/ESP", "fr")["name"], "Espagne");
    assert_eq!(display("/v1/countries/ESP", "de, fr;q=0.5, ru;q=0.7")["language"], "ru");
    assert_eq!(display("/v1/countries/XKX", "fr")["name"], "Kosovo", "known in English only");
    assert_eq!(app.get("/v1/presences/bel-ro?lang=fr").json["display"]["country"], "Belgique");
    assert_eq!(app.get("/v1/presences/bel-ro?lang=ar").header("content-language"), "ar");
    assert_eq!(display("/v1/presences/bel-ro?lang=ru", "fr")["language"], "ru", "the parameter wins");
}

fn pages_visit_every_record_once_while_writes_go_on(app: &mut TestApp) {
    let token = app.desk();
    let app = &*app;
    for list in [
        "/v1/presences?limit=9",
        "/v1/presences?limit=9&sort=-status,city",
        "/v1/presences?limit=9&status=active",
        "/v1/adviser-posts?limit=9&sort=status",
        "/v1/countries?limit=60",
    ] {
        let mut seen = Vec::new();
        let mut path = list.to_owned();
        let mut moments = BTreeSet::new();
        let mut total = 0;
        loop {
            let page = app.get(&path);
            assert_eq!(page.status, 200, "{path}");
            total = page.json["page"]["total"].as_u64().unwrap().max(total);
            moments.insert(page.json["revision"].as_u64().unwrap());
            seen.extend(page.codes().into_iter().map(str::to_owned));
            // Every page is followed by writes that would move records in and out of it.
            for (code, status) in [("afg-mc", "suspended"), ("zwe-hra", "drawing_down"), ("zmb-hra", "suspended")] {
                let flip = if seen.len() % 2 == 0 { "active" } else { status };
                let body = format!(r#"{{"status": "{flip}", "effective_on": "2024-06-18"}}"#);
                app.post(&token, &format!("/v1/presences/{code}/status-updates"), &body);
            }
            match page.json["page"]["next"].as_str() {
                Some(next) => {
                    assert_eq!(page.header("link"), format!("<{next}>; rel=\"next\""));
                    next.clone_into(&mut path);
                }
                None => break,
            }
        }
        let once: BTreeSet<_> = seen.iter().collect();
        assert_eq!((once.len(), seen.len() as u64), (seen.len(), total), "{list}");
        assert_eq!(moments.len(), 1, "all pages show one moment");
    }
}
