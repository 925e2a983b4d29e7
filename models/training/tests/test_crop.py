"""The plate crop: half-pixel convention, block mean, border, widening; and the golden file is what the code makes."""

import base64
import json
from pathlib import Path

import cv2
import numpy as np

from common.crop import plate_crop, widen
from common.dataset import whole
from common.golden import golden

GOLDEN = Path(__file__).resolve().parents[3] / "fixtures" / "models" / "crop-golden.json"


def noise(w: int, h: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (h, w), np.uint8)


def test_a_picture_of_the_right_size_is_left_alone():
    image = noise(160, 64)
    assert np.array_equal(plate_crop(image, whole(image), (160, 64)), image)


def test_a_whole_number_of_pixels_is_averaged():
    image = noise(320, 128)
    mean = image.reshape(64, 2, 160, 2).astype(float).mean((1, 3))
    assert np.abs(plate_crop(image, whole(image), (160, 64)) - mean).max() <= 1


def test_outside_the_picture_the_border_is_repeated():
    image = np.full((20, 40), 10, np.uint8)
    image[:, -1] = 200
    crop = plate_crop(image, np.float32([[40, 0], [80, 0], [80, 20], [40, 20]]), (40, 20))
    assert (crop[:, 1:] == 200).all()


def test_widening_follows_the_quads_own_axes():
    square = np.array([[0, 0], [10, 0], [10, 4], [0, 4]])
    assert np.allclose(widen(square, 0.1, 0.25), [[-1, -1], [11, -1], [11, 5], [-1, 5]])
    turn = np.array([[0, 1], [-1, 0]])
    assert np.allclose(widen(square @ turn, 0.1, 0.25), widen(square, 0.1, 0.25) @ turn)


def test_the_golden_file_is_up_to_date():
    image = cv2.imread(str(GOLDEN.with_suffix(".png")), cv2.IMREAD_COLOR)
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    made = golden(image)
    assert [c["name"] for c in stored["cases"]] == [c["name"] for c in made["cases"]]
    for old, new in zip(stored["cases"], made["cases"]):
        a, b = (np.frombuffer(base64.b64decode(c["pixels"]), np.uint8).astype(int) for c in (old, new))
        assert np.abs(a - b).max() <= 1, old["name"]
