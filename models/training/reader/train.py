"""Train the reader: ``python3 -m reader.train --data DIR --shards DIR --out DIR --steps 16000``, on a GPU where there is one.

Resumes from OUT/reader.pt if it is there; SIGTERM saves it and ends. Every ``--every`` steps the
averaged weights are scored on the validation crops and a line goes to OUT/reader.csv.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from common.dataset import add_data_argument
from common.training import Average, PoliteStop, halved, learning_rate, restore, save, set_rate, training_device

from .evaluate import evaluate, validation
from .loader import Batch, Mix, batches
from .loss import reader_loss
from .net import Reader


def train_step(net: Reader, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    """One step where the network is; convolutions in bfloat16 where that is faster, weights and loss in float32."""
    device = net.head.weight.device
    with halved(device):
        logits = net(batch.crops.to(device))
    loss = reader_loss(logits, batch.labels.to(device), batch.lengths.to(device), batch.exact.to(device))
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    optimiser.step()
    return float(loss)


def log_scores(path: Path, step: int, seconds: float, loss: float, scores: dict) -> None:
    """Append a line of merged shares to the log, with a header if it is new."""
    fresh = not path.exists()
    with open(path, "a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(["step", "seconds", "loss", *(f"{n}_{k}" for n in scores for k in ("merged", "strict"))])
        writer.writerow([step, round(seconds), round(loss, 4), *(round(v, 4) for s in scores.values() for v in (s.merged, s.strict))])


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--shards", type=Path, required=True, help="folder of rendered shards; new ones are picked up while training")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log, outside the repository")
    parser.add_argument("--steps", type=int, default=16000)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="wall time of this run after which the rate has reached its end")
    parser.add_argument("--every", type=int, default=1000, help="steps between scores")
    parser.add_argument("--fresh", type=float, default=0.5, help="part of the rendered plates that is drawn while training")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes that make batches; one keeps up with a CPU")
    parser.add_argument("--real", type=float, default=1.0, help="factor on the share of real crops")
    return parser.parse_args()


def main() -> None:
    args = parse()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    net = Reader().to(training_device())
    average, optimiser = Average(net), torch.optim.AdamW(net.parameters(), args.rate, weight_decay=1e-2)
    checkpoint, stop, step, spent = args.out / "reader.pt", PoliteStop(), 0, 0.0
    if (parts := restore(checkpoint)) is not None:
        net.load_state_dict(parts["net"])
        average.net.load_state_dict(parts["average"])
        optimiser.load_state_dict(parts["optimiser"])
        step, spent = parts["step"], parts["seconds"]
        print(f"resuming at step {step}", flush=True)
    share = Mix()
    mix = Mix(share.us * args.real, share.street * args.real, share.brazil * args.real, share.intl * args.real, share.empty)
    sets, losses, began, first = validation(args.data), [], time.monotonic(), step
    mark, kept = began, began

    def keep() -> float:
        seconds = spent + time.monotonic() - began
        save(checkpoint, net=net.state_dict(), average=average.net.state_dict(), optimiser=optimiser.state_dict(), step=step, seconds=seconds)
        return seconds

    for batch in batches(args.data, args.shards, args.batch, args.seed + step, (mix, args.fresh), args.workers):
        clock = (time.monotonic() - began) / 60 / args.minutes
        done = max(step / args.steps, first / args.steps + (1 - first / args.steps) * clock)
        if done >= 1 or stop.asked:
            break
        set_rate(optimiser, learning_rate(round(done * args.steps), args.steps, args.rate) * min(1.0, (step - first + 1) / 200))
        net.train()
        losses.append(train_step(net, optimiser, batch))
        step += 1
        average.update(net, step)
        if step % 100 == 0:
            print(f"{step} loss {np.mean(losses[-100:]):.4f} {100 * args.batch / (time.monotonic() - mark):.0f} crops/s", flush=True)
            mark = time.monotonic()
            if mark - kept > 240:
                keep()
                kept = mark
        if step % args.every == 0:
            log_scores(args.out / "reader.csv", step, keep(), float(np.mean(losses[-args.every:])), evaluate(average.net, sets))
    keep()
    log_scores(args.out / "reader.csv", step, spent + time.monotonic() - began, float(np.mean(losses[-100:])), evaluate(average.net, sets))


if __name__ == "__main__":
    main()
