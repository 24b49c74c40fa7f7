//! Log lines: to be read, or as JSON to be searched. `RUST_LOG` says which. A thread of its own writes them to standard
//! error, so that a disk that is full or a pipe that nobody reads holds up nothing else: lines that do not fit into its
//! queue are dropped, counted, and their number is logged.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use env_logger::{Builder, Env, Target, fmt::Formatter};
use log::{
    Record,
    kv::{self, Key, Value, VisitSource},
};
use presence_model::Timestamp;
use serde_json::{Map, json};

/// How many lines may wait to be written.
const QUEUE: usize = 2000;
/// How long the end of the process waits for them.
const FLUSH: Duration = Duration::from_secs(1);

/// What the log and its thread share.
#[derive(Default)]
struct Counts {
    waiting: AtomicUsize,
    dropped: AtomicU64,
}

/// Lines on their way to the thread that writes them.
struct Queue {
    lines: mpsc::SyncSender<Vec<u8>>,
    counts: Arc<Counts>,
}

impl Write for Queue {
    /// Takes a whole line, or drops it. Never waits, never fails.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.counts.waiting.fetch_add(1, Ordering::Relaxed);
        if self.lines.try_send(line.to_vec()).is_err() {
            self.counts.waiting.fetch_sub(1, Ordering::Relaxed);
            self.counts.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The log: when it goes, the lines that wait are written, as far as standard error takes them in a second.
pub struct Log(Arc<Counts>);

impl Drop for Log {
    fn drop(&mut self) {
        let begun = Instant::now();
        while self.0.waiting.load(Ordering::Relaxed) > 0 && begun.elapsed() < FLUSH {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Starts logging to standard error.
pub fn init(as_json: bool) -> Log {
    let mut builder = Builder::from_env(Env::default().default_filter_or("info"));
    if as_json {
        builder.format(object);
    } else {
        builder.format(line);
    }
    let counts = Arc::new(Counts::default());
    let (lines, waiting) = mpsc::sync_channel(QUEUE);
    let writing = counts.clone();
    let thread = std::thread::Builder::new().name("log".to_owned());
    // Without a thread lines are written at once, as they would be without all this.
    if thread.spawn(move || write_lines(&waiting, &writing, &mut io::stderr())).is_ok() {
        builder.target(Target::Pipe(Box::new(Queue { lines, counts: counts.clone() })));
    }
    builder.init();
    Log(counts)
}

fn write_lines(lines: &mpsc::Receiver<Vec<u8>>, counts: &Counts, out: &mut impl Write) {
    for line in lines {
        let dropped = counts.dropped.swap(0, Ordering::Relaxed);
        let mut written = Ok(());
        if dropped > 0 {
            written = writeln!(out, "{dropped} lines of the log were dropped: standard error did not take them");
        }
        if written.and_then(|()| out.write_all(&line)).is_err() {
            counts.dropped.fetch_add(dropped + 1, Ordering::Relaxed);
        }
        counts.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A line to be read: time, level and target in brackets, the message, and what else the record says as `name=value`.
fn line(out: &mut Formatter, record: &Record) -> io::Result<()> {
    write!(out, "[{} {:<5} {}] {}", Timestamp::now(), record.level(), record.target(), record.args())?;
    record.key_values().visit(&mut Pairs(out)).map_err(io::Error::other)?;
    writeln!(out)
}

struct Pairs<'o>(&'o mut Formatter);

impl<'kvs> VisitSource<'kvs> for Pairs<'_> {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        Ok(write!(self.0, " {key}={value}")?)
    }
}

/// One line: time, level, target, message, and what else the record says, each under its own name.
fn object(out: &mut Formatter, record: &Record) -> io::Result<()> {
    let mut fields = Fields(Map::new());
    fields.0.insert("time".to_owned(), json!(Timestamp::now()));
    fields.0.insert("level".to_owned(), json!(record.level().as_str()));
    fields.0.insert("target".to_owned(), json!(record.target()));
    fields.0.insert("message".to_owned(), json!(record.args().to_string()));
    record.key_values().visit(&mut fields).map_err(io::Error::other)?;
    writeln!(out, "{}", serde_json::Value::Object(fields.0))
}

struct Fields(Map<String, serde_json::Value>);

impl<'kvs> VisitSource<'kvs> for Fields {
    fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), kv::Error> {
        let value = match value.to_u64() {
            Some(number) => json!(number),
            None => json!(value.to_string()),
        };
        // What a line for people shows as a dash is not there.
        if value != "-" {
            self.0.insert(key.as_str().to_owned(), value);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes nothing until it is told to.
    struct Full(bool, Vec<u8>);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 { Err(io::ErrorKind::StorageFull.into()) } else { self.1.write(bytes) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_that_cannot_be_written_are_counted() {
        let counts = Arc::new(Counts::default());
        let (lines, waiting) = mpsc::sync_channel(2);
        let mut queue = Queue { lines, counts: counts.clone() };
        for number in 0..5 {
            queue.write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        assert_eq!((counts.waiting.load(Ordering::Relaxed), counts.dropped.load(Ordering::Relaxed)), (2, 3));
        let mut full = Full(true, Vec::new());
        drop(queue);
        write_lines(&waiting, &counts, &mut full);
        assert_eq!((counts.waiting.load(Ordering::Relaxed), counts.dropped.load(Ordering::Relaxed)), (0, 5));
        let (lines, waiting) = mpsc::sync_channel(2);
        Queue { lines, counts: counts.clone() }.write_all(b"later\n").unwrap();
        full.0 = false;
        write_lines(&waiting, &counts, &mut full);
        let said = String::from_utf8(full.1).unwrap();
        assert!(said.starts_with("5 lines of the log were dropped") && said.ends_with("later\n"), "{said}");
    }
}
