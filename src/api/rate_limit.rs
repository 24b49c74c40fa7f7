//! How many requests there may be: token buckets for each address and each client, smaller ones for signing in.

use std::{
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
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

use super::{
    client_ip::{self, ClientIp},
    problem::{self, Problem},
};
use presence_model::Timestamp;

/// So many requests in such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many: also how many at once.
    pub count: NonZeroU32,
    /// In which time.
    pub period: Duration,
}

impl RateLimit {
    fn quota(self) -> Quota {
        let each = self.period / self.count.get();
        Quota::with_period(each.max(Duration::from_nanos(1))).expect("not zero").allow_burst(self.count)
    }
}

type Buckets<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// How many buckets a limit has at most; then those of large networks are used, of which there are as many at most.
const BUCKETS: usize = 1 << 16;

struct Limit<K: std::hash::Hash + Eq + Clone> {
    name: &'static str,
    rate: RateLimit,
    buckets: Buckets<K>,
    /// The key that is counted instead while there are too many.
    widened: fn(&K) -> K,
    crowded: AtomicBool,
}

impl<K: std::hash::Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, rate: RateLimit, widened: fn(&K) -> K) -> Self {
        let buckets = RateLimiter::keyed(rate.quota()).with_middleware();
        Self { name, rate, buckets, widened, crowded: AtomicBool::new(false) }
    }

    fn take(&self, key: &K) -> Result<RateLimitStatus, Problem> {
        let taken = if self.crowded.load(Ordering::Relaxed) {
            self.buckets.check_key(&(self.widened)(key))
        } else {
            self.buckets.check_key(key)
        };
        match taken {
            Ok(state) => Ok(RateLimitStatus::new(self.name, self.rate, &state)),
            Err(until) => Err(self.refusal(&until)),
        }
    }

    /// Throws away buckets that are full again.
    fn sweep(&self) {
        self.buckets.retain_recent();
        self.buckets.shrink_to_fit();
    }

    /// Notices when there are too many buckets.
    fn measure(&self) {
        if self.buckets.len() > BUCKETS {
            self.buckets.retain_recent();
        }
        self.crowded.store(self.buckets.len() > BUCKETS, Ordering::Relaxed);
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
pub struct RateLimitStatus {
    name: &'static str,
    rate: RateLimit,
    remaining: u32,
}

impl RateLimitStatus {
    fn new(name: &'static str, rate: RateLimit, state: &StateSnapshot) -> Self {
        Self { name, rate, remaining: state.remaining_burst_capacity() }
    }

    /// Says so in the headers (draft-ietf-httpapi-ratelimit-headers).
    pub fn write(self, headers: &mut HeaderMap) {
        let Self { name, rate: RateLimit { count, period }, remaining } = self;
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
    pub address: Option<RateLimit>,
    /// For each client.
    pub client: Option<RateLimit>,
    /// For each address at `/oauth/…`.
    pub sign_in: Option<RateLimit>,
    /// For each address: submissions and what is done to them.
    pub intake: Option<RateLimit>,
}

/// All limits.
pub struct RateLimits {
    address: Option<Limit<IpAddr>>,
    client: Option<Limit<Arc<str>>>,
    sign_in: Option<Limit<IpAddr>>,
    intake: Option<Limit<IpAddr>>,
    /// Proofs that one address may try for one client, which is known by a hash: its name may be long and made up.
    attempts: DefaultKeyedRateLimiter<(IpAddr, u64)>,
    hasher: RandomState,
    swept: AtomicI64,
    counted: AtomicUsize,
    /// How many requests were refused since it was last logged.
    refused: AtomicUsize,
}

/// How often forgotten buckets are thrown away, in microseconds.
const SWEEP: i64 = 60_000_000;
/// After how many requests it is looked whether there are too many buckets.
const MEASURE: usize = 1024;

impl RateLimits {
    /// Limits with these rates.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let attempts = Quota::with_period(Duration::from_secs(6)).expect("not zero");
        let address = |rate| Limit::new("address", rate, |ip: &IpAddr| client_ip::widened(*ip));
        Self {
            address: rates.address.map(address),
            client: rates.client.map(|rate| Limit::new("client", rate, |_| "".into())),
            sign_in: rates.sign_in.map(address),
            intake: rates.intake.map(address),
            attempts: RateLimiter::keyed(attempts.allow_burst(NonZeroU32::new(10).expect("not zero"))),
            hasher: RandomState::new(),
            swept: AtomicI64::new(Timestamp::now().0),
            counted: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
        }
    }

    /// Counts a request of an address. The machine itself is not limited: behind a proxy that is not declared, all
    /// clients would share its address.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn address(&self, address: ClientIp, signing_in: bool) -> Result<Option<RateLimitStatus>, Problem> {
        self.sweep();
        let limit = if signing_in { &self.sign_in } else { &self.address };
        match limit {
            Some(limit) if signing_in || !address.local => limit.take(&address.counted()).map(Some),
            _ => Ok(None),
        }
    }

    /// Counts a write of somebody without an account. The machine itself is limited too: a proxy that is not declared
    /// must not open the door to everybody.
    ///
    /// # Errors
    /// 429 when there were too many.
    pub fn intake(&self, request: &HttpRequest) -> Result<(), Problem> {
        if let (Some(limit), Some(address)) = (&self.intake, ClientIp::from(request)) {
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
        let local = ClientIp::from(request).is_some_and(|address| address.local);
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
        self.attempts.check_key(&(address, self.hasher.hash_one(client))).map_err(|until| {
            let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            let detail = format!("too many attempts for this client; wait {seconds} s");
            Problem::new(problem::RATE_LIMITED, detail).with(|problem| problem.retry_after = Some(seconds))
        })
    }

    /// Takes note of a refused request: those are logged together, or a flood of them would fill the log.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    fn sweep(&self) {
        let (now, last) = (Timestamp::now().0, self.swept.load(Ordering::Relaxed));
        let due = now - last > SWEEP;
        let due = due && self.swept.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        let addresses = [&self.address, &self.sign_in, &self.intake];
        if due {
            match self.refused.swap(0, Ordering::Relaxed) {
                0 => {}
                count => log::warn!("{count} requests were refused by a rate limit since the last minute or longer"),
            }
            self.attempts.retain_recent();
            addresses.into_iter().flatten().for_each(Limit::sweep);
            self.client.iter().for_each(Limit::sweep);
        } else if self.counted.fetch_add(1, Ordering::Relaxed).is_multiple_of(MEASURE) {
            if self.attempts.len() > BUCKETS {
                self.attempts.retain_recent();
            }
            addresses.into_iter().flatten().for_each(Limit::measure);
            self.client.iter().for_each(Limit::measure);
        }
    }
}
