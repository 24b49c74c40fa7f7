//! The front door that every request passes: its id, its line in the log, and a problem document for every error.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use actix_web::{
    Error, HttpMessage as _, ResponseError as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use super::{
    caller::{self, Caller},
    client_auth::OAuthError,
    client_ip::ClientIp,
    connection::Progress,
    extract::query::parameter,
    health, metrics,
    problem::{self, Problem},
    rate_limit::RateLimitStatus,
    request_id::{ClaimedClientId, REQUEST_ID, RequestId},
    response_body::ResponseBody,
    site::Site,
    state::{AppState, MIN_REVISION_TIMEOUT},
    trace::Trace,
};
use presence_core::query::BadParameter;
use presence_model::Timestamp;
use presence_store::audit::Event;

/// How long a query string may be, in bytes.
const QUERY_BYTES: usize = 8192;
/// How many parameters it may have.
const QUERY_PAIRS: usize = 64;

/// The outermost middleware: runs for every request and response.
pub async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<ResponseBody>, Error> {
    let started = Instant::now();
    let state = request.app_data::<Data<AppState>>().cloned();
    let _active = state.as_ref().map(|state| Active::begin(&state.active));
    // It ends when the response was read, or nobody reads it any more.
    let exchange = request.conn_data::<Progress>().map(Progress::begin);
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let trace = Trace::of(&request);
    if let Some(trace) = &trace {
        request.extensions_mut().insert(trace.clone());
    }
    let method = request.method().clone();
    let admitted = match admit(&request) {
        Ok(standing) => prepare(&request).await.map(|()| standing),
        refused => refused,
    };
    let (response, mut standing) = match admitted {
        Ok(standing) => (next.call(request).await?.map_into_boxed_body(), standing),
        Err(problem) => (request.error_response(problem), None),
    };
    standing = response.request().extensions().get::<RateLimitStatus>().copied().or(standing);
    let mut response = problem_for_errors(response, &method, &id);
    record_refusal(&response, &method, &id);
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    let value = HeaderValue::from_str(&id.0).expect("ids are visible ASCII");
    response.headers_mut().insert(REQUEST_ID, value);
    // JSON is never to be taken for a page, whatever it contains.
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if state.as_ref().is_some_and(|state| state.issuer.secure()) {
        let always = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, always);
    }
    health::set_stale_warning(&mut response);
    let (route, status, took) = (response.request().match_pattern(), response.status().as_u16(), started.elapsed());
    let name = metrics::method_name(&method);
    if status == StatusCode::TOO_MANY_REQUESTS {
        state.iter().for_each(|state| state.rates.refused());
    } else if log::log_enabled!(target: "access", log::Level::Info) {
        log::info!(
            target: "access", id = &*id.0, method = name, route = route.as_deref().unwrap_or("-"),
            status, duration_us = took.as_micros() as u64, trace = trace.as_ref().map_or("-", Trace::id); "request"
        );
    }
    if let Some(state) = &state {
        state.metrics.observe(name, route, status, took);
        if *state.stopping.borrow() {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
    }
    Ok(response.map_body(|_, body| ResponseBody::new(body, method == Method::HEAD, exchange)))
}

/// A request that is being worked on: the server does not stop before.
struct Active<'a>(&'a AtomicUsize);

