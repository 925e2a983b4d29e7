"""The renderer's labels match its pixels, and it is repeatable."""

import random
import re

import cv2
import numpy as np
import pytest

from render import grammar
from render.glyphs import HEIGHT, make_die
from render.plate import draw_serial, layout, render, render_foreign
from render.templates import SIZE, blank
from tiny import plain_face, plain_plate, plain_template

SHAPES = "23456789ABCDEFGHJKLMNPRSTUVWXYZ"


def shape_of(part: np.ndarray, face: dict[str, np.ndarray]) -> str:
    """The character whose glyph correlates best with an alpha picture."""
    def likeness(c: str) -> float:
        glyph = cv2.resize(face[c], part.shape[::-1], interpolation=cv2.INTER_AREA)
        return float(np.corrcoef(part.ravel(), glyph.ravel())[0, 1])
    return max(SHAPES, key=likeness)


def test_the_label_is_what_the_pixels_show():
    face, r, right, total = plain_face(), random.Random(5), 0, 0
    for _ in range(30):
        serial = "".join(r.choice(SHAPES + "-") for _ in range(6)) + "7"
        height, placed = layout(serial, face, (172.0, 48.0), r)
        layer = draw_serial(np.zeros((SIZE[1], SIZE[0], 3), np.uint8), face, placed, ((10, 24), height), np.zeros(3), r)
        assert [c for c, _, _ in placed] == list(serial)
        assert all(a[1] + a[2] <= b[1] + 0.5 for a, b in zip(placed, placed[1:]))
        for c, x, width in placed:
            if c != "-":
                part = layer[24:24 + round(height), round(10 + x):round(10 + x) + max(2, round(width))]
                right += shape_of(part, face) == c
                total += 1
    assert right / total >= 0.97


def test_the_serial_is_painted_where_it_was_placed():
    marked = 0
    for seed in range(12):
        with_serial, without = plain_plate("8888", seed).image, plain_template().image
        middle = np.abs(with_serial[36:64, 60:132].astype(int) - without[36:64, 60:132]).mean(2) > 60
        marked += 0.1 < middle.mean() < 0.9
    assert marked >= 10


def test_marks_between_groups_are_not_in_the_label():
    assert plain_plate("12-AB-34").text == "12AB34"


def test_a_serial_without_characters_is_refused():
    with pytest.raises(ValueError, match="at least one character"):
        render([plain_face()], plain_template(), random.Random(1), "--")


def test_the_same_seed_draws_the_same_plate():
    one, two = (render([make_die(random.Random(2))], None, random.Random(9)) for _ in range(2))
    assert one.text == two.text
    assert np.array_equal(one.image, two.image)


def test_foreign_plates_have_no_us_state():
    r = random.Random(4)
    assert {render_foreign([plain_face()], r).state for _ in range(20)} == {""}


@pytest.mark.parametrize("state", sorted(grammar.SERIALS))
def test_every_state_draws_serials_the_reader_can_spell(state):
    r = random.Random(state)
    for _ in range(200):
        bare = grammar.us_serial(state, r).replace("-", "")
        assert re.fullmatch("[0-9A-Z]{1,8}", bare), bare


def test_missouri_and_kansas_follow_their_patterns():
    r = random.Random(1)
    assert re.fullmatch("[A-Z]{2}[0-9]-?[A-Z][0-9][A-Z]", grammar.fill(grammar.SERIALS["MO"][0], r))
    assert "9999AAA" in grammar.SERIALS["KS"]
    assert all(len(p.replace("-", "")) <= 6 for p in grammar.SERIALS["MO"])


def test_a_sample_serial_is_wiped_from_artwork():
    image = np.full((128, 256, 3), 230, np.uint8)
    face = plain_face()
    for i, c in enumerate("SAMPLE"):
        glyph = cv2.resize(face[c], (26, 56), interpolation=cv2.INTER_AREA)
        image[36:92, 30 + 34 * i:56 + 34 * i][glyph > 128] = 20
    template = blank(image, "KS")
    assert template.ink is not None and template.ink.mean() < 60
    assert cv2.cvtColor(template.image, cv2.COLOR_BGR2GRAY).min() > 150


def test_glyphs_are_as_tall_as_promised():
    assert {g.shape[0] for g in make_die(random.Random(8)).values()} == {HEIGHT}
