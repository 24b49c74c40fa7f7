#!/usr/bin/env bash
# Reports one status for an office, and retries until the registry has it.
#
#   export REGISTRY=http://127.0.0.1:8080 TOKEN_FILE=office.token
#   ./report.sh presences/ken-hra '{"status": "active", "effective_on": "2024-06-18", "note": "Full team."}'
#   ./report.sh adviser-posts/ken-hra-1 '{"status": "vacant", "effective_on": "2024-06-01"}'
#
# It can be run twice: the Idempotency-Key is made from the record and the body, so the same report is recorded once.
# The registry remembers keys for seven days unless its operator changed that.
# Exit codes: 0 recorded, 1 refused (do not send it again as it is), 2 wrong usage, 3 not reachable (run it again later).
set -euo pipefail

[ $# -eq 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
record=$1 body=$2
registry=${REGISTRY:-http://127.0.0.1:8080}
token=$(cat "${TOKEN_FILE:?name the file that has the token}")
key="report-$(printf '%s\n%s' "$record" "$body" | sha256sum | cut -c1-40)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pause=1
for attempt in 1 2 3 4 5 6 7 8; do
    : >"$work/headers"
    # The token goes through a file descriptor: arguments can be seen in the list of processes.
    # curl prints 000 as the status when there was no answer.
    status=$(curl --silent --show-error --max-time 30 --output "$work/answer" --dump-header "$work/headers" \
        --write-out '%{http_code}' "$registry/v1/$record/status-updates" \
        --header @<(printf 'Authorization: Bearer %s\n' "$token") --header 'Content-Type: application/json' \
        --header "Idempotency-Key: $key" --data-binary "$body" 2>"$work/error") || true

    case "$status" in
        201)
            # 201 means that the report is on the disk. A repeated request gets the first answer again.
            if grep -qi '^idempotency-replayed: true' "$work/headers"; then echo "was recorded before:"; fi
            cat "$work/answer" && echo
            exit 0 ;;
        000 | 408 | 429 | 502 | 503 | 504)
            # Nothing is known about the first request, so it is sent again with the same key.
            after=$(tr -d '\r' <"$work/headers" | sed -n 's/^retry-after: \([0-9][0-9]*\)$/\1/Ip' | head -n 1)
            [ "$attempt" -lt 8 ] || break
            echo "attempt $attempt: ${status/000/$(cat "$work/error")}; again in ${after:-$pause} s" >&2
            sleep "${after:-$pause}"
            pause=$((pause * 2)) ;;
        *)
            # A problem document (RFC 9457): `detail` and `errors` say what is wrong and what is allowed.
            echo "refused ($status):" >&2
            cat "$work/answer" >&2 && echo >&2
            exit 1 ;;
    esac
done
echo "$registry cannot be reached; run the same command again later" >&2
exit 3
