//! Throughput over HTTP, as ratios to a bare actix-web server that returns the same bytes from memory, in one run.
//!
//! `cargo bench` runs everything; `cargo bench --bench http -- reads` (or `tokens`, `writes`, `imports`, `ledger`, `dashboards`,
//! `scale`, `mixed`) one part. See `benches/README.md`.

mod bare;
mod dashboards;
mod engine;
mod imports;
mod ledger;
mod load;
mod mixed;
mod reads;
mod scale;
mod server;
mod tokens;
mod writes;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [command, file] = &arguments[..]
        && command == bare::COMMAND
    {
        return bare::serve(file.as_ref());
    }
    let wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == part);
    let mut met = true;
    if wanted("reads") {
        met &= reads::run();
    }
    if wanted("tokens") {
        met &= tokens::run();
    }
    if wanted("writes") {
        met &= writes::run();
    }
    if wanted("imports") {
        met &= imports::run();
    }
    if wanted("ledger") {
        met &= ledger::run();
    }
    if wanted("dashboards") {
        met &= dashboards::run();
    }
    if wanted("scale") {
        met &= scale::run();
    }
    if wanted("mixed") {
        met &= mixed::run();
    }
    println!("{}", if met { "every target is met" } else { "a target is missed" });
}

/// Prints a result beside its target and says whether it is met.
fn verdict(what: &str, value: f64, unit: &str, target: f64, at_least: bool) -> bool {
    let met = if at_least { value >= target } else { value <= target };
    let sign = if at_least { "≥" } else { "≤" };
    println!("{} {what}: {value:.2}{unit} (target {sign} {target}{unit})", if met { "met   " } else { "MISSED" });
    met
}
