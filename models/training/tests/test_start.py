"""A network begun from an exported file answers as the one that was exported, in training's statistics too."""

import torch

from reader.export import Shipped, export
from reader.net import Reader
from reader.start import unfold, weights_of


def test_an_exported_reader_trains_on(tmp_path):
    torch.manual_seed(1)
    first = Reader(dropout=0.0)
    crops = torch.randint(0, 256, (16, 1, 64, 160), dtype=torch.uint8)
    with torch.no_grad():
        for _ in range(60):
            first.train()(crops)  # statistics other than the start's
        export(Shipped(first.eval()), tmp_path / "reader.onnx", (2, 1, 64, 160), ("plate", "logProbs"))
        again = Reader(dropout=0.0)
        unfold(again, weights_of(tmp_path / "reader.onnx"), crops)
        assert torch.allclose(again.eval()(crops), first.eval()(crops), atol=1e-3)
        trained = again.train()(crops)
        assert (trained - again.eval()(crops)).abs().max() < 0.2
