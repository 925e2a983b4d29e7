"""Export the reader: ``python3 -m reader.export --checkpoint FILE --out reader.onnx``.

Input ``plate`` uint8 N x 1 x 64 x 160, output ``logProbs`` float32 N x 40 x 37; normalisation and log-softmax are in the graph.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from common.half import halve

from .augment import SIZE
from .net import Reader

OPSET = 14


class Shipped(nn.Module):
    """The reader with log-softmax."""

    def __init__(self, net: Reader) -> None:
        super().__init__()
        self.net = net.eval()

    def forward(self, plate: Tensor) -> Tensor:
        return self.net(plate).log_softmax(2)


def export(net: nn.Module, path: Path, shape: tuple[int, ...], names: tuple[str, str]) -> None:
    """Write an ONNX file with a free batch axis."""
    dummy = torch.randint(0, 256, shape, dtype=torch.uint8)
    torch.onnx.export(net.eval(), dummy, str(path), opset_version=OPSET, input_names=[names[0]], output_names=[names[1]],
                      dynamic_axes={names[0]: {0: "n"}, names[1]: {0: "n"}}, do_constant_folding=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    net = Reader()
    net.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    export(Shipped(net), args.out, (2, 1, SIZE[1], SIZE[0]), ("plate", "logProbs"))
    print("{}: {} to {} bytes with weights in half precision".format(args.out, *halve(args.out)))


if __name__ == "__main__":
    main()
