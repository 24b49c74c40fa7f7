//! The registry's own HTTP client: what offices run to send files, fetch records and report a status from a shell.
//! Made for poor connections: it asks again until it knows, and never has an effect twice.

/// Writes a line to standard error. `eprintln` would panic where nothing can be written.
#[macro_export]
macro_rules! to_stderr {
    ($($text:tt)*) => {
        drop(std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}\n", format_args!($($text)*))))
    };
}

mod pull;
mod push;
mod report;
mod server;
pub mod settings;
mod upload;
mod verify;
mod watch;

pub use pull::pull;
pub use push::push;
pub use report::report;
pub use server::ClientError;
pub use verify::verify;
