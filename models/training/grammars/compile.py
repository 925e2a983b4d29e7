"""Make the serial grammars: ``python3 -m grammars.compile --plates plates.json --out ../../config/plates-grammar.json``.

Takes the rows of the format study (pattern, share in words, confidence), turns each pattern into character classes by place, gives every
format a share of its jurisdiction's plates, checks every example against its format, and writes one compact file for the core.
"""

from __future__ import annotations

import argparse
import json
import re
import sre_parse
from itertools import product
from pathlib import Path

DIGITS, LETTERS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
US = set("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY US-GOV US-DIP".split())
LONGEST = 8
ELSE = 0.06
"""Share of plates of no known format and not personalised by letters: special issues, tribes, towns, what the study lacks."""
BY_KIND = {"passenger": 0.10, "truck": 0.05, "commercial": 0.03, "trailer": 0.03, "semi-trailer": 0.02, "motorcycle": 0.01, "temporary": 0.03, "dealer": 0.005}
LEAST = 0.002
"""Of formats said to be gone ("~0"): plates stay on the road."""
DOUBT = {"a": 1.0, "b": 0.8, "c": 0.4}
"""A share from memory is worth less; what is taken off goes to the rest."""
OBSERVED = [
    {"jurisdiction": "MO", "kind": "passenger or truck", "pattern": pattern, "letters_excluded": "IOQ?", "to": None, "share": "~4%", "confidence": "b"}
    for pattern in ("^[0-9][A-Z]{2}[0-9]{3}$", "^[0-9]{2}[A-Z][0-9][A-Z]{2}$")]
"""Formats that the study's rows lack but its text reports of about seventy real Missouri plates, several times each."""
RARE = 0.03
"""Weight of a letter believed unused ("IOQ?"), against one of the others."""


def share_of(row: dict) -> float:
    """The share in words as a number; from the kind where nothing is said."""
    text = row["share"]
    numbers = [float(n) / 100 for n in re.findall(r"(\d+(?:\.\d+)?)(?=(?:-\d+)?%|-\d)", re.sub(r"\(.*?\)", "", text))]
    if text.startswith("~0 "):
        return LEAST
    second = re.findall(r"-(\d+)%", text)
    if numbers and second:
        return (numbers[0] + float(second[0]) / 100) / 2
    if numbers:
        return numbers[0]
    kind = next((k for k in BY_KIND if row["kind"].startswith(k)), None)
    return BY_KIND.get(kind, 0.005)


def classes(pattern: str) -> list[tuple[str, ...]]:
    """Every length of a pattern as one tuple of character classes (each a sorted string). ValueError on a construct it does not know."""
    def one(op, value) -> list[tuple[str, ...]]:
        name = str(op)
        if name == "AT":
            return [()]
        if name == "LITERAL":
            return [(chr(value),)]
        if name == "IN":
            chars = set()
            for inner, v in value:
                if str(inner) == "RANGE":
                    chars |= {chr(c) for c in range(v[0], v[1] + 1)}
                elif str(inner) == "LITERAL":
                    chars.add(chr(v))
                else:
                    raise ValueError(f"{pattern}: {inner}")
            return [("".join(sorted(chars)),)]
        if name == "MAX_REPEAT":
            low, high, body = value
            inner = run(body)
            return [sum(parts, ()) for n in range(low, high + 1) for parts in product(inner, repeat=n)]
        if name == "SUBPATTERN":
            return run(value[3])
        if name == "BRANCH":
            return [c for branch in value[1] for c in run(branch)]
        raise ValueError(f"{pattern}: {name}")

    def run(body) -> list[tuple[str, ...]]:
        out: list[tuple[str, ...]] = [()]
        for op, value in body:
            out = [a + b for a in out for b in one(op, value)]
        return out
    return list(dict.fromkeys(run(sre_parse.parse(pattern))))


