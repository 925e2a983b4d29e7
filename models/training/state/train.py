"""Fit the state classifier: ``python3 -m state.train --data DIR --shards DIR --out DIR``.

Draws augmented samples once, computes their fixed features, and trains the head on them. Writes OUT/state.pt
(the best epoch by the validation loss) and prints a line per epoch. A few CPU minutes; deterministic given the seed.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from common.dataset import add_data_argument
from common.training import save

from .evaluate import Labelled, accuracy_at, validation
from .net import PATCH, StateNet, normalise
from .samples import StateSamples


def whitened_patches(crops: Tensor, count: int, g: torch.Generator) -> tuple[Tensor, Tensor]:
    """``count`` filters (count x 3 x PATCH x PATCH) and biases that respond to random patches after ZCA whitening."""
    x = normalise(crops)
    patches = F.unfold(x, PATCH, stride=3).transpose(1, 2).reshape(-1, 3 * PATCH * PATCH)
    patches = patches[torch.randperm(len(patches), generator=g)[:20000]]
    mean = patches.mean(0)
    values, vectors = torch.linalg.eigh((patches - mean).T @ (patches - mean) / len(patches))
    whiten = vectors @ torch.diag((values.clamp(min=0) + 0.05).rsqrt()) @ vectors.T
    white = (patches - mean) @ whiten
    busy = white[white.norm(dim=1) > white.norm(dim=1).median()]
    chosen = F.normalize(busy[torch.randperm(len(busy), generator=g)[:count]], dim=1)
    filters = chosen @ whiten
    return filters.reshape(count, 3, PATCH, PATCH), -(filters @ mean)


@torch.no_grad()
def features_of(net: StateNet, crops: np.ndarray) -> Tensor:
    return torch.cat([net.features(torch.from_numpy(crops[i:i + 64])) for i in range(0, len(crops), 64)])


def prepare(net: StateNet, crops: np.ndarray, seed: int) -> Tensor:
    """Set the fixed layer from the crops; returns their standardised features."""
    g = torch.Generator().manual_seed(seed)
    some = torch.from_numpy(crops[:600])
    weight, bias = whitened_patches(some, net.features.look.out_channels, g)
    net.features.look.weight.copy_(weight)
    net.features.look.bias.copy_(bias)
    features = features_of(net, crops)
    net.mean.copy_(features.mean(0))
    net.scale.copy_(1 / (features.std(0) + 1e-3))
    return net.standardise(features)


def fit(net: StateNet, features: Tensor, labels: Tensor, args: argparse.Namespace, held: dict[str, tuple[Tensor, Labelled]]) -> StateNet:
    """Train the head; returns the network of the best epoch (mean validation loss of the US sets)."""
    optimiser = torch.optim.AdamW(net.head.parameters(), args.rate, weight_decay=5e-2)
    best, least = net, float("inf")
    for epoch in range(args.epochs):
        net.train()
        for group in optimiser.param_groups:
            group["lr"] = args.rate * (1 - epoch / args.epochs)
        for chosen in torch.randperm(len(labels)).split(128):
            loss = F.cross_entropy(net.head(features[chosen]), labels[chosen], label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
        net.eval()
        with torch.no_grad():
            logits = {name: net.head(f) for name, (f, _) in held.items()}
        losses = [float(F.cross_entropy(logits[n], torch.from_numpy(held[n][1].labels))) for n in held if n != "foreign"]
        scores = {n: accuracy_at(l.softmax(1).numpy(), held[n][1].labels, 0.5) for n, l in logits.items()}
        print(epoch, f"loss {loss:.3f} val {np.mean(losses):.3f}", {n: (round(a, 3), round(c, 3)) for n, (a, c) in scores.items()}, flush=True)
        if np.mean(losses) < least:
            best, least = copy.deepcopy(net), float(np.mean(losses))
    return best


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered shards")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights, outside the repository")
    parser.add_argument("--samples", type=int, default=16000)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = parse()
    cv2.setNumThreads(1)
    torch.manual_seed(args.seed)
    samples = StateSamples(args.data, args.shards, args.seed)
    crops, labels = samples.batch(args.samples)
    print(f"{len(labels)} samples", flush=True)
    net = StateNet().eval()
    with torch.no_grad():
        features = prepare(net, crops, args.seed)
        held = {n: (net.standardise(features_of(net, s.crops)), s) for n, s in validation(args.data).items()}
    print("features ready", flush=True)
    best = fit(net, features, torch.from_numpy(labels), args, held)
    save(args.out / "state.pt", average=best.state_dict())


if __name__ == "__main__":
    main()
