//! The server: puts routes, limits and the front door together and runs until it is told to stop.

use std::{io, net::TcpListener, path::Path, sync::Arc, time::Duration};

use actix_cors::Cors;
use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    http::header::{self, HeaderName},
    middleware::from_fn,
    web::{self, Data},
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use super::{front, problem::Problem, state::State};
use crate::webhooks::follow;

/// How long accepted requests may take to finish when the server stops, in seconds.
const STOPPING: u64 = 30;
/// How long the writer may take after that, in seconds.
const CLOSING: u64 = 10;

/// What is served beside the API, and knows it: the pages.
#[derive(Clone, Copy)]
pub struct Site {
    /// Its routes.
    pub routes: fn(&mut web::ServiceConfig),
    /// How it shows a problem to whoever asked for a page; `None` for the API's own paths.
    pub problem: fn(&HttpRequest, &Problem) -> Option<HttpResponse>,
}

/// Serves until SIGTERM or SIGINT; finishes what was accepted.
///
/// # Errors
/// When the listener cannot be used.
pub fn run(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    operators: Option<TcpListener>,
    state: State,
    site: Site,
) -> io::Result<()> {
    let (state, apart) = (Data::new(state), operators.is_some());
    let store = state.store.clone();
    let arrival = state.limits.arrival;
    let (followed, stopping) = (state.clone(), state.clone());
    actix_web::rt::System::new().block_on(async move {
        actix_web::rt::spawn(async move { followed.verifier.providers.follow().await });
        actix_web::rt::spawn(follow(stopping.webhooks.clone(), stopping.stopping.subscribe()));
        if let Some(listener) = operators {
            let state = state.clone();
            let routes = |config: &mut web::ServiceConfig| {
                super::health::routes(config);
                super::metrics::routes(config);
            };
            let server = HttpServer::new(move || App::new().app_data(state.clone()).configure(routes));
            actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener)?.run());
        }
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(site)
                .app_data(web::PathConfig::default().error_handler(|_, _| not_found().into()))
                .configure(move |config| super::routes(config, apart))
                .configure(site.routes)
                .default_service(web::to(|| async { Err::<&str, _>(not_found()) }))
                .wrap(cors(&state.limits.origins))
                .wrap(from_fn(front::pass))
        })
        .disable_signals()
        .client_request_timeout(arrival)
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(STOPPING);
        let server = match tls {
            Some(tls) => server.listen_rustls_0_23(listener, tls)?,
            None => server.listen(listener)?,
        }
        .run();
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            let graceful = told_to_stop().await;
            exit_after(STOPPING + CLOSING);
            // Streams would never end by themselves.
            stopping.stopping.send_replace(true);
            handle.stop(graceful).await;
        });
        let done = server.await;
        // Threads that wait for the database are waited for when this ends.
        exit_after(CLOSING + 5);
        done
    })?;
    if !store.close_within(Duration::from_secs(CLOSING)) {
        log::error!("the database does not answer: writes that wait are given up; what was answered is recorded");
    }
    Ok(())
}

/// Ends the process if a stop takes longer than this: a thread that waits for a database that hangs cannot be stopped in
/// any other way. What was answered is recorded; what was not is as if the process had been killed.
fn exit_after(seconds: u64) {
    let overdue = move || {
        std::thread::sleep(Duration::from_secs(seconds));
        log::error!("something hangs: the process ends without waiting for it");
        // The log is written by a thread of its own.
        std::thread::sleep(Duration::from_millis(200));
        std::process::exit(1);
    };
    if let Err(error) = std::thread::Builder::new().name("stop".to_owned()).spawn(overdue) {
        log::warn!("a stop that takes too long will not be noticed: {error}");
    }
}

/// Waits for SIGTERM, after which accepted requests are finished, or SIGINT, after which they are not waited for; says
/// which.
async fn told_to_stop() -> bool {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            _ = terminate.recv() => true,
            _ = tokio::signal::ctrl_c() => false,
        };
    }
    drop(tokio::signal::ctrl_c().await);
    false
}

/// TLS with a certificate chain and a private key in PEM form.
///
/// # Errors
/// What is wrong with the files.
pub fn tls(cert: &Path, key: &Path) -> Result<ServerConfig, String> {
    let wrong = |file: &Path, why: &dyn std::fmt::Display| format!("cannot use {} for TLS: {why}", file.display());
    let chain = CertificateDer::pem_file_iter(cert).map_err(|error| wrong(cert, &error))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|error| wrong(cert, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(cert, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| wrong(key, &error))
}

fn not_found() -> Problem {
    Problem::from_status(actix_web::http::StatusCode::NOT_FOUND)
}

/// Dashboards in browsers may call the API. It takes no cookies, so any origin may, unless a setting names some.
fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
        .allowed_headers([header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE])
        .allowed_headers([header::IF_MATCH, header::IF_NONE_MATCH, front::REQUEST_ID])
        .allowed_headers(["idempotency-key", "min-revision", "traceparent", "tracestate"])
        .allowed_headers([header::CONTENT_DISPOSITION, HeaderName::from_static(super::submissions::SECRET)])
        .expose_headers([header::ETAG, header::LINK, header::LOCATION, header::RETRY_AFTER, front::REQUEST_ID])
        .expose_headers(["idempotency-replayed", "ratelimit", "ratelimit-policy", "warning", "age"])
        .max_age(3600);
    if origins.is_empty() {
        // The answer is the same for every origin, so it does not vary by it.
        return cors.allow_any_origin().send_wildcard().disable_vary_header();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