def spell(chars: str) -> str:
    """A class as ranges: ``A-HJ-NPR-Z``."""
    out, i = "", 0
    while i < len(chars):
        j = i
        while j + 1 < len(chars) and ord(chars[j + 1]) == ord(chars[j]) + 1:
            j += 1
        out += chars[i:j + 1] if j - i < 2 else f"{chars[i]}-{chars[j]}"
        i = j + 1
    return out


def pattern_of(places: tuple[str, ...]) -> str:
    """Classes and how often each repeats, nothing else of a regular expression: ``[A-Z]{3}[0-9]{4}``."""
    out, i = "", 0
    while i < len(places):
        j = i
        while j < len(places) and places[j] == places[i]:
            j += 1
        out += f"[{spell(places[i])}]" + (f"{{{j - i}}}" if j - i > 1 else "")
        i = j
    return out


def places_of(pattern: str) -> list[str]:
    """The characters allowed at each place of a pattern as ``pattern_of`` writes it."""
    return [expand(chars) for chars, count in re.findall(r"\[([^\]]+)\](?:\{(\d+)\})?", pattern) for _ in range(int(count or 1))]


def formats_of(rows: list[dict]) -> tuple[list[dict], dict]:
    """Formats of a jurisdiction with their shares, and its personalised plates."""
    personal, weighted = {"share": 0.03, "most": 7}, []
    for row in rows:
        lengths = [c for c in classes(row["pattern"]) if 1 <= len(c) <= LONGEST]
        if row["kind"] == "personalised":
            personal = {"share": share_of(row), "most": max(map(len, lengths))}
            continue
        believed = re.sub(r"[^A-Z]", "", row["letters_excluded"]) if row["letters_excluded"].endswith("?") else ""
        # Longer serials of a format of several lengths are commoner in proportion to how many there are, less than tenfold a place.
        sizes = [3.0 ** len(c) for c in lengths]
        for c, size in zip(lengths, sizes):
            entry = {"pattern": pattern_of(c), "kind": row["kind"], "confidence": row["confidence"],
                     "weight": share_of(row) * DOUBT[row["confidence"]] * size / sum(sizes)}
            if believed:
                entry["rare"] = believed
            if row["to"]:
                entry["until"] = row["to"]
            weighted.append(entry)
    total, room = sum(f["weight"] for f in weighted), 1 - personal["share"] - ELSE
    for f in weighted:
        f["share"] = float(f"{f.pop('weight') / total * room:.2g}")
    personal["share"] = round(personal["share"], 4)
    return weighted, personal


def check(rows: list[dict], made: dict) -> list[str]:
    """Examples that their own jurisdiction's formats do not hold."""
    wrong = []
    for row in rows:
        text, formats = row["example_record"], made[row["jurisdiction"]]["formats"]
        if row["kind"] != "personalised" and not any(fits(text, places_of(f["pattern"])) for f in formats):
            wrong.append(f"{row['jurisdiction']} {row['kind']}: {text}")
    return wrong


def expand(place: str) -> str:
    """The characters of a class spelt as ranges."""
    return "".join("".join(map(chr, range(ord(m[0]), ord(m[2]) + 1))) if len(m) == 3 else m for m in re.findall(r".-.|.", place))


def fits(text: str, places: list[str]) -> bool:
    return len(text) == len(places) and all(c in p for c, p in zip(text, places))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--plates", type=Path, required=True, help="rows of the format study")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    rows = json.loads(args.plates.read_text(encoding="utf-8"))
    by: dict[str, list[dict]] = {}
    for row in [*rows, *OBSERVED]:
        by.setdefault(row["jurisdiction"], []).append(row)
    made = {}
    for name, own in by.items():
        formats, personal = formats_of(own)
        made[name] = {"us": name in US, "personalised": personal, "else": ELSE, "formats": formats}
    for line in check(rows, made):
        print("example does not fit:", line)
    args.out.write_text(json.dumps({"version": 1, "rare": RARE, "jurisdictions": made}) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(made)} jurisdictions, {sum(len(j['formats']) for j in made.values())} formats")


if __name__ == "__main__":
    main()
