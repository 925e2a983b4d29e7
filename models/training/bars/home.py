"""Draw the bar of the home region: ``python3 -m bars.home --data DIR --out DIR``.

Kansas, Missouri and their neighbours on designs held out of training, 60 to 150 px wide, by day, at dusk and in infrared, by two
renderers: ``render.plate`` with fonts it never trains with, and ``bars.press``. Serials from the compiled grammars. Writes six sets
in the form of read/ (OUT/press-dusk/labels.jsonl, ...): ``tagwatch eval --data OUT/press-dusk`` reads them.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import cv2
import numpy as np

from common.dataset import add_data_argument
from grammars.serials import Grammars, grammars
from grammars.compile import places_of
from render.glyphs import Glyphs, find_font, font_glyphs
from render.plate import render
from render.templates import Template, load_templates

from .camera import LIGHTS, photograph
from .press import HELD_OUT_FONTS, press

STATES = ("KS", "MO", "NE", "IA", "OK", "AR", "CO", "IL")
RENDERERS = ("plate", "press")
ON_CARS = ("passenger", "truck", "commercial", "fleet", "B-truck", "tribal")


def serial(states: Grammars, state: str, r: random.Random) -> str:
    """A serial of the formats that cars and light trucks of the state carry, with a gap where letters meet digits on most."""
    known = [f for f in states.jurisdictions[state]["formats"] if f["kind"].startswith(ON_CARS) and 5 <= len(places_of(f["pattern"])) <= 7]
    chosen = r.choices(known, [f["share"] for f in known])[0]
    text = "".join(r.choice([c for c in chars if c not in chosen.get("rare", "")]) for chars in places_of(chosen["pattern"]))
    joints = [i for i in range(2, len(text) - 1) if text[i].isdigit() != text[i - 1].isdigit()]
    if state == "MO" and len(text) == 6:
        joints = [3]
    if not joints or r.random() < 0.2:
        return text
    at = min(joints, key=lambda i: abs(i - len(text) / 2))
    return f"{text[:at]}-{text[at:]}"


def held_out_faces() -> list[Glyphs]:
    return [font_glyphs(find_font(name), stroke) for name in HELD_OUT_FONTS[:4] for stroke in (1, 3)]


def draw(renderer: str, template: Template, faces: list[Glyphs], text: str, r: random.Random) -> np.ndarray:
    if renderer == "press":
        return press(template, text, r)
    return cv2.resize(render(faces, template, r, text).image, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)


def write(out: Path, plates: list[tuple[np.ndarray, dict]]) -> None:
    """Pictures and labels of one set."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    with open(out / "labels.jsonl", "w", encoding="utf-8") as file:
        for i, (image, row) in enumerate(plates):
            name = f"images/{i:04d}.png"
            cv2.imwrite(str(out / name), image)
            file.write(json.dumps({"image": name, **row, "split": "val"}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--each", type=int, default=2, help="plates per design and set")
    parser.add_argument("--seed", type=int, default=2027)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    templates = [t for t in load_templates(args.data, "val") if t.state in STATES]
    faces = held_out_faces()
    for renderer in RENDERERS:
        for light in LIGHTS:
            r = random.Random(f"{args.seed} {renderer} {light}")
            rng = np.random.default_rng(r.getrandbits(32))
            plates = []
            for template in templates * args.each:
                text = serial(grammars(), template.state, r)
                width = r.uniform(60, 150)
                shot = photograph(draw(renderer, template, faces, text, r), width, light, rng)
                plates.append((shot.image, {"text": text.replace("-", ""), "state": template.state, "width": round(width)}))
            write(args.out / f"{renderer}-{light}", plates)
            print(f"{args.out / f'{renderer}-{light}'}: {len(plates)} plates", flush=True)


if __name__ == "__main__":
    main()
