#!/usr/bin/env bash
# What the tests need on a fresh machine: sourced by the scripts that run them. As root it installs what is missing;
# otherwise it prints the line that does.

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE...
    command -v "$1" >/dev/null && return
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $*"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
    else
        echo "missing; install it with:  sudo apt-get update && sudo apt-get install -y $*" >&2
        exit 1
    fi
}

command -v cargo >/dev/null || { echo "Rust is missing; see https://www.rust-lang.org/tools/install" >&2; exit 1; }
need cc build-essential


postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true; }
PATH="$PATH:$(postgres_bin)"
need initdb postgresql
PATH="$PATH:$(postgres_bin)"

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- env PATH="$PATH" "$@"; else "$@"; fi; }
