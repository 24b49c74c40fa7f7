"""Receives a webhook with public libraries: Standard Webhooks verifies it, the CloudEvents SDK reads it. The documentation's
shell script verifies it too."""

import http.server
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request

from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from standardwebhooks import Webhook, WebhookVerificationError

address, token = sys.argv[1:]
came = queue.Queue()


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()
        came.put((dict(self.headers.items()), body))

    def log_message(self, *_):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()


def post(path, value):
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    request = urllib.request.Request(f"{address}{path}", json.dumps(value).encode(), headers, method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


url = f"http://127.0.0.1:{receiver.server_port}/"
hook = post("/v1/webhooks", {"name": "contract test", "url": url, "filters": {"code": ["ken-hra"]}})
update = {"status": "active", "effective_on": "2024-06-18"}
revision = post("/v1/presences/ken-hra/status-updates", update)["id"]
second = post(f"/v1/webhooks/{hook['id']}/secrets", {})["secret"]
assert post(f"/v1/webhooks/{hook['id']}/ping", {})["outcome"] == "delivered"

script = re.search(r"```console\n(key=.*?)```", pathlib.Path("docs/webhooks.md").read_text(), re.DOTALL).group(1)


def by_shell(secret, headers, body):
    """What the script of the documentation says."""
    names = {"ID": "webhook-id", "TIMESTAMP": "webhook-timestamp", "SIGNATURE": "webhook-signature"}
    came = {name: headers[header] for name, header in names.items()}
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "body").write_bytes(body)
        environment = {**os.environ, **came, "SECRET": secret}
        run = subprocess.run(["bash", "-euc", script], cwd=folder, env=environment, capture_output=True, text=True)
    return run.stdout.strip()


seen = {}
for _ in range(2):
    headers, body = came.get(timeout=20)
    event = from_structured(HTTPMessage(headers, body), JSONFormat())
    seen[event.get_type()] = event
    for secret in [hook["secret"]] + [second] * (event.get_type() == "presence-registry.ping.v1"):
        assert Webhook(secret).verify(body, headers) == json.loads(body)
        assert by_shell(secret, headers, body) == "genuine"
    assert by_shell(hook["secret"], headers, body + b" ") == "forged"
    try:
        Webhook(hook["secret"]).verify(body + b" ", headers)
        raise AssertionError("an altered body was taken for genuine")
    except WebhookVerificationError:
        pass
change = seen["presence-registry.change.v1"]
assert change.get_id() == str(revision) and change.get_subject() == "presences/ken-hra", change
data = change.get_data()
assert data["record"]["code"] == "ken-hra" and data["revision"] == revision, data
print("public libraries verify a webhook's deliveries and read its events")
