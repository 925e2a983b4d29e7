"""State labels and the meaning of an answer."""

import argparse

import numpy as np
import torch

from state.evaluate import Labelled, accuracy_at, probabilities
from state.labels import INDEX, LABELS
from state.net import StateNet
from state.train import fit, prepare


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


def test_the_fixed_layer_and_the_head_learn_colours():
    torch.manual_seed(3)
    rng = np.random.default_rng(3)
    colours = np.array([[220, 30, 30], [30, 220, 30], [30, 30, 220], [220, 220, 40]])
    labels = rng.integers(0, 4, 160)
    crops = np.clip(colours[labels][:, :, None, None] + rng.normal(0, 25, (160, 3, 48, 96)), 0, 255).astype(np.uint8)
    net = StateNet().eval()
    with torch.no_grad():
        features = prepare(net, crops, 1)
    assert torch.allclose(features.mean(0), torch.zeros(features.shape[1]), atol=1e-3)
    held = {"x": (features[120:], Labelled(crops[120:], labels[120:]))}
    args = argparse.Namespace(rate=1e-3, epochs=6)
    best = fit(net, features[:120], torch.from_numpy(labels[:120]), args, held)
    assert (probabilities(best, crops[120:]).argmax(1) == labels[120:]).mean() > 0.9
