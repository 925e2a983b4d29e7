"""The exported files give what PyTorch gives, in the runtime that is shipped (onnxruntime-node)."""

import json
import subprocess
from pathlib import Path

import numpy as np
import onnx
import torch

from common.half import halve
from reader.export import Shipped as ShippedReader
from reader.export import export
from reader.net import Reader
from state.export import Shipped as ShippedState
from state.labels import LABELS
from state.net import SIZE, StateNet

HERE = Path(__file__).resolve().parent


def shake(net: torch.nn.Module) -> torch.nn.Module:
    """Give batch norms statistics other than their start, as training does."""
    g = torch.Generator().manual_seed(4)
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.copy_(torch.randn(module.num_features, generator=g) * 0.1)
            module.running_var.copy_(torch.rand(module.num_features, generator=g) + 0.5)
    return net.eval()


def run(model: Path, pictures: np.ndarray) -> tuple[dict, np.ndarray]:
    source, target = model.with_suffix(".in"), model.with_suffix(".out")
    source.write_bytes(pictures.tobytes())
    command = ["node", str(HERE / "run-onnx.mjs"), str(model), str(source), ",".join(map(str, pictures.shape)), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    about = json.loads(done.stdout)
    return about, np.frombuffer(target.read_bytes(), np.float32).reshape(about["dims"])


def check(net: torch.nn.Module, path: Path, shape: tuple[int, ...], names: tuple[str, str]) -> np.ndarray:
    export(net, path, shape, names)
    assert max(o.version for o in onnx.load(str(path)).opset_import) <= 17
    pictures = np.random.default_rng(6).integers(0, 256, (3, *shape[1:]), np.uint8)
    pictures[2] = 77  # a crop without any contrast
    about, mine = run(path, pictures)
    assert (about["input"], about["output"]) == names
    with torch.no_grad():
        assert np.abs(mine - net(torch.from_numpy(pictures)).numpy()).max() < 1e-4
    before, after = halve(path)
    assert after < 0.55 * before
    rounded = run(path, pictures)[1]
    assert np.array_equal(rounded.argmax(-1), mine.argmax(-1)) and 0 < np.abs(rounded - mine).max() < 0.05
    return mine


def test_reader(tmp_path):
    out = check(ShippedReader(shake(Reader())), tmp_path / "reader.onnx", (2, 1, 64, 160), ("plate", "logProbs"))
    assert out.shape == (3, 40, 37)
    assert np.allclose(np.exp(out).sum(2), 1, atol=1e-4)


def test_state(tmp_path):
    out = check(ShippedState(shake(StateNet()), 1.7), tmp_path / "state.onnx", (2, 3, SIZE[1], SIZE[0]), ("plate", "probs"))
    assert out.shape == (3, len(LABELS))
    assert np.allclose(out.sum(1), 1, atol=1e-4)
