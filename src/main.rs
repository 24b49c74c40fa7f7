//! The program: reads the command line, sets up the log, carries out the command.

use std::{io::Write as _, process::ExitCode};

use clap::{
    Parser as _,
    error::{ContextKind, ContextValue},
};
use presence_registry::cli::{self, args::Cli};

mod telemetry;

/// Reading a long ledger and answering many requests is mostly allocation, often across threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An error of the command line without the value of a database's URL: it may hold a password.
fn without_urls(mut error: clap::Error) -> clap::Error {
    let about = error.get(ContextKind::InvalidArg).map(ToString::to_string).unwrap_or_default();
    if ["--database", "--from", "--to"].iter().any(|name| about.starts_with(name)) {
        error.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
    }
    error
}

fn main() -> ExitCode {
    let args = Cli::try_parse().unwrap_or_else(|error| without_urls(error).exit());
    let log = telemetry::init(args.log_format == "json");
    let done = cli::run(args.command);
    drop(log);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without a reader of standard error the exit code remains.
            drop(writeln!(std::io::stderr(), "presence-registry: {error}"));
            ExitCode::FAILURE
        }
    }
}
