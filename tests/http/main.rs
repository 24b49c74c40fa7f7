//! HTTP tests: what users rely on, against the real server, on SQLite and on PostgreSQL.

mod access;
mod bad_input;
mod client;
mod clients;
mod command_line;
mod conditional;
mod coverage;
mod crash;
mod documentation;
mod harness;
mod idempotency;
mod import_crash;
mod imports;
mod limits;
mod notes;
mod oauth;
mod past;
mod permissions;
mod programme;
mod protocol;
mod reads;
mod records;
mod report;
mod several_instances;
mod start;
mod status_updates;
