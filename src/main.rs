//! The program: reads the command line, sets up the log, carries out the command.

use std::process::ExitCode;

use clap::Parser as _;
use presence_registry::{commands, config::Cli};

mod log_lines;

/// Reading a long ledger and answering many requests is mostly allocation, often across threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_lines::begin(cli.log_format == "json");
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("presence-registry: {error}");
            ExitCode::FAILURE
        }
    }
}
