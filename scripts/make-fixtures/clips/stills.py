#!/usr/bin/python3
"""Makes fixtures/eval: labelled stills for the regression gate of reading, drawn like the clips. Every serial is random.

usage: stills.py OUT    (scripts/make-fixtures/stills.sh does it)
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import cv2
import numpy as np

from make import _post, _upright, vehicle
from plates import DESIGNS, draw_plate
from scene import Face, Painter, Scene, project
from vehicles import PLATE_CENTRE_M, PLATE_M, REAR_M, Look, board

COUNT = 48
EVERY_EMPTY = 4
"""One picture in so many shows no plate, only signs and vans."""

SIGNS = ("SPEED|LIMIT|55", "EXIT|ONLY", "NORTH|KANSAS CITY", "ROAD WORK|AHEAD", "NO|PARKING", "WEIGH|STATION")
VANS = ("HILLSIDE|ELECTRIC|SERVICE", "FRESH|BAKERY", "PRAIRIE|PLUMBING|555 0100", "UNIT 27|CITY WORKS")


def serial(r: random.Random) -> tuple[str, str]:
    """State and a serial after its pattern (A a letter, 9 a digit)."""
    state = r.choice(sorted(DESIGNS))
    pattern = r.choice({"KS": ("999AAA", "9999AAA"), "MO": ("AA9A9A",), "NE": ("99A999", "AAA999")}[state])
    return state, "".join(r.choice("ABCDEFGHJKLMNPRSTUVWXYZ") if c == "A" else r.choice("0123456789") for c in pattern)


def plate_box(place, scene: Scene) -> list[float]:
    """The plate's bounding box in pixels, before the lens."""
    rear = _upright(*REAR_M, place)(0.0)
    across, down = rear[1] - rear[0], rear[3] - rear[0]
    points = []
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        u = (PLATE_CENTRE_M[0] + dx * PLATE_M[0] / 2) / REAR_M[0]
        v = (PLATE_CENTRE_M[1] + dy * PLATE_M[1] / 2) / REAR_M[1]
        points.append(rear[0] + across * u + down * v)
    pixels = project(np.array(points), scene.focal)
    return [round(float(v), 1) for v in (*pixels.min(0), *pixels.max(0))]


def still(number: int) -> tuple[np.ndarray, list[dict]]:
    """One picture and its labels, a pure function of its number."""
    r = random.Random(7000 + number)
    empty, night = number % EVERY_EMPTY == EVERY_EMPTY - 1, number % 3 == 1
    scene = Scene(1.0, [], lambda at: number * 13.0, 1900.0, night, 500 + number)
    labels = []
    for lane in () if empty else (r.choice((-1.6, 0.2)), 1.9)[: r.choice((1, 1, 2))]:
        distance, yaw = r.uniform(4.5, 18.0), r.uniform(-0.75, 0.75)
        x = lane * min(1.0, distance / 8)
        place = lambda at, x=x, z=distance, yaw=yaw: (x, z, yaw)
        state, text = serial(r)
        paint = tuple(r.randint(30, 200) for _ in range(3))
        scene.faces.extend(vehicle(Look(paint, r.choice(("", "TRAIL 4X4", "QUATRA"))), [draw_plate(state, text)], place, night=night))
        labels.append((distance, {"box": plate_box(place, scene), "text": text, "state": state}))
    if empty or r.random() < 0.5:
        sign = board(r.choice(SIGNS), (0.8, 0.9), (235, 235, 235), (20, 20, 20))
        post = (4.4, r.uniform(14, 20), 0.2)
        scene.faces.append(Face([sign], _post(lambda at: post, 0.8, 0.9, 1.5)))
    if empty:
        van = board(r.choice(VANS), (2.2, 1.5), (225, 225, 220), (150, 60, 20))
        spot = (r.uniform(-2.5, 0.0), r.uniform(6, 12), r.uniform(-0.4, 0.4))
        scene.faces.append(Face([van], _post(lambda at: spot, 2.2, 1.5, 0.5)))
    return soften(Painter(scene).frame(0), r), labels


def soften(image: np.ndarray, r: random.Random) -> np.ndarray:
    """What spoils a third of real frames: a lens out of focus, or the unit's own movement."""
    kind = r.random()
    if kind < 0.2:
        return cv2.GaussianBlur(image, (0, 0), r.uniform(0.8, 1.6))
    if kind < 0.35:
        return cv2.blur(image, (r.choice((3, 5)), 1))
    return image


def visible(labels: list[tuple[float, dict]], width: int, height: int) -> list[dict]:
    """Labels of plates that are whole in the picture and not behind a nearer one's vehicle."""
    kept = []
    for distance, label in labels:
        x1, y1, x2, y2 = label["box"]
        hidden = any(d < distance and abs((x1 + x2) / 2 - (o["box"][0] + o["box"][2]) / 2) < (o["box"][2] - o["box"][0]) * 3.2 for d, o in labels)
        if x1 >= 2 and y1 >= 2 and x2 <= width - 2 and y2 <= height - 2 and not hidden:
            kept.append(label)
    return kept


def main(out: Path) -> None:
    """Writes the pictures and labels.jsonl; those with a plate cut off or hidden carry no labels and are left out."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    rows = []
    for number in range(COUNT):
        image, labels = still(number)
        kept = visible(labels, image.shape[1], image.shape[0])
        if len(kept) < len(labels):
            continue
        name = f"images/{number:02d}.jpg"
        cv2.imwrite(str(out / name), image, [cv2.IMWRITE_JPEG_QUALITY, 40 + number % 3 * 15])
        rows.append(json.dumps({"image": name, "width": image.shape[1], "height": image.shape[0], "split": "val", "plates": kept}))
    (out / "labels.jsonl").write_text("\n".join(rows) + "\n")
    print(f"{out}: {len(rows)} pictures")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
