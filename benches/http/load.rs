//! The load: connections that send one request after the other and read the whole answer.

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// An answer: status, `ETag` and `Content-Encoding` if it has them, body.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub encoding: Option<String>,
    pub body: Vec<u8>,
}

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    pub buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        Self::try_open(address).await.expect("the server listens")
    }

    pub async fn try_open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    async fn ask(&mut self, request: &[u8]) -> (u16, usize) {
        self.try_ask(request).await.expect("the server answers")
    }

    /// Sends a request and reads the answer into the buffer; gives the status, and where the body begins.
    pub async fn try_ask(&mut self, request: &[u8]) -> io::Result<(u16, usize)> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.read().await?;
            if let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break head + 4;
            }
        };
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|status| status.parse().ok());
        let status = status.expect("an HTTP/1.1 status line");
        let length = header(&self.buffer[..head], "content-length").and_then(|length| length.parse().ok());
        let end = head + if status == 304 { 0 } else { length.unwrap_or(0) };
        while self.buffer.len() < end {
            self.read().await?;
        }
        Ok((status, head))
    }

    async fn read(&mut self) -> io::Result<()> {
        let read = self.stream.read_buf(&mut self.buffer).await?;
        if read == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

/// The value of a header.
pub fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
    let head = std::str::from_utf8(head).ok()?;
    head.split("\r\n").find_map(|line| {
        let (known, value) = line.split_once(": ")?;
        known.eq_ignore_ascii_case(name).then_some(value)
    })
}

/// A `GET` with further header lines.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").into_bytes()
}

/// A `POST` of this body with this token and further header lines.
pub fn post(path: &str, token: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{headers}Content-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Sends one request.
pub fn once(address: SocketAddr, request: &[u8]) -> Answer {
    runtime().block_on(async {
        let mut connection = Connection::open(address).await;
        let (status, head) = connection.ask(request).await;
        let text = |name| header(&connection.buffer[..head], name).map(str::to_owned);
        let (etag, encoding) = (text("etag"), text("content-encoding"));
        Answer { status, etag, encoding, body: connection.buffer[head..].to_vec() }
    })
}

/// Answers per second over this time, over this many connections; `request` makes the nth request of a connection.
/// Every answer must have the status.
pub fn rate(
    address: SocketAddr,
    connections: usize,
    time: Duration,
    status: u16,
    request: impl Fn(usize, u64) -> Vec<u8>,
) -> f64 {
    runtime().block_on(async {
        let started = Instant::now();
        let one = |number: usize| {
            let request = &request;
            async move {
                let mut connection = Connection::open(address).await;
                let mut answers = 0_u64;
                while started.elapsed() < time {
                    let (got, head) = connection.ask(&request(number, answers)).await;
                    assert_eq!(got, status, "{}", String::from_utf8_lossy(&connection.buffer[head..]));
                    answers += 1;
                }
                answers
            }
        };
        let all = futures_util::future::join_all((0..connections).map(one)).await;
        all.iter().sum::<u64>() as f64 / started.elapsed().as_secs_f64()
    })
}

/// Sends so many requests over each of so many connections.
pub fn burst(address: SocketAddr, connections: u64, each: u64, request: impl Fn(u64) -> Vec<u8>) {
    runtime().block_on(async {
        let one = |connection: u64| {
            let request = &request;
            async move {
                let mut open = Connection::open(address).await;
                for number in 0..each {
                    open.ask(&request(connection * each + number)).await;
                }
            }
        };
        futures_util::future::join_all((0..connections).map(one)).await;
    });
}

/// How many seconds each answer takes that is asked for during this time, one after the other over one connection.
pub fn waits(address: SocketAddr, time: Duration, status: u16, request: impl Fn(u64) -> Vec<u8>) -> Vec<f64> {
    runtime().block_on(async {
        let mut connection = Connection::open(address).await;
        let (begun, mut waits) = (Instant::now(), Vec::new());
        while begun.elapsed() < time {
            let started = Instant::now();
            let (got, _) = connection.ask(&request(waits.len() as u64)).await;
            assert_eq!(got, status);
            waits.push(started.elapsed().as_secs_f64());
        }
        waits
    })
}

/// The median ratio of two rates that are measured in turn, so that a noisy machine disturbs both alike.
pub fn ratio(rounds: usize, mut ours: impl FnMut() -> f64, mut baseline: impl FnMut() -> f64) -> (f64, f64, f64) {
    let mut pairs: Vec<(f64, f64)> = (0..rounds).map(|_| (ours(), baseline())).collect();
    pairs.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    let (ours, baseline) = pairs[rounds / 2];
    (ours / baseline, ours, baseline)
}
