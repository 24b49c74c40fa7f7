# The second half of container.sh, in namespaces of its own (mounts, network, processes): runs the program as a
# container would, and does what a container's day holds. Arguments: how many words the command has, they, the check's.
set -euo pipefail
words=$1 && shift
command=("${@:1:words}") check=("${@:words+1}")
say() { printf '  %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# A root that cannot be written to, and what an engine puts in it.
mount --bind "$ROOT" "$ROOT"
mount -t tmpfs -o "uid=$AS,mode=0700" data "$ROOT$VOLUME"
mount -t tmpfs -o mode=1777 tmp "$ROOT/tmp"
mount -t tmpfs -o mode=755 dev "$ROOT/dev"
for device in null zero random urandom; do touch "$ROOT/dev/$device" && mount --bind "/dev/$device" "$ROOT/dev/$device"; done
mkdir "$ROOT/dev/fd" && rmdir "$ROOT/dev/fd" && ln -s /proc/self/fd "$ROOT/dev/fd"
mount -o remount,bind,ro "$ROOT"
ip link set lo up

# A user without rights, and no way to get any; with the image's settings.
# shellcheck disable=SC2206
rightless=(setpriv --reuid "$AS" --regid "$GROUP" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all
    env -i PATH=/usr/local/bin:/usr/bin:/bin $SETTINGS)
# as COMMAND...: what `docker exec` does.
as() { chroot "$ROOT" "${rightless[@]}" "$@"; }
# It is process 1, as in a container: there a signal that is not handled does nothing.
start() {
    unshare --pid --fork --kill-child chroot "$ROOT" "${rightless[@]}" "${command[@]}" 2>>"$LOG" &
    parent=$!
    for _ in $(seq 100); do
        if as "${check[@]}" 2>/dev/null; then
            server=$(pgrep -P "$parent")
            return
        fi
        kill -0 "$parent" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$LOG" >&2
    fail "it does not start, or the HEALTHCHECK never holds"
}
stop() {
    begun=$(date +%s%N)
    kill -TERM "$server"
    wait "$parent" || fail "SIGTERM: it ended with $?"
    say "SIGTERM: it ended by itself after $((($(date +%s%N) - begun) / 1000000)) ms"
}
: >"$LOG"

as "${check[@]}" 2>/dev/null && fail "the HEALTHCHECK holds when nothing runs"
start
say "the HEALTHCHECK holds"
mapfile -t rights < <(awk '/^(Uid|CapEff|CapBnd|NoNewPrivs|NSpid):/ {print $1, $NF}' "/proc/$server/status")
say "process: ${rights[*]}"
[[ "${rights[*]}" == *"Uid: $AS"* && "${rights[*]}" == *"CapEff: 0000000000000000"* && "${rights[*]}" == *"NSpid: 1"* &&
    "${rights[*]}" == *"NoNewPrivs: 1"* ]] || fail "it has more rights than it should, or is not process 1"
as sh -c 'echo x >/usr/local/bin/x' 2>/dev/null && fail "the root can be written to"
token=$(as presence-registry token --office KEN)
update() {
    curl -sS -o /dev/null -w '%{http_code}' http://127.0.0.1:8080/v1/presences/ken-hra/status-updates \
        -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Idempotency-Key: drill' \
        -d '{"status": "active", "effective_on": "2024-06-18"}'
}
[ "$(update)" = 201 ] || fail "a status update was not taken"
say "a token, and a status update: 201"
for path in / /docs/ /readyz /metrics '/v1/presences?format=xlsx'; do
    [ "$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:8080$path")" = 200 ] || fail "$path"
done
stop
as presence-registry verify | tail -n 1 | sed 's/^/  verify: /'
start
curl -sS http://127.0.0.1:8080/v1/presences/ken-hra/status-updates | grep -q '"total":1' || fail "the update is gone"
[ "$(update)" = 201 ] || fail "the repeated update was not taken"
say "another start: the update is there, once"
stop
