#!/usr/bin/env bash
# Readers of files with broken files, for as many cases as one likes (default: 20,000), with a seed of its own, which it
# prints, and with a limit on memory. A seed given as the second argument repeats a run.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PROPTEST_CASES=${1:-20000} PROPTEST_RNG_SEED=${2:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
echo "$PROPTEST_CASES cases, seed $PROPTEST_RNG_SEED"
cargo test --quiet --test properties --no-run
(ulimit -v 8000000 && cargo test --quiet --test properties files::)
