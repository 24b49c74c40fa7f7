//! The registry itself, in a process of its own.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::engine::Place;

const PROGRAM: &str = env!("CARGO_BIN_EXE_presence-registry");
const DATABASE: &str = "PRESENCE_REGISTRY_DATABASE_URL";

/// A running registry.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first answer.
    pub started_in: Duration,
}

impl Server {
    /// Starts a registry on a data folder. Its log is written as in production, into a file.
    pub fn start(data: &Path) -> Self {
        Self::start_on(data, None)
    }

    /// Starts a registry at a place.
    pub fn at(place: &Place) -> Self {
        Self::start_on(place.data(), place.url.as_deref())
    }

    fn start_on(data: &Path, url: Option<&str>) -> Self {
        let started = Instant::now();
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let log = std::fs::File::create(data.join("log")).expect("a log file");
        let process = Command::new(PROGRAM)
            .args(["serve", "--bind", &address.to_string(), "--data-dir"])
            .arg(data)
            .envs(url.map(|url| (DATABASE, url)))
            .stderr(Stdio::from(log))
            .spawn()
            .expect("the registry starts");
        while std::net::TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(600), "the registry does not start");
            std::thread::sleep(Duration::from_millis(5));
        }
        let mut server = Self { process, address, started_in: Duration::ZERO };
        let answer = super::load::once(address, &super::load::get("/v1", ""));
        assert_eq!(answer.status, 200);
        server.started_in = started.elapsed();
        server
    }

    /// Resident memory, in MiB.
    pub fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
        line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or_default() / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A token for the desk.
pub fn desk_token(data: &Path) -> String {
    token_on(data, None)
}

/// A token for the desk of the registry at a place.
pub fn token_at(place: &Place) -> String {
    token_on(place.data(), place.url.as_deref())
}

fn token_on(data: &Path, url: Option<&str>) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(["token", "--desk", "--data-dir"]).arg(data).envs(url.map(|url| (DATABASE, url)));
    let output = command.output().expect("a token");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a token is text").trim().to_owned()
}
