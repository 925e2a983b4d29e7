"""The reader's alphabet, CTC decoding and the folding used for scoring.

Index 0 is the CTC blank, 1..10 are ``0-9``, 11..36 are ``A-Z``: the order the
manifest promises to the TypeScript side.
"""

from __future__ import annotations

import re

import numpy as np

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLASSES = len(ALPHABET) + 1
_INDEX = {c: i + 1 for i, c in enumerate(ALPHABET)}


def clean(text: str) -> str:
    """Upper case, only ``0-9A-Z`` (blanks, dashes and dots are not part of a serial)."""
    return re.sub("[^0-9A-Z]", "", text.upper())


def encode(text: str) -> list[int]:
    """Class indices of a clean text; KeyError if a character is outside the alphabet."""
    return [_INDEX[c] for c in text]


def fold(text: str) -> str:
    """Merge what many US dies do not tell apart: O = 0 and I = 1."""
    return text.replace("O", "0").replace("I", "1")


def greedy(log_probs: np.ndarray) -> list[str]:
    """Best-path texts of N x T x 37 log-probabilities."""
    texts = []
    for row in log_probs.argmax(2):
        previous, text = -1, ""
        for k in row:
            if k != previous and k:
                text += ALPHABET[k - 1]
            previous = k
        texts.append(text)
    return texts


def edit_distance(a: str, b: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
