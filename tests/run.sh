#!/usr/bin/env bash
# Runs all tests on a fresh machine. Sets up what they need: PostgreSQL for a private, temporary cluster, and the
# public tools of the contract tests.
set -euo pipefail
cd "$(dirname "$0")/.."

. tests/setup.sh
need python3 python3 python3-venv
need curl curl
need npx npm

work=$(mktemp -d)
chmod 755 "$work"
cluster="$work/cluster"
stop() {
    status=$?
    as_postgres pg_ctl -D "$cluster" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
    exit $status
}
trap stop EXIT

say "starting a private PostgreSQL cluster"
mkdir "$cluster"
password=$(head -c 18 /dev/urandom | od -An -tx1 | tr -d ' \n')
printf '%s\n' "$password" >"$work/password"
chmod 644 "$work/password"
[ "$(id -u)" = 0 ] && chown postgres "$cluster"
as_postgres initdb -D "$cluster" -U registry -A scram-sha-256 --pwfile "$work/password" -E UTF8 --no-sync >/dev/null
rm "$work/password"
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    # Only the registry is killed in the crash tests, never the cluster: it need not wait for the disk.
    if as_postgres pg_ctl -D "$cluster" -w -l "$cluster/log" \
        -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c fsync=off -c max_connections=200" \
        start >/dev/null; then started=yes && break; fi
done
[ "${started:-}" = yes ] || { cat "$cluster/log" >&2; echo "the cluster did not start; its log is above" >&2; exit 1; }
export PRESENCE_REGISTRY_TEST_POSTGRES="postgres://registry:$password@127.0.0.1:$port"
# The same verdict twice: random seeds are for tests/drills.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-20241118}

say "cargo test"
cargo test --quiet "$@"

# With arguments only some tests are wanted.
[ $# -eq 0 ] || exit 0

say "contract tests with public tools"
need chromium chromium
bash tests/contract/run.sh "$work"
