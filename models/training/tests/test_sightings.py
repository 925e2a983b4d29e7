"""Sightings for the wrong-hit study: what is written can be found again, and the same seed gives the same looks."""

import json
import random

import numpy as np

from reader import sightings


class FakeScene:
    """A scene with one design and one surrounding, so that no data is needed."""

    def __init__(self, seed: int) -> None:
        self.r, self.rng = random.Random(seed), np.random.default_rng(seed)

    def plate(self, text: str) -> np.ndarray:
        image = np.full((sightings.PLATE_SIZE[1], sightings.PLATE_SIZE[0]), 220, np.uint8)
        image[30:70, 20:170:12] = 10
        return image

    def background(self) -> np.ndarray:
        return np.full((60, 120), 90, np.uint8)


def test_index_and_crops_belong_together(tmp_path):
    sightings.write(FakeScene(3), ["ABC123", "XYZ9"], tmp_path / "a", 3)
    rows = [json.loads(line) for line in (tmp_path / "a" / "index.jsonl").read_text().splitlines()]
    crops = np.fromfile(tmp_path / "a" / "crops.bin", np.uint8)
    assert [row["text"] for row in rows] == ["ABC123", "XYZ9"]
    looks = [look for row in rows for look in row["looks"]]
    assert looks[-1]["at"] + looks[-1]["width"] * looks[-1]["height"] == len(crops)
    for look in looks:
        quad = np.float32(look["quad"])
        assert (quad > 0).all() and (quad < [look["width"], look["height"]]).all()
        assert quad[0, 0] < quad[1, 0] and quad[0, 1] < quad[3, 1]
    widths = [np.linalg.norm(np.subtract(*look["quad"][:2])) for look in rows[0]["looks"]]
    assert widths[0] < widths[2]


def test_same_seed_same_looks(tmp_path):
    for name in ("a", "b"):
        sightings.write(FakeScene(5), ["ABC123"], tmp_path / name, 2)
    assert (tmp_path / "a" / "crops.bin").read_bytes() == (tmp_path / "b" / "crops.bin").read_bytes()


def test_what_light_drowned_is_not_seen():
    quad = np.float32([[10, 10], [90, 10], [90, 50], [10, 50]])
    assert not sightings.visible(sightings.Look(np.full((60, 100), 250, np.uint8), quad))
    drawn = np.tile(np.uint8([0, 255] * 50), (60, 1))
    assert sightings.visible(sightings.Look(drawn, quad))
