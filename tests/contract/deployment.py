"""What containers and dashboards are set up with, checked against the program: deployment.py PROGRAM ADDRESS."""

import pathlib
import re
import subprocess
import sys
import urllib.request

import compose_spec

program, address = sys.argv[1:]
docker = pathlib.Path("docker")


def read(name):
    return (docker / name).read_text()


# The compose file follows the Compose Specification, and names only files that are there.
text = re.sub(r"\$\{\w+:?[-?]([^}]*)\}", r"\1", read("compose.yaml"))
compose = compose_spec.PyCompose.from_yaml(text).to_dict()
services = compose["services"]
for name, service in services.items():
    for volume in service.get("volumes") or []:
        source = volume["source"] if isinstance(volume, dict) else volume.split(":")[0]
        assert not source.startswith(".") or (docker / source).exists(), f"{name} mounts {source}, which is not there"
    for needed in service.get("depends_on") or []:
        assert needed in services, f"{name} needs {needed}"

# The balancer and Prometheus know every instance, by the port that the image opens.
port = re.search(r"^EXPOSE (\d+)$", read("Dockerfile"), re.M)[1]
instances = {f"{name}:{port}" for name, service in services.items() if service["image"] == "presence-registry"}
assert len(instances) == 3
assert set(re.findall(r"^\s+server ([\w.-]+:\d+);", read("nginx.conf"), re.M)) == instances
assert set(re.findall(r'"([\w.-]+:\d+)"', read("prometheus/prometheus.yml"))) == instances

# Every setting is one that the program has.
known = subprocess.run([program, "serve", "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
for file in ["compose.yaml", "Dockerfile", "presence-registry.service"]:
    for setting in re.findall(r"\bPRESENCE_REGISTRY_\w+", read(file)):
        assert re.search(rf"\b{setting}\b", known), f"{file}: there is no setting {setting}"

# Every metric that is watched is one that the registry gives.
with urllib.request.urlopen(f"{address}/metrics") as answer:
    given = set(re.findall(r"^([a-z_]+)[ {]", answer.read().decode(), re.M))
for file in ["grafana/dashboard.json", "prometheus/alerts.yml"]:
    watched = set(re.findall(r"\bpresence_registry_\w+", read(file)))
    assert watched, file
    assert watched <= given, f"{file} watches {sorted(watched - given)}, which /metrics does not give"

print(f"deployment: {len(services)} services, {len(instances)} instances, {len(given)} metrics")
