#!/usr/bin/python3
"""Makes the clips of fixtures/clips, what they show (expected.json), and the hotlist that knows some of it.

usage: make.py OUT_CLIPS OUT_HOTLIST [NAME...]    (scripts/make-fixtures/clips.sh does it)
"""

from __future__ import annotations

import csv
import json
import random
import string
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from plates import draw_plate, smear
from scene import EYE_M, FPS, HEIGHT, WIDTH, Face, Painter, Scene, Texture
from vehicles import REAR_M, SIDE_M, Look, board, rear, side

Path3 = Callable[[float], tuple[float, float, float]]
"""Time in seconds -> (x, z, yaw): place of the rear's middle in metres and the turn in radians (to the right is positive)."""


def _upright(width: float, height: float, place: Path3, depth: float = 0.0, across: float = 0.0, mirrored: bool = False) -> Callable[[float], np.ndarray]:
    """Corners of an upright face: across the vehicle (rear) or, with `depth`, along it from the edge at `across`."""

    def corners(at: float) -> np.ndarray:
        x, z, yaw = place(at)
        local = [(-width / 2, 0.0), (width / 2, 0.0)] if depth == 0 else [(across, depth), (across, 0.0)]
        if mirrored:
            local.reverse()
        ends = [(x + lx * np.cos(yaw) + lz * np.sin(yaw), z - lx * np.sin(yaw) + lz * np.cos(yaw)) for lx, lz in local]
        (x1, z1), (x2, z2) = ends
        top, bottom = EYE_M - height, EYE_M
        return np.array([(x1, top, z1), (x2, top, z2), (x2, bottom, z2), (x1, bottom, z1)])

    return corners


def vehicle(look: Look, plates: list[np.ndarray], place: Path3, choose: Callable[[int], int] = lambda frame: 0, night: bool = False) -> list[Face]:
    """A car: its rear with one of the plates by frame, and both sides (the eye sees at most one)."""
    dim = (lambda t: (np.clip(t[0].astype(np.float32) * 0.28, 0, 255).astype(np.uint8), t[1])) if night else (lambda t: t)
    rears: list[Texture] = []
    for plate in plates:
        image, alpha = rear(look, plate)
        if night:
            lit = image.astype(np.float32) * 0.28
            bare, _ = rear(look, np.zeros_like(plate))
            only = np.abs(image.astype(int) - bare).max(2) > 0
            lit[only] = np.minimum(255, image[only] * 0.92)
            image = np.clip(lit, 0, 255).astype(np.uint8)
        rears.append((image, alpha))
    flank = dim(side(look))
    faces = [
        Face([flank], _upright(*SIDE_M, place, depth=SIDE_M[0], across=-REAR_M[0] / 2)),
        Face([flank], _upright(*SIDE_M, place, depth=SIDE_M[0], across=REAR_M[0] / 2)),
    ]
    return [*faces, Face(rears, _upright(*REAR_M, place), choose)]


def approach(x: float, far: float, near: float, start: float, end: float, drift: float = 0.0) -> Path3:
    """Closing in from `far` to `near` metres between two times; before and after it is out of sight."""

    def place(at: float) -> tuple[float, float, float]:
        part = (at - start) / (end - start)
        if part < 0:
            return x, 200.0, 0.0
        distance = 1 / (1 / far + (1 / near - 1 / far) * part) if part <= 1 else near - (at - end) * 12
        return x + drift * max(0.0, part - 0.75) * 4, distance, -0.03 * np.sign(x)

    return place


def passing(z: float, speed: float, start: float, yaw: float) -> Path3:
    """Parked at the roadside, seen by a camera that looks sideways and drives past: it crosses the picture."""
    return lambda at: (5.5 - (at - start) * speed, z, yaw)


