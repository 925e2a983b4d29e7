"""Serial formats from patterns, their shares, and what they decide about 0 and O."""

import json
import math

import pytest

from grammars.compile import classes, formats_of, pattern_of, places_of, share_of
from grammars.serials import GRAMMAR, Grammars, grammars

ROW = {"jurisdiction": "KS", "kind": "passenger", "pattern": "^[0-9]{3}[A-Z]{3}$", "letters_excluded": "IOQ?", "from": 2007, "to": 2024, "share": "~45-60% (est.)",
       "confidence": "a"}


def test_a_pattern_becomes_its_places_by_length():
    assert [len(c) for c in classes("^[3-9][A-NP-Z][0-9]{1,4}$")] == [3, 4, 5, 6]
    assert classes("^(DL|D)[0-9]$") == [("D", "L", "0123456789"), ("D", "0123456789")]
    with pytest.raises(ValueError):
        classes("^[^0-9]$")


def test_a_written_pattern_reads_back():
    for pattern in ("^[A-HJ-NPR-Z][A-NP-Z]{2}[0-9]$", "^PWR[0-9]{5}$", "^[0-9]{4}[A-Z]{3}$"):
        places = classes(pattern)[0]
        assert tuple(places_of(pattern_of(places))) == places


def test_shares_in_words():
    assert share_of(ROW) == pytest.approx(0.525)
    assert share_of({**ROW, "share": "3.3% (2007)"}) == pytest.approx(0.033)
    assert share_of({**ROW, "share": "~0 (old base, replaced 2008-10)"}) == pytest.approx(0.002)
    assert share_of({**ROW, "share": ""}) == pytest.approx(0.10)


def test_shares_of_a_state_leave_room_for_the_rest():
    formats, personal = formats_of([ROW, {**ROW, "kind": "personalised", "pattern": "^[0-9A-Z]{1,7}$", "share": "3.3% (2007)"}])
    assert personal == {"share": 0.033, "most": 7}
    assert sum(f["share"] for f in formats) == pytest.approx(1 - 0.033 - 0.06, abs=0.01)


def test_the_shipped_grammars_are_whole():
    raw = json.loads(GRAMMAR.read_text(encoding="utf-8"))["jurisdictions"]
    assert len([j for j in raw.values() if j["us"]]) == 53
    for name, j in raw.items():
        total = sum(f["share"] for f in j["formats"]) + j["personalised"]["share"] + j["else"]
        assert total == pytest.approx(1, abs=0.03), name
        for f in j["formats"]:
            assert pattern_of(tuple(places_of(f["pattern"]))) == f["pattern"]
            assert 1 <= len(places_of(f["pattern"])) <= 8


def test_probabilities_of_a_state_sum_to_its_formats_share():
    known = Grammars()
    assert known.format_log("AB1C2D", "MO") > known.format_log("A81C2D", "MO")
    assert known.format_log("AB1C2D", "MO") == pytest.approx(math.log(0.71) - math.log(23 * 25 * 10 * 25 * 10 * 25), abs=0.1)
    assert known.format_log("ABCDEFG", "MO") == -math.inf


@pytest.mark.parametrize(("text", "state", "meant"), [("4GQG231", "CA", "4GQG231"), ("4A0G231", "CA", "4AOG231"), ("G0LF", "CA", None), ("ABC120", "IA", "ABC120"), ("AB1C2D", None, None)])
def test_formats_decide_between_zero_and_o(text, state, meant):
    assert grammars().decided(text, state) == meant
