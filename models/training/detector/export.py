"""Write the trained detector as ONNX and check it against PyTorch.

    python3 -m detector.export --model WORK/checkpoint.pt --models .. --long-side 640 --threshold 0.4
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from torch import nn

from common.half import halve
from manifest import merge

from .evaluate import load_model
from .letterbox import MULTIPLE, PAD
from .net import Deployed, Detector
from .targets import STRIDE

OPSET = 14
NAMES = ("objectness", "sides", "corners")


def folded(model: Deployed) -> Deployed:
    """The same model with batch normalisation folded into the convolutions before it."""
    for name, module in list(model.named_modules()):
        if not isinstance(module, nn.Sequential):
            continue
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = nn.utils.fusion.fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    return model


def export(model: Deployed, path: Path) -> None:
    """One file, uint8 luma in, batch, height and width free."""
    model = folded(model.eval()).to(memory_format=torch.contiguous_format)
    axes = {0: "n", 2: "h", 3: "w"}
    grid = {0: "n", 2: "gh", 3: "gw"}
    torch.onnx.export(
        model,
        torch.zeros(1, 1, 64, 96, dtype=torch.uint8),
        str(path),
        opset_version=OPSET,
        input_names=["image"],
        output_names=list(NAMES),
        dynamic_axes={"image": axes} | {name: grid for name in NAMES},
    )
    onnx.checker.check_model(onnx.load(str(path)))


def run_onnx(path: Path, image: np.ndarray) -> tuple[np.ndarray, ...]:
    """The file's outputs for uint8 (n, 1, h, w), by onnxruntime if Python has it, else by OpenCV."""
    try:
        import onnxruntime
    except ImportError:
        # OpenCV's importer fixes the batch size, and takes the luma as float32 with the same values.
        net = cv2.dnn.readNetFromONNX(str(path))
        parts = []
        for one in image:
            net.setInput(one[None].astype(np.float32), "image")
            parts.append([np.array(o) for o in net.forward(list(NAMES))])
        return tuple(np.concatenate(group) for group in zip(*parts))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return tuple(session.run(list(NAMES), {"image": image}))


def largest_difference(model: Deployed, path: Path, seed: int = 0) -> float:
    """Largest absolute difference between PyTorch and the file on noise of two shapes."""
    rng, worst = np.random.default_rng(seed), 0.0
    for shape in ((1, 1, 64, 96), (2, 1, 96, 64)):
        image = rng.integers(0, 256, shape, dtype=np.uint8)
        with torch.no_grad():
            expected = model(torch.from_numpy(image))
        got = run_onnx(path, image)
        worst = max(worst, *(float(np.abs(e.numpy() - g).max()) for e, g in zip(expected, got)))
    return worst


def section(path: Path, args: argparse.Namespace) -> dict:
    """The detector's part of the manifest, but for the hash."""
    return {
        "file": path.name,
        "name": args.name,
        "input": {"name": "image", "multiple": MULTIPLE, "pad": PAD},
        "longSide": args.long_side,
        "maxGrow": args.max_grow,
        "stride": STRIDE,
        "threshold": args.threshold,
        "stillThreshold": args.still_threshold,
        "nmsIou": args.nms_iou,
        "assertScore": args.assert_score,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="checkpoint of detector.train")
    parser.add_argument("--models", type=Path, required=True, help="folder for detector.onnx; the manifest's section is replaced")
    parser.add_argument("--name", default="tagwatch-detector-1")
    parser.add_argument("--long-side", type=int, default=640)
    parser.add_argument("--max-grow", type=float, default=1)
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("--still-threshold", type=float, default=0.25, help="for a picture by itself, which has no next frame")
    parser.add_argument("--nms-iou", type=float, default=0.4)
    parser.add_argument("--assert-score", type=float, default=0.6, help="plates found with less are never asserted")
    args = parser.parse_args()
    model, path = load_model(args.model), args.models / "detector.onnx"
    export(load_model(args.model), path)
    worst = largest_difference(model, path)
    print(f"{path}: {path.stat().st_size} bytes, largest difference to PyTorch {worst:.2e}")
    if worst > 1e-4:
        raise SystemExit("the exported file differs from PyTorch by more than 1e-4")
    print("{} to {} bytes with weights in half precision".format(*halve(path)))
    merge(args.models, "detector", section(path, args))


if __name__ == "__main__":
    main()
