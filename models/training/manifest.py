"""Put one model's section into manifest.json: ``python3 manifest.py --models DIR --section reader --values values.json``.

The file of the section must lie beside the manifest; its SHA-256 is computed here. Other sections stay as they are,
so the detector, the reader and the state classifier can be exported at different times.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from pathlib import Path
from typing import Any

SECTIONS = ("detector", "reader", "state")


def merge(models: Path, section: str, values: dict[str, Any] | None) -> dict[str, Any]:
    """Replace a section (None: null) and write the manifest; returns the whole. ValueError on an unknown section or no ``file``."""
    if section not in SECTIONS:
        raise ValueError(f"section {section!r}: one of {', '.join(SECTIONS)} expected")
    path = models / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"version": 1}
    if values is not None:
        if "file" not in values:
            raise ValueError(f"section {section!r}: no \"file\" named")
        digest = hashlib.sha256((models / values["file"]).read_bytes()).hexdigest()
        values = {"file": values["file"], "sha256": digest, **{k: v for k, v in values.items() if k not in ("file", "sha256")}}
    manifest[section] = values
    ordered = {"version": manifest["version"], **{s: manifest.get(s) for s in SECTIONS}}
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(ordered, indent=2) + "\n", encoding="utf-8")
    os.replace(partial, path)
    return ordered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True, help="folder of manifest.json and the .onnx files")
    parser.add_argument("--section", choices=SECTIONS, required=True)
    parser.add_argument("--values", type=Path, required=True, help="JSON object with the section's values, or null")
    args = parser.parse_args()
    merge(args.models, args.section, json.loads(args.values.read_text(encoding="utf-8")))
    print(f"{args.models / 'manifest.json'}: {args.section} written")


if __name__ == "__main__":
    main()
