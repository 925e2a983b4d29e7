"""Train the state network: ``python3 -m state.train --data DIR --pool DIR... --out DIR --steps 15000``.

Resumes from OUT/state.pt if it is there; SIGTERM saves it and ends. Every ``--every`` steps the averaged weights are scored
on the validation sets. The learning rate follows the steps, or the clock where ``--minutes`` run out first.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from common.dataset import add_data_argument
from common.training import Average, PoliteStop, echoed, halved, learning_rate, restore, save, set_rate, training_device

from .evaluate import report, validation
from .net import StateNet
from .samples import batches


def train_step(net: StateNet, optimiser: torch.optim.Optimizer, crops: Tensor, labels: Tensor) -> float:
    """One step where the network is; convolutions in bfloat16 where that is faster, weights and loss in float32."""
    device = next(net.parameters()).device
    with halved(device):
        logits = net(crops.to(device))
    loss = F.cross_entropy(logits.float(), labels.to(device), label_smoothing=0.02)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return float(loss)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--pool", type=Path, nargs="+", required=True, help="folders written by state.pool")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, outside the repository")
    parser.add_argument("--steps", type=int, default=15000)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="wall time of this run after which the rate has reached its end")
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--every", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1, help="processes that make batches; one keeps up with a CPU")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    args = parse()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    net = StateNet().to(training_device())
    average, optimiser = Average(net), torch.optim.AdamW(net.parameters(), args.rate, weight_decay=2e-2)
    checkpoint, stop, first = args.out / "state.pt", PoliteStop(), 0
    if (parts := restore(checkpoint)) is not None:
        net.load_state_dict(parts["net"])
        average.net.load_state_dict(parts["average"])
        optimiser.load_state_dict(parts["optimiser"])
        first = parts["step"]
        print(f"resuming at step {first}", flush=True)
    step, sets, losses, began = first, validation(args.data), [], time.monotonic()
    mark, kept = began, began

    def keep() -> None:
        save(checkpoint, net=net.state_dict(), average=average.net.state_dict(), optimiser=optimiser.state_dict(), step=step)

    for crops, labels in echoed(batches(args.data, args.pool, args.batch, args.seed + step, args.workers), args.seed):
        clock = (time.monotonic() - began) / 60 / args.minutes
        done = max(step / args.steps, first / args.steps + (1 - first / args.steps) * clock)
        if done >= 1 or stop.asked:
            break
        set_rate(optimiser, learning_rate(round(done * args.steps), args.steps, args.rate) * min(1.0, (step - first + 1) / 200))
        net.train()
        losses.append(train_step(net, optimiser, crops, labels))
        step += 1
        average.update(net, step)
        if step % 100 == 0:
            now = time.monotonic()
            print(f"{step} loss {np.mean(losses[-100:]):.4f} {100 * args.batch / (now - mark):.0f} crops/s", flush=True)
            mark = now
            if now - kept > 240:
                keep()
                kept = now
        if step % args.every == 0:
            print(report(average.net, sets), flush=True)
    keep()
    print(report(average.net, sets), flush=True)


if __name__ == "__main__":
    main()
