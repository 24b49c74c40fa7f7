#!/usr/bin/env python3
"""Receives webhooks and verifies their signatures (Standard Webhooks). Standard library only.

    export WEBHOOK_SECRET=whsec_…       # from the answer of POST /v1/webhooks; several, separated by spaces
    python3 verify_webhook.py 9000      # listens on 127.0.0.1:9000

Put a server with TLS in front of it: the registry delivers to https only (docs/webhooks.md). In production the library
`standardwebhooks` does what `verify` does.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time

TOLERANCE = 5 * 60  # seconds; an older message may be a recorded one that somebody sends again
LARGEST = 1 << 20  # bytes of a body that are read at most


def verify(secrets, headers, body, now=None):
    """Returns the event of a genuine message; raises ValueError otherwise. `body`: the bytes exactly as they came."""
    identifier, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    signatures = (headers["webhook-signature"] or "").split()
    if not identifier or not timestamp or not signatures:
        raise ValueError("a header is missing")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
        raise ValueError("too old, or the clocks differ")
    message = f"{identifier}.{timestamp}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
        # Two signatures while the secret is being replaced; one that fits is enough. Compared in constant time.
        if any(hmac.compare_digest(expected.encode(), given.encode()) for given in signatures):
            return json.loads(body)
    raise ValueError("no signature fits")


class Receiver(http.server.BaseHTTPRequestHandler):
    timeout = 10
    secrets = os.environ.get("WEBHOOK_SECRET", "").split()
    seen = set()  # message ids. Keep them in a database: delivery is at least once, also across your restarts

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > LARGEST:
            return self.answer(413)
        body = self.rfile.read(length)
        try:
            event = verify(self.secrets, self.headers, body)
        except ValueError as error:
            print(f"refused: {error}", file=sys.stderr, flush=True)
            return self.answer(401)
        if self.headers["webhook-id"] not in self.seen:
            print(event["type"], event["subject"], event["id"], flush=True)
            self.seen.add(self.headers["webhook-id"])
        # Any 2xx within 10 seconds takes the message, also one that is of no use here. Work that takes longer belongs
        # in a queue. Anything else is sent again, and holds up what comes after it.
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Receiver.secrets:
        sys.exit(__doc__)
    try:
        http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
    except KeyboardInterrupt:
        pass
