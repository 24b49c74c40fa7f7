#!/usr/bin/env bash
# The settings in docker/ under the programs that they are for, from Debian's packages in a clean root: nginx,
# Prometheus, systemd.   bash tests/drills/settings.sh     as root
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/drills/roots.sh

tools="$PWD/$drills/tools"
if [ ! -f "$drills/tools.ready" ]; then
    root bookworm "$tools"
    say "installing nginx, Prometheus and systemd in a clean root"
    # Services are not to start there.
    printf '#!/bin/sh\nexit 101\n' >"$tools/usr/sbin/policy-rc.d" && chmod 755 "$tools/usr/sbin/policy-rc.d"
    inside "$tools" sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends nginx-light prometheus systemd' >"$drills/tools.log" 2>&1 </dev/null ||
        { tail -n 20 "$drills/tools.log" >&2; fail "all of it is in $drills/tools.log"; }
    touch "$drills/tools.ready"
fi

say "nginx -t"
rm -f "$tools/etc/nginx/sites-enabled/default"
cp docker/nginx.conf "$tools/etc/nginx/conf.d/default.conf"
# The balancer looks up the instances when it starts.
printf '127.0.0.1 localhost\n127.0.0.2 registry-1\n127.0.0.3 registry-2\n127.0.0.4 registry-3\n' >"$tools/etc/hosts"
inside "$tools" nginx -t

say "promtool: the settings, the rules, and what the rules say to made-up troubles"
cp docker/prometheus/* "$tools/etc/prometheus/"
cp tests/drills/alerts.yml "$tools/tmp/"
inside "$tools" promtool check config /etc/prometheus/prometheus.yml
inside "$tools" promtool test rules /tmp/alerts.yml

say "systemd-analyze"
cp docker/presence-registry.service "$tools/etc/systemd/system/"
printf '#!/bin/sh\n' >"$tools/usr/local/bin/presence-registry" && chmod 755 "$tools/usr/local/bin/presence-registry"
inside "$tools" systemd-analyze verify --man=no /etc/systemd/system/presence-registry.service
SYSTEMD_COLORS=0 SYSTEMD_URLIFY=0 inside "$tools" systemd-analyze security --offline=true presence-registry.service | tail -n 1
