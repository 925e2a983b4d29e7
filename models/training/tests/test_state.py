"""State labels and the meaning of an answer."""

import numpy as np

from state.evaluate import accuracy_at
from state.labels import INDEX, LABELS


def test_fifty_states_a_district_and_other():
    assert len(LABELS) == 52 and len(set(LABELS)) == 52 and LABELS[-1] == "other"


def test_accuracy_counts_answers_only():
    probs = np.full((4, 52), 0.001)
    probs[0, INDEX["KS"]] = 0.9
    probs[1, INDEX["MO"]] = 0.9
    probs[2, INDEX["MO"]] = 0.4
    probs[3, INDEX["other"]] = 0.9
    labels = np.array([INDEX["KS"], INDEX["KS"], INDEX["MO"], INDEX["IA"]])
    assert accuracy_at(probs, labels, 0.5) == (0.5, 0.5)
    assert accuracy_at(probs, labels, 0.95) == (0.0, 0.0)
