"""Score the state network: ``python3 -m state.evaluate --data DIR --checkpoint FILE [--onnx FILE]``."""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch

from common.crop import plate_crop
from common.dataset import add_data_argument, load, rows, whole
from render.glyphs import faces
from render.plate import render
from render.templates import load_templates

from .labels import INDEX, OTHER
from .net import SIZE, StateNet

NEIGHBOURS = ("KS", "MO", "NE", "IA", "OK", "AR", "CO", "IL")
RENDERED_PER_DESIGN = 4
FOREIGN_SETS = ("intl_crops", "brazil_crops", "act_australia")


@dataclass(frozen=True)
class Labelled:
    """uint8 RGB crops N x 3 x h x w and class indices."""

    crops: np.ndarray
    labels: np.ndarray


def _crop(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    return plate_crop(image, whole(image), size)[..., ::-1].transpose(2, 0, 1)


def rendered_held_out(data: Path, seed: int = 77) -> list[tuple[np.ndarray, str]]:
    """Plates of Kansas, Missouri and their neighbours on designs held out of training, with a mild loss of resolution."""
    r = random.Random(seed)
    made, out = faces(r, 20), []
    for template in load_templates(data, "val"):
        if template.state in NEIGHBOURS:
            for _ in range(RENDERED_PER_DESIGN):
                image = render(made, template, r).image
                small = cv2.resize(image, None, fx=0.55, fy=0.55, interpolation=cv2.INTER_AREA)
                out.append((small, template.state))
    return out


def pairs(data: Path) -> dict[str, list[tuple[np.ndarray, str]]]:
    """Pictures and labels by set: close-ups, held-out designs rendered, street crops that may be scored, and what is of no US state."""
    def crops(name: str, us: bool) -> list[tuple[np.ndarray, str]]:
        folder = data / "read" / name
        if not (folder / "labels.jsonl").exists():
            return []
        chosen = [r for r in rows(folder) if r["split"] == "val" and (r.get("state") in INDEX) == us]
        return [(load(r["image"]), r["state"] if us else OTHER) for r in chosen]
    return {"us_crops": crops("us_crops", True), "rendered": rendered_held_out(data), "street": crops("us_street_crops", True),
            "stanford": crops("stanford_cars", True), "foreign": [p for n in FOREIGN_SETS for p in crops(n, False)],
            "press": crops("stanford_cars", False), "not_plates": crops("not_plates", False)}


def validation(data: Path, size: tuple[int, int] = SIZE) -> dict[str, Labelled]:
    """The sets as input crops of a size."""
    return {name: Labelled(np.array([_crop(image, size) for image, _ in items]), np.array([INDEX[s] for _, s in items]))
            for name, items in pairs(data).items() if items}


@torch.no_grad()
def probabilities(net: StateNet, crops: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """N x 52 softmax probabilities."""
    net.eval()
    device = next(net.parameters()).device
    out = [(net(torch.from_numpy(crops[i:i + 128]).to(device)) / temperature).softmax(1).cpu().numpy() for i in range(0, len(crops), 128)]
    return np.concatenate(out)


def accuracy_at(probs: np.ndarray, labels: np.ndarray, threshold: float) -> tuple[float, float]:
    """(accuracy when answering, share answered); "other" never counts as an answer.

    For a set of plates of no US state the first figure is 0 and the second the share wrongly answered.
    """
    best = probs.argmax(1)
    answered = (probs.max(1) >= threshold) & (best != INDEX[OTHER])
    right = best[answered] == labels[answered]
    return (float(right.mean()) if answered.any() else 0.0), float(answered.mean())


def report(net: StateNet, sets: dict[str, Labelled], temperature: float = 1.0) -> str:
    """One line: right of all, then right when answering / answered at two thresholds."""
    parts = []
    for name, s in sets.items():
        probs = probabilities(net, s.crops, temperature)
        right = float((probs.argmax(1) == s.labels).mean())
        cells = " ".join(f"{a:.3f}/{c:.3f}" for t in (0.5, 0.8) for a, c in (accuracy_at(probs, s.labels, t),))
        parts.append(f"{name} {right:.3f} {cells}")
    return "  |  ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--temperature", type=float, default=1.0)
    args = parser.parse_args()
    net = StateNet()
    net.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    for name, s in validation(args.data).items():
        probs = probabilities(net, s.crops, args.temperature)
        cells = [f"{t:.2f}: {a:.3f}/{c:.3f}" for t in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9) for a, c in (accuracy_at(probs, s.labels, t),)]
        print(f"{name:10} {len(s.labels):4}  accuracy/answered at threshold  " + "  ".join(cells))


if __name__ == "__main__":
    main()
