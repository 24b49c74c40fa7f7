//! Several processes on one database: writes are serialised, and each follows the others.

use std::time::{Duration, Instant};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};

use crate::{
    harness::{ACTIVE, Engine, TestApp, agent, ask, on_postgres},
    instances::Instance,
};

on_postgres! { two_instances_share_one_ledger what_was_written_elsewhere_is_waited_for }

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
    app.succeed(&["verify"]);
}

fn what_was_written_elsewhere_is_waited_for(app: &mut TestApp) {
    let (mut second, address) = app.another();
    let (token, first) = (app.desk(), app.address.clone());
    for _ in 0..20 {
        app.address = first.clone();
        let update = app.post(&token, "/v1/presences/ken-hra/status-updates", ACTIVE).json["id"].clone();
        app.address = address.clone();
        // At once, on the other instance.
        let seen = app.send("GET", "/v1/presences/ken-hra", &[("min-revision", &update.to_string())], "");
        assert_eq!((seen.status, &seen.json["revision"]), (200, &update), "{}", seen.text);
        let list = app.get(&format!("/v1/presences?code=ken-hra&min_revision={update}"));
        assert_eq!(list.json["data"][0]["revision"], update);
    }
    let (begun, newest) = (std::time::Instant::now(), app.revision());
    let later = app.get(&format!("/v1/presences?min_revision={}", newest + 1));
    assert_eq!((later.status, later.header("retry-after").is_empty()), (503, false), "{}", later.text);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(2));
    assert_eq!(app.get("/v1/presences?min_revision=x").status, 400);
    second.kill().unwrap();
    second.wait().unwrap();
    app.address = first;
}

