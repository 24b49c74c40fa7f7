#!/usr/bin/env python3
"""Makes land.svg from Natural Earth's land outline (public domain), as the npm package `world-atlas` has it.

    python3 data/world/make.py node_modules/world-atlas/land-110m.json

Equal Earth projection (Šavrič, Patterson, Jenny 2018), 2000 units wide, whole units; src/pages/map.rs has the same
projection for points. Land only, no borders. Antarctica, where nobody has a presence, is left out.
"""

import json
import math
import pathlib
import sys

import topology as topojson

A = (1.340264, -0.081106, 0.000893, 0.003796)
WIDTH = 2000


def raw(lon, lat):
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = 2 * math.sqrt(3) * math.radians(lon) * math.cos(t) / (
        3 * (9 * A[3] * t6 * t2 + 7 * A[2] * t6 + 3 * A[1] * t2 + A[0]))
    return x, t * (A[3] * t6 * t2 + A[2] * t6 + A[1] * t2 + A[0])


EDGE = raw(180, 0)[0]


def project(lon, lat):
    x, y = raw(lon, lat)
    scale = WIDTH / (2 * EDGE)
    # 84° north is the upper edge.
    return round((x + EDGE) * scale), round((raw(0, 84)[1] - y) * scale)


def clip(points, keep, cut):
    """The part of a ring for which `keep` holds; `cut` is the longitude at which it ends (Sutherland-Hodgman)."""
    kept = []
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        if keep(x0):
            kept.append((x0, y0))
        if keep(x0) != keep(x1):
            kept.append((cut, y0 + (y1 - y0) * (cut - x0) / (x1 - x0)))
    return kept


def within(points):
    """A ring that crosses the edge of the map, as the rings that are within it."""
    whole = [points[0]]
    for x, y in points[1:]:
        last = whole[-1][0]
        whole.append((x + 360 * round((last - x) / 360), y))
    for shift in (-360, 0, 360):
        part = clip([(x + shift, y) for x, y in whole], lambda x: x >= -180, -180)
        part = clip(part, lambda x: x <= 180, 180) if part else part
        if part:
            yield part + part[:1]


def path(points):
    places = []
    for place in (project(*point) for point in points):
        if not places or place != places[-1]:
            places.append(place)
    if len(places) < 4:
        return ""
    (x, y), steps = places[0], ""
    for a, b in places[1:-1]:
        dx, dy = a - x, b - y
        steps += f"{dx}" if dx < 0 or not steps else f" {dx}"
        steps += f"{dy}" if dy < 0 else f" {dy}"
        x, y = a, b
    return f"M{places[0][0]} {places[0][1]}l{steps}z"


topology = json.loads(pathlib.Path(sys.argv[1]).read_text())
known = list(topojson.arcs(topology))
land = topology["objects"]["land"]["geometries"]
rings = (ring for geometry in land for ring in topojson.rings(geometry, known))
shown = (ring for ring in rings if max(lat for _, lat in ring) > -60)
land = "".join(path(part) for ring in shown for part in within(ring))
height = project(0, -58)[1]
svg = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"><path id="land" d="{land}"/></svg>\n')
target = pathlib.Path(__file__).with_name("land.svg")
target.write_text(svg)
print(target, len(svg), "bytes, height", height)
