"""Score the state classifier: ``python3 -m state.evaluate --data DIR --checkpoint FILE [--temperature T --threshold P]``."""

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


@dataclass(frozen=True)
class Labelled:
    """uint8 RGB crops N x 3 x 48 x 96 and class indices."""

    crops: np.ndarray
    labels: np.ndarray


def _crop(image: np.ndarray) -> np.ndarray:
    return plate_crop(image, whole(image), SIZE)[..., ::-1].transpose(2, 0, 1)


def _labelled(pairs: list[tuple[np.ndarray, str]]) -> Labelled:
    return Labelled(np.array([_crop(image) for image, _ in pairs]), np.array([INDEX[s] for _, s in pairs]))


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


def validation(data: Path) -> dict[str, Labelled]:
    """us_crops val, held-out designs rendered, street crops that may be scored, and plates of no US state."""
    def crops(name: str, state: str | None = None) -> list[tuple[np.ndarray, str]]:
        chosen = [r for r in rows(data / "read" / name) if r["split"] == "val" and (state or r["state"] in INDEX)]
        return [(load(r["image"]), state or r["state"]) for r in chosen]
    sets = {"us_crops": crops("us_crops"), "rendered": rendered_held_out(data), "street": crops("us_street_crops"),
            "foreign": crops("intl_crops", OTHER) + crops("brazil_crops", OTHER)}
    return {name: _labelled(pairs) for name, pairs in sets.items() if pairs}


@torch.no_grad()
def probabilities(net: StateNet, crops: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """N x 52 softmax probabilities."""
    net.eval()
    out = [(net(torch.from_numpy(crops[i:i + 128])) / temperature).softmax(1).numpy() for i in range(0, len(crops), 128)]
    return np.concatenate(out)


def accuracy_at(probs: np.ndarray, labels: np.ndarray, threshold: float) -> tuple[float, float]:
    """(accuracy when answering, share answered); "other" never counts as an answer.

    For a set of plates of no US state the first figure is 0 and the second the share wrongly answered.
    """
    best = probs.argmax(1)
    answered = (probs.max(1) >= threshold) & (best != INDEX[OTHER])
    right = best[answered] == labels[answered]
    return (float(right.mean()) if answered.any() else 0.0), float(answered.mean())


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
        print(f"{name:9} {len(s.labels):4}  accuracy/answered at threshold  " + "  ".join(cells))


if __name__ == "__main__":
    main()
