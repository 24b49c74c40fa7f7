//! The command line as offices use it: `push`, `pull`, `report`, also on a connection that breaks all the time.

use std::{
    fs,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    path::Path,
    process::{Command, Output},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    harness::{PROGRAM, TestApp, entries, on_both},
    imports::many,
};

on_both! {
    a_file_is_tried_sent_and_reported
    a_bad_file_is_not_sent
    an_outbox_is_emptied
    every_row_is_in_once_however_the_connection_breaks
    a_status_is_reported_from_a_shell
    records_are_pulled
    a_client_signs_in_by_itself
}

fn client(server: &str, token: &str, arguments: &[&str], folder: &Path) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .args(["--server", &format!("http://{server}")])
        .env("PRESENCE_REGISTRY_TOKEN", token)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn a_client_signs_in_by_itself(app: &mut TestApp) {
    let (id, secret, _) = crate::oauth::signed_in(app, &["--office", "KEN"]);
    let before = app.revision();
    let report = |secret: &str| {
        Command::new(PROGRAM)
            .args(["report", "ken-hra", "active", "--effective-on", "2024-06-01", "--server"])
            .arg(format!("http://{}", app.address))
            .envs([("PRESENCE_REGISTRY_CLIENT_ID", id.as_str()), ("PRESENCE_REGISTRY_CLIENT_SECRET", secret)])
            .output()
            .unwrap()
    };
    let done = report(&secret);
    assert!(done.status.success() && app.revision() == before + 1, "{}", said(&done));
    let refused = report("fprs_wrong");
    assert!(!refused.status.success() && said(&refused).contains("proof does not hold"), "{}", said(&refused));
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn a_file_is_tried_sent_and_reported(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let folder = app.folder.path();
    fs::write(folder.join("june.csv"), "presence,status,effective_on\nken-hra,suspended,2024-06-01\n").unwrap();
    let asked = client(&app.address, &token, &["push", "june.csv"], folder);
    assert!(!asked.status.success() && said(&asked).contains("--yes"), "{}", said(&asked));
    let tried = client(&app.address, &token, &["push", "june.csv", "--dry-run"], folder);
    assert!(tried.status.success() && said(&tried).contains("1 updated"), "{}", said(&tried));
    assert_eq!(app.revision(), before);
    let sent = client(&app.address, &token, &["push", "june.csv", "--yes"], folder);
    assert!(sent.status.success(), "{}", said(&sent));
    assert!(!said(&sent).contains('\u{1b}'), "no colours when nobody looks");
    assert_eq!(app.revision(), before + 1);
    assert!(fs::read_to_string(folder.join("june.report.csv")).unwrap().contains("ken-hra,,updated,active,suspended"));
    let again = client(&app.address, &token, &["push", "june.csv", "--yes", "--json"], folder);
    assert!(again.status.success(), "{}", said(&again));
    let shown: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((shown["state"].as_str(), app.revision()), (Some("completed"), before + 1));
}

fn a_bad_file_is_not_sent(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let folder = app.folder.path();
    let file = "presence,status,effective_on\nken-hra,suspended,2024-06-01\nper-hra,active,2024-06-01\n";
    fs::write(folder.join("june.csv"), file).unwrap();
    let refused = client(&app.address, &token, &["push", "june.csv", "--yes"], folder);
    assert!(!refused.status.success() && said(&refused).contains("june.report.csv"), "{}", said(&refused));
    assert!(fs::read_to_string(folder.join("june.report.csv")).unwrap().contains("does not answer for"));
    assert_eq!(app.revision(), before);
    // The good rows, if they are asked for; but not all rows are in, and the exit code says so.
    let partial = client(&app.address, &token, &["push", "june.csv", "--yes", "--mode", "partial"], folder);
    assert!(!partial.status.success());
    assert_eq!(app.revision(), before + 1);
    let missing = client(&app.address, &token, &["push", "july.csv", "--yes"], folder);
    assert!(!missing.status.success() && said(&missing).contains("july.csv"));
    let stranger = client(&app.address, "nonsense", &["push", "june.csv", "--yes"], folder);
    assert!(!stranger.status.success() && said(&stranger).contains("401"), "{}", said(&stranger));
    let away = client("127.0.0.1:9", &token, &["push", "june.csv", "--yes", "--timeout", "1s"], folder);
    assert!(!away.status.success() && said(&away).contains("nothing is lost"), "{}", said(&away));
}

fn an_outbox_is_emptied(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let folder = app.folder.path().join("outbox");
    fs::create_dir(&folder).unwrap();
    let row = |status: &str, day: u32| format!("presence,status,effective_on\nken-hra,{status},2024-06-{day:02}\n");
    fs::write(folder.join("a.csv"), row("suspended", 1)).unwrap();
    fs::write(folder.join("b.csv"), row("active", 2)).unwrap();
    fs::write(folder.join("c.csv"), row("nonsense", 3)).unwrap();
    fs::write(folder.join("notes.txt"), "not for sending").unwrap();
    let done = client(&app.address, &token, &["push", "--watch", ".", "--once"], &folder);
    assert!(!done.status.success() && said(&done).contains("1 files were refused"), "{}", said(&done));
    assert_eq!(app.revision(), before + 2);
    assert_eq!((entries(&folder.join("sent")), entries(&folder.join("rejected"))), (4, 2), "with their reports");
    assert_eq!(entries(&folder), 3);
}

/// A server that answers reads, if it is said to, and breaks off whatever has a body; how often it did.
fn breaking(answers: bool) -> (String, &'static AtomicU32) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let broken: &AtomicU32 = Box::leak(Box::new(AtomicU32::new(0)));
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut buffer = [0; 1024];
            let read = client.read(&mut buffer).unwrap_or(0);
            if buffer[..read].starts_with(b"POST") {
                broken.fetch_add(1, Ordering::Relaxed);
            } else if answers {
                client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}").ok();
            }
        }
    });
    (address, broken)
}

