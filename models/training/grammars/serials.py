"""What a state's serial formats say about a text: its probability, and which of 0/O and 1/I a label means."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from itertools import product
from pathlib import Path

from .compile import places_of

GRAMMAR = Path(__file__).resolve().parents[3] / "config" / "plates-grammar.json"
EITHER = {"0": "0O", "O": "0O", "1": "1I", "I": "1I"}
SURE = 0.95


class Grammars:
    """The compiled grammars. Probabilities are of a text given the jurisdiction; formats are uniform within."""

    def __init__(self, path: Path = GRAMMAR) -> None:
        raw = json.loads(path.read_text(encoding="utf-8"))
        self.rare: float = raw["rare"]
        self.jurisdictions: dict[str, dict] = raw["jurisdictions"]
        self.tables = {name: self._tables(j) for name, j in self.jurisdictions.items()}

    def _tables(self, jurisdiction: dict) -> dict[int, list[tuple[float, list[dict[str, float]]]]]:
        """By length: (log share, log probability of each character at each place)."""
        out: dict[int, list] = {}
        for f in jurisdiction["formats"]:
            places = []
            for chars in places_of(f["pattern"]):
                weights = {c: self.rare if c in f.get("rare", "") else 1.0 for c in chars}
                total = sum(weights.values())
                places.append({c: math.log(w / total) for c, w in weights.items()})
            out.setdefault(len(places), []).append((math.log(max(f["share"], 1e-6)), places))
        return out

    def format_log(self, text: str, name: str) -> float:
        """Log probability of the text under the known formats alone; -inf if none holds it."""
        total = -math.inf
        for share, places in self.tables[name].get(len(text), ()):
            p = share
            for c, place in zip(text, places):
                p += place.get(c, -math.inf)
            total = p if total == -math.inf else total if p == -math.inf else max(total, p) + math.log1p(math.exp(-abs(total - p)))
        return total

    def decided(self, text: str, name: str | None) -> str | None:
        """The spelling a label means where sources write O as 0: the one spelling that the state's formats hold, or None."""
        if name not in self.tables:
            return None
        if not any(c in EITHER for c in text):
            return text
        spellings = ["".join(s) for s in product(*(EITHER.get(c, c) for c in text))] if sum(c in EITHER for c in text) <= 6 else []
        scored = [(self.format_log(s, name), s) for s in spellings]
        best = max(scored, default=(-math.inf, ""))
        if best[0] == -math.inf:
            return None
        total = sum(math.exp(p - best[0]) for p, _ in scored if p > -math.inf)
        return best[1] if 1 / total >= SURE else None


@lru_cache(maxsize=1)
def grammars() -> Grammars:
    return Grammars()
