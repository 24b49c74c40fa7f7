//! The command line: what goes wrong is one clear line, and nothing is half-created.

use std::process::Command;

use crate::harness::{Engine, PROGRAM, TestApp, entries};

fn fails(arguments: &[&str], says: &str) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(PROGRAM).args(arguments).current_dir(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{arguments:?}");
    assert!(said.contains(says), "{arguments:?} said: {said}");
    assert!(output.stdout.is_empty());
    assert_eq!(entries(folder.path()), 0, "{arguments:?} left something behind");
}

#[test]
fn bad_settings_leave_nothing_behind() {
    fails(&["serve", "--bind", "nonsense"], "127.0.0.1:8080");
    fails(&["serve", "--bind", "127.0.0.1:99999"], "address");
    fails(&["serve", "--database-url", "mysql://x"], "sqlite: or postgres://");
    fails(&["serve", "--database-url", "sqlite:"], "needs a file");
    fails(
        &["serve", "--bind", "127.0.0.1:0", "--database-url", "postgres://nobody:secret@127.0.0.1:1/none"],
        "cannot open PostgreSQL, 127.0.0.1:1/none",
    );
    fails(&["serve", "--bind", "127.0.0.1:0", "--database-url", "sqlite:/nowhere/registry.db"], "/nowhere");
    fails(&["serve", "--request-timeout", "soon"], "15m");
    fails(&["serve", "--cors-origins", "*"], "origin");
    fails(&["serve", "--colour"], "--colour");
    fails(&["token", "--office", "KEN"], "there is no registry");
    fails(&["token"], "--office");
    fails(&["verify"], "there is no registry");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    fails(&["serve", "--bind", &taken.local_addr().unwrap().to_string()], "cannot listen");
}

#[test]
fn bad_identity_providers_are_told() {
    let good = r#"{"name": "hq", "issuer": "https://id.example.org", "audience": "registry",
        "office": {"office": "KEN"}, "scopes": {"claim": "scope"}}"#;
    let other = |from: &str, to: &str| format!("[{}]", good.replace(from, to));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("providers.json");
    for (content, says) in [
        ("{}".to_owned(), "identity providers in"),
        (other("https:", "http:"), "must begin with https://"),
        (other("hq", "HQ"), "2 to 20 lower-case letters"),
        (other("hq", "cli"), "2 to 20 lower-case letters"),
        (other("KEN", "Kenya"), "identity providers in"),
        (other("audience", "audiance"), "audiance"),
        (format!("[{good}, {}]", good.replace("hq", "other")), "is there twice"),
        (format!("[{good}, {}]", good.replace("https://id", "https://other")), "is there twice"),
        (other("https://id.example.org", "http://127.0.0.1:8080"), "the registry itself"),
    ] {
        std::fs::write(&file, content).unwrap();
        fails(&["serve", "--bind", "127.0.0.1:0", "--identity-providers", file.to_str().unwrap()], says);
    }
    fails(&["serve", "--bind", "127.0.0.1:0", "--identity-providers", "/nowhere"], "/nowhere");
}

#[test]
fn a_password_is_never_shown() {
    let url = "postgres://nobody:secret@127.0.0.1:1/none";
    let output =
        Command::new(PROGRAM).args(["serve", "--bind", "127.0.0.1:0", "--database-url", url]).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("secret"));
    let help =
        Command::new(PROGRAM).args(["serve", "--help"]).env("PRESENCE_REGISTRY_DATABASE_URL", url).output().unwrap();
    assert!(!String::from_utf8_lossy(&help.stdout).contains("secret"));
}

#[test]
fn every_setting_of_the_server_has_an_environment_variable() {
    let help = Command::new(PROGRAM).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for flag in help.lines().filter(|line| line.trim_start().starts_with("--") && !line.contains("--help")) {
        let name = flag.trim_start().trim_start_matches("--").split(' ').next().unwrap();
        let variable = format!("PRESENCE_REGISTRY_{}", name.replace('-', "_").to_uppercase());
        assert!(help.contains(&variable), "{variable} is not documented");
    }
}

#[test]
fn offices_and_clients_must_exist() {
    let app = TestApp::start(Engine::Sqlite);
    let unknown = app.run(&["token", "--office", "DEU"]);
    assert!(!unknown.status.success() && unknown.stdout.is_empty());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("KEN"), "it says which offices there are");
    assert!(!app.run(&["token", "--client", "ken-00000000"]).status.success());
    assert!(!app.run(&["client", "disable", "ken-00000000"]).status.success());
    assert!(!app.run(&["client", "add", "--office", "DEU", "--name", "x"]).status.success());
    assert!(!app.run(&["client", "add", "--office", "KEN", "--name", ""]).status.success());
}

#[cfg(unix)]
#[test]
fn the_key_and_the_records_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let app = TestApp::start(Engine::Sqlite);
    for file in [app.data_dir().join("key-encryption-key"), app.folder.path().join("registry.db")] {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
}
