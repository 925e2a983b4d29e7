"""Export the state classifier: ``python3 -m state.export --checkpoint FILE --out state.onnx --temperature T``.

Input ``plate`` uint8 N x 3 x 64 x 128 RGB, output ``probs`` float32 N x 52; the temperature is in the graph.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from common.half import halve
from reader.export import export

from .net import SIZE, StateNet


class Shipped(nn.Module):
    """The classifier with tempered softmax."""

    def __init__(self, net: StateNet, temperature: float) -> None:
        super().__init__()
        self.net, self.temperature = net.eval(), temperature

    def forward(self, plate: Tensor) -> Tensor:
        return (self.net(plate) / self.temperature).softmax(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--temperature", type=float, default=1.0)
    args = parser.parse_args()
    net = StateNet()
    net.load_state_dict(torch.load(args.checkpoint, map_location="cpu")["average"])
    export(Shipped(net, args.temperature), args.out, (2, 3, SIZE[1], SIZE[0]), ("plate", "probs"))
    print("{}: {} to {} bytes with weights in half precision".format(args.out, *halve(args.out)))


if __name__ == "__main__":
    main()
