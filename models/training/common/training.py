"""What every training loop needs: averaged weights, learning-rate schedule, checkpoints, a polite stop."""

from __future__ import annotations

import copy
import math
import os
import random
import signal
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn


def training_device() -> torch.device:
    """The first GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@lru_cache(maxsize=1)
def multiplies_in_bfloat16() -> bool:
    """Whether this CPU has such an instruction (Linux: avx512_bf16, amx_bf16, bf16); without one float32 is ten times faster."""
    try:
        return "bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False


def halved(device: torch.device) -> torch.autocast:
    """Context in which convolutions run in bfloat16, where that is faster: on a GPU, and on a CPU that multiplies in it."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type != "cpu" or multiplies_in_bfloat16())


class Average:
    """Exponential moving average of a network's weights and buffers."""

    def __init__(self, net: nn.Module, decay: float = 0.999) -> None:
        self.net = copy.deepcopy(net).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        """Move towards ``net``; faster at first, so that the random start is forgotten."""
        decay = min(self.decay, (step + 1) / (step + 10))
        for mine, theirs in zip(self.net.state_dict().values(), net.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs, 1 - decay)
            else:
                mine.copy_(theirs)


def learning_rate(step: int, steps: int, peak: float, warm_up: int = 300) -> float:
    """Linear warm-up, then a cosine down to 1 % of the peak."""
    done = min(1.0, step / steps)
    return peak * min(1.0, (step + 1) / warm_up) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate


def save(path: Path, **parts: Any) -> None:
    """Write a checkpoint so that a crash leaves the old one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save({**parts, "rng": torch.get_rng_state()}, partial)
    os.replace(partial, path)


def restore(path: Path) -> dict[str, Any] | None:
    """A checkpoint, with the random state put back; None if there is none."""
    if not path.exists():
        return None
    parts = torch.load(path, map_location="cpu")
    torch.set_rng_state(parts["rng"])
    return parts


class PoliteStop:
    """Set by SIGTERM or SIGINT; training loops look at it between steps, save and end."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def echoed(fresh: Iterable[tuple[Tensor, ...]], seed: int, kept: int = 40) -> Iterator[tuple[Tensor, ...]]:
    """Every fresh batch, and after it one mixed from two of the last ``kept``: making a batch costs nearly as much as learning from it."""
    r, old = random.Random(seed), []
    for batch in fresh:
        yield batch
        if len(old) >= kept:
            a, b = r.sample(old, 2)
            half = len(a[0]) // 2
            yield tuple(torch.cat((x[:half], y[half:])) for x, y in zip(a, b))
            old[r.randrange(kept)] = batch
        else:
            old.append(batch)
