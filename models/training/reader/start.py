"""Begin from a shipped reader when its checkpoint is lost: ``python3 -m reader.start --data DIR --onnx reader.onnx --shards DIR --out DIR``.

The exporter folds batch norm into the convolutions. Here each norm gets back the mean and spread its convolution shows on training
crops, with scale and shift that undo them: the network answers as before, and trains on as one that was never exported.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from common.dataset import add_data_argument
from common.training import save

from .loader import Mix, Samples, Shards
from .net import Reader


def weights_of(path: Path) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Weight and bias of every convolution of an exported model, in the order they run."""
    graph = onnx.load(str(path)).graph
    values = {t.name.removesuffix(".half"): torch.from_numpy(numpy_helper.to_array(t).astype(np.float32)) for t in graph.initializer}
    return [(values[n.input[1]], values[n.input[2]]) for n in graph.node if n.op_type == "Conv"]


@torch.no_grad()
def unfold(net: nn.Module, weights: list[tuple[torch.Tensor, torch.Tensor]], crops: torch.Tensor) -> None:
    """Put folded weights into a network with batch norms; the last convolution has none."""
    convs = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
    if len(convs) != len(weights) or len(norms) != len(convs) - 1:
        raise ValueError(f"{len(weights)} convolutions in the file, {len(convs)} in the network")
    for conv, (weight, bias) in zip(convs, weights):
        conv.weight.copy_(weight)
        if conv.bias is not None:
            conv.bias.copy_(bias)
    seen: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
    hooks = []
    for i, (norm, (_, bias)) in enumerate(zip(norms, weights)):
        norm.running_mean.zero_()
        norm.running_var.fill_(1 - norm.eps)
        norm.weight.fill_(1)
        norm.bias.copy_(bias)
        hooks.append(norm.register_forward_hook(
            lambda m, inputs, _, k=i: seen.__setitem__(k, (inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3))))))
    net.eval()
    net(crops)
    for hook in hooks:
        hook.remove()
    for i, (norm, (_, bias)) in enumerate(zip(norms, weights)):
        mean, variance = seen[i]
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_(torch.sqrt(variance + norm.eps))
        norm.bias.copy_(bias + mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--onnx", type=Path, required=True)
    parser.add_argument("--shards", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    shards = Shards(args.shards)
    shards.scan()
    crops = Samples(args.data, shards, Mix(), 4).batch(512).crops
    net = Reader()
    unfold(net, weights_of(args.onnx), crops)
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-2)
    save(args.out / "reader.pt", net=net.state_dict(), average=net.state_dict(), optimiser=optimiser.state_dict(), step=0, seconds=0.0)


if __name__ == "__main__":
    main()
