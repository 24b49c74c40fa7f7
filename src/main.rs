//! The program: reads the command line, sets up the log, carries out the command.

use std::process::ExitCode;

use clap::Parser as _;
use presence_registry::{commands, config::Cli};

/// Reading a long ledger and answering many requests is mostly allocation, often across threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("presence-registry: {error}");
            ExitCode::FAILURE
        }
    }
}
