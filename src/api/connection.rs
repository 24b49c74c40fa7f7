//! Connections: how many one address may have, and how long a silent or slow client may hold one.
//!
//! actix-web times the head of a connection's first request only. What comes later (the head of a second request, a client
//! that does not read its response) is timed here, below HTTP, so that it holds for every route.

use std::{
    cell::Cell,
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::LocalBoxFuture;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
    time::{Instant, Sleep, sleep},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a connection may stay idle between two requests.
pub const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to read [`SLOWEST`] bytes of a response that waits for it.
const READ_WITHIN: Duration = Duration::from_secs(30);
/// The slowest that a client may read: 1 KiB a second.
const SLOWEST: usize = 30 << 10;
/// How long a client may take when the server stops.
const READ_AT_STOP: Duration = Duration::from_secs(2);
/// How much of a response the kernel holds for a client that does not read: it doubles this number.
const SEND_BUFFER: usize = 128 << 10;

/// How many connections each address has, and what they have in common.
#[derive(Clone)]
pub struct Connections {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    /// How many connections one address may have; 0: any number.
    pub most: usize,
    /// How long the head of a request may take to arrive.
    pub head: Duration,
    /// Changes when the server stops.
    pub stopping: watch::Receiver<bool>,
}

impl Connections {
    /// No connection yet.
    #[must_use]
    pub fn new(most: usize, head: Duration, stopping: watch::Receiver<bool>) -> Self {
        Self { open: Arc::default(), most, head, stopping }
    }

    /// Takes over an accepted connection. An address that is exempt (this machine, a trusted proxy) is not counted.
    ///
    /// # Errors
    /// When the address has too many connections, or the TLS handshake fails.
    pub async fn accept(self, io: TcpStream, tls: Option<TlsAcceptor>, exempt: bool) -> io::Result<Connection> {
        let peer = io.peer_addr()?;
        let slot = if exempt || self.most == 0 { None } else { Some(self.slot(super::client_ip::counted(peer.ip()))?) };
        let socket = socket2::SockRef::from(&io);
        socket.set_send_buffer_size(SEND_BUFFER)?;
        socket.set_tcp_nodelay(true)?;
        let io = match tls {
            Some(acceptor) => Io::Tls(Box::new(tokio::time::timeout(HANDSHAKE, acceptor.accept(io)).await??)),
            None => Io::Plain(io),
        };
        let mut stops = self.stopping.clone();
        Ok(Connection {
            io,
            peer,
            progress: Progress::default(),
            silence: Silence::new(self.head),
            writing: None,
            stopping: self.stopping,
            stop: Box::pin(async move { drop(stops.wait_for(|stopping| *stopping).await) }),
            registered: false,
            _slot: slot,
        })
    }

    fn slot(&self, address: IpAddr) -> io::Result<Slot> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.most {
            return Err(io::Error::new(io::ErrorKind::QuotaExceeded, "too many connections from one address"));
        }
        *count += 1;
        Ok(Slot { open: self.open.clone(), address })
    }
}

/// One connection of an address; given back at its end.
struct Slot {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    address: IpAddr,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// What a connection's requests do.
#[derive(Default)]
struct Requests {
    /// How many have begun since the connection was opened.
    begun: Cell<u64>,
    /// How many are being worked on or answered.
    open: Cell<usize>,
}

/// Counts the requests of a connection.
#[derive(Clone, Default)]
pub struct Progress(Rc<Requests>);

impl Progress {
    /// A request has begun; it ends when this is dropped.
    #[must_use]
    pub fn begin(&self) -> Exchange {
        self.0.begun.set(self.0.begun.get() + 1);
        self.0.open.set(self.0.open.get() + 1);
        Exchange(self.0.clone())
    }
}

/// A request that is being worked on or answered.
pub struct Exchange(Rc<Requests>);

impl Drop for Exchange {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
    }
}

enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A client's connection, with or without TLS.
pub struct Connection {
    io: Io,
    /// The client's address.
    pub peer: SocketAddr,
    /// Counts its requests.
    pub progress: Progress,
    silence: Silence,
    /// The response that waits for the client.
    writing: Option<Waiting>,
    stopping: watch::Receiver<bool>,
    /// Wakes the connection when the server stops, once it is registered.
    stop: LocalBoxFuture<'static, ()>,
    registered: bool,
    _slot: Option<Slot>,
}

