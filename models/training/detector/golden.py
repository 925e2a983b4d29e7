"""Write fixtures/models/detector-golden.json: examples that the TypeScript side must reproduce.

    python3 -m detector.golden --out ../../fixtures/models/detector-golden.json

``letterbox``: small drawn luma pictures (base64, row by row) and the detector's input made of
them, to be met within one grey level. ``decode``: the outputs of an imagined detector (only the
cells that are not zero) and the detections that must come of it, best first, in input pixels.
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

import numpy as np

from .decode import decode
from .letterbox import letterbox

THRESHOLD, NMS_IOU = 0.4, 0.4


def drawn(width: int, height: int) -> np.ndarray:
    """A picture with slopes, edges and fine texture, by formula."""
    y, x = np.mgrid[0:height, 0:width]
    wave = 40 * np.sin(x * 0.37) * np.cos(y * 0.23)
    return np.clip(x * 255 / width * 0.5 + y * 255 / height * 0.3 + wave + 60 * ((x // 7 + y // 5) % 2), 0, 255).astype(np.uint8)


def packed(image: np.ndarray) -> dict:
    return {"width": image.shape[1], "height": image.shape[0], "luma": base64.b64encode(image.tobytes()).decode()}


def letterbox_example(width: int, height: int, long_side: int, max_grow: float) -> dict:
    picture = drawn(width, height)
    padded, factors = letterbox(picture, long_side, max_grow)
    return {"longSide": long_side, "maxGrow": max_grow, "picture": packed(picture), "input": packed(padded), "factors": factors.tolist()}


def decode_example() -> dict:
    """Two plates with neighbours to suppress, one cell exactly at the threshold, one under it."""
    h, w = 6, 10
    maps = [np.zeros((c, h, w), np.float32) for c in (1, 4, 8)]
    cells = [  # y, x, score, sides, lean of the corners
        (2, 2, 0.9, (2, 1, 2, 1), 0.25), (2, 3, 0.75, (3, 1, 1.25, 1), 0.25), (3, 2, 0.5, (2, 2, 2, 0.25), 0.0),
        (2, 7, 0.625, (1.5, 0.75, 1.5, 0.75), -0.125), (5, 9, 0.4000000059604645, (1, 0.5, 1, 0.5), 0.0), (0, 0, 0.39, (1, 1, 1, 1), 0.0),
    ]  # fmt: skip
    listed = []
    for y, x, score, (left, top, right, bottom), lean in cells:
        corners = (-left, -top + lean, right, -top, right, bottom - lean, -left, bottom)
        for m, values in zip(maps, ((score,), (left, top, right, bottom), corners)):
            m[:, y, x] = values
        listed.append({"y": y, "x": x, "objectness": float(np.float32(score)), "sides": [left, top, right, bottom], "corners": list(corners)})
    found = decode(*maps, THRESHOLD, NMS_IOU)
    expected = [{"box": d.box.tolist(), "corners": d.quad.tolist(), "score": d.score} for d in found]
    return {"threshold": THRESHOLD, "nmsIou": NMS_IOU, "stride": 8, "rows": h, "columns": w, "cells": listed, "detections": expected}


def golden() -> dict:
    shapes = ((150, 91, 64, 2.0), (40, 30, 64, 2.0), (20, 24, 64, 2.0), (64, 32, 64, 2.0))
    return {"madeBy": "models/training: python3 -m detector.golden", "letterbox": [letterbox_example(*s) for s in shapes], "decode": decode_example()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(golden(), indent=1) + "\n")


if __name__ == "__main__":
    main()
