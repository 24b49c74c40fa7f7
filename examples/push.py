#!/usr/bin/env python3
"""Sends a CSV file of status updates: a dry run first, then the file itself. Standard library only.

    export REGISTRY=http://127.0.0.1:8080 TOKEN_FILE=office.token
    python3 push.py month-end.csv            # asks before it sends
    python3 push.py month-end.csv --yes      # for scripts

The columns are in docs/imports.md; `GET /v1/imports/template.csv?office=KEN` is a file to begin with. The program
`presence-registry push` does the same with more formats; this file shows what it does.
"""

import argparse
import hashlib
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8080").rstrip("/")
TRY_AGAIN = {408, 429, 502, 503, 504}


def ask(method, path, body=None, headers=None, attempts=8):
    """Sends a request until it is answered. Only for reads, dry runs, and writes with an Idempotency-Key."""
    token = pathlib.Path(os.environ["TOKEN_FILE"]).read_text().strip()
    headers = {"Authorization": f"Bearer {token}", **(headers or {})}
    pause = 1
    for attempt in range(1, attempts + 1):
        request = urllib.request.Request(REGISTRY + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            if error.code not in TRY_AGAIN or attempt == attempts:
                sys.exit(f"refused ({error.code}): {error.read().decode(errors='replace')}")
            after, why = error.headers.get("Retry-After"), f"status {error.code}"
        except OSError as error:  # no connection, or one that broke
            if attempt == attempts:
                sys.exit(f"{REGISTRY} cannot be reached ({error}); run the same command again later")
            after, why = None, str(error)
        wait = int(after) if after and after.isdigit() else pause
        print(f"attempt {attempt}: {why}; again in {wait} s", file=sys.stderr)
        time.sleep(wait)
        pause = min(pause * 2, 30)


def send(content, dry_run, key=None):
    """Sends the file; returns whether the answer is a repeated one, and the finished import."""
    query = {"mode": "atomic", "format": "csv", **({"dry_run": "true"} if dry_run else {})}
    headers = {"Content-Type": "text/csv", **({"Idempotency-Key": key} if key else {})}
    headers, body = ask("POST", "/v1/imports?" + urllib.parse.urlencode(query), content, headers)
    replayed, report = headers.get("Idempotency-Replayed") == "true", json.loads(body)
    # Up to 1,000 rows are answered at once; a longer file is worked on in the background.
    while report["state"] == "running":
        print(f"  {report['progress']['done']} of {report['progress']['of']} rows", file=sys.stderr)
        time.sleep(1)
        report = json.loads(ask("GET", report["links"]["self"])[1])
    return replayed, report


def show(what, report):
    totals = {name: count for name, count in report["totals"].items() if count}
    print(f"{what}: {report['state']}, {totals}")


def rejected(report):
    """Prints what is wrong with each rejected row."""
    _, body = ask("GET", report["links"]["report"] + "?format=json&outcome=rejected")
    for row in json.loads(body)["data"]:
        # The problem that a single request would have been answered with.
        for fault in row["problem"].get("errors") or [row["problem"]]:
            print(f"  {row.get('cell') or 'row ' + str(row['row'])}: {fault['detail']}")


def main():
    parser = argparse.ArgumentParser(description="Send a CSV file of status updates to the registry.")
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--yes", action="store_true", help="send without asking")
    arguments = parser.parse_args()
    content = arguments.file.read_bytes()

    # 1. A dry run checks every row by the rules of single updates and writes nothing.
    _, trial = send(content, dry_run=True)
    show("dry run", trial)
    if trial["totals"]["rejected"]:
        rejected(trial)
        sys.exit("nothing was sent: correct these rows first")
    if not arguments.yes and input("Send it? [y/N] ").lower() not in ("y", "yes"):
        sys.exit("not sent")

    # 2. The file. The key is made from its content: whatever breaks, the same file is recorded once. An answer that
    #    repeats an earlier rejection is asked for anew, because the registry may have changed since.
    digest = hashlib.sha256(content).hexdigest()
    for attempt in range(100):
        replayed, report = send(content, dry_run=False, key=f"example-push-{digest}-{attempt}")
        if not replayed or report["state"] == "completed":
            break
    show("import", report)
    if report["state"] != "completed" or report["totals"]["rejected"]:
        rejected(report)
        sys.exit(1)


if __name__ == "__main__":
    main()
