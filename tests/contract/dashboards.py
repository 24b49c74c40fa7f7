"""Public readers open every format, an SSE client comes back where it was cut, and the guide's snippets run."""

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request

import geojson
import hxl
import openpyxl
import sseclient
import requests

address, token = sys.argv[1:]


def get(path, **headers):
    with urllib.request.urlopen(urllib.request.Request(address + path, headers=headers)) as answer:
        return answer.read()


# HXL: libhxl reads the tags, and its validator finds no fault with a schema for them.
options = hxl.InputOptions(allow_local=True, encoding="utf-8")


@contextlib.contextmanager
def tagged(body):
    """A file with tags, as libhxl takes it."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(body)
        file.flush()
        yield file.name


for path, tags in [
    ("/v1/presences?format=hxl", ["#loc+code", "#status", "#geo+lat", "#region+code"]),
    ("/v1/adviser-posts?format=hxl", ["#capacity+code", "#status"]),
    ("/v1/statistics?group_by=region&format=hxl", ["#region+code", "#indicator+count+num"]),
]:
    with tagged(get(path)) as file:
        with hxl.data(file, options) as source:
            rows = list(source)
            known = {column.display_tag for column in source.columns}
            for tag in tags:
                assert source.columns and any(hxl.TagPattern.parse(tag).match(column) for column in source.columns), tag
            schema = [["#valid_tag", "#valid_required"]] + [[tag, "true"] for tag in tags if "geo" not in tag]
            assert hxl.data(file, options).validate(hxl.data(schema)), path
        assert rows and all(tag.startswith("#") for tag in known), path

# Every file with HXL tags that the API document names: each column has one tag, and libhxl reads all of them.
codes = {"presences": "ken-hra", "adviser-posts": "ken-hra-1"}
questions = {
    "/v1/statistics": ["?of=presences&group_by=type,region", "?of=adviser_posts&group_by=grade", "?of=contributions"],
    "/v1/statistics/series": ["?from=2024-06-01&to=2024-12-31&group_by=region"],
}
exports = []
for path, operations in json.loads(get("/openapi.json"))["paths"].items():
    given = {parameter["name"]: parameter for parameter in operations.get("get", {}).get("parameters", [])}
    if "hxl" in given.get("format", {}).get("schema", {}).get("enum", []):
        path = path.replace("{code}", codes.get(path.split("/")[2], ""))
        exports += [path + question for question in questions.get(path, ["?"])]
assert len(exports) > 20, exports
for path in exports:
    body = get(f"{path}&format=hxl", Authorization=f"Bearer {token}")
    header, tags = list(csv.reader(io.StringIO(body.decode())))[:2]
    assert len(header) == len(tags), (path, header, tags)
    for tag in tags:
        assert re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag), (path, tag)
    with tagged(body) as file, hxl.data(file, options) as source:
        list(source)
        assert [column.display_tag for column in source.columns] == [
            hxl.model.Column.parse(tag).display_tag for tag in tags
        ], path

collection = geojson.loads(get("/v1/presences?format=geojson"))
assert collection.is_valid and len(collection.features) == 95, collection.errors()

book = openpyxl.load_workbook(io.BytesIO(get("/v1/presences?format=xlsx")))
assert book.sheetnames == ["records", "about"] and book["records"].max_row == 96
assert book["records"].freeze_panes == "A2" and book["records"].auto_filter.ref

# Server-sent events: two, a cut, and the rest.
def events(count, **headers):
    with requests.get(address + "/v1/changes/stream?since=10", headers=headers, stream=True, timeout=20) as stream:
        found = []
        for event in sseclient.SSEClient(stream).events():
            found.append(int(event.id))
            if len(found) == count:
                return found


first = events(2)
rest = events(3, **{"Last-Event-ID": str(first[-1])})
assert first + rest == list(range(11, 16)), (first, rest)

guide = open("docs/dashboards.md", encoding="utf-8").read()
for language, run in [("python", [sys.executable, "-c"]), ("sh", ["bash", "-euo", "pipefail", "-c"])]:
    snippets = re.findall(rf"```{language}\n(.*?)```", guide, re.S)
    assert snippets, language
    for snippet in snippets:
        environment = {**os.environ, "REGISTRY": address}
        done = subprocess.run([*run, snippet], env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0 and done.stdout.strip(), done.stderr
print("public readers open HXL, GeoJSON and workbooks, an SSE client resumes, the guide's snippets run")
