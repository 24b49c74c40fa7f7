//! Several processes on one database: writes are serialised, and each follows the others.

use crate::harness::{ACTIVE, TestApp, on_both};

on_both! { two_instances_share_one_ledger }

fn two_instances_share_one_ledger(app: &mut TestApp) {
    let (mut second, address) = app.another();
    let token = app.desk();
    let before = app.revision();
    let first = app.address.clone();
    let app = &mut *app;
    for round in 0..20 {
        app.address = if round % 2 == 0 { first.clone() } else { address.clone() };
        assert_eq!(app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
    }
    for address in [&first, &address] {
        app.address = address.clone();
        let mut total = 0;
        for _ in 0..50 {
            total = app.get("/v1/presences/ken-hra/status-updates?limit=100").json["page"]["total"].as_u64().unwrap();
            if total == 20 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(total, 20);
        assert_eq!(app.revision(), before + 20, "revisions are dense");
    }
    second.kill().unwrap();
    second.wait().unwrap();
    app.address = first;
    assert!(app.run(&["verify"]).status.success());
}
