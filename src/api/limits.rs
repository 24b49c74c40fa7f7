//! How many requests there may be: token buckets for each address and each client, smaller ones for signing in.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use actix_web::{
    HttpMessage as _, HttpRequest,
    http::header::{HeaderMap, HeaderName, HeaderValue},
};
use governor::{
    DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::{StateInformationMiddleware, StateSnapshot},
    state::keyed::DefaultKeyedStateStore,
};

use super::problem::{self, Problem};
use crate::model::Timestamp;

/// So many requests in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many: also how many at once.
    pub count: NonZeroU32,
    /// In which time.
    pub period: Duration,
}

impl Rate {
    fn quota(self) -> Quota {
        let each = self.period / self.count.get();
        Quota::with_period(each.max(Duration::from_nanos(1))).expect("not zero").allow_burst(self.count)
    }
}

type Buckets<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

struct Limit<K: std::hash::Hash + Eq + Clone> {
    name: &'static str,
    rate: Rate,
    buckets: Buckets<K>,
}

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, rate: Rate) -> Self {
        let buckets = RateLimiter::keyed(rate.quota()).with_middleware();
        Self { name, rate, buckets }
    }

    fn take(&self, key: &K) -> Result<Standing, Problem> {
        match self.buckets.check_key(key) {
            Ok(state) => Ok(Standing::new(self.name, self.rate, &state)),
            Err(until) => Err(self.refusal(&until)),
        }
    }

    fn refusal<P: governor::clock::Reference>(&self, until: &NotUntil<P>) -> Problem
    where
        DefaultClock: governor::clock::Clock<Instant = P>,
    {
        let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
        let (count, period) = (self.rate.count, self.rate.period.as_secs());
        let detail = format!("one {} may send {count} requests in {period} s; wait {seconds} s", self.name);
        Problem::new(problem::RATE_LIMITED, detail).with(|problem| problem.retry_after = Some(seconds))
    }
}

/// How a request stands with a limit: for its answer's headers.
#[derive(Clone, Copy)]
pub struct Standing {
    name: &'static str,
    rate: Rate,
    remaining: u32,
}

impl Standing {
    fn new(name: &'static str, rate: Rate, state: &StateSnapshot) -> Self {
        Self { name, rate, remaining: state.remaining_burst_capacity() }
    }

    /// Says so in the headers (draft-ietf-httpapi-ratelimit-headers).
    pub fn write(self, headers: &mut HeaderMap) {
        let Self { name, rate: Rate { count, period }, remaining } = self;
        let period = period.as_secs().max(1);
        // A bucket fills steadily: after this time it is full again.
        let full = u64::from(count.get() - remaining.min(count.get())) * period / u64::from(count.get());
        let (policy, now) = (format!("\"{name}\";q={count};w={period}"), format!("\"{name}\";r={remaining};t={full}"));
        for (header, text) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            let value = HeaderValue::from_str(&text).expect("names and numbers are visible ASCII");
            headers.insert(HeaderName::from_static(header), value);
        }
    }
}

/// The rates that limits begin with; none: no limit.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// For each address.
    pub address: Option<Rate>,
    /// For each client.
    pub client: Option<Rate>,
    /// For each address at `/oauth/…`.
    pub sign_in: Option<Rate>,
    /// For each address: submissions and what is done to them.
    pub intake: Option<Rate>,
}

/// All limits.
pub struct RateLimits {
    address: Option<Limit<IpAddr>>,
    client: Option<Limit<Arc<str>>>,
    sign_in: Option<Limit<IpAddr>>,
    intake: Option<Limit<IpAddr>>,
    /// Proofs that one address may try for one client.
    attempts: DefaultKeyedRateLimiter<(IpAddr, Box<str>)>,
    swept: AtomicI64,
}

/// How often forgotten buckets are thrown away, in microseconds.
const SWEEP: i64 = 60_000_000;

impl RateLimits {
    /// Limits with these rates.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let attempts = Quota::with_period(Duration::from_secs(6)).expect("not zero");
        Self {
            address: rates.address.map(|rate| Limit::new("address", rate)),
            client: rates.client.map(|rate| Limit::new("client", rate)),
            sign_in: rates.sign_in.map(|rate| Limit::new("address", rate)),
            intake: rates.intake.map(|rate| Limit::new("address", rate)),
            attempts: RateLimiter::keyed(attempts.allow_burst(NonZeroU32::new(10).expect("not zero"))),
            swept: AtomicI64::new(Timestamp::now().0),
        }
    }

    /// Counts a request of an address. The machine itself is not limited: behind a proxy that is not declared, all
    /// clients would share its address.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn address(&self, address: IpAddr, signing_in: bool) -> Result<Option<Standing>, Problem> {
        self.sweep();
        let limit = if signing_in { &self.sign_in } else { &self.address };
        match limit {
            Some(limit) if signing_in || !address.is_loopback() => limit.take(&address).map(Some),
            _ => Ok(None),
        }
    }

    /// Counts a write of somebody without an account. The machine itself is limited too: a proxy that is not declared
    /// must not open the door to everybody.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn intake(&self, request: &HttpRequest) -> Result<(), Problem> {
        let address = super::address::Address::from(request);
        if let (Some(limit), Some(address)) = (&self.intake, address) {
            let standing = limit.take(&address.counted())?;
            request.extensions_mut().insert(standing);
        }
        Ok(())
    }

    /// Counts a request of a client.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn client(&self, request: &HttpRequest, client: &Arc<str>) -> Result<(), Problem> {
        let local = super::address::Address::from(request).is_some_and(|address| address.0.is_loopback());
        if let Some(limit) = self.client.as_ref().filter(|_| !local) {
            let standing = limit.take(client)?;
            request.extensions_mut().insert(standing);
        }
        Ok(())
    }

    /// Counts an attempt of an address to be a client.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn attempt(&self, address: IpAddr, client: &str) -> Result<(), Problem> {
        self.attempts.check_key(&(address, client.into())).map_err(|until| {
            let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let detail = format!("too many attempts for this client; wait {seconds} s");
            Problem::new(problem::RATE_LIMITED, detail).with(|problem| problem.retry_after = Some(seconds))
        })
    }

    fn sweep(&self) {
        let (now, last) = (Timestamp::now().0, self.swept.load(Ordering::Relaxed));
        let due = now - last > SWEEP;
        if due && self.swept.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.attempts.retain_recent();
            for limit in [&self.address, &self.sign_in, &self.intake].into_iter().flatten() {
                limit.buckets.retain_recent();
            }
            if let Some(limit) = &self.client {
                limit.buckets.retain_recent();
            }
        }
    }
}
