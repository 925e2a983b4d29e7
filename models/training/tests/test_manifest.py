"""The manifest is merged a section at a time, with the files' hashes."""

import hashlib
import json

import pytest

from manifest import merge


def test_sections_are_merged(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"one")
    (tmp_path / "b.onnx").write_bytes(b"two")
    merge(tmp_path, "reader", {"file": "b.onnx", "name": "r"})
    merge(tmp_path, "detector", {"file": "a.onnx", "sha256": "stale", "name": "d"})
    stored = json.loads((tmp_path / "manifest.json").read_text())
    assert list(stored) == ["version", "detector", "reader", "state"]
    assert stored["detector"]["sha256"] == hashlib.sha256(b"one").hexdigest()
    assert stored["reader"]["sha256"] == hashlib.sha256(b"two").hexdigest()
    assert stored["state"] is None


def test_wrong_sections_are_refused(tmp_path):
    with pytest.raises(ValueError, match="detector, reader, state"):
        merge(tmp_path, "readr", {"file": "x"})
    with pytest.raises(ValueError, match="file"):
        merge(tmp_path, "reader", {"name": "x"})
