"""Render plates for the state network: ``python3 -m state.pool --data DIR --out DIR --count 20000 --seed 1``.

OUT/pool.npy holds N x 96 x 192 x 3 BGR, OUT/pool.json (written last) the label of each. Every state by its weight; of its plates a part
on standard faces, on real close-ups made blank, on official artwork, and on invented designs that carry the state's name, so that
the name itself must be read. A tenth is of no US state: foreign plates, names of elsewhere, no legend at all, lettering, grilles.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import cv2
import numpy as np

from common.dataset import add_data_argument, load, rows
from detector.textures import draw_distractor
from render import extras, grammar
from render.glyphs import LEGEND_FONTS, Glyphs, faces
from render.harvest import harvest
from render.plate import render, render_foreign
from render.standard import load_faces, standard_plate
from render.templates import SIZE, Template, blank, load_templates
from render.words import vanity

from .labels import INDEX, OTHER, STATES

W, H = SIZE
WEIGHTS = {"KS": 5.0, "MO": 6.0, "NE": 2.6, "IA": 2.6, "OK": 2.6, "AR": 2.6, "CO": 2.6, "IL": 2.6, "CA": 2.2, "TX": 1.6, "NY": 1.4, "VA": 1.4, "FL": 1.4}
"""How often a state is drawn, 1 if not named: the home region as shipped, and what street pictures show."""
OTHER_SHARE = 0.13
ELSEWHERE = ("ONTARIO", "QUEBEC", "ALBERTA", "MANITOBA", "British Columbia", "Beautiful", "NOVA SCOTIA", "SASKATCHEWAN", "VICTORIA", "NSW", "Queensland", "A.C.T.", "CANBERRA",
             "South Australia", "NEW ZEALAND", "MEXICO", "CHIHUAHUA", "SONORA", "NUEVO LEON", "BRASIL", "SP - SAO PAULO", "REPUBLICA ARGENTINA", "CHILE", "DUBAI", "INDIA",
             "VIETNAM", "ISRAEL", "EUROPA", "POLSKA", "DIPLOMAT", "U.S. GOVERNMENT", "PUERTO RICO", "GUAM", "TOYOTA", "FORD", "NISSAN", "CADILLAC", "AUTO SHOW", "FOR SALE")

OWN_SLOGANS = {"IL": "LAND OF LINCOLN", "MO": "SHOW-ME STATE", "AR": "The Natural State", "OK": "NATIVE AMERICA", "KS": "to the stars", "IA": "COUNTY NAME", "TX": "The Lone Star State",
               "NY": "EMPIRE STATE", "CA": "dmv.ca.gov", "FL": "SUNSHINE STATE", "NJ": "Garden State", "ID": "FAMOUS POTATOES", "MN": "10,000 lakes", "NM": "Land of Enchantment",
               "WI": "America's Dairyland", "NC": "First In Flight", "OH": "Birthplace of Aviation", "AZ": "GRAND CANYON STATE", "HI": "ALOHA STATE", "WV": "Wild, Wonderful"}
NEUTRAL = ("VETERAN", "FIREFIGHTER", "UNIVERSITY", "ALUMNI", "DISABLED VETERAN", "In God We Trust", "CONSERVATION", "Choose Life", "Support Our Troops", "RETIRED", "NATIONAL GUARD",
           "PURPLE HEART", "COUNTY", "JACKSON", "TRUCK", "APPORTIONED", "PET FRIENDLY", "Donate Life", "ANTIQUE", "STATE COLLEGE")


def us_serial(state: str, r: random.Random) -> str:
    """Three plates in four carry a serial of the state's own formats."""
    if r.random() < 0.76:
        return grammar.fill(r.choice(grammar.SERIALS[state]), r, "IOQ" if r.random() < 0.85 else "")
    return vanity(r) if r.random() < 0.7 else grammar.fill(r.choice(grammar.SPECIAL), r)


class Invented:
    """Plates on designs that never were, so that only the legend tells the state."""

    def __init__(self, r: random.Random, drawn: list[Glyphs], grounds: list[Template]) -> None:
        self.r, self.drawn, self.grounds = r, drawn, grounds

    def plate(self, name: str | None, serial: str, slogan: str | None = None) -> np.ndarray:
        """``name`` is written above or below, the state's ``slogan`` or a neutral line opposite; None leaves the plate without a name."""
        r = self.r
        plain = Template(self._ground(), (round(W * r.uniform(0.03, 0.08)), round(H * 0.27), round(W * r.uniform(0.92, 0.97)), round(H * 0.76)), None, "KS")
        image = render(self.drawn, plain, r, serial).image
        if name:
            foot = r.random() < 0.25
            height = H * r.uniform(0.11, 0.2)
            font = r.choice(LEGEND_FONTS)
            text = name.upper() if r.random() < 0.6 else name
            if r.random() < 0.25:
                text = " ".join(text)  # letters set apart
            width = min(W * 0.9, max(W * 0.2, len(text) * height * r.uniform(0.4, 0.95)))
            y = H * r.uniform(0.82, 0.86) if foot else H * r.uniform(0.03, 0.1)
            part = image[round(y):round(y + height)]
            tone = np.float32([r.randint(0, 110) for _ in range(3)]) if part.mean() > 115 else np.float32([r.randint(150, 255) for _ in range(3)])
            extras.lettering(image, text, ((W - width) / 2 + r.uniform(-8, 8), y, width, height), tone, font)
            if r.random() < 0.5:
                extras.lettering(image, slogan if slogan and r.random() < 0.5 else r.choice(NEUTRAL), (W * 0.2, H * (0.04 if foot else 0.86), W * 0.6, H * 0.09), tone, r.choice(LEGEND_FONTS))
        return image

    def _ground(self) -> np.ndarray:
        r = self.r
        if r.random() < 0.35:  # the middle of some artwork, mirrored, so that nothing but the name can tell
            base = cv2.flip(r.choice(self.grounds).image, r.choice((0, -1)))
            return cv2.GaussianBlur(base, (0, 0), r.uniform(6, 16))
        top, foot = (np.float32([r.randint(120, 255) for _ in range(3)]) if r.random() < 0.8 else np.float32([r.randint(10, 110) for _ in range(3)]) for _ in range(2))
        t = np.linspace(0, 1, H)[:, None, None]
        return np.clip(np.broadcast_to(top * (1 - t) + foot * t, (H, W, 3)), 0, 255).astype(np.uint8).copy()


