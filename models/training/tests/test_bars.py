"""The sets to measure on: the right serials, fonts that no training uses, words that no training uses."""

import random

import numpy as np
import pytest

from bars.camera import LIGHTS, photograph
from bars.home import STATES, held_out_faces, serial
from bars.personal import WORDS_APART, text
from bars.press import HELD_OUT_FONTS, SCALE, press
from grammars.serials import grammars
from render.glyphs import PLATE_FONTS
from render.words import WORDS
from tiny import plain_template


def test_fonts_and_words_are_apart_from_training():
    assert not set(HELD_OUT_FONTS) & set(PLATE_FONTS)
    assert not set(WORDS) & set(WORDS_APART)
    assert len(held_out_faces()) == 8


@pytest.mark.parametrize("state", STATES)
def test_serials_are_of_the_states_formats(state):
    r = random.Random(1)
    for _ in range(20):
        assert grammars().format_log(serial(grammars(), state, r).replace("-", ""), state) > -30


def test_personalised_texts_fit_a_plate():
    r = random.Random(1)
    assert all(3 <= len(text(r)) <= 7 for _ in range(200))


@pytest.mark.parametrize("light", LIGHTS)
def test_a_photograph_shows_the_plate_at_its_width(light):
    plate = press(plain_template(), "123-ABC", random.Random(1))
    assert plate.shape == (96 * SCALE, 192 * SCALE, 3)
    shot = photograph(plate, 90, light, np.random.default_rng(1))
    assert 80 < shot.image.shape[1] < 110
    if light == "infrared":
        assert abs(shot.image.astype(int)[..., 0] - shot.image[..., 2]).mean() < 3
