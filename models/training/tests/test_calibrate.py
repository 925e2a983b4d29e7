"""Plate probability: exact over alignments, and the search finds the best text."""

import itertools

import numpy as np

from common.alphabet import ALPHABET
from reader.calibrate import beam, reliability, temper, text_log_prob


def collapse(path: tuple[int, ...]) -> str:
    return "".join(ALPHABET[k - 1] for k, _ in itertools.groupby(path) if k)


def tiny(seed: int) -> np.ndarray:
    """Four steps in which only blank, 0, 1 and 2 are possible."""
    log_p = np.full((4, 37), -60.0)
    log_p[:, :4] = np.log(np.random.default_rng(seed).dirichlet(np.ones(4), 4))
    return log_p


def test_probability_and_search_agree_with_counting_every_alignment():
    for seed in range(6):
        log_p = tiny(seed)
        counted: dict[str, float] = {}
        for path in itertools.product(range(4), repeat=4):
            text = collapse(path)
            counted[text] = counted.get(text, 0.0) + float(np.exp(sum(log_p[t, k] for t, k in enumerate(path))))
        for text, probability in counted.items():
            assert np.isclose(np.exp(text_log_prob(log_p, text)), probability, atol=1e-9)
        text, probability = beam(log_p, 60)
        assert text == max(counted, key=counted.get)
        assert np.isclose(probability, counted[text])


def test_temperature_softens_and_stays_normalised():
    log_p = tiny(1)
    soft = temper(log_p, 2.0)
    assert np.allclose(np.exp(soft).sum(1), 1)
    assert soft.max() < log_p.max()


def test_reliability():
    p = np.array([0.95] * 10 + [0.55] * 10)
    right = np.array([1] * 9 + [0] + [1] * 2 + [0] * 8, bool)
    assert np.isclose(reliability(p, right).ece, (0.05 + 0.35) / 2)
    assert [row[1] for row in reliability(p, right).table] == [10, 10]
