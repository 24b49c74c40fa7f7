//! The program: reads the command line, sets up the log, carries out the command.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use presence_registry::{commands, config::Cli};

mod log_lines;

/// Reading a long ledger and answering many requests is mostly allocation, often across threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let log = log_lines::begin(cli.log_format == "json");
    let done = commands::run(cli.command);
    drop(log);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever does not listen still gets the exit code.
            drop(writeln!(std::io::stderr(), "presence-registry: {error}"));
            ExitCode::FAILURE
        }
    }
}
