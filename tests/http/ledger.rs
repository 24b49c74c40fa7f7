//! The ledger can be checked by anybody: signed checkpoints, proofs, entries, and `verify` from inside and outside.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use presence_auth::{Checkpoint, Keyring, NoteKey, PrivateKey};
use presence_core::tree::{self, Hash};
use presence_model::{KeyAlgorithm, KeyPurpose};
use presence_store as store;
use serde_json::Value;

use crate::harness::{ACTIVE, Engine, TestApp, execute, on_both};

on_both! {
    a_checkpoint_is_a_signed_note
    proofs_hold_while_the_ledger_grows
    entries_are_for_whoever_may_read_the_audit_trail
    bad_parameters_are_told
    a_server_is_checked_from_outside
    a_checkpoint_of_another_ledger_is_told
    a_ledger_that_was_written_anew_is_found_by_a_kept_checkpoint
    a_check_holds_while_the_server_writes
    a_database_of_an_earlier_version_is_brought_up_to_date
}

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

fn key(app: &TestApp) -> NoteKey {
    NoteKey::parse(&app.get("/v1/ledger/key").text).unwrap()
}

fn checkpoint(app: &TestApp) -> Checkpoint {
    Checkpoint::open(&app.get("/v1/ledger/checkpoint").text, &key(app)).unwrap()
}

