"""Store an exported model's weights in half precision: ``python3 -m common.half FILE.onnx``.

Only the file shrinks, to about half: the runtime turns the weights back into float32 once, when it loads them, and
computes as before. Rounding costs at most 2^-11 of each weight; what that does to the answers is printed by
``tagwatch eval`` on both files, not by the comparison with PyTorch, which is made before.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LEAST = 256
"""Smaller tensors (biases, shapes) stay as they are: casting them saves nothing."""


def halve(path: Path) -> tuple[int, int]:
    """Rewrite the file in place, whole or not at all; its bytes before and after. ValueError if a weight does not fit half precision."""
    model = onnx.load(str(path))
    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < LEAST:
            kept.append(tensor)
            continue
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ValueError(f"{path}: {tensor.name} holds values beyond half precision")
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}.half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}.half"], [tensor.name], to=TensorProto.FLOAT))
    nodes = casts + list(model.graph.node)
    for field, items in (("initializer", kept), ("node", nodes)):
        model.graph.ClearField(field)
        getattr(model.graph, field).extend(items)
    onnx.checker.check_model(model)
    before, partial = path.stat().st_size, path.with_suffix(".partial")
    partial.write_bytes(model.SerializeToString())
    os.replace(partial, path)
    return before, path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="+")
    for path in parser.parse_args().file:
        before, after = halve(path)
        print(f"{path}: {before} to {after} bytes")


if __name__ == "__main__":
    main()
