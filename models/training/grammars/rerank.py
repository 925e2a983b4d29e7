"""The reference experiment of text and state together: ``python3 -m grammars.rerank --data DIR --reader reader.pt --state state.pt [--more DIR ...]``.

For every validation crop: candidates of the free beam, those that a serial format proposes, the exact likelihood of each, and the answer of
the state network; then the posterior over (text, jurisdiction) for several strengths of the grammar. Prints the share read right, merged and
strict, and what was mended and what was broken.

    log P(text, state | picture) = log P(text | picture) - strength * log P(text in the reader's training) + strength * log P(text | state)
                                   + log P(state | picture) - log P(state in training) + log P(state here)

The reader's own belief before it looks is taken as: every length as often as on plates, every text of a length alike. Without that term a
grammar prefers short texts, whose space is smaller. "other" is given the mean of all states' formats: Canada, Mexico, Brazil and Australia
use the same shapes, so a shape never speaks for or against a plate from elsewhere.
"""

from __future__ import annotations

import argparse
import math
import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from common.alphabet import clean, fold
from common.dataset import add_data_argument, load, rows, whole
from common.crop import plate_crop
from reader.calibrate import beam_texts, temper, text_log_prob
from reader.evaluate import log_probs, luma_crop
from reader.net import Reader
from render.words import WORDS
from state.labels import LABELS, OTHER
from state.net import SIZE as STATE_SIZE
from state.net import StateNet
from state.pool import OTHER_SHARE, WEIGHTS

from .serials import Grammars, grammars

TEMPERATURE = 0.8
HOME = {"KS": 30.0, "MO": 30.0, "NE": 3.0, "IA": 3.0, "OK": 3.0, "AR": 3.0, "CO": 2.0, "IL": 3.0, "TX": 2.0}
"""What passes in Kansas City, in shares of a hundred; every other state 0.4. Street pictures of elsewhere are scored with all states alike."""
SWAPS = {"0": "ODQ", "O": "0DQ", "Q": "0O", "D": "0O", "1": "ILT", "I": "1", "L": "1", "T": "1", "8": "B", "B": "8", "6": "G", "G": "6", "5": "S", "S": "5", "2": "Z", "Z": "2",
         "V": "UY", "U": "V", "Y": "V", "4": "A", "A": "4", "7": "TZ", "C": "G", "3": "B", "9": "G"}
LENGTHS = {n: math.log(p) for n, p in {2: 0.01, 3: 0.02, 4: 0.04, 5: 0.09, 6: 0.37, 7: 0.45, 8: 0.02}.items()}
PERSONAL_LENGTHS = {2: 0.04, 3: 0.08, 4: 0.11, 5: 0.16, 6: 0.25, 7: 0.33, 8: 0.03}