#[test]
fn an_sqlite_file_is_served_once() {
    let mut app = TestApp::start(Engine::Sqlite);
    let second = app.run(&["serve", "--bind", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success());
    assert!(said.contains("another process serves SQLite") && said.contains("PostgreSQL"), "{said}");
    // The command line writes beside it, and whoever is killed leaves nothing locked.
    app.client(&["--office", "KEN"]);
    app.restart();
    assert_eq!(app.post(&app.office("KEN"), "/v1/presences/ken-hra/status-updates", ACTIVE).status, 201);
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// Writes through one instance: how long after each answer the other has it, sorted.
fn delays(app: &mut TestApp, writes: usize) -> Vec<Duration> {
    let second = Instance::start(app);
    let address = second.address();
    let (token, first) = (app.desk(), app.address.clone());
    let mut delays: Vec<_> = (0..writes)
        .map(|_| {
            app.address = first.clone();
            let update = app.post(&token, KENYA, ACTIVE).json["id"].clone();
            let answered = Instant::now();
            app.address = address.clone();
            while app.get("/v1/presences/ken-hra").json["revision"] != update {
                assert!(answered.elapsed() < Duration::from_secs(10), "{update} is not there");
                std::thread::sleep(Duration::from_millis(2));
            }
            answered.elapsed()
        })
        .collect();
    app.address = first;
    delays.sort();
    delays
}

/// Somebody who hears what instances tell each other.
fn listener(app: &TestApp) -> PgConnection {
    let mut listener = PgConnection::establish(&app.database).unwrap();
    sql_query("LISTEN presence_registry").execute(&mut listener).unwrap();
    listener
}

#[test]
fn what_was_written_elsewhere_is_there_in_a_moment() {
    let mut app = TestApp::start(Engine::Postgres);
    let mut listener = listener(&app);
    let delays = delays(&mut app, 20);
    assert!(listener.notifications_iter().count() > 0, "instances tell each other");
    // The machine may be busy with other tests: the median is not moved by some delays that are its own.
    assert!(delays[delays.len() / 2] < Duration::from_millis(250), "{delays:?}");
}

#[test]
fn instances_that_poll_never_tell_nor_listen() {
    let mut app = TestApp::with(Engine::Postgres, &["--database-notify", "poll"]);
    let mut listener = listener(&app);
    let delays = delays(&mut app, 10);
    assert!(delays[delays.len() / 2] < Duration::from_secs(1), "{delays:?}");
    assert_eq!(listener.notifications_iter().count(), 0, "an engine without NOTIFY would refuse every write");
}

#[test]
fn what_one_instance_names_every_other_knows() {
    let app = TestApp::start(Engine::Postgres);
    let second = Instance::start(&app);
    let address = second.address();
    let token = app.desk();
    let there = |path: &str| ask(&agent(Duration::from_secs(60)), &address, "GET", path, &[], b"").unwrap().0;
    for _ in 0..20 {
        let revision = app.post(&token, KENYA, ACTIVE).json["id"].as_u64().unwrap();
        let page = app.get("/v1/presences?limit=50");
        let next = there(page.json["page"]["next"].as_str().unwrap());
        assert_eq!((next.status, &next.json["revision"]), (200, &page.json["revision"]), "{}", next.text);
        let revision = app.post(&token, KENYA, ACTIVE).json["id"].as_u64().unwrap_or(revision);
        assert_eq!(there(&format!("/v1/presences/ken-hra?as_of={revision}")).json["revision"], revision);
        let revision = app.post(&token, KENYA, ACTIVE).json["id"].as_u64().unwrap_or(revision);
        let proof = there(&format!("/v1/ledger/proofs/consistency?from=1&to={revision}"));
        assert_eq!((proof.status, &proof.json["to"]), (200, &revision.into()), "{}", proof.text);
    }
    let newest = app.revision();
    for path in ["presences?as_of=", "changes?since=", "ledger/proofs/inclusion?revision="] {
        assert_eq!(there(&format!("/v1/{path}{}", newest + 1)).status, 400, "nobody has named it");
    }
}

#[test]
fn an_instance_that_is_held_up_does_not_hold_up_the_others() {
    let app = TestApp::start(Engine::Postgres);
    let second = Instance::start(&app);
    let address = second.address();
    let token = app.desk();
    let mut other = PgConnection::establish(&app.database).unwrap();
    let mut execute = |sql: &str| sql_query(sql).execute(&mut other).unwrap();
    // The second instance has taken its turn to write and waits in the middle of it.
    execute("BEGIN");
    execute("LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE");
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json"), ("idempotency-key", "k")];
    std::thread::scope(|scope| {
        let impatient = agent(Duration::from_secs(3));
        scope.spawn(move || ask(&impatient, &address, "POST", KENYA, &headers, ACTIVE.as_bytes()).ok());
        std::thread::sleep(Duration::from_secs(1));
        second.freeze();
        execute("COMMIT");
        let begun = Instant::now();
        let written = app.post_with(&token, KENYA, &[("idempotency-key", "k")], ACTIVE);
        assert_eq!(written.status, 201, "{} after {:?}", written.text, begun.elapsed());
        assert!(begun.elapsed() > Duration::from_secs(1), "the second instance held its turn");
        second.thaw();
    });
    let listed = app.get(KENYA);
    assert_eq!(listed.json["page"]["total"], 1, "once, though both were asked: {}", listed.text);
    app.succeed(&["verify"]);
}

/// Some engines that speak like PostgreSQL have advisory locks that do nothing.
#[test]
fn writers_take_turns_also_without_advisory_locks() {
    let app = TestApp::with(Engine::Postgres, &["--database-notify", "poll"]);
    let mut other = PgConnection::establish(&app.database).unwrap();
    let name = app.database.rsplit('/').next().unwrap();
    for sql in [
        "CREATE FUNCTION public.pg_advisory_xact_lock(bigint) RETURNS void LANGUAGE sql AS 'SELECT'".to_owned(),
        format!("ALTER DATABASE {name} SET search_path = public, pg_catalog"),
    ] {
        sql_query(sql).execute(&mut other).unwrap();
    }
    let servers = [Instance::start(&app), Instance::start(&app)];
    let (bearer, before) = (format!("Bearer {}", app.desk()), app.revision());
    std::thread::scope(|scope| {
        for address in servers.iter().map(Instance::address).flat_map(|address| [address.clone(), address]) {
            let headers = [("authorization", &*bearer), ("content-type", "application/json")];
            scope.spawn(move || {
                for _ in 0..50 {
                    let agent = agent(Duration::from_secs(60));
                    let written = ask(&agent, &address, "POST", KENYA, &headers, ACTIVE.as_bytes()).unwrap().0;
                    assert_eq!(written.status, 201, "{}", written.text);
                }
            });
        }
    });
    app.until(|| (app.revision() == before + 200).then_some(()));
    // `verify` would find a function that is not the registry's.
    sql_query("DROP FUNCTION public.pg_advisory_xact_lock").execute(&mut other).unwrap();
    app.succeed(&["verify"]);
}

#[test]
fn a_key_holds_across_instances() {
    let app = TestApp::start(Engine::Postgres);
    let second = Instance::start(&app);
    let address = second.address();
    let bearer = format!("Bearer {}", app.desk());
    let before = app.revision();
    for round in 0..20 {
        let key = format!("round {round}");
        let send = |address: &str| {
            let headers =
                [("authorization", &*bearer), ("content-type", "application/json"), ("idempotency-key", &key)];
            ask(&agent(Duration::from_secs(60)), address, "POST", KENYA, &headers, ACTIVE.as_bytes()).unwrap().0
        };
        let answers = std::thread::scope(|scope| {
            let senders = [&app.address, &address].map(|address| scope.spawn(|| send(address)));
            senders.map(|sender| sender.join().unwrap())
        });
        assert_eq!(answers.each_ref().map(|answer| answer.status), [201, 201]);
        assert_eq!(answers[0].text, answers[1].text);
        let replayed = answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count();
        assert_eq!(replayed, 1, "one effect, one replay");
    }
    assert_eq!(app.revision(), before + 20);
}

#[test]
fn each_instance_allows_its_share_of_the_limits() {
    let proxied = ["--trusted-proxies", "127.0.0.1", "--issuer", "http://127.0.0.1:8080"];
    let options = [&["--limit-client", "10/1m", "--instances", "2"], &proxied[..]].concat();
    let app = TestApp::with(Engine::Postgres, &options);
    let second = Instance::start(&app);
    let address = second.address();
    let bearer = format!("Bearer {}", app.office("KEN"));
    for address in [&app.address, &address] {
        // The machine itself is not limited.
        let headers = [("authorization", &*bearer), ("x-forwarded-for", "203.0.113.1")];
        let get = || ask(&agent(Duration::from_secs(60)), address, "GET", "/v1", &headers, b"");
        assert_eq!([(); 6].map(|()| get().unwrap().0.status), [200, 200, 200, 200, 200, 429]);
    }
}
