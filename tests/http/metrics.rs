//! Metrics: what passes is counted, by route and not by path.

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! { what_passes_is_counted }

fn what_passes_is_counted(app: &mut TestApp) {
    let kenya = app.office("KEN");
    for code in ["ken-hra", "per-hra", "npl-hra"] {
        app.get(&format!("/v1/presences/{code}"));
    }
    assert_eq!(app.post(&kenya, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    assert_eq!(app.post("nonsense", "/v1/presences/ken-hra/status-updates", ACTIVE).status, 401);
    app.get("/made/up");
    let metrics = app.get("/metrics");
    assert_eq!((metrics.status, metrics.header("content-type").starts_with("text/plain")), (200, true));
    let value = |line: &str| -> f64 {
        let found = metrics.text.lines().find(|known| known.starts_with(line) && !known.starts_with('#'));
        let found = found.unwrap_or_else(|| panic!("{line} is not in\n{}", metrics.text));
        found.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let of = |method: &str, route: &str, status: u16| {
        let labels = format!(r#"{{method="{method}",route="{route}",status="{status}"}}"#);
        value(&format!("presence_registry_http_request_duration_seconds_count{labels}"))
    };
    assert_eq!(of("GET", "/v1/presences/{code}", 200), 3.0);
    assert_eq!(of("POST", "/v1/presences/{code}/status-updates", 201), 1.0);
    assert_eq!(of("GET", "none", 404), 1.0);
    assert_eq!(value("presence_registry_revision "), app.revision() as f64);
    assert_eq!(value("presence_registry_auth_failures_total"), 1.0);
    for counted in ["commit_seconds_count", "commit_commands_sum", "follower_lag_seconds_count"] {
        assert!(value(&format!("presence_registry_{counted}")) >= 1.0, "{counted}");
    }
    for gauge in ["writer_queue", "imports_total", "imports_running", "webhook_backlog"] {
        assert_eq!(value(&format!("presence_registry_{gauge}")), 0.0, "{gauge}");
    }
    assert_eq!(value("presence_registry_feed_listeners"), 0.0);
    assert!(!metrics.text.contains("ken-hra"), "no codes, no clients");
}
