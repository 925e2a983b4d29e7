"""Measure a detector on whole pictures: recall by width, tightness, false boxes.

    python3 -m detector.evaluate --data DATA --model WORK/checkpoint.pt --long-side 640

A label is found when a detection overlaps it with IoU >= 0.35. A detection is false when it
overlaps no label (also no ignored one) with IoU >= 0.1 and the row is not ``unlabelled``.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from .bank import read_grey
from .decode import Detection, decode
from .labels import ALL_SETS, Row, iou, read_folder, read_rows
from .letterbox import letterbox
from .net import Deployed, Detector

FOUND, FALSE = 0.35, 0.1
BUCKETS = ((0, 24), (24, 40), (40, 80), (80, 160), (160, 100000))


@dataclass(frozen=True)
class Settings:
    long_side: int = 640
    max_grow: float = 1.0
    threshold: float = 0.4
    nms_iou: float = 0.4


@dataclass(frozen=True)
class Outcome:
    """One picture: best IoU per label, false detections."""

    row: Row
    best: np.ndarray
    detections: tuple[Detection, ...]
    false: tuple[Detection, ...]


def load_model(path: Path) -> Deployed:
    """The averaged weights of a checkpoint."""
    state = torch.load(path, map_location="cpu")
    net = Detector()
    net.load_state_dict(state["average"])
    return Deployed(net.eval())


def detect(model: Deployed, grey: np.ndarray, settings: Settings) -> list[Detection]:
    padded, factors = letterbox(grey, settings.long_side, settings.max_grow)
    with torch.no_grad():
        out = model(torch.from_numpy(padded)[None, None].contiguous(memory_format=torch.channels_last))
    return [d.back(factors) for d in decode(*(o[0].numpy() for o in out), settings.threshold, settings.nms_iou)]


def judge(row: Row, detections: list[Detection]) -> Outcome:
    boxes = np.array([d.box for d in detections]).reshape(-1, 4)
    labels = np.array([p.box for p in row.plates]).reshape(-1, 4)
    overlap = iou(labels, boxes)
    best = overlap.max(1) if len(boxes) else np.zeros(len(labels))
    nearest = overlap.max(0) if len(labels) else np.zeros(len(boxes))
    false = () if row.unlabelled else tuple(d for d, v in zip(detections, nearest) if v < FALSE)
    return Outcome(row, best, tuple(detections), false)


def summary(outcomes: list[Outcome], least_false_width: float = 0.0) -> dict:
    """Recall by label width in picture pixels, over all and from 40 pixels on; mean IoU and share
    of IoU >= 0.75 among the found; false boxes per 100 pictures."""
    widths = np.array([p.width for o in outcomes for p in o.row.plates])
    best = np.array([v for o in outcomes for v in o.best])
    found = best >= FOUND
    share = lambda mask: {"labels": int(mask.sum()), "recall": round(float(found[mask].mean()), 4) if mask.any() else None}
    counted = [o for o in outcomes if not o.row.unlabelled]
    false = sum(1 for o in counted for d in o.false if d.box[2] - d.box[0] >= least_false_width)
    return {
        "pictures": len(outcomes),
        "from40": share(widths >= 40),
        "buckets": {f"{a}-{b}": share((widths >= a) & (widths < b)) for a, b in BUCKETS},
        "meanIou": round(float(best[found].mean()), 4) if found.any() else None,
        "tight": round(float((best[found] >= 0.75).mean()), 4) if found.any() else None,
        "falsePer100": round(100 * false / max(1, len(counted)), 2),
    }


def draw(grey: np.ndarray, outcome: Outcome) -> np.ndarray:
    """The picture with labels green (missed ones red) and detections violet, for looking at."""
    out = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    for plate, best in zip(outcome.row.plates, outcome.best):
        x1, y1, x2, y2 = (int(v) for v in plate.box)
        cv2.rectangle(out, (x1, y1), (x2, y2), (0, 200, 0) if best >= FOUND else (0, 0, 255), 2)
    for d in outcome.detections:
        cv2.polylines(out, [np.round(d.quad).astype(np.int32)], True, (255, 0, 255), 1)
        x1, y1, x2, y2 = (int(v) for v in d.box)
        cv2.rectangle(out, (x1, y1), (x2, y2), (255, 160, 0), 1)
        cv2.putText(out, f"{d.score:.2f}", (x1, max(10, y1 - 2)), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 255, 255), 1)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"))
    parser.add_argument("--model", type=Path, required=True, help="checkpoint of detector.train")
    parser.add_argument("--split", default="val")
    parser.add_argument("--folder", type=Path, help="one set in the common form instead of all of DATA/detect")
    parser.add_argument("--long-side", type=int, default=640)
    parser.add_argument("--max-grow", type=float, default=1.0)
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("--nms-iou", type=float, default=0.4)
    parser.add_argument("--sheet", type=Path, help="folder for drawings of pictures with a miss or a false box")
    args = parser.parse_args()
    settings = Settings(args.long_side, args.max_grow, args.threshold, args.nms_iou)
    model = load_model(args.model)
    outcomes: list[Outcome] = []
    rows = list(read_folder(args.folder, args.split) if args.folder else read_rows(Path(args.data), ALL_SETS, args.split))
    for row in rows:
        grey = read_grey(row.path)
        outcomes.append(judge(row, detect(model, grey, settings)))
        if args.sheet and (outcomes[-1].false or (outcomes[-1].best < FOUND).any()):
            args.sheet.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(args.sheet / f"{row.source}-{row.path.stem}.png"), draw(grey, outcomes[-1]))
    for source in dict.fromkeys(row.source for row in rows):
        print(source, json.dumps(summary([o for o in outcomes if o.row.source == source])))
    print("all", json.dumps(summary(outcomes)))
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7):
        kept = [judge(o.row, [d for d in o.detections if d.score >= threshold]) for o in outcomes]
        s = summary(kept)
        if threshold >= args.threshold:
            print(f"threshold {threshold}: from40 {s['from40']['recall']} tight {s['tight']} false {s['falsePer100']}")


if __name__ == "__main__":
    main()
