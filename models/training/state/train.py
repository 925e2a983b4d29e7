"""Train the state classifier: ``python3 -m state.train --data DIR --shards DIR --out DIR --steps 5000``.

Resumes from OUT/state.pt; SIGTERM saves it and ends. Scores go to OUT/state.csv.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset

from common.dataset import add_data_argument
from common.training import Average, PoliteStop, learning_rate, restore, save, set_rate

from .evaluate import accuracy_at, probabilities, validation
from .net import StateNet
from .samples import StateSamples


class Batches(IterableDataset):
    """Endless batches drawn in a worker process."""

    def __init__(self, data: Path, shards: Path, size: int, seed: int) -> None:
        self.data, self.shards, self.size, self.seed = data, shards, size, seed

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        cv2.setNumThreads(0)
        torch.set_num_threads(1)
        samples = StateSamples(self.data, self.shards, self.seed)
        while True:
            crops, labels = samples.batch(self.size)
            yield torch.from_numpy(crops), torch.from_numpy(labels)


def train_step(net: StateNet, optimiser: torch.optim.Optimizer, crops: torch.Tensor, labels: torch.Tensor) -> float:
    """One step; convolutions in bfloat16, a little label smoothing against over-confidence."""
    with torch.cpu.amp.autocast(dtype=torch.bfloat16):
        logits = net(crops)
    loss = F.cross_entropy(logits.float(), labels, label_smoothing=0.05)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    return float(loss)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered shards")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log, outside the repository")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--every", type=int, default=500, help="steps between scores")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = parse()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    net = StateNet()
    average, optimiser = Average(net, 0.998), torch.optim.AdamW(net.parameters(), args.rate, weight_decay=5e-2)
    checkpoint, stop, step, spent = args.out / "state.pt", PoliteStop(), 0, 0.0
    if (parts := restore(checkpoint)) is not None:
        net.load_state_dict(parts["net"])
        average.net.load_state_dict(parts["average"])
        optimiser.load_state_dict(parts["optimiser"])
        step, spent = parts["step"], parts["seconds"]
    sets, losses, began = validation(args.data), [], time.monotonic()

    def keep() -> None:
        seconds = spent + time.monotonic() - began
        save(checkpoint, net=net.state_dict(), average=average.net.state_dict(), optimiser=optimiser.state_dict(), step=step, seconds=seconds)
        scores = {name: accuracy_at(probabilities(average.net, s.crops), s.labels, 0.5) for name, s in sets.items()}
        line = [step, round(seconds), round(float(np.mean(losses[-args.every:])), 4), *(round(v, 4) for pair in scores.values() for v in pair)]
        with open(args.out / "state.csv", "a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow(line)
        print(line, flush=True)

    batches = DataLoader(Batches(args.data, args.shards, args.batch, args.seed + step), batch_size=None, num_workers=1, prefetch_factor=6)
    for crops, labels in batches:
        if step >= args.steps or stop.asked:
            break
        set_rate(optimiser, learning_rate(step, args.steps, args.rate, 200))
        net.train()
        losses.append(train_step(net, optimiser, crops, labels))
        step += 1
        average.update(net, step)
        if step % args.every == 0:
            keep()
    if step % args.every:
        keep()


if __name__ == "__main__":
    main()
