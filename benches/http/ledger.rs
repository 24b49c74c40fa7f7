//! The ledger's tree with 1,000,000 entries, against 1,000: what an append and what a proof costs.

use std::{hint::black_box, time::Instant};

use presence_core::tree::{Tree, leaf};

use super::{load, verdict};

const MANY: u64 = 1_000_000;
const FEW: u64 = 1_000;
const ROUNDS: usize = 7;
/// The logarithm of the one is twice that of the other.
const TARGET: f64 = 2.0;

/// Measures and says whether the targets are met.
pub fn run() -> bool {
    println!("the ledger's tree with {MANY} entries, against {FEW}");
    let (many, few) = (grown(MANY), grown(FEW));
    let cost = |what: &str, operation: fn(&Tree, u64)| {
        let (ratio, large, small) = load::ratio(ROUNDS, || micros(&many, operation), || micros(&few, operation));
        println!("       {what}: {large:.2} µs, with {FEW} entries {small:.2} µs");
        verdict(&format!("cost of {what}"), ratio, " ×", TARGET, false)
    };
    let inclusion = |tree: &Tree, number: u64| {
        drop(black_box(tree.inclusion(number.wrapping_mul(7919) % tree.len(), tree.len())));
    };
    let consistency = |tree: &Tree, number: u64| {
        drop(black_box(tree.consistency(1 + number.wrapping_mul(7919) % tree.len(), tree.len())));
    };
    let root = |tree: &Tree, number: u64| {
        let _ = black_box(tree.root(tree.len() - number % 500));
    };
    let append = {
        let (ratio, large, small) = load::ratio(ROUNDS, || appending(&many), || appending(&few));
        println!("       an append: {large:.2} µs, with {FEW} entries {small:.2} µs");
        verdict("cost of an append", ratio, " ×", TARGET, false)
    };
    append
        & cost("a root", root)
        & cost("a proof of inclusion", inclusion)
        & cost("a proof of consistency", consistency)
}

fn grown(size: u64) -> Tree {
    let mut tree = Tree::default();
    (0..size).for_each(|number| tree.push(leaf(&number.to_be_bytes())));
    tree
}

/// Microseconds for an entry that is appended while readers hold the tree as it was, as in the writer.
fn appending(tree: &Tree) -> f64 {
    const COUNT: u64 = 10_000;
    let (mut tree, mut held) = (tree.clone(), Tree::default());
    let begun = Instant::now();
    for number in 0..COUNT {
        tree.push(leaf(&number.to_be_bytes()));
        held = tree.clone();
    }
    black_box(held);
    begun.elapsed().as_secs_f64() * 1e6 / COUNT as f64
}

/// Microseconds for an operation.
fn micros(tree: &Tree, operation: fn(&Tree, u64)) -> f64 {
    const COUNT: u64 = 2_000;
    let begun = Instant::now();
    (0..COUNT).for_each(|number| operation(tree, number));
    begun.elapsed().as_secs_f64() * 1e6 / COUNT as f64
}
