"""CTC loss; where a label does not tell 0 from O or 1 from I, the pair counts as one character."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from common.alphabet import ALPHABET, CLASSES

PAIRS = (("0", "O"), ("1", "I"))
_INDEX = {c: i + 1 for i, c in enumerate(ALPHABET)}


def merge_pairs(log_probs: Tensor) -> Tensor:
    """Add the probability of O to 0 and of I to 1 (last axis); the merged-away classes become impossible."""
    columns = list(log_probs.unbind(-1))
    for keep, gone in PAIRS:
        k, g = _INDEX[keep], _INDEX[gone]
        columns[k] = torch.logaddexp(columns[k], columns[g])
        columns[g] = torch.full_like(columns[g], -30.0)
    return torch.stack(columns, -1)


def fold_labels(labels: Tensor) -> Tensor:
    """O to 0 and I to 1 in class indices."""
    for keep, gone in PAIRS:
        labels = torch.where(labels == _INDEX[gone], torch.full_like(labels, _INDEX[keep]), labels)
    return labels


def _ctc(log_probs: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
    steps = torch.full((len(labels),), log_probs.shape[1], dtype=torch.long)
    losses = F.ctc_loss(log_probs.transpose(0, 1), labels, steps, lengths, reduction="none", zero_infinity=True)
    return losses / lengths.clamp(min=1)


def reader_loss(logits: Tensor, labels: Tensor, lengths: Tensor, exact: Tensor) -> Tensor:
    """Mean loss per character over a batch of logits N x T x 37."""
    log_probs = logits.float().log_softmax(2)
    assert log_probs.shape[2] == CLASSES
    parts = []
    if exact.any():
        parts.append(_ctc(log_probs[exact], labels[exact], lengths[exact]))
    if not exact.all():
        loose = ~exact
        parts.append(_ctc(merge_pairs(log_probs[loose]), fold_labels(labels[loose]), lengths[loose]))
    return torch.cat(parts).mean()
