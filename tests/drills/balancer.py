"""Three instances on one PostgreSQL behind nginx with docker/nginx.conf, without containers.

    balancer.py PROGRAM POSTGRES_URL        (an empty database; nginx must be installed)

A browser signs in, a dashboard follows the stream, an office reports with its key; instances are killed meanwhile.
"""

import collections
import http.client
import http.cookiejar
import http.server
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

program, database = sys.argv[1:]
folder = tempfile.TemporaryDirectory()
here = pathlib.Path(folder.name)
here.chmod(0o755)  # nginx keeps large bodies there, as another user.
place = ["--data-dir", f"{here}/data", "--database-url", database]
KENYA = "/v1/presences/ken-hra/status-updates"
started = []


def say(text):
    print(f"  {text}", flush=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def instance():
    """A registry: its process and its address."""
    settings = ["--bind", "127.0.0.1:0", "--trusted-proxies", "127.0.0.0/8", "--issuer", "http://127.0.0.1:8080", "--limit-sign-in", "5/1m"]
    process = subprocess.Popen([program, "serve", *settings, *place], stderr=subprocess.PIPE, text=True)
    started.append(process)
    for line in process.stderr:
        if "API        " in line:
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return process, line.split("//")[1].split("/")[0]
    sys.exit("an instance did not start")


def run(*command):
    return subprocess.run([program, *command, *place], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def balancer(upstreams):
    """nginx with docker/nginx.conf and these upstreams: its port."""
    port = free_port()
    home = here / f"nginx-{port}"
    home.mkdir()
    conf = pathlib.Path("docker/nginx.conf").read_text()
    names = iter(upstreams)
    conf = re.sub(r"server registry-\d:8080;", lambda _: f"server {next(names)};", conf)
    conf = conf.replace("listen 80;", f"listen 127.0.0.1:{port};")
    (home / "nginx.conf").write_text(f"""
        daemon off; pid {home}/pid; error_log {home}/error.log;
        events {{}}
        http {{ access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; {conf} }}""")
    started.append(subprocess.Popen(["nginx", "-p", str(home), "-c", f"{home}/nginx.conf"], stderr=subprocess.DEVNULL))
    for _ in range(50):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return port
        except OSError:
            time.sleep(0.1)
    sys.exit((home / "error.log").read_text())


def ask(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def report(port, token, key, date="2024-06-18"):
    """A status update, sent again until it is answered, as a careful client does."""
    body = json.dumps({"status": "active", "effective_on": date, "note": key})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    for _ in range(50):
        try:
            answer, text = ask(port, "POST", KENYA, body, headers)
        except (OSError, http.client.HTTPException) as error:
            sys.exit(f"the balancer itself failed: {error}")
        if answer.status == 201:
            return json.loads(text)["id"]
        assert answer.status == 503 and answer.getheader("Retry-After"), (answer.status, text)
        time.sleep(0.2)
    sys.exit("it was never taken")


class Odd(http.server.BaseHTTPRequestHandler):
    """An instance that takes a request and is gone before it answers, or says what it was sent."""

    protocol_version = "HTTP/1.1"
    seen = collections.Counter()

    def any(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/gone":
            Odd.seen[self.command] += 1
            self.close_connection = True
            return
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = any

    def log_message(self, *_):
        pass


def what_nginx_passes_on():
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) for _ in range(3)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    upstreams = [f"127.0.0.1:{server.server_port}" for server in servers]
    port = balancer(upstreams)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    sent = {"traceparent": trace, "tracestate": "a=b", "X-Request-Id": "id-1", "Idempotency-Key": "k", "Last-Event-ID": "7",
            "Min-Revision": "9", "If-None-Match": '"3"', "Accept-Language": "fr", "Accept-Encoding": "br"}
    _, body = ask(port, "GET", "/x", headers=sent | {"X-Forwarded-For": "203.0.113.9"})
    seen = {name.lower(): value for name, value in json.loads(body).items()}
    for name, value in sent.items():
        assert seen.get(name.lower()) == value, f"{name} does not arrive"
    assert seen["x-forwarded-for"] == "127.0.0.1", "a client must not choose its own address"
    assert seen["host"] == f"127.0.0.1:{port}"
    say("trace, request id, keys and conditions arrive; the address is the client's own")
    for method, times in [("GET", 3), ("POST", 1), ("PATCH", 1)]:
        # A new one each time: it remembers for 10 s who did not answer.
        answer, body = ask(balancer(upstreams), method, "/gone", b"{}" if method != "GET" else None)
        assert Odd.seen[method] == times, f"{method} was sent {Odd.seen[method]} times"
        problem = json.loads(body)
        assert answer.status == problem["status"] == 503 and answer.getheader("Retry-After"), answer.status
        assert answer.getheader("Content-Type") == "application/problem+json"
    say("an instance that is gone in the middle: GET goes to another, POST and PATCH do not; 503 is a problem document")


def a_browser(port, client):
    site = f"http://127.0.0.1:{port}"
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.addheaders = [("Accept", "text/html"), ("User-Agent", "Mozilla/5.0"), ("Accept-Language", "fr")]
    form = urllib.parse.urlencode({"id": client[0], "secret": client[1]}).encode()
    signed_in = browser.open(urllib.request.Request(f"{site}/sign-in", form, {"Origin": site}))
    assert signed_in.url.startswith(f"{site}/office"), signed_in.url
    for _ in range(12):
        page = browser.open(f"{site}/office")
        assert page.url.startswith(f"{site}/office"), "every instance knows who is signed in"
        assert b"ken-hra" in page.read()
    say("a browser signs in once and is known by every instance")
    wrong = form.replace(b"fprs", b"frps")
    answers = [ask(port, "POST", "/sign-in", wrong, {"Origin": site, "Content-Type": "application/x-www-form-urlencoded",
                                                    "X-Forwarded-For": f"198.51.100.{n}"})[0].status for n in range(40)]
    assert 429 in answers, "whoever guesses cannot pretend to be many"
    say("guesses are counted by their true address, whatever they say")


def follow(port, events, since):
    """Follows the stream for as long as it lasts, and takes it up again where it was cut."""
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/v1/changes/stream", headers={"Last-Event-ID": str(since)})
            stream = connection.getresponse()
            while line := stream.fp.readline():
                if line.startswith(b"id:"):
                    since = int(line[3:])
                    events.append((since, time.time()))
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)


def main():
    what_nginx_passes_on()
    instances = [instance() for _ in range(3)]
    port = balancer([address for _, address in instances])
    token = run("token", "--desk")[0]
    client = run("client", "add", "--office", "KEN", "--name", "a browser")
    time.sleep(1)
    a_browser(port, client)
    answer, text = ask(port, "POST", "/v1/imports?dry_run=true", b" " * (64 * 2**20 + 1),
                       {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"})
    assert answer.status == 413 and json.loads(text)["type"].startswith("/problems/"), (answer.status, text[:200])
    say("what is too large is refused by the registry, in its own words")

    revision = json.loads(ask(port, "GET", "/v1")[1])["revision"]
    events = []
    threading.Thread(target=follow, args=(port, events, revision), daemon=True).start()
    time.sleep(1)
    delays = []
    for n in range(5):
        update, sent = report(port, token, f"stream {n}"), time.time()
        while not any(event == update for event, _ in events):
            assert time.time() - sent < 5, "the stream is held back"
            time.sleep(0.005)
        delays.append(next(at for event, at in events if event == update) - sent)
    say(f"the stream tells of a change within {max(delays) * 1000:.0f} ms")

    # Readers and writers go on while one instance is killed, and another one stops as it should.
    stop, wrong, read, written = threading.Event(), [], [], []

    def reader():
        while not stop.is_set():
            try:
                status = ask(port, "GET", "/v1/presences/ken-hra")[0].status
                (read if status == 200 else wrong).append(status)
            except (OSError, http.client.HTTPException) as error:
                wrong.append(repr(error))

    def writer(name):
        n = 0
        while not stop.is_set():
            written.append(report(port, token, f"{name} {n}"))
            n += 1

    threads = [threading.Thread(target=reader) for _ in range(2)]
    threads += [threading.Thread(target=writer, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    time.sleep(3)
    instances[0][0].kill()
    time.sleep(4)
    instances[1][0].terminate()
    assert instances[1][0].wait(timeout=40) == 0
    time.sleep(4)
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong, collections.Counter(wrong)
    say(f"one killed, one stopped: {len(read)} reads, all answered; {len(written)} writes")
    assert len(set(written)) == len(written)
    total = json.loads(ask(port, "GET", KENYA)[1])["page"]["total"]
    assert total == len(written) + 5, f"{total} in the registry"
    say("every write is there once")
    for _ in range(50):
        if {update for update, _ in events} >= set(written):
            break
        time.sleep(0.1)
    assert {update for update, _ in events} >= set(written), "the stream missed a change"
    say("the stream, taken up again each time, missed nothing")
    instances[2][0].kill()
    answer, text = ask(port, "GET", "/v1")
    assert answer.status == 503 and json.loads(text)["status"] == 503
    say("all gone: 503, as a problem document")


try:
    main()
finally:
    for process in started:
        process.terminate()
    for process in started:
        process.wait()
