"""Nothing that repeats a validation picture, and no research-only row, gets into training."""

import random
from pathlib import Path

import cv2
import numpy as np

from common.duplicates import difference_hash, looks_held_out
from common.real import load_real
from reader import loader
from reader.evaluate import validation
from reader.loader import Mix, Samples, Shards
from render.generate import main as generate
from tiny import plain_face, plain_plate, write_data, write_set


def row(text: str, split: str, **more) -> dict:
    return {"text": text, "state": "KS", "split": split, **more}


def fill(root: Path) -> None:
    plates = {t: plain_plate(t, i).image for i, t in enumerate(("123ABC", "KLM456", "XYZ789", "GOLF10", "QQQ111"))}
    write_set(root / "read/us_crops", [row("123ABC", "train"), row("KLM456", "val"), row("KLM456", "train")],
              [plates["123ABC"], plates["KLM456"], plates["KLM456"]])
    write_set(root / "read/us_street_crops", [row("XYZ789", "train", research_only=True), row("GOLF10", "train", research_only=False)],
              [plates["XYZ789"], plates["GOLF10"]])
    scene = np.full((300, 400, 3), 70, np.uint8)
    scene[100:196, 100:292] = plates["QQQ111"]
    plate = {"box": [100, 100, 292, 196], "text": "QQQ111", "state": "KS"}
    hidden = {"box": [5, 5, 90, 50], "text": "KLM456", "state": "KS"}
    write_set(root / "detect/open_images", [{"width": 400, "height": 300, "split": "train", "plates": [plate, hidden]}], [scene])
    write_data(root)


def close_up(text: str) -> np.ndarray:
    """A clean plate, 320 x 160, characters well apart."""
    image, face = np.full((160, 320, 3), 230, np.uint8), plain_face()
    for i, c in enumerate(text):
        glyph = cv2.resize(face[c], (max(9, face[c].shape[1] * 70 // 80), 70), interpolation=cv2.INTER_AREA)
        part = image[45:115, 14 + 49 * i:14 + 49 * i + glyph.shape[1]]
        part[glyph > 100] = 30
    return image


def test_held_out_and_research_rows_are_left_out(tmp_path):
    fill(tmp_path)
    real = load_real(tmp_path)
    texts = {group: sorted(c.text for c in crops) for group, crops in real.groups.items()}
    assert texts == {"us": ["123ABC"], "street": ["GOLF10", "QQQ111"]}
    assert sum(real.excluded.values()) == 2


def test_a_near_copy_is_noticed():
    image = plain_plate("123ABC").image
    other = plain_plate("987XYZ", 3).image
    hashes = difference_hash(image)[None]
    assert looks_held_out(np.clip(image.astype(int) + 9, 0, 255).astype(np.uint8), hashes)
    assert not looks_held_out(np.rot90(other, 2), hashes)


def test_validation_uses_the_validation_split(tmp_path):
    fill(tmp_path)
    assert validation(tmp_path)["us_crops"].texts == ["KLM456"]


def test_a_batch_has_labels_and_empties(tmp_path, monkeypatch):
    fill(tmp_path)
    shards = Shards(tmp_path / "shards")
    (tmp_path / "shards").mkdir()
    luma = np.stack([plain_plate("AB12", i).image[..., 0] for i in range(4)])
    np.save(tmp_path / "shards" / "x.luma.npy", luma)
    (tmp_path / "shards" / "x.json").write_text('{"texts": ["AB12", "AB12", "AB12", "AB12"]}')
    shards.scan()
    batch = Samples(tmp_path, shards, Mix(us=0.3, street=0.3, brazil=0, intl=0, empty=0.2), 1).batch(40)
    assert batch.crops.shape == (40, 1, 64, 160)
    assert set(batch.lengths.tolist()) == {0, 4, 6}
    assert not batch.exact.all() and batch.exact.any()


def test_generate_writes_whole_shards(tmp_path, monkeypatch):
    face_rows = [row(t, "train") for t in ("ABCDEF", "GHJKLM", "NPQRST", "UVWXYZ", "234567", "890ABC", "1I2O34")]
    pictures = [close_up(r["text"]) for r in face_rows]
    write_set(tmp_path / "read/us_crops", face_rows, pictures)
    design = {"text": None, "state": "KS", "title": "plain", "split": "train"}
    write_set(tmp_path / "read/us_designs", [design], [np.full((128, 256, 3), 220, np.uint8)])
    write_data(tmp_path)
    monkeypatch.setattr("sys.argv", ["generate", "--data", str(tmp_path), "--out", str(tmp_path / "s"), "--count", "12", "--seed", "3"])
    generate()
    shards = Shards(tmp_path / "s")
    shards.scan()
    assert len(shards.texts[0]) == 12 and shards.pictures[0].shape == (12, 96, 192)
    assert np.load(tmp_path / "s" / "plates-0003.rgb.npy").shape == (12, 48, 96, 3)


def test_fresh_plates_are_mostly_reused(monkeypatch):
    made = []

    class Stub:
        def __init__(self, *_):
            pass

        def plate(self):
            made.append(plain_plate("AB12", len(made)))
            return made[-1]

    monkeypatch.setattr(loader, "Renderer", Stub)
    monkeypatch.setattr(loader.Fresh, "KEPT", 20)
    fresh, r = loader.Fresh(Path("unused"), 1), random.Random(2)
    texts = {fresh.pick(r)[1] for _ in range(200)}
    assert texts == {"AB12"}
    assert 25 < len(made) < 80
    assert len(fresh.kept) == 20
