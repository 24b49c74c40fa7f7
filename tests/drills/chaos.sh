#!/usr/bin/env bash
# Chaos for as long as you like: three instances on a PostgreSQL of their own are killed and held up at random, and the
# database with them, while clients write and read; in the end it is checked that nothing was lost. The same test runs
# for some seconds among the others.
#
#   bash tests/drills/chaos.sh [SECONDS [SEED]]     # 600 s unless told otherwise
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/setup.sh

export PRESENCE_REGISTRY_CHAOS_SECONDS=${1:-600}
[ $# -lt 2 ] || export PRESENCE_REGISTRY_CHAOS_SEED=$2
# What an interruption leaves behind: the test cleans up after itself otherwise.
TMPDIR=$(mktemp -d)
export TMPDIR
chmod 755 "$TMPDIR"
tidy() {
    for cluster in "$TMPDIR"/*/data; do
        [ ! -f "$cluster/postmaster.pid" ] || as_postgres pg_ctl -D "$cluster" -m immediate stop >/dev/null 2>&1 || true
    done
    rm -rf "$TMPDIR"
}
trap tidy EXIT

say "chaos for $PRESENCE_REGISTRY_CHAOS_SECONDS s"
cargo test --quiet --test http chaos::whatever -- --nocapture
