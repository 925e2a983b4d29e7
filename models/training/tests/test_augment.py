"""Augmentation keeps labels: never mirrored, turned over, or pushed out of the crop."""

import random

import cv2
import numpy as np

from reader.augment import SIZE, Strength, augment, target_quad, warp
from tiny import plain_plate

FULL = np.float32([[0, 0], [192, 0], [192, 96], [0, 96]])


def area(quad: np.ndarray) -> float:
    x, y = quad.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def test_corners_keep_their_order_and_the_serial_stays_inside():
    r = random.Random(1)
    for _ in range(2000):
        quad = target_quad(r, Strength())
        assert area(quad) > 0.25
        tl, tr, br, bl = quad
        assert tl[0] < tr[0] and bl[0] < br[0] and tl[1] < bl[1] and tr[1] < br[1]
        middle = np.stack([quad[[0, 3]].mean(0), quad[[1, 2]].mean(0)])
        ends = middle[0] + np.float32([[0.06], [0.94]]) * (middle[1] - middle[0])
        assert (ends > -0.04).all() and (ends < 1.04).all()


def test_the_warp_puts_each_corner_where_it_is_told():
    grey = cv2.cvtColor(plain_plate("8XK-417").image, cv2.COLOR_BGR2GRAY)
    unit = np.float32([[0, 0], [1, 0], [1, 1], [0, 1]])
    plain = cv2.resize(grey, SIZE, interpolation=cv2.INTER_AREA)
    assert np.corrcoef(plain.ravel(), warp(grey, FULL, unit, SIZE, None).ravel())[0, 1] > 0.985
    half = warp(grey, FULL, unit * np.float32([0.5, 1]), SIZE, np.full((4, 4), 9, np.uint8))
    assert (half[:, 82:] == 9).all()
    assert np.corrcoef(cv2.resize(plain, (80, 64)).ravel(), half[:, :80].ravel())[0, 1] > 0.95


def test_output_is_the_readers_input():
    r, rng = random.Random(3), np.random.default_rng(3)
    grey = cv2.cvtColor(plain_plate("AB1234").image, cv2.COLOR_BGR2GRAY)
    for _ in range(50):
        out = augment(grey, FULL, np.full((8, 16), 90, np.uint8), r, rng)
        assert out.shape == (SIZE[1], SIZE[0]) and out.dtype == np.uint8


def test_the_same_seed_gives_the_same_crop():
    grey = cv2.cvtColor(plain_plate("AB1234").image, cv2.COLOR_BGR2GRAY)
    one, two = (augment(grey, FULL, None, random.Random(7), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, two)
