//! The load: connections that send one request after the other and read the whole answer.

use std::{
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

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        Self { stream, buffer: Vec::with_capacity(256 * 1024) }
    }

    /// Sends a request and reads the answer into the buffer; gives the status, and where the body begins.
    async fn ask(&mut self, request: &[u8]) -> (u16, usize) {
        self.stream.write_all(request).await.expect("the server reads");
        self.buffer.clear();
        let head = loop {
            self.read().await;
            if let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break head + 4;
            }
        };
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|status| status.parse().ok());
        let status = status.expect("an HTTP/1.1 status line");
        let length = header(&self.buffer[..head], "content-length").and_then(|length| length.parse().ok());
        let end = head + if status == 304 { 0 } else { length.unwrap_or(0) };
        while self.buffer.len() < end {
            self.read().await;
        }
        (status, head)
    }

    async fn read(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("the server answers");
        assert!(read > 0, "the server closed the connection");
    }
}

fn header<'h>(head: &'h [u8], name: &str) -> Option<&'h str> {
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

fn runtime() -> tokio::runtime::Runtime {
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
