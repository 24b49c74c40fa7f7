# What the drills share: clean Debian roots, and the steps of the Dockerfile. To be sourced.
say() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }
fail() { printf '\nFAILED: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "a drill makes root file systems: run it as root, on a machine where that may be done"
for tool in debootstrap unshare setpriv python3 curl; do
    command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install debootstrap util-linux python3 curl"
done

drills=target/drills
mkdir -p "$drills"

# Where packages come from, and through what, is this machine's affair.
mirror=$(apt-get indextargets --format '$(CODENAME) $(SITE)' | awk '$1 == "bookworm" && /debian/ {print $2; exit}')
mirror=${mirror:-http://deb.debian.org/debian}

# root SUITE FOLDER: a minimal Debian, as the slim images are. The first time it takes a minute.
root() {
    kept="$drills/$1.tar"
    if [ ! -f "$kept" ]; then
        say "making a minimal $1"
        rm -rf "$drills/new" && mkdir -p "$drills/new"
        debootstrap --variant=minbase "$1" "$drills/new" "$mirror" >"$drills/debootstrap.log" 2>&1 ||
            fail "debootstrap; see $drills/debootstrap.log. Is $mirror reachable?"
        apt-config dump Acquire | grep -i proxy >"$drills/new/etc/apt/apt.conf.d/99proxy" || true
        rm -rf "$drills"/new/usr/share/{doc,man,locale,info}/* "$drills"/new/var/cache/apt/* "$drills"/new/var/lib/apt/lists/*
        tar -C "$drills/new" -cf "$kept.part" . && mv "$kept.part" "$kept"
        rm -rf "$drills/new"
    fi
    rm -rf "$2" && mkdir -p "$2" && tar -C "$2" -xf "$kept"
}

# inside ROOT COMMAND...: a command in a root with a network, in namespaces of its own, so that nothing stays mounted.
# What BINDS names ("FROM TO" a line) is there too, read-only.
inside() {
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child bash -euc '
        root=$1; shift
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        cp -L /etc/resolv.conf "$root/etc/resolv.conf"
        while read -r from to; do
            [ -n "$from" ] || continue
            mkdir -p "$root$to" && mount --bind "$from" "$root$to" && mount -o remount,bind,ro "$root$to"
        done <<<"${BINDS:-}"
        unset BINDS
        exec chroot "$root" "$@"' inside "$@"
}

# The Dockerfile as lines "STAGE INSTRUCTION ARGUMENTS"; a stage without a name has its number.
steps() {
    python3 - docker/Dockerfile <<'PYTHON'
import re, sys
text = "\n".join(line for line in open(sys.argv[1]).read().splitlines() if not line.lstrip().startswith("#"))
stage, number = "", -1
for line in re.sub(r"\\\n\s*", "", text).splitlines():
    if not line.strip():
        continue
    instruction, arguments = line.split(None, 1)
    if instruction == "FROM":
        number += 1
        name = re.search(r" AS (\S+)$", arguments, re.I)
        stage = name[1] if name else str(number)
    print(stage, instruction, arguments)
PYTHON
}

# step STAGE INSTRUCTION: the arguments of the last such instruction.
step() { steps | sed -n "s/^$1 $2 //p" | tail -n 1; }

# words JSON: an exec form, a word a line.
words() { python3 -c 'import json, sys; print(*json.loads(sys.argv[1]), sep="\n")' "$1"; }

# context FOLDER: what a build is sent. `.dockerignore` names what may go.
context() {
    grep -v '^#' .dockerignore | python3 -c '
import sys
lines = [line.strip() for line in sys.stdin if line.strip()]
if lines[0] != "*" or not all(line.startswith("!") for line in lines[1:]):
    sys.exit("the drill understands a .dockerignore that forbids all and allows some")
print(*(line[1:] for line in lines[1:]), sep="\n")' | xargs cp -a -t "$1" --
}