fn hash(text: &Value) -> Hash {
    STANDARD.decode(text.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn hashes(list: &Value) -> Vec<Hash> {
    list.as_array().unwrap().iter().map(hash).collect()
}

/// Checks the server from outside.
fn verify_server(app: &TestApp, token: &str, arguments: &[&str]) -> Output {
    let server = format!("http://{}", app.address);
    let mut command = app.command(&["verify", "--server", &server]);
    command.args(arguments).env("PRESENCE_REGISTRY_TOKEN", token).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{}", said(output));
    said(output)
}

fn fails(output: &Output, why: &str) {
    assert!(!output.status.success(), "{}", said(output));
    assert!(said(output).contains(why), "{why}: {}", said(output));
}

fn file(app: &TestApp, name: &str) -> PathBuf {
    app.folder.path().join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn a_checkpoint_is_a_signed_note(app: &mut TestApp) {
    let answer = app.get("/v1/ledger/checkpoint");
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    let key = key(app);
    let known = Checkpoint::open(&answer.text, &key).unwrap();
    assert_eq!(known.size, app.revision());
    assert_eq!((known.origin.as_str(), key.name()), ("127.0.0.1:8080/ledger", "127.0.0.1:8080/ledger"));
    let altered = answer.text.replacen(&known.size.to_string(), &(known.size + 1).to_string(), 1);
    assert_eq!(Checkpoint::open(&altered, &key), None);
    assert_eq!(Checkpoint::open(answer.text.split("\n\n").next().unwrap(), &key), None, "not signed");
    let (other, _) = PrivateKey::generate(KeyAlgorithm::EdDSA).sealed(&app.encryption_key(), KeyPurpose::Ledger, true);
    assert_eq!(Checkpoint::open(&answer.text, &NoteKey::new(key.name(), &other.public).unwrap()), None);
    assert_eq!(app.post(&app.desk(), KENYA, ACTIVE).status, 201);
    let newer = checkpoint(app);
    assert_eq!(newer.size, known.size + 1);
    assert_ne!(newer.root, known.root);
    app.restart();
    assert_eq!(checkpoint(app), newer, "the same after a restart");
}

fn proofs_hold_while_the_ledger_grows(app: &mut TestApp) {
    let desk = app.desk();
    let before = checkpoint(app);
    for _ in 0..5 {
        assert_eq!(app.post(&desk, KENYA, ACTIVE).status, 201);
    }
    let after = checkpoint(app);
    for (size, root) in [(before.size, before.root), (after.size, after.root)] {
        for revision in [1, 2, 256, 257, before.size] {
            let proof = app.get(&format!("/v1/ledger/proofs/inclusion?revision={revision}&size={size}")).json;
            assert_eq!(hash(&proof["root"]), root);
            let leaf = hash(&proof["leaf"]);
            assert!(tree::includes(&root, size, revision - 1, leaf, &hashes(&proof["proof"])), "{revision} in {size}");
            let entry = app.get_as(&desk, &format!("/v1/ledger/entries/{revision}"));
            assert_eq!(tree::leaf(entry.text.as_bytes()), leaf, "{}", entry.text);
        }
    }
    for (from, root) in [(before.size, Some(before.root)), (1, None), (256, None), (after.size, Some(after.root))] {
        let proof = app.get(&format!("/v1/ledger/proofs/consistency?from={from}")).json;
        let known = root.unwrap_or_else(|| hash(&proof["from_root"]));
        assert!(tree::continues((from, &known), (after.size, &after.root), &hashes(&proof["proof"])), "{from}");
        assert_eq!((&proof["to"], hash(&proof["from_root"])), (&Value::from(after.size), known));
    }
}

fn entries_are_for_whoever_may_read_the_audit_trail(app: &mut TestApp) {
    let (desk, office) = (app.desk(), app.office("KEN"));
    for path in ["/v1/ledger/entries", "/v1/ledger/entries/1"] {
        assert_eq!((app.get(path).status, app.get_as(&office, path).status), (401, 403));
    }
    let narrow = app.token(&["--desk", "--scope", "audit:read"]);
    let one = app.get_as(&narrow, "/v1/ledger/entries/1");
    assert_eq!((one.status, &one.json["revision"], one.header("content-type")), (200, &1.into(), "application/json"));
    assert_eq!(app.get_as(&desk, "/v1/ledger/entries/0").status, 404);
    assert_eq!(app.get_as(&desk, "/v1/ledger/entries/100000").status, 404);
    assert_eq!(app.get_as(&desk, "/v1/ledger/entries/x").status, 404);
    let all = app.get_as(&desk, "/v1/ledger/entries");
    assert_eq!((all.text.lines().count() as u64, all.header("cache-control")), (app.revision(), "private, no-cache"));
    let some = app.get_as(&desk, "/v1/ledger/entries?after=3&limit=2");
    let expected: Vec<_> = all.text.lines().skip(3).take(2).collect();
    assert_eq!(some.text.lines().collect::<Vec<_>>(), expected);
    assert_eq!(app.get_as(&desk, "/v1/ledger/entries?after=100000").text, "");
}

fn bad_parameters_are_told(app: &mut TestApp) {
    let (desk, size) = (app.desk(), app.revision());
    for path in [
        "checkpoint?size=1".to_owned(),
        "key?x=1".to_owned(),
        "entries?after=x".to_owned(),
        "entries?after=-1".to_owned(),
        "entries?after=1&after=2".to_owned(),
        "entries?before=1".to_owned(),
        "entries?limit=0".to_owned(),
        "entries?limit=1001".to_owned(),
        "proofs/inclusion".to_owned(),
        "proofs/inclusion?revision=0".to_owned(),
        format!("proofs/inclusion?revision={}", size + 1),
        format!("proofs/inclusion?revision=1&size={}", size + 1),
        "proofs/inclusion?revision=2&size=1".to_owned(),
        "proofs/inclusion?revision=99999999999999999999".to_owned(),
        "proofs/inclusion?revision=18446744073709551615&size=18446744073709551615".to_owned(),
        "proofs/consistency".to_owned(),
        "proofs/consistency?from=0".to_owned(),
        "proofs/consistency?from=2&to=1".to_owned(),
        format!("proofs/consistency?from=1&to={}", size + 1),
        "proofs/consistency?from=1&to=1&to=2".to_owned(),
    ] {
        let answer = app.get_as(&desk, &format!("/v1/ledger/{path}"));
        assert_eq!((answer.status, answer.header("content-type")), (400, "application/problem+json"), "{path}");
    }
    // The largest number that the database can hold, and more: nothing comes after it.
    for after in [u64::MAX, i64::MAX as u64] {
        let answer = app.get_as(&desk, &format!("/v1/ledger/entries?after={after}"));
        assert_eq!((answer.status, answer.text.as_str()), (200, ""), "{after}");
        assert_eq!(app.get_as(&desk, &format!("/v1/ledger/entries/{after}")).status, 404);
    }
}

fn a_server_is_checked_from_outside(app: &mut TestApp) {
    let (desk, kept) = (app.desk(), file(app, "kept"));
    assert!(succeeds(&app.run(&["verify"])).contains("nothing was altered"));
    assert!(succeeds(&verify_server(app, "", &[])).contains("without a token"));
    let size = app.revision();
    let first = succeeds(&verify_server(app, &desk, &["--checkpoint", text(&kept)]));
    assert!(first.contains(&format!("all {size} entries make its root")) && !first.contains("it continues"), "{first}");
    let note = std::fs::read_to_string(&kept).unwrap();
    assert_eq!(note, app.get("/v1/ledger/checkpoint").text);
    assert_eq!(app.post(&desk, KENYA, ACTIVE).status, 201);
    let second = succeeds(&verify_server(app, "", &["--checkpoint", text(&kept)]));
    assert!(second.contains(&format!("continues the checkpoint of {size} entries")), "{second}");
    assert_ne!(std::fs::read_to_string(&kept).unwrap(), note, "the newest one is kept");
    let pinned = app.get("/v1/ledger/key").text;
    let pinned = ["--key", pinned.trim()];
    succeeds(&verify_server(app, "", &pinned));
    assert!(succeeds(&app.run(&["verify", "--checkpoint", text(&kept)])).contains("of the checkpoint"));
    succeeds(&app.run(&[&["verify", "--checkpoint", text(&kept)], &pinned[..]].concat()));
    fails(&verify_server(app, &app.office("KEN"), &[]), "403");
    fails(&verify_server(app, "x", &[]), "401");
    fails(&verify_server(app, "", &["--key", "nonsense"]), "a key of checkpoints is like");
}

/// A note that the ledger's own key signs, whatever it says.
fn signed(app: &TestApp, checkpoint: &Checkpoint) -> String {
    let snapshot = store::replay(&mut app.connection()).unwrap();
    let url: store::DatabaseUrl = app.database.parse().unwrap();
    let fetch = move |id: &str| {
        let mut connection = store::AnyConnection::open_existing(&url).map_err(|error| error.to_string())?;
        store::private_key(&mut connection, id).map_err(|error| error.to_string())
    };
    let signing = Keyring::new(app.encryption_key(), fetch).signing(&snapshot, KeyPurpose::Ledger).unwrap();
    checkpoint.sign(&signing, &key(app)).unwrap()
}

fn a_checkpoint_of_another_ledger_is_told(app: &mut TestApp) {
    let kept = file(app, "kept");
    let other = TestApp::start(Engine::Sqlite);
    let note = other.get("/v1/ledger/checkpoint").text;
    std::fs::write(&kept, &note).unwrap();
    fails(&verify_server(app, "", &["--checkpoint", text(&kept)]), "is not the one that signed the checkpoint");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), note, "what was kept stays");
    fails(&app.run(&["verify", "--checkpoint", text(&kept)]), "is not a checkpoint of this ledger");
    let pinned = other.get("/v1/ledger/key").text;
    fails(&verify_server(app, "", &["--key", pinned.trim()]), "is not signed by this key");

    let known = checkpoint(app);
    let altered = signed(app, &Checkpoint { root: [7; 32], size: known.size - 1, ..known.clone() });
    let longer = signed(app, &Checkpoint { size: known.size + 1, ..known });
    std::fs::write(&kept, &altered).unwrap();
    fails(&verify_server(app, "", &["--checkpoint", text(&kept)]), "are not what they were");
    fails(&app.run(&["verify", "--checkpoint", text(&kept)]), "are not those of the checkpoint");
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), altered);
    std::fs::write(&kept, &longer).unwrap();
    fails(&verify_server(app, "", &["--checkpoint", text(&kept)]), "shorter than it was");
    fails(&app.run(&["verify", "--checkpoint", text(&kept)]), "some were taken away");
    std::fs::write(&kept, "garbage").unwrap();
    fails(&verify_server(app, "", &["--checkpoint", text(&kept)]), "is not the one that signed");
    fails(&app.run(&["verify", "--checkpoint", text(&file(app, "nowhere"))]), "cannot read");
}