class Personal:
    """Log probability of a personalised text: a character n-gram over words, mixed with anything."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter] = {}
        for word in WORDS:
            padded = "^^" + word + "$"
            for i in range(2, len(padded)):
                for context in (padded[i - 2:i], padded[i - 1:i], ""):
                    self.counts.setdefault(context, Counter())[padded[i]] += 1

    def log(self, text: str) -> float:
        """Lengths by their own table; each character by trigrams, backing off, a fifth of it to any of the 36."""
        total = math.log(PERSONAL_LENGTHS.get(len(text), 1e-3))
        padded = "^^" + text
        for i in range(2, len(padded)):
            p = 1 / 36
            for context in ("", padded[i - 1:i], padded[i - 2:i]):
                seen = self.counts.get(context)
                if seen:
                    n = sum(seen.values())
                    p = (seen[padded[i]] + 4 * p) / (n + 4)
            total += math.log(0.8 * p + 0.2 / 36)
        return total


@dataclass(frozen=True)
class Seen:
    """One crop: its truth, candidates with log likelihoods, and log probabilities of the state network over LABELS."""

    text: str
    state: str | None
    candidates: dict[str, float]
    states: np.ndarray


def proposals(text: str, known: Grammars) -> set[str]:
    """Texts that a format of any state makes of a candidate by exchanging look-alikes at the places whose class it breaks."""
    out = set()
    for tables in known.tables.values():
        for _, places in tables.get(len(text), ()):
            broken = [i for i, (c, place) in enumerate(zip(text, places)) if c not in place]
            if not broken or len(broken) > 2:
                continue
            options = [[s for s in SWAPS.get(text[i], "") if s in places[i]] for i in broken]
            if all(options):
                for first in options[0]:
                    for second in options[1] if len(broken) > 1 else [""]:
                        made = list(text)
                        made[broken[0]] = first
                        if second:
                            made[broken[1]] = second
                        out.add("".join(made))
    return out


class Posterior:
    """Over (text, jurisdiction)."""

    def __init__(self, known: Grammars, here: dict[str, float]) -> None:
        self.known, self.personal = known, Personal()
        trained = np.array([(1 - OTHER_SHARE) * WEIGHTS.get(s, 1.0) for s in LABELS[:-1]])
        trained = np.append(trained / trained.sum() * (1 - OTHER_SHARE), OTHER_SHARE)
        local = np.array([here.get(s, 0.4) for s in LABELS[:-1]] + [2.0])
        self.shift = np.log(local / local.sum()) - np.log(trained)

    def text_given(self, text: str, state: str) -> float:
        """Log P(text | state) / P(text in the reader's training): formats, personalised, anything else."""
        j = self.known.jurisdictions[state]
        anything = LENGTHS.get(len(text), -6.0) - len(text) * math.log(36)
        parts = [self.known.format_log(text, state), math.log(j["personalised"]["share"]) + self.personal.log(text), math.log(j["else"]) + anything]
        top = max(parts)
        return top + math.log(sum(math.exp(p - top) for p in parts)) - anything

    def best(self, seen: Seen, strength: float, trust: float = 1.0) -> tuple[str, str, float]:
        """The most probable text, its most probable state, and the text's probability."""
        states = trust * seen.states + self.shift
        table = {}
        for t, lp in seen.candidates.items():
            if t:
                given = np.array([self.text_given(t, s) for s in LABELS[:-1]])
                given = np.append(given, np.log(np.exp(given - given.max()).mean()) + given.max())
                table[t] = lp + states + strength * given
        top = max(v.max() for v in table.values())
        sums = {t: float(np.exp(v - top).sum()) for t, v in table.items()}
        text = max(sums, key=lambda t: sums[t])
        return text, LABELS[int(table[text].argmax())], sums[text] / sum(sums.values())


def pictures(folder: Path, keep_states: bool) -> list[tuple[np.ndarray, str, str | None]]:
    chosen = [r for r in rows(folder) if r["split"] == "val" and r.get("text") and r.get("rows", 1) == 1]
    return [(load(r["image"]), clean(r["text"]), r.get("state")) for r in chosen if not keep_states or r.get("state") in LABELS]


@torch.no_grad()
def look(reader: Reader, state: StateNet, items: list, known: Grammars) -> list[Seen]:
    """Candidates of every picture: 12 of the free beam, and what formats propose for the first three."""
    crops = np.array([luma_crop(image, whole(image)) for image, _, _ in items])
    matrices = temper(log_probs(reader, crops), TEMPERATURE)
    colour = np.array([plate_crop(image, whole(image), STATE_SIZE)[..., ::-1].transpose(2, 0, 1) for image, _, _ in items])
    state.eval()
    states = np.concatenate([state(torch.from_numpy(colour[i:i + 64])).log_softmax(1).numpy() for i in range(0, len(colour), 64)])
    out = []
    for (_, text, name), matrix, s in zip(items, matrices, states):
        texts = beam_texts(matrix, 12)
        for first in texts[:3]:
            texts += [t for t in proposals(first, known) if t not in texts]
        scored = sorted(((text_log_prob(matrix, t), t) for t in texts), reverse=True)
        least = scored[0][0] - 9
        out.append(Seen(text, name, {t: p for p, t in scored if p > least}, s))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    add_data_argument(parser)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="further sets in the form of read/, of US plates")
    parser.add_argument("--strengths", type=float, nargs="+", default=[0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0])
    parser.add_argument("--cache", type=Path, help="keep what the networks say here, to try other strengths at once")
    parser.add_argument("--show", type=float, default=0.35, help="strength whose changes are listed")
    args = parser.parse_args()
    torch.set_num_threads(1)
    reader, state, known = Reader(), StateNet(), grammars()
    reader.load_state_dict(torch.load(args.reader, map_location="cpu")["average"])
    state.load_state_dict(torch.load(args.state, map_location="cpu")["average"])
    read = args.data / "read"
    sets = [(read / n, True) for n in ("us_crops", "us_street_crops", "stanford_cars")] + [(read / n, False) for n in ("brazil_crops", "intl_crops", "act_australia")]
    anywhere, home = Posterior(known, dict.fromkeys(LABELS, 1.0)), Posterior(known, HOME)
    for folder, us in [*sets, *((m, True) for m in args.more)]:
        kept = args.cache and args.cache / f"{folder.parent.name}-{folder.name}.pickle"
        seen = pickle.loads(kept.read_bytes()) if kept and kept.exists() else look(reader, state, pictures(folder, us), known)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(pickle.dumps(seen))
        posterior = home if folder in args.more and "personal" not in folder.name else anywhere
        print(f"{folder.parent.name}/{folder.name}: {len(seen)}; truth among candidates {np.mean([s.text in s.candidates for s in seen]):.3f}")
        for strength in args.strengths:
            answers = [posterior.best(s, strength) for s in seen]
            merged = np.mean([fold(a[0]) == fold(s.text) for a, s in zip(answers, seen)])
            strict = np.mean([a[0] == s.text for a, s in zip(answers, seen)])
            right = np.mean([a[1] == (s.state or OTHER) for a, s in zip(answers, seen)])
            print(f"  strength {strength:.2f}: merged {merged:.3f} strict {strict:.3f} state {right:.3f}", flush=True)
        changes = [(posterior.best(s, 0.0)[0], posterior.best(s, args.show)[0], s.text, s.state) for s in seen]
        print("  mended", [c for c in changes if c[0] != c[1] == c[2]], "broken", [c for c in changes if c[0] != c[1] and c[0] == c[2]])


if __name__ == "__main__":
    main()


