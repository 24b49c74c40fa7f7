#!/usr/bin/env python3
"""Makes outlines.txt, the outlines of countries, from Natural Earth (public domain), as the npm package `world-atlas` has it.

    python3 data/world/outlines.py node_modules/world-atlas/countries-50m.json

A line is a country's alpha-3 code and its rings. A ring is a first point and steps from point to point: longitude and
latitude in hundredths of a degree, east and north. Simplified to about a tenth of a degree: to find points in the wrong
country, not to draw borders.
"""

import csv
import json
import pathlib
import sys

import topology as topojson

NEAR = 0.1


def simplified(points):
    """Douglas-Peucker."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5

    def far(point):
        px, py = point
        if length == 0:
            return ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length

    at = max(range(1, len(points) - 1), key=lambda at: far(points[at]))
    if far(points[at]) <= NEAR:
        return [points[0], points[-1]]
    return simplified(points[:at + 1])[:-1] + simplified(points[at:])


def written(points):
    places = [(round(x * 100), round(y * 100)) for x, y in points]
    steps = [places[0]] + [(bx - ax, by - ay) for (ax, ay), (bx, by) in zip(places, places[1:]) if (ax, ay) != (bx, by)]
    return ",".join(f"{x} {y}" for x, y in steps)


here = pathlib.Path(__file__).parent
with open(here.parent / "countries.csv", encoding="utf-8") as file:
    codes = {row["m49"]: row["iso3"] for row in csv.DictReader(file)}
topology = json.loads(pathlib.Path(sys.argv[1]).read_text())
known = [simplified(arc) for arc in topojson.arcs(topology)]
outlines = {}
for geometry in topology["objects"]["countries"]["geometries"]:
    name = geometry["properties"]["name"]
    code = codes.get(geometry.get("id")) or {"Kosovo": "XKX"}.get(name)
    if not code or not geometry.get("arcs"):
        print("left out:", name)
        continue
    outlines.setdefault(code, []).extend(written(ring) for ring in topojson.rings(geometry, known))
text = "".join(f"{code};{';'.join(rings)}\n" for code, rings in sorted(outlines.items()))
(here / "outlines.txt").write_text(text)
print(len(outlines), "countries,", len(text), "bytes")
