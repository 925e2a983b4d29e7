"""Data-free tests of the detector's training code."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from detector.augment import STEPS, photometric
from detector.bank import Bank, make_scene
from detector.compose import Light, erase, paste, random_quad
from detector.decode import decode
from detector.evaluate import judge, summary
from detector.export import export, largest_difference
from detector.golden import golden
from detector.labels import Plate, Row, from_quad, iou
from detector.letterbox import letterbox
from detector.loss import detector_loss, side_iou
from detector.net import OUTPUTS, Deployed, Detector
from detector.targets import STRIDE, make_targets
from detector.textures import Texture, draw_distractor, draw_plate, draw_stamp
from detector.window import Window, make_window

REPOSITORY = Path(__file__).resolve().parents[4]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def small_bank(seed: int = 0) -> Bank:
    r = rng(seed)
    scenes = []
    for _ in range(3):
        grey = cv2.resize(r.integers(0, 256, (20, 30), dtype=np.uint8), (600, 400))
        scenes.append(make_scene(grey, (Plate(np.array([200.0, 220, 300, 270])),), True))
    plates = tuple(draw_plate(r) for _ in range(4))
    return Bank(tuple(scenes), (make_scene(scenes[0].levels[0], (), False),), (plates, plates, plates), tuple(draw_distractor(r) for _ in range(6)), (draw_stamp(r),))


def test_targets_give_back_the_boxes_and_corners():
    quad = np.array([[60.0, 50], [140, 58], [138, 98], [62, 92]])
    window = Window(np.zeros((160, 256), np.uint8), (from_quad(quad), Plate(np.array([200.0, 20, 216, 28]))), None)
    t = make_targets(window)
    found = decode(t.positive[None], t.sides, t.corners, 0.5, 0.4)
    assert len(found) == 2
    for plate in window.plates:
        best = max(found, key=lambda d: iou(d.box, plate.box)[0, 0])
        np.testing.assert_allclose(best.box, plate.box, atol=1e-3)
    known = max(found, key=lambda d: d.box[2] - d.box[0])
    np.testing.assert_allclose(known.quad, quad, atol=1e-3)
    # Every plate weighs one, whatever its size.
    assert t.share.sum() == pytest.approx(2, abs=1e-5)


def test_ignored_plates_and_unknown_ground_have_no_weight():
    ignored = Plate(np.array([40.0, 40, 120, 80]), None, True)
    t = make_targets(Window(np.zeros((160, 160), np.uint8), (ignored,), None))
    assert t.positive.sum() == 0 and t.weight[7, 10] == 0 and t.weight[18, 18] == 1
    plate = Plate(np.array([40.0, 40, 120, 80]))
    t = make_targets(Window(np.zeros((160, 160), np.uint8), (plate,), np.array([plate.box])))
    assert t.positive.sum() > 0 and t.weight[18, 18] == 0


@pytest.mark.parametrize("seed", range(6))
def test_pasted_plate_lies_on_its_label(seed: int):
    r = rng(seed)
    scene = np.full((240, 240), 40, np.uint8)
    quad = random_quad(r, (120.0, 120.0), 110, 2.0, True)
    paste(scene, Texture(np.full((64, 128), 255, np.uint8)), quad, Light(0, 240), 0)
    bright = np.argwhere(scene > 140)[:, ::-1]
    box = from_quad(quad).box
    np.testing.assert_allclose(bright.min(0), box[:2], atol=1.6)
    np.testing.assert_allclose(bright.max(0) + 1, box[2:], atol=1.6)
    for corner in quad:  # a bright pixel near every corner, seen from the inside
        inner = corner + (quad.mean(0) - corner) * 0.12
        assert scene[int(inner[1]), int(inner[0])] > 200


def test_first_corner_is_the_textures_upper_left():
    texture = np.zeros((64, 128), np.uint8)
    texture[:32, :64] = 255
    scene = np.full((200, 200), 100, np.uint8)
    quad = random_quad(rng(3), (100.0, 100.0), 120, 2.0, False)
    paste(scene, Texture(texture), quad, Light(0, 255), 0)
    at = lambda k: scene[tuple((quad[k] * 0.75 + quad.mean(0) * 0.25).astype(int)[::-1])]
    assert at(0) > 200 and max(at(1), at(2), at(3)) < 60


def test_mirroring_keeps_corners_on_their_pixels():
    quad = np.array([[10.0, 20], [60, 24], [58, 50], [12, 44]])
    plate = from_quad(quad).mirrored(100)
    np.testing.assert_allclose(plate.quad, [[40, 24], [90, 20], [88, 44], [42, 50]])
    np.testing.assert_allclose(plate.box, [40, 20, 90, 50])
    np.testing.assert_allclose(plate.mirrored(100).quad, quad)


def test_erased_plate_is_gone():
    scene = np.full((100, 200), 90, np.uint8)
    scene[40:60, 60:120] = 255
    erase(scene, np.array([60.0, 40, 120, 60]), rng())
    assert scene.max() < 110


def test_photometric_steps_keep_the_place_of_things():
    img = np.full((128, 128), 60, np.uint8)
    img[48:80, 32:96] = 200
    for step, _ in STEPS:
        for seed in range(5):
            out = step(img.copy(), rng(seed)).astype(float)
            assert out.shape == img.shape
            inside, outside = out[52:76, 36:92].mean(), np.r_[out[20:44, 36:92].ravel(), out[84:108, 36:92].ravel()].mean()
            assert inside >= outside, step.__name__
    assert photometric(img, rng(1)).dtype == np.uint8


def test_windows_are_a_function_of_their_number_and_labels_stay_inside():
    bank = small_bank()
    for i in range(12):
        one, two = (make_window(bank, rng(i)) for _ in range(2))
        assert np.array_equal(one.image, two.image)
        assert one.image.shape == (320, 320) and one.image.dtype == np.uint8
        for p in one.plates:
            assert p.box.min() >= -1e-6 and p.box.max() <= 320 + 1e-6
            if p.quad is not None:
                np.testing.assert_allclose(from_quad(p.quad).box, p.box, atol=1e-6)


def test_loss_is_least_at_the_truth():
    t = make_targets(Window(np.zeros((96, 96), np.uint8), (from_quad(np.array([[20.0, 30], [70, 34], [70, 60], [20, 55]])),), None))
    batch = tuple(torch.from_numpy(a)[None] for a in t.arrays())
    sides = torch.from_numpy(t.sides).clamp(min=1e-3)
    good = torch.cat([torch.from_numpy(t.positive)[None] * 16 - 8, torch.log(torch.expm1(sides)), torch.from_numpy(t.corners)])[None]
    assert good.shape[1] == OUTPUTS
    best, parts = detector_loss(good, batch)
    assert parts["iou"] > 0.99 and best < 0.01
    worse = good.clone()
    worse[:, 5:] += 0.5
    assert detector_loss(worse, batch)[0] > best + 0.1


def test_side_iou_equals_box_iou():
    p, t = torch.tensor([[1.0, 2, 3, 1]]), torch.tensor([[2.0, 1, 2, 2]])
    expected = iou(np.array([-1, -2, 3, 1.0]), np.array([-2, -1, 2, 2.0]))[0, 0]
    assert float(side_iou(p, t)[0]) == pytest.approx(expected, abs=1e-4)


def test_letterbox_factors_lead_back():
    grey = np.full((1080, 1920), 30, np.uint8)
    padded, factors = letterbox(grey, 640)
    assert padded.shape == (384, 640) and padded[360:].min() == 114 and padded[:360].max() == 30
    np.testing.assert_allclose(np.array([640, 360]) / factors, [1920, 1080])
    assert letterbox(np.zeros((50, 100), np.uint8), 640)[0].shape == (128, 224)


def test_judging_counts_misses_and_false_boxes():
    row = Row("x", Path("a.jpg"), "val", (Plate(np.array([10.0, 10, 60, 40])), Plate(np.array([100.0, 10, 130, 20]))))
    maps = [np.zeros((c, 20, 20), np.float32) for c in (1, 4, 8)]
    for y, x, half in ((3, 4, 3.0), (15, 15, 1.0)):
        maps[0][0, y, x], maps[1][:, y, x] = 0.9, (half, half / 2, half, half / 2)
    s = summary([judge(row, decode(*maps, 0.5, 0.4))])
    assert s["buckets"]["40-80"]["recall"] == 1 and s["buckets"]["24-40"]["recall"] == 0 and s["falsePer100"] == 100


def test_exported_file_equals_pytorch(tmp_path: Path):
    torch.manual_seed(1)
    net = Detector().train()
    with torch.no_grad():
        net(torch.rand(2, 1, 64, 64) * 4 - 2)  # running averages that are not trivial
    export(Deployed(net.eval()), tmp_path / "d.onnx")
    # ``export`` folds normalisation in place: compare with a fresh copy of the same weights.
    torch.manual_seed(1)
    again = Detector().train()
    with torch.no_grad():
        again(torch.rand(2, 1, 64, 64) * 4 - 2)
    assert largest_difference(Deployed(again.eval()), tmp_path / "d.onnx") < 1e-4


def test_golden_file_is_current():
    path = REPOSITORY / "fixtures" / "models" / "detector-golden.json"
    assert json.loads(path.read_text()) == json.loads(json.dumps(golden()))
