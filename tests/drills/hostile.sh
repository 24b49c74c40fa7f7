#!/usr/bin/env bash
# Strangers at work beside honest clients, for so many seconds (default: half an hour). See hostile.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --release --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ulimit -n 4096
python3 tests/drills/hostile.py target/release/presence-registry "$work" "${1:-1800}"
