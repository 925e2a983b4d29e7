"""Serial grammars: what is written on plates, by state and kind.

``A`` is a letter, ``9`` a digit, ``-`` a gap where a dash, a dot, an emblem or nothing may stand.
The patterns are the passenger and the commonest other series of each state since about 1990
(Kansas and Missouri after K.S.A. 8-147 and the observed LL9L9L of Missouri).
"""

from __future__ import annotations

import random
import string

from .words import vanity

SERIALS: dict[str, tuple[str, ...]] = {
    "AL": ("99A999A", "9A9999A", "99AA999", "9A999AA"), "AK": ("AAA-999",),
    "AZ": ("AAA9999", "999-AAA", "A9A9A9A", "AA99999"),
    "AR": ("999-AAA",) * 5 + ("AAA-99A",) * 4,
    "CA": ("9AAA999",) * 9 + ("9A99999", "9A99999", "99999A9", "AAA-999", "999-AAA", "AA9999", "9999999"),
    "CO": ("AAA-A99",) * 4 + ("999-AAA",) * 3 + ("AAA-999",) * 2, "CT": ("999-AAA", "AA-99999", "999AAA", "9AAAA9"),
    "DE": ("999999", "99999", "9999", "PC99999"), "DC": ("AA-9999", "999-999"),
    "FL": ("A99-9AA", "999-AAA", "AAA-A99", "AAA-99A", "AA9-9AA", "99A-AAA"), "GA": ("AAA9999", "AAA-9999", "999-AAA"),
    "HI": ("AAA-999",), "ID": ("9A-A9999", "9A-9999A", "9A-999AA", "A999999", "9A99999", "99-A999"),
    "IL": ("AA-99999",) * 6 + ("A99-9999",) * 3 + ("999-9999", "99999-A", "AAA-999"), "IN": ("999-A", "999-AA", "999-AAA", "99A9999"),
    "IA": ("AAA-999",) * 6 + ("999-AAA",) * 3, "KS": ("9999AAA",) * 4 + ("999-AAA",) * 5 + ("AAA-999",),
    "KY": ("999-AAA", "AAA-999", "A9A999"), "LA": ("AAA-999", "999-AAA", "A999999"),
    "ME": ("9999-AA", "999-AAA", "999-9AA"), "MD": ("9AA-9999", "9AA9999", "AAA-999", "999-A999", "9AAA99", "AAA-99A"),
    "MA": ("9AA-A99", "9AA-999", "99AA99", "999-AA9", "999AA9", "9999-AA", "99A-A99"), "MI": ("AAA-9999", "AAA9999", "9AA-A99", "999-AAA"),
    "MN": ("AAA-999", "999-AAA", "AAA999"), "MS": ("AAA-999", "AAA-9999", "AAA9999"),
    "MO": ("AA9-A9A",) * 8 + ("9AA-999", "99A-9AA", "9AA-99A", "99A-A99", "999-AAA"), "MT": ("9-99999A", "99-9999A", "AAA999", "9-9999A"),
    "NE": ("AAA-999",) * 5 + ("99-A999",) * 3 + ("9-A9999", "9-AA999", "99-AA99"), "NV": ("999-AAA", "99A-999", "999A99"),
    "NH": ("999-9999", "999-999", "999-9999"), "NJ": ("A99-AAA", "AAA-99A", "AA-999A", "AAA-99A"),
    "NM": ("999-AAA", "AAA-999", "AAAA99", "999AAA"), "NY": ("AAA-9999", "AAA-9999", "A9A-9AA", "999-AAA", "99999-AA"),
    "NC": ("AAA-9999", "AAA9999", "AA-9999"), "ND": ("AAA-999", "999-AAA"), "OH": ("AAA-9999", "AAA9999", "AA99AA", "AAA-999"),
    "OK": ("AAA-999",) * 6 + ("999-AAA",) * 4, "OR": ("999-AAA", "AAA-999", "9AA-AAA"), "PA": ("AAA-9999", "AAA9999", "AA-99999"),
    "RI": ("AA-999", "999-999", "9AA-999", "99999"), "SC": ("AAA-999", "999-AAA", "999-9AA"),
    "SD": ("9AA-999", "99A-999", "9A9-999", "9A9999"), "TN": ("999-AAA", "AAA-9999", "A99-99A", "999-99A", "9A9-9A9"),
    "TX": ("AAA-9999", "AA9-A999", "AAA9999", "999-AAA", "A99-AAA", "99A-AA9", "AAA-99A"), "UT": ("A99-9AA", "999-AAA", "9A9-9AA", "999AAA"),
    "VT": ("AAA-999",), "VA": ("AAA-9999", "AAA9999", "9999-AA", "AAA-999", "9999AA", "99999A"),
    "WA": ("999-AAA", "AAA9999", "A99999A", "B99999A"), "WV": ("9A-9999", "9AA-999", "AAA-999", "99A999"),
    "WI": ("999-AAA", "AAA-9999", "AAA999"), "WY": ("9-9999", "99-9999", "9-999A", "99-99AA", "9-99999"),
}
"""Patterns by state; a state's patterns are drawn with equal weight."""

