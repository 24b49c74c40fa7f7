#!/usr/bin/env bash
# Drill: what a real disk and a real stop do to a registry on SQLite: a file system that is full, then read-only, then
# a process that stands still for 30 s, then one that is killed. Needs root, for a small file system in memory.
# tests/http/faults.rs has the same as tests, with faults made by a library.
#   bash tests/drills/one_machine.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/release/presence-registry}
[ -x "$program" ] || { echo "build it first: cargo build --release" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "it must be root, to mount a file system: sudo bash $0" >&2; exit 1; }

work=$(mktemp -d)
mkdir "$work/disk"
mount -t tmpfs -o size=8m tmpfs "$work/disk" || { echo "no file system can be mounted here" >&2; exit 1; }
server=
end() {
    status=$?
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
    umount -l "$work/disk"
    rm -rf "$work"
    exit $status
}
trap end EXIT

say() { printf '\n== %s\n' "$*"; }
start() {
    : >"$work/log"
    RUST_LOG=warn "$program" serve --bind 127.0.0.1:0 --data-dir "$work/disk/data" --limit-address off --limit-client off 2>"$work/log" &
    server=$!
    for _ in $(seq 100); do
        address=$(sed -n 's/.*API  *\(http:[^ ]*\)\/v1.*/\1/p' "$work/log") && [ -n "$address" ] && return
        sleep 0.1
    done
    cat "$work/log" >&2
    exit 1
}
sent=0 taken=0
# Sends an update; the same one again as long as it was not taken, as a client does that means it.
update() {
    code=$(curl -s -o "$work/answer" -w '%{http_code}' -m 60 "$address/v1/presences/ken-hra/status-updates" \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H "Idempotency-Key: drill-$((taken + 1))" \
        -d "{\"status\": \"active\", \"effective_on\": \"2024-06-18\", \"note\": \"$((taken + 1)) $filler\"}") || code=000
    sent=$((sent + 1))
    [ "$code" != 201 ] || taken=$((taken + 1))
}
expect() { # expect CODE WHAT
    [ "$code" = "$1" ] || { echo "$2: $code instead of $1"; cat "$work/answer" "$work/log"; exit 1; }
}
count() { curl -fs "$address/v1/presences/ken-hra/status-updates?limit=1" | sed 's/.*"total":\([0-9]*\).*/\1/'; }
counts() {
    [ "$(count)" = "$taken" ] || { echo "$(count) updates are there, $taken were taken"; exit 1; }
    echo "$sent sent, $taken taken and there"
}
filler=$(head -c 1500 /dev/zero | tr '\0' x)

start
token=$("$program" token --office KEN --data-dir "$work/disk/data")
say "the disk becomes full"
dd if=/dev/zero of="$work/disk/ballast" bs=64k count=8 status=none
code=201
until [ "$code" != 201 ]; do update; done
expect 503 "a write on a full disk"
curl -fs "$address/v1/presences?limit=200" -o /dev/null && echo "reads go on"
curl -s "$address/readyz"; echo
counts
rm "$work/disk/ballast"
update
expect 201 "a write when there is room again"
counts

say "the file system becomes read-only"
mount -o remount,ro "$work/disk" 2>/dev/null && {
    update
    expect 503 "a write on a read-only file system"
    mount -o remount,rw "$work/disk"
    update
    expect 201 "a write when it is not any more"
    counts
} || echo "it is in use and cannot be remounted here: left out"

say "the process stands still for 30 s"
kill -STOP "$server"
(sleep 30; kill -CONT "$server") &
update
expect 201 "a write meanwhile"
counts

say "killed, and started again"
kill -9 "$server"
wait "$server" 2>/dev/null || true
start
counts
kill "$server"
wait "$server" || true
server=
"$program" verify --data-dir "$work/disk/data" | tail -1
