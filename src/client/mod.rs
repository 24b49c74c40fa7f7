//! The registry's own HTTP client: what offices run to send files, fetch records and report a status from a shell.
//! Made for poor connections: it asks again until it knows, and never has an effect twice.

mod pull;
mod push;
mod report;
mod server;
pub mod settings;
mod verify;
mod watch;

pub use pull::pull;
pub use push::push;
pub use report::report;
pub use server::ClientError;
pub use verify::verify;
