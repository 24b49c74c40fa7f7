#!/usr/bin/env bash
# The container without a container engine: carries out the steps of docker/Dockerfile in clean Debian roots, and runs
# what comes out as `docker run --read-only --cap-drop ALL --security-opt no-new-privileges` would.
#   bash tests/drills/container.sh                     as root; the build takes a few minutes
#   bash tests/drills/container.sh --binary FILE       with a ready program instead of the build
# What differs from an engine: the bases are made by debootstrap and not pulled; Rust is this machine's, of the version
# that the Dockerfile names, and so are the sources of the crates (read-only).
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/drills/roots.sh

binary=""
case "${1:-}" in
    --binary) binary=$(realpath "${2:?a file}") ;;
    "") ;;
    *) fail "what is $1? See the head of this file" ;;
esac
work=$(mktemp -d "$PWD/$drills/container.XXXXXX")
trap 'status=$?; rm -rf --one-file-system "$work"; exit $status' EXIT

# The environment of a stage, as `env` takes it.
environment() { steps | sed -n "s/^$1 ENV //p"; }

# run STAGE ROOT: the RUN steps of a stage.
run() {
    folder=/
    while read -r stage instruction arguments; do
        [ "$stage" = "$1" ] || continue
        case "$instruction" in
            RUN)
                say "$stage: $arguments"
                # shellcheck disable=SC2046
                inside "$2" env -i -C "$folder" HOME=/root PATH="$path" "${more[@]}" $(environment "$1") \
                    /bin/sh -c "$arguments" >>"$drills/build.log" 2>&1 </dev/null ||
                    { tail -n 20 "$drills/build.log" >&2; fail "this step; all of it is in $drills/build.log"; } ;;
            WORKDIR) folder=$arguments && mkdir -p "$2$folder" ;;
            COPY)
                say "$stage: COPY $arguments"
                case "$arguments" in
                    --from=build\ *) read -r _ from to <<<"$arguments" &&
                        mkdir -p "$2$(dirname "$to")" && cp "$work/build$from" "$2$to" ;;
                    ". .") context "$2$folder" ;;
                    *) fail "the drill does not know this COPY" ;;
                esac ;;
            FROM | LABEL | USER | VOLUME | ENV | EXPOSE | HEALTHCHECK | STOPSIGNAL | ENTRYPOINT | CMD) ;;
            *) fail "the drill does not know $instruction" ;;
        esac
    done < <(steps)
}

: >"$drills/build.log"
plain=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for base in $(steps | awk '$2 == "FROM" {print $3}'); do
    case "$base" in
        rust:*-bookworm | debian:12*) ;;
        *) fail "the drill has no root for $base" ;;
    esac
done

if [ -n "$binary" ]; then
    mkdir -p "$work/build/source" && cp "$binary" "$work/build/presence-registry"
    cp LICENSE THIRD_PARTY_NOTICES.md "$work/build/source"
else
    wanted=$(step build FROM) && wanted=${wanted#rust:} && wanted=${wanted%%-*}
    rustc --version | grep -q " $wanted " || fail "the Dockerfile builds with Rust $wanted, this machine has $(rustc --version)"
    root bookworm "$work/build"
    path=/opt/rust/bin:$plain
    more=(CARGO_HOME=/opt/cargo CARGO_NET_OFFLINE=true)
    mkdir -p "$work/build/opt/cargo"
    cargo fetch --locked --quiet
    BINDS="$(rustc --print sysroot) /opt/rust
${CARGO_HOME:-$HOME/.cargo}/registry /opt/cargo/registry"
    export BINDS
    run build "$work/build"
    unset BINDS
    cp "$work/build/presence-registry" "$drills/presence-registry"
    rm -rf "$work/build/source/target"
fi

root bookworm "$work/final"
bare=$(du -sm --one-file-system "$work/final" | cut -f1)
path=$plain
more=()
run 1 "$work/final"
size=$(du -sm --one-file-system "$work/final" | cut -f1)

say "running it"
user=$(step 1 USER)
group=$(awk -F: -v id="$user" '$3 == id {print $4}' "$work/final/etc/passwd")
[ -n "$group" ] || fail "USER $user is nobody"
health=$(step 1 HEALTHCHECK)
mapfile -t command < <(words "$(step 1 ENTRYPOINT)" && words "$(step 1 CMD)")
mapfile -t check < <(words "[${health#*CMD [}")
# shellcheck disable=SC2046
unshare --mount --net --pid --fork --kill-child --mount-proc env ROOT="$work/final" LOG="$PWD/$drills/server.log" \
    AS="$user" GROUP="$group" VOLUME="$(step 1 VOLUME)" SETTINGS="$(environment 1) PRESENCE_REGISTRY_ISSUER=http://127.0.0.1:8080" \
    bash tests/drills/running.sh "${#command[@]}" "${command[@]}" "${check[@]}" ||
    fail "the program's log is $drills/server.log; a shell in the root: chroot (comment out the trap first)"

say "done"
echo "the root is $size MB: $bare MB of Debian and $((size - bare)) MB of ours"
