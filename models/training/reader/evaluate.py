"""Score a reader on the validation crops: ``python3 -m reader.evaluate --data DIR --checkpoint FILE``."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from common.alphabet import clean, edit_distance, fold, greedy
from common.crop import plate_crop, widen
from common.dataset import add_data_argument, load, rows, whole

from .augment import SIZE
from .net import Reader

READ_SETS = ("us_crops", "us_street_crops", "brazil_crops", "intl_crops")


@dataclass(frozen=True)
class Labelled:
    """A validation set: luma crops N x 64 x 160 with their texts."""

    crops: np.ndarray
    texts: list[str]


def luma_crop(image: np.ndarray, quad: np.ndarray) -> np.ndarray:
    """The reader's input for a quad of a BGR picture."""
    return plate_crop(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), quad, SIZE)


def validation(data: Path, margin: float = 0.06, split: str = "val") -> dict[str, Labelled]:
    """The read/ sets as given, and the labelled boxes of ucsd_calit2, open_images and mam_us widened by ``margin``."""
    sets: dict[str, Labelled] = {}
    for name in READ_SETS:
        chosen = [r for r in rows(data / "read" / name) if r["split"] == split and r["text"] and not r.get("research_only")]
        crops = [luma_crop(image, whole(image)) for image in (load(r["image"]) for r in chosen)]
        sets[name] = Labelled(np.array(crops), [clean(r["text"]) for r in chosen])
    for key, name in (("ucsd_street", "us_street_crops"),):
        chosen = [r for r in rows(data / "read" / name) if r["split"] == split and r["text"] and r.get("research_only")]
        if chosen:
            crops = [luma_crop(image, whole(image)) for image in (load(r["image"]) for r in chosen)]
            sets[key] = Labelled(np.array(crops), [clean(r["text"]) for r in chosen])
    for key, names in (("ucsd_boxes", ("ucsd_calit2",)), ("us_boxes", ("open_images", "mam_us"))):
        crops, texts = [], []
        for name in names:
            for row in rows(data / "detect" / name):
                plates = [p for p in row["plates"] if p["text"] and (p["state"] or key == "ucsd_boxes")]
                if row["split"] != split or not plates:
                    continue
                image = load(row["image"])
                for p in plates:
                    x1, y1, x2, y2 = p["box"]
                    crops.append(luma_crop(image, widen(np.float32([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]), margin, margin)))
                    texts.append(clean(p["text"]))
        if crops:
            sets[key] = Labelled(np.array(crops), texts)
    return sets


@torch.no_grad()
def log_probs(net: Reader, crops: np.ndarray, size: int = 128) -> np.ndarray:
    """N x T x 37 log-probabilities of N x 64 x 160 crops."""
    net.eval()
    device = net.head.weight.device
    out = [net(torch.from_numpy(crops[i:i + size, None]).to(device)).log_softmax(2).cpu().numpy() for i in range(0, len(crops), size)]
    return np.concatenate(out)


@dataclass(frozen=True)
class Score:
    """Shares of plates read exactly, of characters right, and the count."""

    merged: float
    strict: float
    characters: float
    count: int


def score(read: list[str], truth: list[str]) -> Score:
    """Compare texts: merged counts O = 0 and I = 1 as equal."""
    merged = np.mean([fold(a) == fold(b) for a, b in zip(read, truth)])
    strict = np.mean([a == b for a, b in zip(read, truth)])
    errors = sum(edit_distance(fold(a), fold(b)) for a, b in zip(read, truth))
    return Score(float(merged), float(strict), 1 - errors / sum(map(len, truth)), len(truth))


def evaluate(net: Reader, sets: dict[str, Labelled]) -> dict[str, Score]:
    return {name: score(greedy(log_probs(net, s.crops)), s.texts) for name, s in sets.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--checkpoint", type=Path, required=True)
    args = parser.parse_args()
    net = Reader()
    net.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    for name, s in evaluate(net, validation(args.data)).items():
        print(f"{name:16} {s.count:4}  merged {s.merged:.3f}  strict {s.strict:.3f}  characters {s.characters:.4f}")


if __name__ == "__main__":
    main()
