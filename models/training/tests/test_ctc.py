"""Alphabet, decoding, folding and the loss."""

import numpy as np
import torch

from common.alphabet import ALPHABET, clean, edit_distance, encode, fold, greedy
from reader.loss import fold_labels, merge_pairs, reader_loss


def path(classes: list[int]) -> np.ndarray:
    out = np.full((1, len(classes), 37), -9.0, np.float32)
    out[0, range(len(classes)), classes] = -0.01
    return out


def test_alphabet_order_is_the_manifests():
    assert ALPHABET.index("0") == 0 and ALPHABET.index("A") == 10
    assert encode("0AZ") == [1, 11, 36]


def test_greedy_drops_blanks_and_repeats():
    assert greedy(path([0, 11, 11, 0, 11, 2, 2, 0])) == ["AA1"]


def test_texts():
    assert clean(" ab-1·2 ") == "AB12"
    assert fold("OIL0") == "01L0"
    assert edit_distance("ABC", "AXBD") == 2


def test_merged_classes_share_their_probability():
    log_probs = torch.randn(2, 5, 37).log_softmax(2)
    merged = merge_pairs(log_probs)
    zero, letter = encode("0O")
    assert torch.allclose(merged[..., zero].exp(), log_probs[..., zero].exp() + log_probs[..., letter].exp(), atol=1e-6)
    assert merged[..., letter].max() < -29
    assert fold_labels(torch.tensor([letter, zero, 20])).tolist() == [zero, zero, 20]


def test_an_inexact_label_accepts_either_of_a_pair():
    logits = torch.full((1, 6, 37), -6.0)
    for t, c in enumerate((0, *encode("O"), 0, *encode("7"), 0, 0)):
        logits[0, t, c] = 6.0
    label, length = torch.tensor([[*encode("07"), 0]]), torch.tensor([2])
    strict = reader_loss(logits, label, length, torch.tensor([True]))
    loose = reader_loss(logits, label, length, torch.tensor([False]))
    assert loose < 0.05 < 2 < strict


def test_an_empty_label_asks_for_blanks():
    logits = torch.full((1, 6, 37), -6.0)
    logits[..., 0] = 6.0
    none = torch.zeros(1, 8, dtype=torch.long), torch.tensor([0]), torch.tensor([True])
    assert reader_loss(logits, *none) < 0.01
    logits[0, 2, 5] = 20.0
    assert reader_loss(logits, *none) > 5