WEIGHTS = {"CA": 9.0, "KS": 4.0, "MO": 4.0, "NE": 2.5, "IA": 2.5, "OK": 2.5, "AR": 2.5, "CO": 2.5, "IL": 2.5,
           "VA": 3.0, "NY": 3.0, "TX": 3.0, "FL": 2.5, "WA": 1.8, "ID": 1.8, "NC": 1.8, "NJ": 1.8, "PA": 1.8}
"""Relative weight of a state, 1 if not named: the midwest the units drive in, and what street pictures show."""

SPECIAL = ("9", "99", "999", "9999", "99999", "999999", "A999", "A9999", "AA999", "99A", "999A", "9999A", "AA99", "A99", "99AA",
           "9999999", "99999999", "99999AA", "A9999A", "AAAA", "AAA99", "AAAA9", "AAAA99")
"""Dealer, government, veteran, antique and low-number plates of any state."""

FOREIGN: dict[str, tuple[str, ...]] = {
    "BR": ("AAA-9999", "AAA9999", "AAA9A99"), "DE": ("A-AA999", "AA-AA99", "AAA-A9999", "AA-A999", "AAA-AA999"),
    "GB": ("AA99-AAA", "A999-AAA"), "FR": ("AA-999-AA", "999AAA99"), "RO": ("AA-99-AAA", "A-999-AAA"), "NL": ("99-AA-AA", "99-AAA-9", "AA-999-A"),
    "ES": ("9999-AAA",), "IT": ("AA-999AA",), "PL": ("AA-99999", "AAA-9999"), "CAN": ("AAAA-999", "AAA-999", "999-AAA", "AAA-9999", "99A-AA9"),
    "AU": ("AAA-999", "AAA-99A", "999-AAA"), "NZ": ("AAA999", "AA9999"),
}


def fill(pattern: str, r: random.Random, avoid: str = "") -> str:
    """Draw a serial for a pattern, keeping the gap marks; letters in ``avoid`` are not used."""
    letters = [c for c in string.ascii_uppercase if c not in avoid]
    out = []
    for c in pattern:
        out.append(r.choice(letters) if c == "A" else r.choice(string.digits) if c == "9" else c)
    return "".join(out)


def pick_state(r: random.Random) -> str:
    """A state by weight."""
    names = list(SERIALS)
    return r.choices(names, [WEIGHTS.get(s, 1.0) for s in names])[0]


def us_serial(state: str, r: random.Random) -> str:
    """A serial (with gap marks) as seen on the streets of a state: regular, vanity, special or free."""
    u = r.random()
    if u < 0.60:
        return fill(r.choice(SERIALS[state]), r, "IOQ" if r.random() < 0.85 else "")
    if u < 0.84:
        return vanity(r)
    if u < 0.92:
        return fill(r.choice(SPECIAL), r)
    return fill("".join(r.choice("AA9") for _ in range(r.randint(2, 8))), r)


def foreign_serial(country: str, r: random.Random) -> str:
    """A serial of a country outside the US; UK, German and Brazilian ones keep O and I apart from 0 and 1 by place."""
    return fill(r.choice(FOREIGN[country]), r, "I" if country == "GB" else "")