class Pool:
    """Everything a plate can be drawn on, loaded once."""

    def __init__(self, data: Path, seed: int, only_names: float = 0.0) -> None:
        self.r, self.rng, self.only_names = random.Random(seed), np.random.default_rng(seed), only_names
        fonts = tuple(sorted((data / "fonts").glob("*.otf")))
        self.drawn = faces(self.r, 60, fonts)
        self.real_faces, real = harvest(data, self.r)
        self.any_real = [face for made in self.real_faces.values() for face in made] or self.drawn
        artwork = load_templates(data, "train")
        self.artwork = {s: [t for t in artwork if t.state == s] for s in STATES}
        self.samples = {s: [] for s in STATES}
        for row in rows(data / "read" / "us_designs"):
            if row["split"] == "train":
                self.samples[row["state"]].append(load(row["image"]))
        self.real = {s: [t for t in real if t.state == s] for s in STATES}
        self.standard = {s: [f for f in load_faces(data) if f.state == s] for s in STATES}
        self.invented = Invented(self.r, self.drawn, artwork)
        self.weights = [WEIGHTS.get(s, 1.0) for s in STATES]

    def _glyphs(self, state: str) -> list[Glyphs]:
        own = self.real_faces.get(state)
        return own if own and self.r.random() < 0.5 else self.any_real if self.r.random() < 0.4 else self.drawn

    def us(self) -> tuple[np.ndarray, str]:
        """A plate of some state."""
        r = self.r
        state = r.choices(STATES, self.weights)[0]
        u, serial = r.random(), us_serial(state, r)
        u = 1.0 if u < self.only_names else (u - self.only_names) / (1 - self.only_names)
        if u < 0.30 and self.standard[state]:
            face = r.choices(self.standard[state], [f.weight for f in self.standard[state]])[0]
            return standard_plate(face, r.choice(self._glyphs(state)), serial, r).image, state
        if u < 0.48 and self.real[state]:
            return render(self._glyphs(state), r.choice(self.real[state]), r, serial).image, state
        if u < 0.56 and self.samples[state]:
            image = cv2.resize(r.choice(self.samples[state]), SIZE, interpolation=cv2.INTER_AREA)
            extras.furniture(image, np.float32((30, 30, 30)), r)
            return image, state
        if u < 0.84 and self.artwork[state]:
            return render(self._glyphs(state), r.choice(self.artwork[state]), r, serial).image, state
        image = self.invented.plate(extras.NAMES[state], serial, OWN_SLOGANS.get(state))
        extras.furniture(image, np.float32((30, 30, 30)), r)
        return image, state

    def other(self) -> tuple[np.ndarray, str]:
        """What must not be given a state."""
        r = self.r
        u = r.random()
        if u < 0.45:
            return render_foreign(self.drawn, r).image, OTHER
        if u < 0.80:
            serial = grammar.foreign_serial(r.choice(list(grammar.FOREIGN)), r) if r.random() < 0.6 else us_serial("TX", r)
            return self.invented.plate(r.choice(ELSEWHERE) if r.random() < 0.7 else None, serial), OTHER
        texture = draw_distractor(self.rng)
        image = cv2.cvtColor(cv2.resize(texture.grey, SIZE, interpolation=cv2.INTER_AREA), cv2.COLOR_GRAY2BGR)
        return np.clip(image * np.float32([r.uniform(0.6, 1.1) for _ in range(3)]), 0, 255).astype(np.uint8), OTHER

    def draw(self) -> tuple[np.ndarray, str]:
        return self.other() if self.r.random() < OTHER_SHARE else self.us()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-names", type=float, default=0.0, help="further share of the US plates whose design is invented, so that only the name tells")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    pool, labels = Pool(args.data, args.seed, args.only_names), []
    pictures = np.lib.format.open_memmap(args.out / "pool.npy", "w+", np.uint8, (args.count, H, W, 3))
    for i in range(args.count):
        pictures[i], state = pool.draw()
        labels.append(INDEX[state])
    pictures.flush()
    (args.out / "pool.json").write_text(json.dumps(labels), encoding="utf-8")
    print(f"{args.out}: {args.count} plates", flush=True)


if __name__ == "__main__":
    main()
