//! Drives the real server over HTTP: each test has a server and a database of its own, on SQLite and on PostgreSQL.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use presence_auth::EncryptionKey;
use presence_store::AnyConnection;
use serde_json::Value;
use tempfile::TempDir;

use crate::instances::Instance;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_presence-registry");

/// Defines tests that run on both databases, with a registry that is started anew or, given before `=>`, in another way.
macro_rules! on_both {
    ($($test:ident)+) => { crate::harness::on_both! { crate::harness::TestApp::start => $($test)+ } };
    ($start:path => $($test:ident)+) => {
        mod sqlite { $(#[test] fn $test() { super::$test(&mut $start(crate::harness::Engine::Sqlite)); })+ }
        mod postgres { $(#[test] fn $test() { super::$test(&mut $start(crate::harness::Engine::Postgres)); })+ }
    };
}
pub(crate) use on_both;

/// Defines tests that run on PostgreSQL only: those of several instances.
macro_rules! on_postgres {
    ($($test:ident)+) => {
        mod several { $(#[test] fn $test() { super::$test(&mut crate::harness::TestApp::start(crate::harness::Engine::Postgres)); })+ }
    };
}
pub(crate) use on_postgres;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A server with a database of its own.
pub struct TestApp {
    pub folder: TempDir,
    pub database: String,
    pub options: Vec<String>,
    /// Of the server's environment.
    pub variables: Vec<(String, String)>,
    /// How many files the server may have open.
    pub files: Option<u32>,
    process: Option<Child>,
    pub address: String,
    agent: ureq::Agent,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The codes of the records in a list.
    pub fn codes(&self) -> Vec<&str> {
        self.json["data"].as_array().expect("a list").iter().filter_map(|record| record["code"].as_str()).collect()
    }

    /// The code of the only fault.
    pub fn fault(&self) -> &str {
        self.json["errors"][0]["code"].as_str().unwrap_or("")
    }
}

/// The address of the PostgreSQL cluster that `tests/run.sh` starts.
fn cluster() -> String {
    std::env::var("PRESENCE_REGISTRY_TEST_POSTGRES")
        .expect("PRESENCE_REGISTRY_TEST_POSTGRES is not set: run the tests with `bash tests/run.sh`")
}

impl TestApp {
    pub fn start(engine: Engine) -> Self {
        Self::with(engine, &[])
    }

    pub fn with(engine: Engine, options: &[&str]) -> Self {
        let mut app = Self::stopped(engine, options);
        app.restart();
        app
    }

    /// One that was never started: its database is empty, or not there.
    pub fn stopped(engine: Engine, options: &[&str]) -> Self {
        match engine {
            Engine::Sqlite => Self::on(None, options),
            Engine::Postgres => Self::on(Some(&cluster()), options),
        }
    }

    /// The same, in this PostgreSQL cluster or else in a file.
    pub fn on(cluster: Option<&str>, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match cluster {
            None => format!("sqlite:{}", folder.path().join("registry.db").display()),
            Some(cluster) => {
                let name = format!("test_{}", uuid::Uuid::new_v4().simple());
                let mut admin = PgConnection::establish(&format!("{cluster}/postgres")).unwrap();
                sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
                format!("{cluster}/{name}")
            }
        };
        let options = options.iter().map(ToString::to_string).collect();
        let (agent, variables, files) = (agent(Duration::from_secs(60)), Vec::new(), None);
        Self { folder, database, options, variables, files, process: None, address: String::new(), agent }
    }

    pub fn engine(&self) -> Engine {
        if self.database.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite }
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn command(&self, command: &[&str]) -> Command {
        let mut process = Command::new(PROGRAM);
        process.args(command).arg("--data-dir").arg(self.data_dir()).args(["--database-url", &self.database]);
        process
    }

    /// Runs a command of the program to its end.
    pub fn run(&self, command: &[&str]) -> Output {
        if command[0] == "migrate" {
            // It says itself from where to where.
            return Command::new(PROGRAM).args(command).output().unwrap();
        }
        self.command(command).output().unwrap()
    }

    /// Runs a command that must succeed; what it says on standard output.
    pub fn succeed(&self, command: &[&str]) -> String {
        let output = self.run(command);
        let (said, why) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command:?}: {why}{said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail; what it says on standard error.
    pub fn fail(&self, command: &[&str]) -> String {
        let output = self.run(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{command:?}: {said}");
        said
    }

    /// Starts the server, or starts it again.
    pub fn restart(&mut self) {
        self.kill();
        let (process, address) = self.another();
        self.process = Some(process);
        self.address = address;
    }

    /// Starts a server on the same database.
    pub fn another(&self) -> (Child, String) {
        let mut command = self.command(&["serve", "--bind", "127.0.0.1:0"]);
        command.args(&self.options);
        if let Some(files) = self.files {
            let arguments: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
            command = Command::new("sh");
            command.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\""), PROGRAM]).args(arguments);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut seen = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(log.read_line(&mut line).unwrap() > 0, "the server did not start:\n{seen}");
            seen += &line;
            if let Some((_, address)) = line.split_once("API        ").and_then(|(_, url)| url.split_once("://")) {
                break address.trim().trim_end_matches("/v1").to_owned();
            }
        };
        let file = self.log_file();
        std::thread::spawn(move || {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            std::io::copy(&mut log, &mut file).ok();
        });
        (process, address)
    }

    /// Where another process serves the same records: on SQLite there is none but this.
    pub fn elsewhere(&self) -> Elsewhere {
        match self.engine() {
            Engine::Sqlite => Elsewhere { address: self.address.clone(), _instance: None },
            Engine::Postgres => {
                let instance = Instance::start(self);
                Elsewhere { address: instance.address(), _instance: Some(instance) }
            }
        }
    }

    /// The id of the server's process.
    pub fn process(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// The most memory that the process has taken, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    pub fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Sends SIGTERM and waits for the end.
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let mut process = self.process.take().unwrap();
        assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
        process.wait().unwrap()
    }

    pub fn token(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["token"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), 1, "a token and nothing else");
        text.trim().to_owned()
    }

    pub fn office(&self, code: &str) -> String {
        self.token(&["--office", code])
    }

    pub fn desk(&self) -> String {
        self.token(&["--desk"])
    }

    /// Asks until there is an answer, at most 30 s: for what a running server learns of in a moment.
    pub fn until<T>(&self, mut ask: impl FnMut() -> Option<T>) -> T {
        for _ in 0..300 {
            if let Some(answer) = ask() {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("it did not happen within 30 s");
    }

    /// A connection to the database, for whoever goes round the server.
    pub fn connection(&self) -> AnyConnection {
        AnyConnection::open_existing(&self.database.parse().unwrap()).unwrap()
    }

    /// The key that encrypts private keys.
    pub fn encryption_key(&self) -> EncryptionKey {
        EncryptionKey::read(&self.data_dir().join("key-encryption-key")).unwrap()
    }

    /// A private key of the registry, for forgers.
    pub fn signing_pem(&self, id: &str) -> Vec<u8> {
        let sealed = presence_store::private_key(&mut self.connection(), id).unwrap().unwrap();
        self.encryption_key().open(id, &sealed).unwrap()
    }

    /// Adds a client: its id and its secret.
    pub fn client(&self, arguments: &[&str]) -> (String, String) {
        let output = self.run(&[&["client", "add", "--name", "a script"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines = text.lines().map(str::to_owned);
        (lines.next().unwrap(), lines.next().unwrap_or_default())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub fn get_as(&self, token: &str, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", &format!("Bearer {token}"))], "")
    }

    /// Posts JSON.
    pub fn post(&self, token: &str, path: &str, body: &str) -> Answer {
        self.post_with(token, path, &[], body)
    }

    pub fn post_with(&self, token: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut all = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
        all.extend(headers);
        self.send("POST", path, &all, body)
    }

    pub fn patch(&self, token: &str, path: &str, tag: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/merge-patch+json")];
        if !tag.is_empty() {
            headers.push(("if-match", tag));
        }
        self.send("PATCH", path, &headers, body)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send_bytes(method, path, headers, body.as_bytes())
    }

    /// Gets a file as it is.
    pub fn bytes(&self, path: &str) -> (Answer, Vec<u8>) {
        self.exchange("GET", path, &[], b"")
    }

    pub fn send_bytes(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.exchange(method, path, headers, body).0
    }

    pub fn exchange(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (Answer, Vec<u8>) {
        ask(&self.agent, &self.address, method, path, headers, body).unwrap()
    }

    /// The status of an answer that does not end.
    pub fn begin(&self, path: &str, token: &str) -> u16 {
        let mut request = self.agent.get(format!("http://{}{path}", self.address));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.call().unwrap().status().as_u16()
    }

    /// The server's process.
    pub fn pid(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// Posts JSON once, with a key; `None` if no answer comes.
    pub fn try_post(&self, token: &str, path: &str, key: &str, body: &str) -> Option<u16> {
        let request = self.agent.post(format!("http://{}{path}", self.address));
        let request = request.header("authorization", format!("Bearer {token}")).header("idempotency-key", key);
        request.content_type("application/json").send(body).ok().map(|response| response.status().as_u16())
    }

    /// Sends bytes as they are and reads what comes until the server closes or falls silent.
    pub fn raw(&self, bytes: &[u8], timeout: Duration) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(timeout)).unwrap();
        stream.write_all(bytes).ok();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn revision(&self) -> u64 {
        self.get("/v1").json["revision"].as_u64().unwrap()
    }
}

/// Where the same records are served too, as long as this is there.
pub struct Elsewhere {
    pub address: String,
    _instance: Option<Instance>,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.kill();
        if self.database.starts_with("postgres") {
            let (cluster, name) = self.database.rsplit_once('/').unwrap();
            if let Ok(mut admin) = PgConnection::establish(&format!("{cluster}/postgres")) {
                sql_query(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).execute(&mut admin).ok();
            }
        }
    }
}

/// A client that takes every status for an answer, and waits for one no longer than this.
pub fn agent(timeout: Duration) -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(timeout));
    ureq::Agent::new_with_config(config.build())
}

/// Sends a request to a server and reads its answer, also as bytes.
pub fn ask(
    agent: &ureq::Agent,
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<(Answer, Vec<u8>), ureq::Error> {
    let mut request = ureq::http::Request::builder().method(method).uri(format!("http://{address}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(body.to_vec()).unwrap();
    let request = agent.configure_request(request).allow_non_standard_methods(true);
    let request = request.max_redirects(0).max_redirects_will_error(false).build();
    let mut response = agent.run(request)?;
    let bytes = response.body_mut().read_to_vec()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let json = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok((Answer { status: response.status().as_u16(), headers: response.headers().clone(), text, json }, bytes))
}

/// Executes SQL.
pub fn execute(connection: &mut AnyConnection, sql: &str) -> diesel::QueryResult<usize> {
    match connection {
        AnyConnection::Sqlite(connection) => sql_query(sql).execute(connection),
        AnyConnection::Postgres(connection) => sql_query(sql).execute(connection),
    }
}

/// The status of a single update that nothing speaks against.
pub const ACTIVE: &str = r#"{"status": "active", "effective_on": "2024-06-18", "note": "Office open."}"#;

/// A folder's entries.
pub fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}
