"""Train the detector, on a GPU where there is one: float32 weights, bfloat16 convolutions where they are faster, averaged weights.

    OMP_NUM_THREADS=1 python3 -m detector.train --data DATA --work WORK --steps 20000

Deterministic given the options: window i of the run depends on (seed, i) and the size only. SIGTERM
or SIGINT saves a checkpoint; the same command goes on from it, also with other --size, --extra or
--steps (the learning rate follows the new schedule).
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import os
import signal
import time
from pathlib import Path
from typing import Iterator

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from common.training import halved, training_device

from .bank import Bank, load_bank
from .loss import detector_loss
from .net import Detector, normalise
from .targets import make_targets
from .window import SIZE, make_window


class Windows(IterableDataset):
    """Endless windows from number ``first`` on."""

    def __init__(self, bank: Bank, seed: int, first: int, size: int, calm: float) -> None:
        self.bank, self.seed, self.first, self.size, self.calm = bank, seed, first, size, calm

    def __iter__(self) -> Iterator[tuple]:
        cv2.setNumThreads(0)
        torch.set_num_threads(1)
        index = self.first
        while True:
            window = make_window(self.bank, np.random.default_rng([self.seed, 1, index]), self.size, self.calm)
            yield (window.image[None], *make_targets(window).arrays())
            index += 1


def moving_average(average: nn.Module, net: nn.Module, step: int) -> None:
    """average += (net - average) * (1 - decay), the decay growing to 0.999."""
    decay = min(0.999, (1 + step) / (20 + step))
    with torch.no_grad():
        for a, b in zip(average.state_dict().values(), net.state_dict().values()):
            if a.dtype.is_floating_point:
                a.lerp_(b, 1 - decay)
            else:
                a.copy_(b)


def learning_rate(step: int, steps: int, peak: float) -> float:
    """Linear warm-up over 300 steps, cosine to 1 % of the peak."""
    return peak * min(1.0, (step + 1) / 300) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))))


def save(path: Path, state: dict) -> None:
    """Whole or not at all."""
    torch.save(state, path.with_suffix(".tmp"))
    os.replace(path.with_suffix(".tmp"), path)


def train_step(net: nn.Module, optimiser: torch.optim.Optimizer, batch: list[Tensor]) -> dict[str, float]:
    device = net.out.weight.device
    image, *targets = (part.to(device) for part in batch)
    x = normalise(image).contiguous(memory_format=torch.channels_last)
    with halved(device):
        raw = net(x)
    total, parts = detector_loss(raw, tuple(targets))
    optimiser.zero_grad(set_to_none=True)
    total.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return {"loss": float(total.detach())} | parts


def open_run(args: argparse.Namespace) -> tuple[Detector, Detector, torch.optim.Optimizer, int]:
    """Networks, optimiser and step, from the checkpoint if there is one."""
    torch.manual_seed(args.seed)
    net = Detector().to(training_device(), memory_format=torch.channels_last)
    average = copy.deepcopy(net)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, args.rate)
    step, path = 0, args.work / "checkpoint.pt"
    if path.exists():
        state = torch.load(path, map_location="cpu")
        net.load_state_dict(state["net"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step = state["step"]
    return net, average, optimiser, step


def run(args: argparse.Namespace) -> None:
    args.work.mkdir(parents=True, exist_ok=True)
    extra = json.loads(args.extra.read_text()) if args.extra else None
    net, average, optimiser, step = open_run(args)
    bank = load_bank(args.data, args.seed, extra)
    loader = DataLoader(Windows(bank, args.seed, step * args.batch, args.size, args.calm), args.batch, num_workers=1, prefetch_factor=6)
    stop: list[int] = []
    for sig in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sig, lambda number, _frame: stop.append(number))
    keep = lambda: save(args.work / "checkpoint.pt", {"net": net.state_dict(), "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step})
    sums: dict[str, float] = {}
    began, first = time.monotonic(), step
    net.train()
    print(f"parameters {sum(p.numel() for p in net.parameters())}, from step {step} of {args.steps}", flush=True)
    for batch in loader:
        if step >= args.steps or stop:
            break
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, args.steps, args.rate)
        for k, v in train_step(net, optimiser, batch).items():
            sums[k] = sums.get(k, 0.0) + v
        moving_average(average, net, step)
        step += 1
        if step % args.every == 0:
            rate = (step - first) * args.batch / (time.monotonic() - began)
            print(step, " ".join(f"{k} {v / args.every:.4f}" for k, v in sums.items()), f"{rate:.0f}/s {time.monotonic() - began:.0f}s", flush=True)
            sums = {}
            keep()
    keep()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("TAGWATCH_DATA"), help="data sets (or TAGWATCH_DATA)")
    parser.add_argument("--work", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--extra", type=Path, help="corners and ignored boxes made by detector.relabel")
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=SIZE, help="window side; small ones first, large ones last is cheapest")
    parser.add_argument("--calm", type=float, default=0.0, help="share of windows without camera faults, for the last steps")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=250, help="steps between log lines and checkpoints")
    args = parser.parse_args()
    if args.data is None:
        parser.error("give --data or set TAGWATCH_DATA")
    args.data = Path(args.data)
    torch.set_flush_denormal(True)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    run(args)


if __name__ == "__main__":
    main()
