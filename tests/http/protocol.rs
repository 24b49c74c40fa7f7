//! HTTP itself: methods, errors of the framework, compression, CORS.

use std::io::Read as _;

use crate::harness::{TestApp, on_both};

on_both! { every_error_is_a_problem_document heads_and_options_answer bodies_are_compressed dashboards_may_call ids_are_kept }

fn every_error_is_a_problem_document(app: &mut TestApp) {
    let cases = [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/presences/nowhere", 404),
        ("DELETE", "/v1/presences/ken-hra", 405),
        ("PUT", "/v1", 405),
    ];
    for (method, path, status) in cases {
        let answer = app.send(method, path, &[], "");
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.json["instance"], answer.header("x-request-id"));
    }
    let answer = app.send("DELETE", "/v1/presences/ken-hra", &[], "");
    assert_eq!(answer.header("allow"), "GET, HEAD, PATCH");
    let kinds = app.get("/problems").json;
    assert!(kinds["data"].as_array().unwrap().len() >= 15);
}

fn heads_and_options_answer(app: &mut TestApp) {
    for path in ["/v1", "/v1/presences?limit=200", "/v1/presences/ken-hra", "/healthz", "/readyz", "/openapi.json"] {
        let (get, head) = (app.get(path), app.send("HEAD", path, &[], ""));
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
        assert_eq!(head.header("content-length"), get.text.len().to_string(), "{path}");
        assert_eq!(head.header("etag"), get.header("etag"));
    }
    let options = app.send("OPTIONS", "/v1/presences", &[], "");
    assert_eq!((options.status, options.header("allow")), (204, "GET, HEAD, POST, OPTIONS"));
}

fn bodies_are_compressed(app: &mut TestApp) {
    for path in ["/v1/presences?limit=200", "/v1/presences/ken-hra", "/openapi.json"] {
        let plain = app.get(path);
        let raw = |coding: &str| {
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n");
            let mut stream = std::net::TcpStream::connect(&app.address).unwrap();
            std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
            (String::from_utf8_lossy(&answer[..head]).to_lowercase(), answer[head..].to_vec())
        };
        for coding in ["gzip", "br", "zstd"] {
            let (head, body) = raw(coding);
            assert!(head.contains(&format!("content-encoding: {coding}")), "{path} {head}");
            assert!(body.len() < plain.text.len() * 2 / 3, "{path} {coding}: {} of {}", body.len(), plain.text.len());
            let mut text = Vec::new();
            match coding {
                "gzip" => drop(flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut text).unwrap()),
                "br" => brotli::BrotliDecompress(&mut &body[..], &mut text).unwrap(),
                _ => text = zstd::decode_all(&body[..]).unwrap(),
            }
            assert_eq!(String::from_utf8(text).unwrap(), plain.text, "{path} {coding}");
        }
    }
}

fn dashboards_may_call(app: &mut TestApp) {
    let origin = ("origin", "https://dashboard.example.org");
    let answer = app.send("GET", "/v1/presences", &[origin], "");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("etag"));
    let preflight = [
        origin,
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,if-match"),
    ];
    let preflight = app.send("OPTIONS", "/v1/presences/ken-hra", &preflight, "");
    assert_eq!(preflight.status, 200);
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    let missing = app.send("GET", "/v1/presences/nowhere", &[origin], "");
    assert_eq!((missing.status, missing.header("access-control-allow-origin")), (404, "*"), "errors can be read too");
}

fn ids_are_kept(app: &mut TestApp) {
    assert_eq!(app.send("GET", "/v1", &[("x-request-id", "abc-123")], "").header("x-request-id"), "abc-123");
    let odd = app.send("GET", "/v1", &[("x-request-id", "a b\tc")], "");
    assert_eq!(odd.header("x-request-id").len(), 36, "an odd one is replaced");
    assert_ne!(app.get("/v1").header("x-request-id"), app.get("/v1").header("x-request-id"));
}
