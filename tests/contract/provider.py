"""Tokens of an outside identity provider, a real one: accepted, refused, with the provider down, with new keys."""

import json
import pathlib
import socket
import subprocess
import sys
import time

import requests

program, tools, work = sys.argv[1:]
work = pathlib.Path(work)
work.mkdir()
running = []


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(*command):
    log = open(work / "log", "ab")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    running.append(process)
    return process


def wait_for(url):
    for _ in range(200):
        try:
            return requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer:\n{(work / 'log').read_text()}")


port = free_port()
issuer = f"http://127.0.0.1:{port}"
registry = f"http://127.0.0.1:{free_port()}"


def start_provider():
    provider = start("node", "tests/contract/provider.mjs", str(port), tools)
    wait_for(f"{issuer}/.well-known/openid-configuration")
    return provider


def token(client="kenya", resource="https://registry.example/RS256"):
    form = {"grant_type": "client_credentials", "scope": "status:write"} | ({"resource": resource} if resource else {})
    answer = requests.post(f"{issuer}/token", data=form, auth=(client, "for the tests only"), timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def report(bearer, presence="ken-hra"):
    return requests.post(
        f"{registry}/v1/presences/{presence}/status-updates",
        headers={"Authorization": f"Bearer {bearer}"},
        json={"status": "active", "effective_on": "2024-06-18"},
        timeout=30,
    ).status_code


def until(wanted, ask):
    """Asks for at most 20 s: keys are fetched again every 10 s at most."""
    for _ in range(40):
        got = ask()
        if got == wanted:
            return
        time.sleep(0.5)
    raise AssertionError(f"{got}, not {wanted}")


def work_with_it():
    provider = start_provider()
    (work / "providers.json").write_text(json.dumps([{
        "name": "example",
        "issuer": issuer,
        "audience": "registry.example",
        "office": {"claim": "office"},
        "scopes": {"claim": "scope"},
    }]))
    data = ["--data-dir", str(work / "data")]
    start(program, "serve", "--bind", registry.removeprefix("http://"), *data,
          "--identity-providers", str(work / "providers.json"))
    wait_for(f"{registry}/healthz")

    for algorithm in ["RS256", "ES256", "EdDSA"]:
        bearer = token(resource=f"https://registry.example/{algorithm}")
        assert report(bearer) == 201, algorithm
        assert report(bearer, "per-hra") == 403, "another office's presence"
    assert report(token(resource="https://elsewhere.example/RS256")) == 401, "for another audience"
    assert report(token(client="nobody")) == 401, "for no office"
    assert report(token(resource=None)) == 401, "for the provider itself, and no JWT"
    header, claims, signature = bearer.split(".")
    assert report(f"{header}.{claims}.{signature[::-1]}") == 401, "forged"

    command = [program, "token", "--desk", *data]
    desk = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    trail = requests.get(f"{registry}/v1/audit?limit=20", headers={"Authorization": f"Bearer {desk}"}, timeout=30)
    clients = {entry["client"] for entry in trail.json()["data"] if entry["what"] == "status_update"}
    assert len(clients) == 1 and clients.pop().startswith("example:") and "kenya" not in trail.text

    old, unused = token(), token()
    assert report(old) == 201
    provider.terminate()
    provider.wait()
    assert report(old) == 201 and report(unused) == 201, "the provider is down, its keys are known"

    provider = start_provider()
    new = token()
    until(201, lambda: report(new))
    assert report(old) == 401 and report(unused) == 401, "its key was withdrawn"
    print("tokens of an outside identity provider are accepted and refused as they should be")


try:
    work_with_it()
finally:
    for process in running:
        process.kill()
