"""Strangers at work beside honest clients: a registry, 200 dashboards that poll, 20 updates a second, and everything that
once took a registry down. Prints what the honest ones saw, and what the process took.

usage: hostile.py PROGRAM FOLDER SECONDS
"""
import http.client
import json
import pathlib
import random
import socket
import subprocess
import sys
import threading
import time

program, folder, seconds = sys.argv[1], pathlib.Path(sys.argv[2]), float(sys.argv[3])
data = str(folder / "data")
server = subprocess.Popen(
    [program, "serve", "--bind", "127.0.0.1:0", "--data-dir", data, "--trusted-proxies", "127.0.0.1",
     "--issuer", "http://127.0.0.1:8080", "--limit-client", "off"],
    stderr=subprocess.PIPE, text=True, env={"RUST_LOG": "warn", "PATH": "/usr/bin"})
address = None
for line in server.stderr:
    if "API        " in line:
        address = line.split("//")[1].split("/")[0]
        break
threading.Thread(target=server.stderr.read, daemon=True).start()
host, port = address.split(":")
port = int(port)
token = subprocess.run([program, "token", "--desk", "--data-dir", data], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
end = time.monotonic() + seconds
lock = threading.Lock()
polls, writes, failures = [], [], []
attacks = {}


def memory():
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return {name: int(value.split()[0]) // 1024 for name, value in
            (line.split(":") for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM", "Threads")) and "kB" in line)}


def ask(method, path, headers, body=None):
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def dashboard(number):
    source = f"198.51.{number // 250}.{number % 250 + 1}"
    paths = ["/v1/presences?limit=200", "/v1/statistics?group_by=region,status", "/v1/presences?format=geojson", "/"]
    time.sleep(random.random() * 5)
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            status = ask("GET", random.choice(paths), {"X-Forwarded-For": source})
            took = time.monotonic() - begun
            with lock:
                polls.append(took)
                if status != 200:
                    failures.append(f"poll {status}")
        except OSError as error:
            with lock:
                failures.append(f"poll {error!r}")
        time.sleep(5)


def writer():
    number = 0
    while time.monotonic() < end:
        number += 1
        begun = time.monotonic()
        body = json.dumps({"status": "active", "effective_on": "2024-06-18", "note": f"update {number}"})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                   "Idempotency-Key": f"u{number}", "X-Forwarded-For": "198.51.100.250"}
        try:
            status = ask("POST", "/v1/presences/ken-hra/status-updates", headers, body)
            with lock:
                writes.append(time.monotonic() - begun)
                if status != 201:
                    failures.append(f"write {status}")
        except OSError as error:
            with lock:
                failures.append(f"write {error!r}")
        time.sleep(max(0, 0.05 - (time.monotonic() - begun)))


def raw(text, wait=0.0, read=True):
    with socket.create_connection((host, port), timeout=5) as sock:
        sock.sendall(text if isinstance(text, bytes) else text.encode())
        time.sleep(wait)
        if read:
            sock.recv(4096)


def stranger():
    return f"X-Forwarded-For: 203.{random.randrange(0, 113)}.{random.randrange(256)}.{random.randrange(256)}\r\n"


held = []


def hold(text):
    """A connection that asks and never reads."""
    sock = socket.create_connection((host, port), timeout=5)
    sock.sendall(text.encode())
    held.append(sock)
    while len(held) > 400:
        held.pop(0).close()


def attack(name):
    kinds = {
        "methods": lambda: raw(f"Q{random.random()}{'A' * 500} /healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
        "head": lambda: raw(f"HEAD /v1/changes/stream HTTP/1.1\r\nHost: x\r\n{stranger()}\r\n"),
        "unread": lambda: hold(f"GET /v1/changes?limit=1000 HTTP/1.1\r\nHost: x\r\n{stranger()}\r\n"),
        "streams": lambda: hold(f"GET /v1/changes/stream?since=0 HTTP/1.1\r\nHost: x\r\n{stranger()}\r\n"),
        "half": lambda: raw(f"POST /oauth/token HTTP/1.1\r\nHost: x\r\n{stranger()}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\ngrant_type=", read=False),
        "second": lambda: raw(f"GET /v1 HTTP/1.1\r\nHost: x\r\n{stranger()}\r\nGET /v1 HT", 0.5),
        "query": lambda: raw("GET /v1/presences?" + "&".join(f"p{n}=1" for n in range(3000)) + f" HTTP/1.1\r\nHost: x\r\n{stranger()}\r\n"),
        "cache": lambda: raw(f"GET /v1/presences?limit=200&q={random.random()}&as_of={random.randrange(420, 434)} HTTP/1.1\r\nHost: x\r\n{stranger()}Accept-Encoding: gzip\r\n\r\n"),
        "spans": lambda: raw(f"GET /v1/reports/adviser-programme?on={random.randrange(1900, 2201)}-12-31 HTTP/1.1\r\nHost: x\r\n{stranger()}\r\n", 0.2),
        "guess": lambda: raw(f"GET /v1 HTTP/1.1\r\nHost: x\r\n{stranger()}Authorization: Bearer {random.random()}\r\n\r\n"),
    }
    while time.monotonic() < end:
        try:
            kinds[name]()
            with lock:
                attacks[name] = attacks.get(name, 0) + 1
        except OSError:
            pass
        time.sleep(0.005)


ATTACKS = ["methods", "head", "unread", "streams", "half", "second", "query", "cache", "spans", "guess"]
threads = [threading.Thread(target=dashboard, args=(n,)) for n in range(200)]
threads += [threading.Thread(target=writer)] + [threading.Thread(target=attack, args=(name,)) for name in ATTACKS]
for thread in threads:
    thread.start()
seen = []
while time.monotonic() < end:
    time.sleep(min(15, max(0.1, end - time.monotonic())))
    if server.poll() is not None:
        sys.exit("the registry ended")
    seen.append(memory()["VmRSS"])
    print(f"  {len(polls)} polls, {len(writes)} writes, {len(failures)} failed, {seen[-1]} MiB", flush=True)
for thread in threads:
    thread.join(60)
for sock in held:
    sock.close()
half = max(1, len(seen) // 2)
at = lambda times, share: sorted(times)[int(len(times) * share)] * 1000 if times else float("nan")
print(f"attacks: {sum(attacks.values())} {attacks}")
print(f"polls: {len(polls)}, median {at(polls, 0.5):.1f} ms, 99 % {at(polls, 0.99):.1f} ms")
print(f"writes: {len(writes)}, median {at(writes, 0.5):.1f} ms, 99 % {at(writes, 0.99):.1f} ms")
print(f"failed: {len(failures)} {sorted(set(failures))[:10]}")
print(f"memory: {max(seen[:half])} MiB at most in the first half, {max(seen[half:] or seen)} MiB in the second, peak {memory()['VmHWM']} MiB")
begun = time.monotonic()
server.terminate()
print(f"stopped with {server.wait(60)} after {time.monotonic() - begun:.1f} s")
sys.exit(bool(failures))
