//! The settings of `push`, `pull` and `report`.

use std::{path::PathBuf, time::Duration};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

/// Which registry, and who asks.
#[derive(Debug, Args)]
pub struct Remote {
    /// The registry's address
    #[arg(long, env = "PRESENCE_REGISTRY_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    pub server: String,
    /// File with the token; else PRESENCE_REGISTRY_TOKEN is the token, or a client gets one by its
    /// PRESENCE_REGISTRY_CLIENT_ID and PRESENCE_REGISTRY_CLIENT_SECRET (or …_SECRET_FILE)
    #[arg(long, env = "PRESENCE_REGISTRY_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Keep retrying a server that does not answer for this long, such as 90s or 12h
    #[arg(long, alias = "patience", default_value = "10m", value_name = "TIME", value_parser = duration)]
    pub timeout: Duration,
    /// Print JSON and nothing else
    #[arg(long)]
    pub json: bool,
}

/// All rows, or the good ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// All rows or none.
    Atomic,
    /// The good rows.
    Partial,
}

/// What to send.
#[derive(Debug, Args)]
pub struct Push {
    /// Which registry.
    #[command(flatten)]
    pub remote: Remote,
    /// The files: .csv, .xlsx, .json or .ndjson
    #[arg(value_name = "FILE", required_unless_present = "watch")]
    pub files: Vec<PathBuf>,
    /// Send what is put into this folder, as soon as the server can be reached; sent files move to its folder `sent`,
    /// refused ones with their report to `rejected`, and files at which three connections broke with the reason
    #[arg(long, value_name = "FOLDER", conflicts_with = "files")]
    pub watch: Option<PathBuf>,
    /// With --watch: end when the folder is empty
    #[arg(long, requires = "watch")]
    pub once: bool,
    /// All rows or none, or the good rows
    #[arg(long, value_enum, default_value = "atomic")]
    pub mode: Mode,
    /// The workbook's sheet [default: its first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before sending
    #[arg(long, short)]
    pub yes: bool,
}

/// What to fetch.
#[derive(Debug, Args)]
pub struct Pull {
    /// Which registry.
    #[command(flatten)]
    pub remote: Remote,
    /// The records
    #[arg(value_name = "WHAT", value_parser = ["presences", "adviser-posts", "status-updates", "offices", "countries"])]
    pub what: String,
    /// The file to write: .csv, .xlsx, .json or .ndjson [default: CSV on standard output]
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// A filter or another parameter of the list, like region=africa or as_of=2024-06-30; may be repeated
    #[arg(long = "where", value_name = "NAME=VALUE")]
    pub parameters: Vec<String>,
}

/// What to report.
#[derive(Debug, Args)]
pub struct Report {
    /// Which registry.
    #[command(flatten)]
    pub remote: Remote,
    /// The presence or post, like ken-hra or KEN-HRA-1
    #[arg(value_name = "CODE")]
    pub code: String,
    /// Its status
    #[arg(value_name = "STATUS")]
    pub status: String,
    /// When it became true
    #[arg(long, value_name = "DATE")]
    pub effective_on: NaiveDate,
    /// The office's own words; no names or other personal data
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Why, where the status needs a reason
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
    /// The presence that takes over
    #[arg(long, value_name = "CODE")]
    pub successor: Option<String>,
    /// Operating mode: in_country, remote or hybrid
    #[arg(long, value_name = "MODE")]
    pub operating_mode: Option<String>,
    /// The office's own reference: sent again with the same one, it is not recorded again
    #[arg(long, value_name = "TEXT")]
    pub reference: Option<String>,
    /// The id of the update that this one corrects
    #[arg(long, value_name = "ID")]
    pub supersedes: Option<u64>,
}

/// A time like `90s`, `15m`, `12h`, `30d`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.len() - text.chars().next_back().map_or(0, char::len_utf8));
    let seconds: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => 0,
    };
    let time = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds));
    let sensible = time.filter(|seconds| (1..=3650 * 86_400).contains(seconds));
    sensible.map(Duration::from_secs).ok_or_else(|| "a time is like 90s, 15m, 12h or 30d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        for wrong in ["", "15", "m", "0s", "-1d", "1w", "99999999999999999999d", "4000d", "1é"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
