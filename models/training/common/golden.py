"""Write the golden file both test suites check their plate crop against: ``python3 -m common.golden --out ../../fixtures/models``.

``crop-golden.png`` is a rendered picture; ``crop-golden.json`` lists quads, margins and sizes with the
expected uint8 pixels (base64, row by row; three channels are R G B interleaved). Luma is BT.601 of the PNG's RGB.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
from pathlib import Path

import cv2
import numpy as np

from render.glyphs import make_die
from render.plate import render
from render.templates import SIZE, Template

from .crop import plate_crop, widen

NAME = "crop-golden"
CASES = (
    ("close: three samples per pixel", [[40, 60], [416, 70], [412, 262], [36, 250]], 0.06, 0.06, 160, 64, 1),
    ("far: enlarged", [[300.5, 300.25], [352.25, 303.5], [351.5, 329.75], [299.75, 326.5]], 0.06, 0.06, 160, 64, 1),
    ("rolled by 20 degrees", [[120, 40], [290, 102], [260, 184], [90, 122]], 0.0, 0.0, 128, 64, 1),
    ("over the picture's edge", [[430, 320], [500, 322], [499, 358], [429, 356]], 0.1, 0.2, 160, 64, 1),
    ("whole picture, no widening", [[0, 0], [480, 0], [480, 360], [0, 360]], 0.0, 0.0, 160, 64, 1),
    ("colour for the state classifier", [[40, 60], [416, 70], [412, 262], [36, 250]], 0.0, 0.0, 128, 64, 3),
)


def picture() -> np.ndarray:
    """480 x 360 BGR: a rendered plate, large and once more small, over a graded ground."""
    r = random.Random(20)
    y, x = np.mgrid[0:360, 0:480].astype(np.float32)
    ground = np.stack((60 + 0.3 * x, 90 + 0.25 * y, 150 - 0.2 * x + 0.1 * y), 2)
    image = np.clip(ground, 0, 255).astype(np.uint8)
    blank = Template(np.full((SIZE[1], SIZE[0], 3), (235, 240, 245), np.uint8), (12, 26, 180, 72), np.float32((110, 40, 20)), "KS")
    plate = render([make_die(r)], blank, r, "123-ABC").image
    for quad in (CASES[0][1], CASES[1][1]):
        corners = np.float32([[0, 0], [SIZE[0], 0], [SIZE[0], SIZE[1]], [0, SIZE[1]]])
        matrix = cv2.getPerspectiveTransform(corners - 0.5, np.float32(quad) - 0.5)
        cv2.warpPerspective(plate, matrix, (480, 360), dst=image, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    return image


def golden(image: np.ndarray) -> dict:
    """The cases with their expected pixels."""
    luma = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    cases = []
    for name, quad, mx, my, width, height, channels in CASES:
        source = luma if channels == 1 else image[..., ::-1].copy()
        pixels = plate_crop(source, widen(np.float64(quad), mx, my), (width, height))
        cases.append({"name": name, "quad": quad, "marginX": mx, "marginY": my, "width": width, "height": height, "channels": channels,
                      "pixels": base64.b64encode(pixels.tobytes()).decode()})
    return {"image": f"{NAME}.png", "tolerance": 1, "cases": cases}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    image = picture()
    cv2.imwrite(str(args.out / f"{NAME}.png"), image)
    (args.out / f"{NAME}.json").write_text(json.dumps(golden(image), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
