//! Backups and archives: made while somebody writes, whole, checked, never over something else, and the same from both
//! databases.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use serde_json::Value;

use crate::{
    harness::{ACTIVE, Engine, TestApp, entries, execute, on_both},
    tamper,
};

on_both! {
    a_backup_is_made_while_somebody_writes
    everything_goes_to_either_database_and_back
    damaged_backups_are_refused_and_leave_nothing
    nothing_is_overwritten
    backups_are_made_by_themselves
    a_database_of_a_newer_program_is_refused
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn mode(file: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777
}

/// Takes the key that encrypts private keys to another registry: it is in no backup.
fn bring_key(from: &TestApp, to: &TestApp) {
    std::fs::create_dir_all(to.data_dir()).unwrap();
    std::fs::copy(from.data_dir().join("key-encryption-key"), to.data_dir().join("key-encryption-key")).unwrap();
}

/// The lines of an archive without those that say when it was made.
fn lines(app: &TestApp) -> Vec<String> {
    let text = app.succeed(&["export", "--all"]);
    let mut lines: Vec<_> = text.lines().skip(1).map(str::to_owned).collect();
    let end: Value = serde_json::from_str(&lines.pop().unwrap()).unwrap();
    lines.push(format!("{} {}", end["end"]["revision"], end["end"]["root"]));
    lines.sort_unstable();
    lines
}

fn a_backup_is_made_while_somebody_writes(app: &mut TestApp) {
    let (kenya, file) = (app.office("KEN"), app.folder.path().join("backup"));
    let stop = AtomicBool::new(false);
    let shared = &*app;
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                assert_eq!(shared.post(&kenya, KENYA, ACTIVE).status, 201);
                written += 1;
            }
            written
        });
        std::thread::sleep(Duration::from_millis(200));
        shared.succeed(&["backup", path(&file)]);
        stop.store(true, Ordering::Relaxed);
        writer.join().unwrap()
    });
    assert!(app.succeed(&["verify", path(&file)]).contains("nothing was altered"));
    assert!(written > 0 && file.is_file());
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut other = TestApp::stopped(engine, &[]);
        bring_key(app, &other);
        other.succeed(&["restore", path(&file)]);
        assert!(other.succeed(&["verify"]).contains("nothing was altered"));
        other.restart();
        // What it holds is what the first one knew at that revision.
        let then = other.revision();
        let list = format!("/v1/presences?limit=200&as_of={then}");
        assert_eq!(other.get(&list).json["data"], app.get(&list).json["data"]);
        let all = other.get(&format!("{KENYA}?limit=1000")).json["page"]["total"].as_u64().unwrap();
        assert!((1..=written).contains(&all), "{all} of {written}");
        // Its keys are the same, and it goes on.
        assert_eq!(other.post(&kenya, KENYA, ACTIVE).status, 201);
        assert_eq!(other.revision(), then + 1);
    }
}

fn everything_goes_to_either_database_and_back(app: &mut TestApp) {
    let (client, secret) = tamper::fill(app);
    let known = lines(app);
    let tables: std::collections::BTreeSet<_> =
        known.iter().filter_map(|line| line.split('"').nth(3).filter(|_| line.starts_with("{\"table\""))).collect();
    assert_eq!(tables.len(), 13, "a row of each table that is not made anew: {tables:?}");
    let file = app.folder.path().join("all.ndjson.zst");
    app.succeed(&["export", "--all", "--output", path(&file)]);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut other = TestApp::stopped(engine, &[]);
        bring_key(app, &other);
        other.succeed(&["import", "--all", path(&file)]);
        assert_eq!(lines(&other), known);
        // And on, from one database to the next.
        let back = TestApp::stopped(if engine == Engine::Sqlite { Engine::Postgres } else { Engine::Sqlite }, &[]);
        back.succeed(&["migrate", "--from", &other.database, "--to", &back.database]);
        assert_eq!(lines(&back), known);
        assert!(back.succeed(&["verify"]).contains("nothing was altered"));
        other.restart();
        let signed_in = crate::oauth::form(
            &other,
            "/oauth/token",
            Some((&client, &secret)),
            &[("grant_type", "client_credentials")],
        );
        assert_eq!(signed_in.status, 200, "{}", signed_in.text);
        let replayed = other.post_with(&other.office("KEN"), KENYA, &[("idempotency-key", "one")], ACTIVE);
        assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, "true"), "{}", replayed.text);
    }
    // The checkpoint is the same: whoever kept one from before finds it again.
    app.restart();
    let size = known.iter().filter(|line| line.contains("\"table\":\"changes\"")).count();
    let root = &app.get("/v1/ledger/checkpoint").text;
    assert!(root.lines().nth(1).unwrap().parse::<usize>().unwrap() >= size);
}

