//! The server: puts routes, limits and the front door together and runs until it is told to stop.

use std::{
    io,
    net::{IpAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use actix_cors::Cors;
use actix_http::{HttpService, KeepAlive, Protocol, error::DispatchError};
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::{
    App, HttpServer,
    dev::AppConfig,
    http::header::{self, HeaderName},
    middleware::from_fn,
    web::{self, Data},
};
use ipnet::IpNet;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::{
    connection::{Connection, Connections},
    middleware,
    openapi::serve::Document,
    operation::Operations,
    problem::Problem,
    request_id,
    site::Site,
    state::AppState,
};
use presence_webhooks::follow;

/// How long accepted requests may take to finish when the server stops.
const STOPPING: Duration = Duration::from_secs(30);
/// How long clients may take to read the responses then, in seconds.
const READING: u64 = 3;
/// How long the writer may take after that.
const CLOSING: Duration = Duration::from_secs(10);

/// Serves until SIGTERM or SIGINT; finishes what was accepted.
///
/// # Errors
/// When the listener cannot be used.
pub fn run(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    operators: Option<TcpListener>,
    state: AppState,
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
                let mut operations = Operations::default();
                super::health::operations(&mut operations);
                super::metrics::route::operations(&mut operations);
                operations.configure(config);
            };
            let server = HttpServer::new(move || App::new().app_data(state.clone()).configure(routes));
            actix_web::rt::spawn(server.workers(1).disable_signals().listen(listener)?.run());
        }
        let connections = Connections::new(state.limits.connections, arrival, state.stopping.subscribe());
        let document = Data::new(Document::new(super::document));
        let proxies = Arc::new(state.limits.proxies.clone());
        let app = move || {
            App::new()
                .app_data(state.clone())
                .app_data(site)
                .app_data(web::PathConfig::default().error_handler(|_, _| not_found().into()))
                .app_data(document.clone())
                .configure(move |config| super::operations(apart).configure(config))
                .configure(site.routes)
                .default_service(web::to(|| async { Err::<&str, _>(not_found()) }))
                .wrap(cors(&state.limits.origins))
                .wrap(from_fn(middleware::pass))
        };
        let tls = tls.map(|tls| TlsAcceptor::from(Arc::new(tls)));
        let server = actix_server::Server::build()
            .disable_signals()
            .shutdown_timeout(READING)
            .listen("http", listener, move || {
                let (connections, proxies, tls) = (connections.clone(), proxies.clone(), tls.clone());
                let accept = fn_service(move |io: TcpStream| {
                    let exempt = io.peer_addr().is_ok_and(|peer| unlimited(peer.ip(), &proxies));
                    let (connections, tls) = (connections.clone(), tls.clone());
                    async move {
                        let io = connections.accept(io, tls, exempt).await.map_err(DispatchError::Io)?;
                        let peer = io.peer;
                        Ok::<_, DispatchError>((io, Protocol::Http1, Some(peer)))
                    }
                });
                let http = HttpService::build()
                    .keep_alive(KeepAlive::Os)
                    .client_request_timeout(arrival)
                    .client_disconnect_timeout(Duration::from_secs(1))
                    .h1_allow_half_closed(false)
                    .on_connect_ext(|io: &Connection, data| drop(data.insert(io.progress.clone())));
                let app = app().into_factory().map_err(|error: actix_web::Error| error.error_response());
                accept.and_then(http.finish(map_config(app, |()| AppConfig::default())))
            })?
            .run();
        let handle = server.handle();
        actix_web::rt::spawn(async move {
            let graceful = told_to_stop().await;
            exit_after(STOPPING + Duration::from_secs(READING) + CLOSING);
            handle.pause().await;
            // Streams would never end by themselves, and connections that are idle close.
            stopping.stopping.send_replace(true);
            if graceful {
                finished(&stopping.active).await;
            }
            handle.stop(graceful).await;
        });
        let done = server.await;
        // Threads that wait for the database are waited for when this ends.
        exit_after(CLOSING + Duration::from_secs(5));
        done
    })?;
    if !store.close_within(CLOSING) {
        log::error!("the database does not answer: writes that wait are given up; what was answered is recorded");
    }
    Ok(())
}

/// Waits until no request is worked on any more, or for so long as the server waits for them.
async fn finished(active: &AtomicUsize) {
    let end = Instant::now() + STOPPING;
    while active.load(Ordering::Relaxed) > 0 && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Whether an address may have any number of connections: this machine, and proxies, who speak for many.
fn unlimited(ip: IpAddr, proxies: &[IpNet]) -> bool {
    let ip = ip.to_canonical();
    ip.is_loopback() || proxies.iter().any(|network| network.contains(&ip))
}

/// Ends the process if a stop takes longer than this: a thread that waits for a database that hangs cannot be stopped in
/// any other way. What was answered is recorded; what was not is as if the process had been killed.
fn exit_after(time: Duration) {
    let overdue = move || {
        std::thread::sleep(time);
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
        .allowed_headers([header::IF_MATCH, header::IF_NONE_MATCH, request_id::REQUEST_ID])
        .allowed_headers(["idempotency-key", "min-revision", "traceparent", "tracestate"])
        .allowed_headers([header::CONTENT_DISPOSITION, HeaderName::from_static(super::submissions::SECRET)])
        .expose_headers([header::ETAG, header::LINK, header::LOCATION, header::RETRY_AFTER, request_id::REQUEST_ID])
        .expose_headers(["idempotency-replayed", "ratelimit", "ratelimit-policy", "warning", "age"])
        .max_age(3600);
    if origins.is_empty() {
        // The answer is the same for every origin, so it does not vary by it.
        return cors.allow_any_origin().send_wildcard().disable_vary_header();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
