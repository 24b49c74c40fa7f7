#!/usr/bin/env python3
"""Follows the feed of changes and continues where it stopped. Standard library only; no token is needed.

    export REGISTRY=http://127.0.0.1:8080
    python3 follow.py cursor.txt                        # every change
    python3 follow.py cursor.txt country=KEN kind=presence     # filters: office, country, kind, code

`cursor.txt` holds the revision up to which changes were handled. It is written after each batch was handled, so a crash
between the two repeats a batch and loses nothing: make `handle` safe to call twice for one revision.
"""

import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8080").rstrip("/")
WAIT = 30  # seconds for which a request without news is held open; 60 at most


def handle(change):
    """Does something with one change. `record` is the whole record as it is after the change."""
    print(change["revision"], change["recorded_at"], change["event"], change["kind"], change["code"], flush=True)


def get(path):
    with urllib.request.urlopen(REGISTRY + path, timeout=WAIT + 30) as answer:
        return json.load(answer)


def start(cursor):
    """The revision to go on from: the cursor's, or that of a first full read."""
    if cursor.exists():
        return int(cursor.read_text())
    presences = get("/v1/presences")
    # A list and all changes after its revision give the list as it is now: nothing is missed in between.
    print(f"{presences['page']['total']} presences at revision {presences['revision']}", file=sys.stderr)
    return presences["revision"]


def save(cursor, revision):
    """Replaces the file in one step, so that a crash leaves the old number or the new one."""
    part = cursor.with_suffix(".part")
    part.write_text(f"{revision}\n")
    part.replace(cursor)


def follow(cursor, filters):
    since = start(cursor)
    save(cursor, since)
    while True:
        query = urllib.parse.urlencode([("since", since), ("limit", 1000), ("wait", WAIT), *filters])
        batch = get(f"/v1/changes?{query}")
        for change in batch["data"]:
            handle(change)
        # `last` moves on also when filters left everything out.
        if batch["last"] != since:
            since = batch["last"]
            save(cursor, since)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    cursor = pathlib.Path(sys.argv[1])
    filters = [tuple(argument.split("=", 1)) for argument in sys.argv[2:]]
    pause = 1
    while True:
        begun = time.monotonic()
        try:
            follow(cursor, filters)
        except urllib.error.HTTPError as error:
            # 4xx is this program's mistake, or a registry that was restored to an older state: `detail` says which.
            if error.code < 500 and error.code not in (408, 429):
                sys.exit(f"refused ({error.code}): {error.read().decode(errors='replace')}")
            after = error.headers.get("Retry-After", "")
            pause, why = int(after) if after.isdigit() else pause, f"status {error.code}"
        except (OSError, ValueError) as error:  # no connection, or an answer that did not arrive whole
            why = str(error)
        pause = 1 if time.monotonic() - begun > 60 else pause
        print(f"{why}; again in {pause} s", file=sys.stderr)
        time.sleep(pause)
        pause = min(pause * 2, 60)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
