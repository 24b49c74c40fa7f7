//! Sends one file as an import. A dry run first; then the file, with a key made from its content, so that a connection that
//! breaks at any byte loses nothing and doubles nothing.

use std::{
    fs,
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    server::{ClientError, Request, Server},
    settings::{Mode, Push},
};
use presence_formats::Format;

/// The format that a file's name ends with.
pub(super) fn format_of(file: &Path) -> Option<Format> {
    let ending = file.extension()?.to_str()?.to_lowercase();
    match ending.as_str() {
        "jsonl" => Some(Format::Ndjson),
        "tsv" => Some(Format::Csv),
        "ods" => Some(Format::Xlsx),
        other => Format::parse(other),
    }
}

/// Where a file's report goes: beside it.
pub(super) fn report_of(file: &Path) -> PathBuf {
    let ending = if format_of(file) == Some(Format::Xlsx) { "report.xlsx" } else { "report.csv" };
    file.with_extension(ending)
}

struct File<'a> {
    server: &'a Server,
    settings: &'a Push,
    path: &'a Path,
    format: Format,
    content: Vec<u8>,
}

/// Sends one file.
///
/// # Errors
/// When not every row is in the registry.
pub(super) fn send(server: &Server, settings: &Push, path: &Path) -> Result<(), ClientError> {
    let format = format_of(path).ok_or_else(|| {
        ClientError::Usage("the name of a file ends with .csv, .xlsx, .ods, .json or .ndjson".to_owned())
    })?;
    let content = fs::read(path).map_err(|error| ClientError::File("cannot read the file".to_owned(), error))?;
    let file = File { server, settings, path, format, content };
    let trial = file.wait(&file.post(true, None)?.1)?;
    let totals = &trial["totals"];
    let bad = count(totals, "rejected");
    let quiet = settings.remote.json;
    if !quiet {
        crate::to_stderr!(
            "{}: {}",
            path.display(),
            summary(totals, if settings.dry_run { "would be" } else { "to be" })
        );
    }
    if settings.dry_run || (bad > 0 && settings.mode == Mode::Atomic) {
        return file.end(&trial, settings.dry_run);
    }
    if !settings.yes && settings.watch.is_none() && !agreed()? {
        return Err(ClientError::NotIn("not sent".to_owned()));
    }
    file.end(&file.whole()?, false)
}

impl File<'_> {
    /// Sends the file until it is in: an answer that repeats an earlier refusal is asked for anew, because the registry
    /// may have moved on since. Rows that are in already are unchanged.
    fn whole(&self) -> Result<Value, ClientError> {
        for attempt in 0.. {
            let (replayed, import) = self.post(false, Some(&self.key(attempt)))?;
            let done = self.wait(&import)?;
            if !replayed || all_in(&done) {
                return Ok(done);
            }
        }
        unreachable!("some attempt is the first")
    }

    fn key(&self, attempt: u32) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.content);
        // The sheets of one file are several requests.
        if let Some(sheet) = &self.settings.sheet {
            hash.update([0]);
            hash.update(sheet);
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("push-{hash}-{:?}-{attempt}", self.settings.mode)
    }

    fn post(&self, dry_run: bool, key: Option<&str>) -> Result<(bool, Value), ClientError> {
        let mode = if self.settings.mode == Mode::Atomic { "atomic" } else { "partial" };
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("mode", mode).append_pair("format", self.format.as_str());
        if dry_run {
            query.append_pair("dry_run", "true");
        }
        if let Some(sheet) = &self.settings.sheet {
            query.append_pair("sheet", sheet);
        }
        let target = format!("/v1/imports?{}", query.finish());
        let mut headers = vec![("content-type", self.format.media_type())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        let answer =
            self.server.ask(&Request { method: "POST", target: &target, headers: &headers, body: &self.content })?;
        Ok((answer.replayed, answer.json()))
    }

    /// Watches an import until it is done.
    fn wait(&self, import: &Value) -> Result<Value, ClientError> {
        let mut import = import.clone();
        let bar = self.bar(&import);
        while import["state"] == "running" {
            bar.set_position(count(&import["progress"], "done"));
            std::thread::sleep(Duration::from_millis(300));
            import = self.server.json(import["links"]["self"].as_str().unwrap_or_default())?;
        }
        bar.finish_and_clear();
        Ok(import)
    }

    /// A bar on a terminal; nothing in a script.
    fn bar(&self, import: &Value) -> ProgressBar {
        if import["state"] != "running" || self.settings.remote.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {eta} left");
        let bar = ProgressBar::new(count(&import["progress"], "of"));
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar
    }

    /// Writes the report beside the file and says how it went.
    fn end(&self, import: &Value, trial: bool) -> Result<(), ClientError> {
        let report = report_of(self.path);
        let format = if self.format == Format::Xlsx { "xlsx" } else { "csv" };
        let target = format!("{}?format={format}", import["links"]["report"].as_str().unwrap_or_default());
        let answer = self.server.ask(&Request::get(&target))?;
        fs::write(&report, answer.body)
            .map_err(|error| ClientError::File("cannot write the report".to_owned(), error))?;
        let totals = &import["totals"];
        if self.settings.remote.json {
            let shown = json!({"file": self.path, "report": report, "import": import["id"], "state": import["state"],
                "dry_run": import["dry_run"], "totals": totals});
            println!("{shown}");
        } else if !trial {
            crate::to_stderr!("{}: {}", self.path.display(), summary(totals, "were"));
        }
        if all_in(import) || (trial && count(totals, "rejected") == 0) {
            return Ok(());
        }
        let why = import["failure"].as_str().map_or_else(
            || format!("{} of {} rows were rejected", count(totals, "rejected"), count(totals, "read")),
            str::to_owned,
        );
        Err(ClientError::NotIn(format!("{why}; see {}", report.display())))
    }
}

fn count(totals: &Value, name: &str) -> u64 {
    totals[name].as_u64().unwrap_or_default()
}

fn all_in(import: &Value) -> bool {
    let totals = &import["totals"];
    import["state"] == "completed"
        && import["dry_run"] == false
        && count(totals, "rejected") + count(totals, "skipped") == 0
}

fn summary(totals: &Value, verb: &str) -> String {
    let outcomes = ["created", "updated", "unchanged", "rejected", "skipped"];
    let counts = outcomes.iter().filter(|outcome| count(totals, outcome) > 0);
    let counts: Vec<_> = counts.map(|outcome| format!("{} {outcome}", count(totals, outcome))).collect();
    format!("{} rows, {verb}: {}", count(totals, "read"), counts.join(", "))
}

fn agreed() -> Result<bool, ClientError> {
    if !io::stdin().is_terminal() {
        let why = "there is no terminal to ask for confirmation: --yes sends without asking, --dry-run only validates";
        return Err(ClientError::Usage(why.to_owned()));
    }
    eprint!("Send it? [y/N] ");
    io::stderr().flush().ok();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|error| ClientError::File("the terminal".to_owned(), error))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