/// For how long no request has begun. One timer for all requests of a connection: they cost nothing.
struct Silence {
    /// How long the head of a request may take to arrive.
    head: Duration,
    every: Duration,
    timer: Pin<Box<Sleep>>,
    /// How often the timer has ended since a request or its head began.
    ticks: u32,
    /// How many requests had begun when it last ended.
    begun: u64,
    /// How many had begun when something last arrived.
    arrived: Option<u64>,
}

impl Silence {
    fn new(head: Duration) -> Self {
        let every = head.min(KEEP_ALIVE) / 4;
        let timer = Box::pin(sleep(every));
        Self { head, every, timer, ticks: 0, begun: 0, arrived: None }
    }

    /// Something has arrived: the first of it begins a head.
    fn arrival(&mut self, requests: &Requests) {
        let begun = requests.begun.get();
        if self.arrived.replace(begun) != Some(begun) {
            self.ticks = 0;
        }
    }

    /// Whether a client that sends nothing at present has had its time.
    fn over(&mut self, requests: &Requests, cx: &mut Context<'_>) -> bool {
        while self.timer.as_mut().poll(cx).is_ready() {
            self.timer.as_mut().reset(Instant::now() + self.every);
            let (begun, open) = (requests.begun.get(), requests.open.get());
            self.ticks = if open > 0 || self.begun != begun { 0 } else { self.ticks + 1 };
            self.begun = begun;
            let limit = if self.arrived == Some(begun) { self.head } else { KEEP_ALIVE };
            if self.every * self.ticks >= limit {
                return true;
            }
        }
        false
    }
}

/// A response that waits for the client to read.
struct Waiting {
    timer: Pin<Box<Sleep>>,
    /// How many bytes were taken since the timer began.
    taken: usize,
}

impl Waiting {
    fn new(within: Duration) -> Self {
        Self { timer: Box::pin(sleep(within)), taken: 0 }
    }
}

impl Connection {
    fn io(&mut self) -> Pin<&mut (dyn Stream + Unpin)> {
        match &mut self.io {
            Io::Plain(io) => Pin::new(io),
            Io::Tls(io) => Pin::new(&mut **io),
        }
    }

    fn stopping(&self) -> bool {
        self.stopping.has_changed().unwrap_or(true)
    }

    /// Gives up a client that does not read.
    fn wait_for_reader<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let stopping = self.stopping();
        let within = if stopping { READ_AT_STOP } else { READ_WITHIN };
        let waiting = self.writing.get_or_insert_with(|| Waiting::new(within));
        let latest = Instant::now() + within;
        if waiting.timer.deadline() > latest {
            waiting.timer.as_mut().reset(latest);
        }
        while waiting.timer.as_mut().poll(cx).is_ready() {
            if waiting.taken < SLOWEST || stopping {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")));
            }
            *waiting = Waiting::new(within);
        }
        Poll::Pending
    }
}

trait Stream: AsyncRead + AsyncWrite {}
impl<T: AsyncRead + AsyncWrite> Stream for T {}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let ready = this.io().poll_read(cx, buf);
        if ready.is_ready() {
            this.silence.arrival(&this.progress.0);
            return ready;
        }
        // Once is enough to be woken; more would cost each request a lock.
        if !this.registered {
            this.registered = this.stop.as_mut().poll(cx).is_pending();
        }
        let idle = this.stopping() && this.progress.0.open.get() == 0;
        // As if the client had closed: there is no request to answer.
        if this.silence.over(&this.progress.0, cx) || idle { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        match this.io().poll_write(cx, bytes) {
            Poll::Pending => this.wait_for_reader(cx),
            Poll::Ready(Ok(taken)) => {
                if let Some(waiting) = &mut this.writing {
                    waiting.taken += taken;
                }
                Poll::Ready(Ok(taken))
            }
            failed => failed,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        match this.io().poll_flush(cx) {
            Poll::Pending => this.wait_for_reader(cx),
            ready => {
                this.writing = None;
                ready
            }
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.io().poll_shutdown(cx)
    }
}