fn a_ledger_that_was_written_anew_is_found_by_a_kept_checkpoint(app: &mut TestApp) {
    let (desk, kept) = (app.desk(), file(app, "kept"));
    let made = app.post(&desk, KENYA, ACTIVE);
    let revision = made.json["id"].as_u64().unwrap();
    assert_eq!(app.post(&desk, KENYA, ACTIVE).status, 201);
    let entry = app.get_as(&desk, &format!("/v1/ledger/entries/{revision}")).text;
    succeeds(&verify_server(app, &desk, &["--checkpoint", text(&kept)]));
    app.kill();

    let altered = entry.replace("Office open.", "Office shut.");
    assert_ne!(altered, entry);
    let hash: String = tree::leaf(altered.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = if app.database.starts_with("sqlite") { format!("x'{hash}'") } else { format!("'\\x{hash}'") };
    let mut connection = app.connection();
    for statement in [
        format!(
            "UPDATE changes SET record = replace(record, 'Office open.', 'Office shut.'), hash = {hash} \
             WHERE revision = {revision}"
        ),
        format!("UPDATE status_updates SET note = 'Office shut.' WHERE id = {revision}"),
    ] {
        assert_eq!(execute(&mut connection, &statement).unwrap(), 1);
    }
    fails(&app.run(&["verify"]), "ledger_head");
    // Somebody who has the key too makes a new head.
    assert_eq!(execute(&mut connection, "DELETE FROM ledger_head WHERE id = 1").unwrap(), 1);
    fails(&app.run(&["verify", "--checkpoint", text(&kept)]), "are not those of the checkpoint");
    app.restart();
    succeeds(&app.run(&["verify"]));
    succeeds(&verify_server(app, &desk, &[]));
    fails(&verify_server(app, &desk, &["--checkpoint", text(&kept)]), "are not what they were");
    assert!(
        app.get(&format!("/v1/status-updates/{revision}")).status == 200,
        "else it looks as if nothing had happened"
    );
}

fn a_check_holds_while_the_server_writes(app: &mut TestApp) {
    let desk = app.desk();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let app = &*app;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    app.post(&desk, KENYA, ACTIVE);
                    app.post(&desk, KENYA, "{}");
                }
            });
        }
        let checks: Vec<_> = (0..10).map(|_| (app.run(&["verify"]), verify_server(app, &desk, &[]))).collect();
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        checks.iter().for_each(|(inside, outside)| drop((succeeds(inside), succeeds(outside))));
    });
}

fn a_database_of_an_earlier_version_is_brought_up_to_date(app: &mut TestApp) {
    let desk = app.desk();
    assert_eq!(app.post_with(&desk, KENYA, &[("idempotency-key", "one")], ACTIVE).status, 201);
    let before = checkpoint(app);
    app.kill();
    let mut connection = app.connection();
    execute(&mut connection, "UPDATE changes SET hash = NULL").unwrap();
    execute(&mut connection, "UPDATE idempotency_keys SET seal = NULL").unwrap();
    assert_eq!(app.token(&["--desk"]).split('.').count(), 3, "the command line does it too");
    succeeds(&app.run(&["verify"]));
    app.restart();
    assert_eq!(checkpoint(app), before);
}