fn outbox() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("big.csv"), many(5000, None)).unwrap();
    folder
}

#[test]
fn a_file_that_breaks_every_connection_is_put_aside() {
    let (folder, (server, broken)) = (outbox(), breaking(true));
    let done = client(&server, "token", &["push", "--watch", ".", "--once"], folder.path());
    assert!(!done.status.success() && said(&done).contains("1 files were refused"), "{}", said(&done));
    assert_eq!(broken.load(Ordering::Relaxed), 3);
    let aside: Vec<_> =
        fs::read_dir(folder.path().join("rejected")).unwrap().map(|file| file.unwrap().path()).collect();
    let reason = aside.iter().find(|file| file.to_string_lossy().ends_with("-big.report.txt")).expect("a reason");
    assert!(fs::read_to_string(reason).unwrap().contains("the connection broke each time"));
    assert_eq!((aside.len(), entries(folder.path())), (2, 1));
}

#[test]
fn a_server_that_is_down_puts_no_file_aside() {
    let (folder, (server, broken)) = (outbox(), breaking(false));
    let mut watching = Command::new(PROGRAM)
        .args(["push", "--watch", ".", "--once", "--timeout", "1s", "--server", &format!("http://{server}")])
        .env("PRESENCE_REGISTRY_TOKEN", "token")
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    while broken.load(Ordering::Relaxed) < 5 {
        assert_eq!(watching.try_wait().unwrap(), None);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert_eq!(entries(folder.path()), 1, "the file is where it was");
}

/// Passes bytes on and cuts each connection after a number of them that nobody can foresee.
fn flaky(target: String) -> (String, &'static AtomicU32) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let cuts: &AtomicU32 = Box::leak(Box::new(AtomicU32::new(0)));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(&target).unwrap();
            for (from, to) in [(&client, &server), (&server, &client)] {
                let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                let random = uuid::Uuid::new_v4().as_u128();
                let mut left = (random % 150_000) as usize;
                std::thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    while let Ok(read @ 1..) = from.read(&mut buffer) {
                        if to.write_all(&buffer[..read.min(left)]).is_err() {
                            break;
                        }
                        if read > left {
                            cuts.fetch_add(1, Ordering::Relaxed);
                            break;
                        }
                        left -= read;
                    }
                    from.shutdown(Shutdown::Both).ok();
                    to.shutdown(Shutdown::Both).ok();
                });
            }
        }
    });
    (address, cuts)
}

fn every_row_is_in_once_however_the_connection_breaks(app: &mut TestApp) {
    let (token, before) = (app.office("KEN"), app.revision());
    let (proxy, cuts) = flaky(app.address.clone());
    let folder = app.folder.path();
    for round in 0..6 {
        let rows = 1200 + round;
        fs::write(folder.join("big.csv"), many(rows, None).replace("row ", &format!("round {round} row "))).unwrap();
        let mode = ["atomic", "partial"][round % 2];
        let done = client(&proxy, &token, &["push", "big.csv", "--yes", "--mode", mode], folder);
        assert!(done.status.success(), "{}", said(&done));
    }
    assert_eq!(app.revision(), before + (0..6).map(|round| 1200 + round).sum::<u64>());
    assert!(cuts.load(Ordering::Relaxed) > 0, "no connection was cut");
}

fn a_status_is_reported_from_a_shell(app: &mut TestApp) {
    let (token, folder) = (app.office("KEN"), app.folder.path());
    let report = |arguments: &[&str]| client(&app.address, &token, &[&["report"], arguments].concat(), folder);
    let done = report(&["KEN-HRA", "suspended", "--effective-on", "2024-06-01", "--note", "Flood."]);
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(app.get("/v1/presences/ken-hra").json["status"], "suspended");
    assert!(report(&["ken-hra-1", "vacant", "--effective-on", "2024-06-01"]).status.success());
    assert_eq!(app.get("/v1/adviser-posts/ken-hra-1").json["status"], "vacant");
    let wrong = report(&["ken-hra", "gone", "--effective-on", "2024-06-01"]);
    assert!(!wrong.status.success() && said(&wrong).contains("drawing_down"));
    let refused = report(&["ken-hra", "planned", "--effective-on", "2024-06-01"]);
    assert!(!refused.status.success() && said(&refused).contains("possible:"), "{}", said(&refused));
}

fn records_are_pulled(app: &mut TestApp) {
    let (token, folder) = (app.office("KEN"), app.folder.path());
    let pull = |arguments: &[&str]| client(&app.address, &token, &[&["pull"], arguments].concat(), folder);
    let csv = pull(&["presences", "--where", "type=human_rights_adviser"]);
    let mut reader = csv::Reader::from_reader(&csv.stdout[..]);
    assert!(reader.headers().unwrap().iter().any(|name| name == "provenance.source"));
    assert_eq!(reader.records().filter_map(Result::ok).count(), 44, "{}", said(&csv));
    for file in ["all.xlsx", "all.json", "all.ndjson"] {
        assert!(pull(&["adviser-posts", "-o", file]).status.success());
    }
    assert!(fs::read(folder.join("all.xlsx")).unwrap().starts_with(b"PK"));
    assert_eq!(fs::read_to_string(folder.join("all.ndjson")).unwrap().lines().count(), 44);
    assert!(!pull(&["presences", "--where", "colour=red"]).status.success());
}
