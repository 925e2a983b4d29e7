"""Draw personalised plates: ``python3 -m bars.personal --data DIR --out DIR``. None of the words is in ``render.words``.

Words, words with digits, and mixtures that a serial format would forbid, on held-out designs of all states, by day, 70 to 150 px wide.
A reader with grammars must read them as well as one without.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import cv2
import numpy as np

from common.dataset import add_data_argument
from render.templates import load_templates
from render.words import WORDS

from .camera import photograph
from .home import draw, held_out_faces, write

WORDS_APART = """
ABACUS AIRMAN ALPINE AMIGO ANCHOR ASPEN BADGER BAGEL BAKERY BALLET BANJO BARREL BASKET BISON BISTRO BOBBIN BONSAI BORDER BOTANY BRONCO BUGLER BUMPER CACTUS CAMPER CANYON
CARBON CEDAR CELLO CHERRY CITRUS CLOVER COMET CONDOR COPPER CORGI COTTON COUGAR COYOTE CREEK CRICKET CYCLE DAHLIA DELTA DENIM DENTAL DEPUTY DIAPER DIGGER DYNAMO ECLIPSE ELBOW
EMBER ENGINE ESTATE FABLE FALCON FERRET FIDDLE FINCH FJORD FLUTE FOLIO FRIDAY FROST GADGET GALAXY GARLIC GAZEBO GIBBON GINGER GRAVEL GRIZZLY GROUSE GUMBO HAMMER HARBOR HARVEST HAZEL
HERALD HICKORY HORNET HUMBLE IGLOO INDIGO IRONY IVORY JACKET JAGUAR JASPER JIGSAW JOCKEY JUNIOR KAYAK KERNEL KETTLE KIMONO LADDER LAGOON LANTERN LEMON LILAC LIZARD LOCUST LUMBER
MAGNET MAIZE MANGO MAPLE MEADOW MELON METEOR MIRROR MOSAIC MUFFIN NECTAR NICKEL NOODLE NUTMEG OAKTREE OBOE OLIVE ONYX OPERA ORCHID OTTER OYSTER PADDLE PARCEL PEBBLE PELICAN PEPPER
PICKLE PIXEL PLUMBER POLKA PONCHO PRAIRIE PRETZEL PUMPKIN QUARTZ QUAIL QUIVER RABBIT RACCOON RADISH RAFTER RHUBARB RIBBON ROBIN RODEO RUSTIC SADDLE SAFFRON SALMON SATIN SCHOLAR
SEQUOIA SHADOW SIERRA SKETCH SPINACH SPRUCE SQUID STABLE SUNDAY TABBY TEAPOT THISTLE TIMBER TOFFEE TOPAZ TROUT TULIP TURNIP TWEED UKULELE UMPIRE VANILLA VELVET VIOLIN VOYAGE
WAFFLE WALNUT WALTZ WICKET WILLOW WINDOW WOMBAT YODEL ZENITH ZIPPER ZODIAC
""".split()
CUTS = (("A", "4"), ("E", "3"), ("I", "1"), ("O", "0"), ("S", "5"), ("B", "8"), ("G", "6"), ("Z", "2"), ("FOR", "4"), ("ATE", "8"), ("ONE", "1"))


def text(r: random.Random) -> str:
    """A personalised text of 3 to 7 characters."""
    word = r.choice(WORDS_APART)
    u = r.random()
    if u < 0.4:
        made = word
    elif u < 0.6:
        fits = [c for c in CUTS if c[0] in word]
        a, b = r.choice(fits) if fits else ("", "")
        made = word.replace(a, b, r.choice((1, 9))) if a else word
    elif u < 0.8:
        made = word[:5] + str(r.choice((1, 2, 3, 7, 8, 9, 10, 12, 23, 44, 66, 80, 99)))
    else:
        made = "".join(c for c in word if c not in "AEIOU") + r.choice(("", "1", "4U", "2", "X", "R", "88"))
    return (made if len(made) >= 3 else made + "ING")[:7]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2028)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    shared = set(WORDS) & set(WORDS_APART)
    if shared:
        raise ValueError(f"words the training uses too: {', '.join(sorted(shared))}")
    r, rng = random.Random(args.seed), np.random.default_rng(args.seed)
    templates, faces, plates = load_templates(args.data, "val"), held_out_faces(), []
    for i in range(args.count):
        template, serial, width = r.choice(templates), text(r), r.uniform(70, 150)
        shot = photograph(draw("press" if i % 2 else "plate", template, faces, serial, r), width, "day", rng)
        plates.append((shot.image, {"text": serial, "state": template.state, "width": round(width)}))
    write(args.out, plates)
    print(f"{args.out}: {len(plates)} plates")


if __name__ == "__main__":
    main()
