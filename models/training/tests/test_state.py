"""State labels, the meaning of an answer, and that the network learns."""

import random

import numpy as np
import torch

from common.training import echoed
from render.glyphs import find_font, font_glyphs
from state.evaluate import accuracy_at, probabilities
from render.standard import Face, standard_plate
from state.labels import INDEX, LABELS
from state.net import SIZE, StateNet
from state.samples import FULL, spoil
from state.train import train_step
from tiny import plain_face, plain_plate


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


def test_the_network_learns_colours():
    torch.manual_seed(3)
    rng = np.random.default_rng(3)
    colours = np.array([[220, 30, 30], [30, 220, 30], [30, 30, 220], [220, 220, 40]])
    labels = rng.integers(0, 4, 96)
    crops = np.clip(colours[labels][:, :, None, None] + rng.normal(0, 25, (96, 3, SIZE[1], SIZE[0])), 0, 255).astype(np.uint8)
    net = StateNet()
    optimiser = torch.optim.AdamW(net.parameters(), 2e-3)
    for _ in range(25):
        net.train()
        train_step(net, optimiser, torch.from_numpy(crops), torch.from_numpy(labels))
    assert (probabilities(net, crops).argmax(1) == labels).mean() > 0.9


def test_every_second_batch_is_an_echo_of_what_was_seen():
    fresh = ((torch.full((4, 1), float(i)), torch.full((4,), i)) for i in range(10))
    seen = list(echoed(fresh, 1, kept=2))
    assert [int(x[0, 0]) for x, _ in seen[:2]] == [0, 1]
    assert len(seen) == 10 + 8
    for crops, labels in seen:
        assert crops[:, 0].tolist() == labels.tolist()


def test_a_spoilt_crop_has_the_networks_size_and_stays_a_picture():
    r, rng = random.Random(4), np.random.default_rng(4)
    plate = plain_plate("123-ABC").image
    crops = [spoil(plate, FULL, np.full((8, 16, 3), 90, np.uint8), r, rng) for _ in range(20)]
    assert {c.shape for c in crops} == {(SIZE[1], SIZE[0], 3)}
    assert sum(bool((c[..., 0] == c[..., 2]).all()) for c in crops) in range(1, 15)  # some are monochrome


def test_a_missouri_plate_carries_its_year_between_the_groups():
    white = np.full((96, 192, 3), 255, np.uint8)
    r = random.Random(2)
    plates = [standard_plate(Face(white, "MO"), plain_face(), "AB1-C2D", r) for _ in range(3)]
    assert {p.text for p in plates} == {"AB1C2D"} and {p.state for p in plates} == {"MO"}
    assert font_glyphs(find_font("OSP-DIN"), 0)["A"].shape[0] == 80