fn damaged_backups_are_refused_and_leave_nothing(app: &mut TestApp) {
    app.post(&app.office("KEN"), KENYA, ACTIVE);
    let text = app.succeed(&["export", "--all"]);
    let lines: Vec<&str> = text.lines().collect();
    let (first, middle, last) = (lines[0], lines.len() / 2, lines.len() - 1);
    let without = |gone: usize| {
        let left = lines.iter().enumerate().filter(|(number, _)| *number != gone).map(|(_, line)| *line);
        left.collect::<Vec<_>>().join("\n") + "\n"
    };
    let cut = &text[..text.len() / 2];
    let twice = text.replacen(lines[middle], &format!("{}\n{}", lines[middle], lines[middle]), 1);
    let damaged = [
        ("it is cut off", cut.to_owned()),
        ("it is cut off", without(last)),
        ("", without(middle)),
        ("", twice),
        ("lines are not those", text.replacen("Office open.", "Office shut.", 1)),
        ("newer program", text.replacen("\"version\":1", "\"version\":2", 1)),
        ("newer program", text.replacen("\"schema\":\"2", "\"schema\":\"9", 1)),
        ("line 5:", text.replacen(lines[4], "{\"table\":\"nonsense\",\"row\":{}}", 1)),
        ("neither", "nonsense".to_owned()),
        ("neither", String::new()),
        ("it is cut off", format!("{first}\n")),
    ];
    let engine = app.engine();
    let mut other = TestApp::stopped(engine, &[]);
    let file = app.folder.path().join("damaged");
    for (says, content) in damaged {
        std::fs::write(&file, content).unwrap();
        let before = entries(other.folder.path());
        let said = other.fail(&["restore", path(&file)]);
        assert!(said.contains(says), "{says}: {said}");
        assert!(!app.run(&["verify", path(&file)]).status.success());
        assert_eq!(entries(other.folder.path()), before, "{says}: something was left");
    }
    // A database whose pages are damaged, or that was changed.
    if engine == Engine::Sqlite {
        let backup = app.folder.path().join("backup.db");
        app.succeed(&["backup", path(&backup)]);
        let whole = std::fs::read(&backup).unwrap();
        for (place, with) in [(whole.len() / 2, vec![0xaa; 4096]), (100, vec![0x55; 8])] {
            let mut bytes = whole.clone();
            bytes[place..place + with.len()].copy_from_slice(&with);
            std::fs::write(&file, bytes).unwrap();
            other.fail(&["restore", path(&file)]);
            assert!(!app.run(&["verify", path(&file)]).status.success());
        }
        assert_eq!(std::fs::read(&backup).unwrap(), whole, "whatever was read was not changed");
    }
    std::fs::write(&file, &text).unwrap();
    other.succeed(&["restore", path(&file)]);
    bring_key(app, &other);
    other.restart();
    assert_eq!(other.get(KENYA).json["page"]["total"], 1);
}

fn nothing_is_overwritten(app: &mut TestApp) {
    let file = app.folder.path().join("backup");
    app.succeed(&["backup", path(&file)]);
    assert_eq!(mode(&file), 0o600, "it is for its owner only");
    let before = std::fs::read(&file).unwrap();
    for command in [&["backup", path(&file)][..], &["export", "--all", "--output", path(&file)]] {
        assert!(app.fail(command).contains("is there already"), "{command:?}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let other = TestApp::start(app.engine());
    let revision = other.revision();
    for command in [
        &["restore", path(&file)][..],
        &["import", "--all", path(&file)],
        &["migrate", "--from", &app.database, "--to", &other.database],
    ] {
        let said = other.fail(command);
        assert!(said.contains("not overwritten"), "{command:?}: {said}");
    }
    assert_eq!(other.revision(), revision);
    assert!(app.fail(&["backup", "/nowhere/backup"]).contains("/nowhere"));
}

fn backups_are_made_by_themselves(app: &mut TestApp) {
    app.options = ["--backup-every", "1s", "--backup-keep", "2"].map(str::to_owned).to_vec();
    app.restart();
    let folder = app.data_dir().join("backups");
    let names = || {
        let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    };
    let first = app.until(|| names().first().cloned());
    app.until(|| (names().len() == 2 && !names().contains(&first)).then_some(()));
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(names().len(), 2, "only the newest are kept");
    let desk = app.desk();
    let status = app.get_as(&desk, "/v1/admin/status").json;
    assert_eq!(status["backups"]["failures"], 0);
    assert!(status["backups"]["last"].is_string(), "{status}");
    assert!(app.get("/metrics").text.contains("presence_registry_last_backup_age_seconds"));
    let newest = folder.join(names().pop().unwrap());
    assert_eq!((mode(&folder), mode(&newest)), (0o700, 0o600));
    app.kill();
    app.succeed(&["verify", path(&newest)]);
    // One that is young enough is not made again.
    app.options[1] = "1h".to_owned();
    let before = names();
    app.restart();
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(names(), before);
}

fn a_database_of_a_newer_program_is_refused(app: &mut TestApp) {
    assert!(app.succeed(&["upgrade", "--check"]).contains("is up to date"));
    app.kill();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')";
    execute(&mut app.connection(), newer).unwrap();
    for command in [
        &["serve", "--bind", "127.0.0.1:0"][..],
        &["token", "--desk"],
        &["verify"],
        &["upgrade"],
        &["upgrade", "--check"],
        &["export", "--all"],
    ] {
        assert!(app.fail(command).contains("newer program"), "{command:?}");
    }
}
