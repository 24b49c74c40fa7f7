//! A receiver of webhooks: keeps what comes and answers as it is told to.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use serde_json::Value;

/// How a message is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    Status(u16),
    With(u16, &'static str),
    /// The connection breaks.
    Cut,
    /// It takes a while.
    After(Duration, u16),
}

/// A message that came.
#[derive(Clone, Debug)]
pub struct Message {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    pub json: Value,
}

impl Message {
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    /// The revision that it tells.
    pub fn revision(&self) -> u64 {
        self.json["data"]["revision"].as_u64().unwrap_or_default()
    }

    /// Which of its signatures are those of a secret.
    pub fn signed_by(&self, secret: &str) -> Vec<bool> {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        let signatures = self.headers["webhook-signature"].split(' ');
        let verify = |signature: &str| {
            let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
            mac.update(format!("{}.{}.", self.id(), self.headers["webhook-timestamp"]).as_bytes());
            mac.update(&self.body);
            let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
            mac.verify_slice(&tag).is_ok()
        };
        signatures.map(verify).collect()
    }
}

#[derive(Default)]
struct Versioned {
    messages: Vec<Message>,
    /// The next answers; then the usual one.
    next: VecDeque<Answer>,
    usual: Option<Answer>,
}

/// A receiver that listens on this machine.
pub struct Receiver {
    port: u16,
    kept: Arc<Mutex<Versioned>>,
}

impl Receiver {
    pub fn start() -> Self {
        Self::keeping(|message| message)
    }

    /// Keeps of each message only what this leaves of it.
    pub fn keeping(what: fn(Message) -> Message) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, kept) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Versioned::default())));
        let shared = kept.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || serve(stream, &shared, what));
            }
        });
        Self { port, kept }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Answers the next messages so.
    pub fn next(&self, answers: &[Answer]) {
        self.kept.lock().unwrap().next.extend(answers.iter().cloned());
    }

    /// Answers the next message so, and whatever was to be answered otherwise as usual.
    pub fn only_next(&self, answer: Answer) {
        self.kept.lock().unwrap().next = [answer].into();
    }

    /// Answers all others so.
    pub fn usually(&self, answer: Answer) {
        self.kept.lock().unwrap().usual = Some(answer);
    }

    /// What came to a path so far.
    pub fn messages(&self, path: &str) -> Vec<Message> {
        let kept = self.kept.lock().unwrap();
        kept.messages.iter().filter(|message| message.path == path).cloned().collect()
    }

    /// The newest revision that was told to a path.
    pub fn newest(&self, path: &str) -> u64 {
        let kept = self.kept.lock().unwrap();
        kept.messages.iter().filter(|message| message.path == path).map(Message::revision).max().unwrap_or_default()
    }

    /// Waits until so many have come to a path, at most 40 s.
    pub fn wait(&self, path: &str, count: usize) -> Vec<Message> {
        for _ in 0..800 {
            let messages = self.messages(path);
            if messages.len() >= count {
                return messages;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{} messages came to {path}, not {count}", self.messages(path).len());
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Versioned>, what: fn(Message) -> Message) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let path = line.split(' ').nth(1).unwrap().to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap_or(0);
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    // A message whose sender ends in the middle of it has not come.
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if length.is_none() || reader.read_exact(&mut body).is_err() {
        return;
    }
    let json = serde_json::from_slice(&body).unwrap();
    let message = what(Message { path, headers, body, json });
    let answer = {
        let mut kept = kept.lock().unwrap();
        kept.messages.push(message);
        let usual = kept.usual.clone().unwrap_or(Answer::Status(204));
        kept.next.pop_front().unwrap_or(usual)
    };
    let (status, more) = match answer {
        Answer::Cut => return,
        Answer::Status(status) => (status, ""),
        Answer::With(status, more) => (status, more),
        Answer::After(time, status) => {
            std::thread::sleep(time);
            (status, "")
        }
    };
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status} x\r\ncontent-length: 0\r\n{more}connection: close\r\n\r\n").ok();
}
