"""Fit the reader's temperature on validation crops: ``python3 -m reader.calibrate --data DIR --checkpoint FILE``.

The probability of a plate is the sum over all CTC alignments of the best text (beam search over texts),
after dividing the log-probabilities by the temperature and normalising again, as the TypeScript side does.
"Right" means equal with O = 0 and I = 1 merged. Prints the table, the ECE (10 bins) and the best temperature.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from common.alphabet import ALPHABET, encode, fold
from common.dataset import add_data_argument

from .evaluate import Labelled, log_probs, validation
from .net import Reader

BINS = 10
TEMPERATURES = np.round(np.arange(0.6, 2.61, 0.1), 2)


@dataclass(frozen=True)
class Reliability:
    """Expected calibration error and its table: (bin's lower edge, count, mean probability, share right)."""

    ece: float
    table: list[tuple[float, int, float, float]]


def temper(log_p: np.ndarray, temperature: float) -> np.ndarray:
    """Log-softmax of log-probabilities divided by the temperature."""
    scaled = log_p / temperature
    top = scaled.max(-1, keepdims=True)
    return scaled - top - np.log(np.exp(scaled - top).sum(-1, keepdims=True))


def text_log_prob(log_p: np.ndarray, text: str) -> float:
    """Log of the sum over alignments of ``text`` (T x 37 log-probabilities): the CTC forward pass."""
    labels = [0]
    for k in encode(text):
        labels += [k, 0]
    alpha = np.full(len(labels), -np.inf)
    alpha[:2] = log_p[0, labels[:2]]
    skip = np.array([i >= 2 and labels[i] != 0 and labels[i] != labels[i - 2] for i in range(len(labels))])
    for row in log_p[1:]:
        one = np.concatenate(([-np.inf], alpha[:-1]))
        two = np.where(skip, np.concatenate(([-np.inf, -np.inf], alpha[:-2]))[:len(alpha)], -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, one), two) + row[labels]
    return float(np.logaddexp(alpha[-1], alpha[-2]) if len(alpha) > 1 else alpha[-1])


def beam_texts(log_p: np.ndarray, width: int = 8) -> list[str]:
    """The ``width`` most probable texts by prefix beam search, the best first."""
    beams: dict[str, tuple[float, float]] = {"": (0.0, -np.inf)}
    for row in log_p:
        following: dict[str, list[float]] = {}
        chosen = np.argsort(row[1:])[-6:] + 1

        def add(text: str, blank: float, other: float) -> None:
            pair = following.setdefault(text, [-np.inf, -np.inf])
            pair[0], pair[1] = np.logaddexp(pair[0], blank), np.logaddexp(pair[1], other)

        for text, (blank, other) in beams.items():
            both = np.logaddexp(blank, other)
            add(text, both + row[0], -np.inf)
            for k in chosen:
                c = ALPHABET[k - 1]
                if text and c == text[-1]:
                    add(text, -np.inf, other + row[k])
                    add(text + c, -np.inf, blank + row[k])
                else:
                    add(text + c, -np.inf, both + row[k])
            if text:
                last = encode(text[-1])[0]
                if last not in chosen:
                    add(text, -np.inf, other + row[last])
        beams = {t: (p[0], p[1]) for t, p in sorted(following.items(), key=lambda item: -np.logaddexp(*item[1]))[:width]}
    return list(beams)


def beam(log_p: np.ndarray, width: int = 8) -> tuple[str, float]:
    """Best text and its probability: prefix beam search, exact probability of the winner."""
    best = beam_texts(log_p, width)[0]
    return best, float(np.exp(text_log_prob(log_p, best)))


def reliability(probability: np.ndarray, right: np.ndarray) -> Reliability:
    """Table and expected calibration error over BINS equal bins."""
    index = np.minimum((probability * BINS).astype(int), BINS - 1)
    table, error = [], 0.0
    for b in range(BINS):
        chosen = index == b
        if chosen.any():
            p, a = float(probability[chosen].mean()), float(right[chosen].mean())
            table.append((b / BINS, int(chosen.sum()), p, a))
            error += abs(p - a) * chosen.mean()
    return Reliability(float(error), table)


def best_texts(sets: dict[str, np.ndarray]) -> dict[str, list[str]]:
    """The most probable text of every crop, before tempering (tempering hardly ever changes which is best)."""
    return {name: [beam(row)[0] for row in lp] for name, lp in sets.items()}


def pooled(sets: dict[str, np.ndarray], texts: dict[str, list[str]], temperature: float) -> np.ndarray:
    """Tempered probabilities of the texts, over all sets."""
    return np.array([np.exp(text_log_prob(row, t)) for name, lp in sets.items() for row, t in zip(temper(lp, temperature), texts[name])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data_argument(parser)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", default=["us_crops", "us_street_crops", "brazil_crops", "ucsd_boxes", "us_boxes"])
    args = parser.parse_args()
    net = Reader()
    net.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    truth = {name: s for name, s in validation(args.data).items() if name in args.sets}
    raw = {name: log_probs(net, s.crops) for name, s in truth.items()}
    texts = best_texts(raw)
    right = np.array([fold(t) == fold(w) for name in raw for t, w in zip(texts[name], truth[name].texts)])
    results = {}
    for temperature in TEMPERATURES:
        p = np.clip(pooled(raw, texts, temperature), 1e-6, 1 - 1e-6)
        results[temperature] = -np.mean(np.where(right, np.log(p), np.log(1 - p)))
    best = min(results, key=lambda t: results[t])
    p = pooled(raw, texts, best)
    plain = reliability(pooled(raw, texts, 1.0), right).ece
    print(f"temperature {best}: ECE {reliability(p, right).ece:.4f} (at 1.0: {plain:.4f}) over {len(p)} plates")
    for low, count, mean, share in reliability(p, right).table:
        print(f"  {low:.1f}  n {count:4}  probability {mean:.3f}  right {share:.3f}")
    for limit in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = p >= limit
        print(f"  at least {limit}: answered {kept.mean():.3f}, of these right {right[kept].mean():.3f}")


if __name__ == "__main__":
    main()