def day_scene() -> tuple[Scene, list[dict]]:
    """In front of a patrol car by day: one car, then two at once (one with spray on its plate), then a near miss of a listed plate."""
    faces = vehicle(Look((150, 80, 40)), [draw_plate("KS", "483KTR")], approach(-0.4, 26, 4.2, 0.3, 5.2, -1.0))
    clean = draw_plate("MO", "SB8E4K")
    faces += vehicle(Look((60, 60, 170), "TRAIL 4X4"), [clean, smear(clean, 2, 6)], approach(-1.7, 24, 5.0, 5.6, 10.2), lambda frame: 1 if frame % 5 in (1, 3) else 0)
    faces += vehicle(Look((190, 190, 195)), [draw_plate("KS", "917HLM")], approach(1.9, 28, 5.6, 5.9, 10.6))
    faces += vehicle(Look((70, 110, 60)), [draw_plate("KS", "7214AWD")], approach(0.3, 24, 4.4, 11.2, 15.6, 1.0))
    sign = board("SPEED|LIMIT|45", (0.76, 0.95), (235, 235, 235), (20, 20, 20))
    faces.append(Face([sign], _post(lambda at: (4.6, 52 - at * 7, 0.2), 0.76, 0.95, 1.5)))
    van = board("MIDTOWN|PLUMBING", (2.4, 1.5), (225, 225, 220), (150, 60, 20))
    faces.append(Face([van], _post(lambda at: (-5.2, 120 - at * 7, 0.5), 2.4, 1.5, 0.6)))
    shown = [
        {"text": "483KTR", "state": "KS", "from": 2.0, "to": 5.4, "listed": True},
        {"text": "SB8E4K", "state": "MO", "from": 7.2, "to": 10.4, "listed": True},
        {"text": "917HLM", "state": "KS", "from": 7.8, "to": 10.8, "listed": False},
        {"text": "7214AWD", "state": "KS", "from": 12.6, "to": 15.8, "listed": False},
    ]
    return Scene(16.5, faces, lambda at: at * 7, 1900.0, False, 11), shown


def night_scene() -> tuple[Scene, list[dict]]:
    """Beside a patrol car by night, infrared: a row of parked cars passed at walking pace, each turned to the camera."""
    rows = [("KS", "3906BRN", 0.5, 6.4, 0.42), ("NE", "41KM72", 4.0, 7.4, 0.30), ("MO", "VA3N7C", 7.4, 6.6, -0.36)]
    faces: list[Face] = []
    shown = []
    for state, serial, start, z, yaw in rows:
        faces += vehicle(Look((90, 90, 90)), [draw_plate(state, serial)], passing(z, 2.9, start, yaw), night=True)
        shown.append({"text": serial, "state": state, "from": start + 0.4, "to": start + 3.6, "listed": serial == "VA3N7C"})
    return Scene(12.0, faces, lambda at: 0.0, 1900.0, True, 12), shown


def _post(place: Path3, width: float, height: float, above: float) -> Callable[[float], np.ndarray]:
    upright = _upright(width, height, place)

    def corners(at: float) -> np.ndarray:
        raised = upright(at)
        raised[:, 1] -= above
        return raised

    return corners


def encode(scene: Scene, path: Path) -> None:
    """Paints the scene into an H.264 file without forward references, as cameras send it."""
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FPS), "-i", "pipe:0"]
    command += ["-c:v", "libx264", "-preset", "slow", "-crf", "31" if scene.night else "24", "-bf", "0", "-g", "30", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-bitexact", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        painter = Painter(scene)
        for number in range(round(scene.seconds * FPS)):
            child.stdin.write(painter.frame(number).tobytes())
        child.stdin.close()
    if child.returncode != 0:
        raise SystemExit(f"ffmpeg failed on {path.name}")


def hotlist(listed: list[dict], path: Path) -> None:
    """The demo's list: what the clips show as listed, a near miss of what they show as not listed, and 400 invented others."""
    r = random.Random(5)
    rows = [[p["text"], p["state"], "stolen-vehicle" if n else "amber-alert", "high" if n == 0 else "medium", "FORD", "F150", "BLUE", "2018", f"V00000000{n}", "EXAMPLE PD", "invented record"] for n, p in enumerate(listed)]
    rows.append(["7214AWB", "KS", "stolen-plate", "medium", "HONDA", "CIVIC", "RED", "2012", "P000000009", "EXAMPLE PD", "differs from a plate of the clips by one letter"])
    for number in range(400):
        text = "".join(r.choice(string.digits) for _ in range(4)) + "".join(r.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(3))
        rows.append([text, r.choice(["KS", "MO", "NE", "OK"]), r.choice(["stolen-vehicle", "stolen-plate", "wanted-person"]), r.choice(["high", "medium", "low"]), "", "", "", "", f"W{number:09d}", "EXAMPLE PD", ""])
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["plate", "state", "category", "priority", "make", "model", "colour", "year", "record", "agency", "remarks"])
        writer.writerows(rows)


def main(clips: Path, list_file: Path, only: list[str]) -> None:
    """Writes everything (of the clips those in `only`, or all); the same pictures each time, for one version of the encoder."""
    clips.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, (scene, shown) in {"front": day_scene(), "side": night_scene()}.items():
        if not only or name in only:
            encode(scene, clips / f"{name}.mp4")
        expected[name] = {"seconds": scene.seconds, "plates": shown}
    (clips / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    hotlist([p for clip in expected.values() for p in clip["plates"] if p["listed"]], list_file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
