"""Improve the training labels with an intermediate model (self-training).

    python3 -m detector.relabel --data DATA --model WORK/checkpoint.pt --out WORK/extra.json

For every labelled plate that the model finds again, its corners are taken over, moved halfway
onto the labelled box. Confident detections far from every label are nearly always mistakes
(headlights, stickers, lettering) and become "hard" places, which training windows visit more
often. The few that are plates nobody marked are named in unlabelled.json, found by looking at
the sheet of --sheet, and are ignored.
"""

from __future__ import annotations

import argparse
import json
import os
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from .bank import read_grey
from .decode import Detection
from .evaluate import FALSE, Settings, detect, load_model
from .labels import TRAIN_SETS, Plate, Row, from_quad, iou, read_rows

AGREE = 0.75
UNLABELLED = Path(__file__).with_name("unlabelled.json")
TILE = (176, 110)


def corners_for(plate: Plate, detections: list[Detection]) -> list[float] | None:
    """The corners of the detection on this plate, its hull moved halfway onto the label's box."""
    fitting = [(float(iou(from_quad(d.quad).box, plate.box)[0, 0]), d) for d in detections]
    overlap, best = max(fitting, key=lambda f: f[0], default=(0.0, None))
    if best is None or overlap < AGREE:
        return None
    hull = from_quad(best.quad).box
    goal = (hull + plate.box) / 2
    scale = (goal[2:] - goal[:2]) / np.maximum(hull[2:] - hull[:2], 1e-6)
    quad = (best.quad - hull[:2]) * scale + goal[:2]
    return [round(float(v), 2) for v in quad.reshape(-1)]


def strangers(row: Row, detections: list[Detection], threshold: float) -> list[Detection]:
    """Confident detections that touch no label."""
    labels = np.array([p.box for p in row.plates]).reshape(-1, 4)
    return [d for d in detections if d.score >= threshold and (not len(labels) or iou(d.box, labels).max() < FALSE)]


@lru_cache(maxsize=1)
def unlabelled_places() -> list[tuple[str, float, float]]:
    """Row name and upper left corner of plates that the sets leave unmarked."""
    return [tuple(entry) for entry in json.loads(UNLABELLED.read_text())]


def is_unlabelled(row: Row, d: Detection) -> bool:
    near = 0.4 * max(16.0, d.box[2] - d.box[0])
    return any(name == row.name and np.hypot(x - d.box[0], y - d.box[1]) < near for name, x, y in unlabelled_places())


def tile(grey: np.ndarray, box: np.ndarray, caption: str) -> np.ndarray:
    """The box with its surroundings and a caption, for a contact sheet."""
    w, h = TILE
    span = max((box[2] - box[0]) * 1.8, (box[3] - box[1]) * 2.4 * w / h, 24)
    scale, centre = w / span, (box[:2] + box[2:]) / 2
    move = np.float32([[scale, 0, w / 2 - centre[0] * scale], [0, scale, h / 2 - centre[1] * scale]])
    out = cv2.cvtColor(cv2.warpAffine(grey, move, TILE, borderValue=114), cv2.COLOR_GRAY2BGR)
    corner = lambda x, y: (int((x - centre[0]) * scale + w / 2), int((y - centre[1]) * scale + h / 2))
    cv2.rectangle(out, corner(box[0], box[1]), corner(box[2], box[3]), (0, 220, 255), 1)
    cv2.putText(out, caption, (2, 10), cv2.FONT_HERSHEY_SIMPLEX, 0.35, (0, 255, 0), 1)
    return out


def write_sheet(tiles: list[np.ndarray], path: Path, columns: int = 10) -> None:
    blank = [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    rows = [np.hstack((tiles + blank)[i : i + columns]) for i in range(0, len(tiles), columns)]
    cv2.imwrite(str(path), np.vstack(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.5, help="least score of a stranger")
    parser.add_argument("--sheet", type=Path, help="write the strangers to this PNG")
    args = parser.parse_args()
    model, extra, tiles = load_model(args.model), {}, []
    for row in read_rows(Path(args.data), TRAIN_SETS, "train"):
        grey = read_grey(row.path)
        detections = detect(model, grey, Settings(threshold=0.25))
        found = strangers(row, detections, args.threshold)
        tiles += [tile(grey, d.box, f"{row.path.stem[:10]} {d.box[0]:.0f} {d.box[1]:.0f} {d.score:.2f}") for d in found]
        boxes = {True: [], False: []}
        for d in found:
            boxes[is_unlabelled(row, d)].append([round(float(v), 1) for v in d.box])
        extra[row.name] = {"quads": [corners_for(p, detections) for p in row.plates], "ignore": boxes[True], "hard": boxes[False]}
    args.out.write_text(json.dumps(extra))
    quads = [q for e in extra.values() for q in e["quads"]]
    print(f"corners for {sum(q is not None for q in quads)} of {len(quads)} plates, {len(tiles)} strangers")
    if args.sheet and tiles:
        write_sheet(tiles, args.sheet)


if __name__ == "__main__":
    main()
