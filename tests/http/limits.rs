//! How many requests there may be, and TLS.

use crate::harness::{Engine, TestApp, on_both};

on_both! { an_address_is_limited a_client_is_limited }

fn an_address_is_limited(app: &mut TestApp) {
    app.options = ["--limit-address", "5/1m", "--trusted-proxies", "127.0.0.1"].map(str::to_owned).to_vec();
    app.options.extend(["--issuer", "http://127.0.0.1:8080"].map(str::to_owned));
    app.restart();
    let from = |address: &str, path: &str| app.send("GET", path, &[("x-forwarded-for", address)], "");
    let first = from("203.0.113.1", "/v1");
    assert_eq!((first.status, first.header("ratelimit-policy")), (200, "\"address\";q=5;w=60"));
    assert_eq!(first.header("ratelimit"), "\"address\";r=4;t=12");
    for _ in 0..4 {
        assert_eq!(from("203.0.113.1", "/v1").status, 200);
    }
    let refused = from("203.0.113.1", "/v1");
    assert_eq!((refused.status, refused.header("content-type")), (429, "application/problem+json"));
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=13).contains(&wait) && refused.json["type"] == "/problems/rate-limited");
    assert_eq!(from("203.0.113.2", "/v1").status, 200, "others are not");
    assert_eq!(from("203.0.113.1", "/healthz").status, 200, "nor is whatever watches the process");
    assert_eq!(from("198.51.100.7, 203.0.113.1", "/v1").status, 429, "what a client writes itself does not help");
    assert_eq!(app.get("/v1").header("ratelimit"), "", "the machine itself is not limited");
}

fn a_client_is_limited(app: &mut TestApp) {
    app.options = ["--limit-client", "3/1m", "--trusted-proxies", "127.0.0.1"].map(str::to_owned).to_vec();
    app.options.extend(["--issuer", "http://127.0.0.1:8080"].map(str::to_owned));
    app.restart();
    let (kenya, peru) = (format!("Bearer {}", app.office("KEN")), format!("Bearer {}", app.office("PER")));
    let mut number = 0;
    let mut ask = |token: &str| {
        number += 1;
        let address = format!("203.0.113.{number}");
        app.send("GET", "/v1", &[("authorization", token), ("x-forwarded-for", &address)], "").status
    };
    assert_eq!([(); 5].map(|()| ask(&kenya)), [200, 200, 200, 429, 429], "from whatever addresses");
    assert_eq!(ask(&peru), 200);
}

#[test]
fn the_server_speaks_tls() {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert_file, key_file) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&cert_file, key.cert.pem()).unwrap();
    std::fs::write(&key_file, key.signing_key.serialize_pem()).unwrap();
    let [cert, private] = [&cert_file, &key_file].map(|file| file.display().to_string());
    let app = TestApp::with(Engine::Sqlite, &["--tls-cert", &cert, "--tls-key", &private]);
    let roots = [ureq::tls::Certificate::from_pem(key.cert.pem().as_bytes()).unwrap()];
    let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::from(roots));
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().tls_config(tls.build()).build());
    let port = app.address.rsplit(':').next().unwrap();
    let mut answer = agent.get(format!("https://localhost:{port}/v1")).call().unwrap();
    assert!(answer.body_mut().read_to_string().unwrap().contains("Field Presence Registry"));
    assert!(ureq::get(format!("https://localhost:{port}/v1")).call().is_err(), "nobody vouches for it");
    let wrong = app.command(&["serve", "--bind", "127.0.0.1:0", "--tls-cert", &private, "--tls-key", &cert]).output();
    let said = String::from_utf8(wrong.unwrap().stderr).unwrap();
    assert!(said.contains("for TLS"), "{said}");
}