impl<'a> Active<'a> {
    fn begin(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Active<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Records refused writes and failed authentications in the audit trail.
fn record_refusal(response: &ServiceResponse, method: &Method, id: &RequestId) {
    let (request, status) = (response.request(), response.status());
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let claims =
        request.headers().contains_key(header::AUTHORIZATION) || signs_in(method, request.match_info().as_str());
    let failed = status == StatusCode::UNAUTHORIZED && claims;
    // Too many requests are not to fill the trail.
    if !status.is_client_error() || status == StatusCode::TOO_MANY_REQUESTS || (reads && !failed) {
        return;
    }
    let Some(state) = request.app_data::<Data<AppState>>() else { return };
    let extensions = request.extensions();
    let caller = extensions.get::<Caller>().map(|caller| &caller.0);
    let claimed = extensions.get::<ClaimedClientId>().map(|claimed| claimed.0.chars().take(64).collect::<String>());
    let clip = |text: &str| text.chars().take(300).collect::<String>();
    state.store.refused(Event {
        id: 0,
        recorded_at: Timestamp::now().0,
        action: if failed { "sign_in_failed" } else { "refused" }.to_owned(),
        target: clip(&format!("{method} {}", request.path())),
        status: i32::from(status.as_u16()),
        detail: status.canonical_reason().unwrap_or("").to_owned(),
        office: caller.map(|caller| caller.office.to_string()),
        client: caller.map(|caller| caller.client.to_string()).or(claimed),
        token: caller.map(|caller| caller.token.to_string()),
        request: Some(id.0.to_string()),
        origin: extensions.get::<ClientIp>().map(|address| address.network().to_string()),
        repeated: None,
        chain: String::new(),
    });
}

/// Has the keys of an outside identity provider fetched, if a token needs one that is not known yet.
async fn prepare(request: &ServiceRequest) -> Result<(), Problem> {
    let Some(state) = request.app_data::<Data<AppState>>() else { return Ok(()) };
    if let Some(token) = caller::bearer(request.headers()) {
        state.verifier.providers.prepare(token).await;
    }
    await_revision(request, state).await
}

/// Waits for the revision that a client has seen elsewhere, so that it never reads of the past by accident.
async fn await_revision(request: &ServiceRequest, state: &AppState) -> Result<(), Problem> {
    let header = request.headers().get("min-revision").map(|value| value.to_str().unwrap_or(""));
    let parameter = parameter(request.query_string(), "min_revision");
    let Some(wanted) = parameter.as_deref().or(header) else { return named(request, state).await };
    let wanted: u64 = wanted.parse().map_err(|_| BadParameter::new("min_revision", "a revision is needed"))?;
    if state.store.reached(wanted, MIN_REVISION_TIMEOUT).await {
        return Ok(());
    }
    let newest = state.store.now().revision();
    let detail = format!("revision {wanted} is not here yet; the newest here is {newest}");
    Err(Problem::new(problem::UNAVAILABLE, detail))
}

/// A link to a next page and a question about the past name a revision that another instance may have shown.
async fn named(request: &ServiceRequest, state: &AppState) -> Result<(), Problem> {
    let of = |(name, value): (Cow<str>, Cow<str>)| match &*name {
        "as_of" => value.parse().ok(),
        "cursor" => value.split_once('.')?.0.parse().ok(),
        _ => None,
    };
    match form_urlencoded::parse(request.query_string().as_bytes()).find_map(of) {
        Some(revision) => state.knows(revision).await.map(drop),
        None => Ok(()),
    }
}

/// Counts a request against the limits of its address.
fn admit(request: &ServiceRequest) -> Result<Option<RateLimitStatus>, Problem> {
    let Some(state) = request.app_data::<Data<AppState>>() else { return Ok(None) };
    let Some(address) = ClientIp::of(request, &state.limits.proxies) else { return Ok(None) };
    request.extensions_mut().insert(address);
    // As the router reads it: `/%6fauth/token` is `/oauth/token` too.
    let path = request.match_info().as_str();
    // Whatever watches the process must not find it limited.
    if matches!(path, "/healthz" | "/readyz") {
        return Ok(None);
    }
    let standing = state.rates.address(address, signs_in(request.method(), path))?;
    check_query(request.query_string())?;
    Ok(standing)
}

/// Refuses a query string that is longer than any sensible one.
fn check_query(query: &str) -> Result<(), Problem> {
    let pairs = query.bytes().filter(|byte| *byte == b'&').count() + 1;
    if query.len() <= QUERY_BYTES && pairs <= QUERY_PAIRS {
        return Ok(());
    }
    let detail = format!("a query string may have {QUERY_PAIRS} parameters and {QUERY_BYTES} bytes at most");
    Err(Problem::new(problem::BAD_PARAMETER, detail))
}

/// Whether a request is one to be let in.
fn signs_in(method: &Method, path: &str) -> bool {
    path.starts_with("/oauth/") || (path == "/sign-in" && method == Method::POST)
}

/// Gives every error a problem document, the framework's own included, with the request's id in it.
fn problem_for_errors(response: ServiceResponse, method: &Method, id: &RequestId) -> ServiceResponse {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    if status == StatusCode::METHOD_NOT_ALLOWED && method == Method::OPTIONS {
        return no_content(response);
    }
    if response.response().error().is_some_and(|error| error.as_error::<OAuthError>().is_some()) {
        return response;
    }
    // A page that was made for its error.
    let kind = response.headers().get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let problem = match response.response().error().and_then(|error| error.as_error::<Problem>()) {
        Some(known) => known.clone(),
        None => Problem::from_status(status),
    };
    let problem = problem.with(|problem| id.0.as_ref().clone_into(&mut problem.instance));
    let (request, response) = response.into_parts();
    let page = request.app_data::<Site>().and_then(|site| (site.problem)(&request, &problem));
    let mut answer = page.unwrap_or_else(|| problem.error_response());
    for (name, value) in response.headers() {
        if name == header::ALLOW || name == header::VARY || name.as_str().starts_with("access-control-") {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(request, answer.map_into_boxed_body())
}

/// `OPTIONS` outside CORS: no body, and the methods that are possible.
fn no_content(response: ServiceResponse) -> ServiceResponse {
    let (request, response) = response.into_parts();
    let mut answer = actix_web::HttpResponse::NoContent().finish();
    if let Some(allow) = response.headers().get(header::ALLOW).and_then(|value| value.to_str().ok()) {
        let allow = HeaderValue::from_str(&format!("{allow}, OPTIONS")).expect("methods are visible ASCII");
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    ServiceResponse::new(request, answer)
}
