"""Each layer finds what it is for, in whom it is asked of, and nothing beside."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tribe.access import TrustLevel
from tribe.spam.attempts import Act, Attempt, Limits, Signs
from tribe.spam.layers import LAYERS, judge

NEW, KNOWN, TRUSTED = TrustLevel
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
ACT = Act("topic", (), {})
PLAIN = Attempt(ACT, NEW, body="An honest question", standing=9, at=MOMENT)
ALL = Limits(
    frozenset(layer.code for layer in LAYERS), seconds=3, links=2, first_posts=3, waiting=2
)
FOUND = {
    "pace": replace(PLAIN, again_at=MOMENT + timedelta(minutes=5)),
    "trap": replace(PLAIN, signs=Signs(is_trapped=True)),
    "haste": replace(PLAIN, signs=Signs(seconds=2.9)),
    "listed": replace(PLAIN, is_listed=True),
    "words": replace(PLAIN, words=["casino"]),
    "links": replace(PLAIN, links=3),
    "repeat": replace(PLAIN, alike=1),
    "waiting": replace(PLAIN, waiting=2),
    "first": replace(PLAIN, standing=2),
}
ASKED_OF = {
    "pace": {NEW, KNOWN, TRUSTED},
    "trap": {NEW},
    "haste": {NEW},
    "listed": {NEW},
    "words": {NEW, KNOWN},
    "links": {NEW},
    "repeat": {NEW, KNOWN},
    "waiting": {NEW},
    "first": {NEW, KNOWN},
}


def test_a_plain_text_passes() -> None:
    assert judge(PLAIN, ALL) is None
    just = replace(PLAIN, links=2, waiting=1, standing=3, signs=Signs(seconds=3.0))
    assert judge(just, ALL) is None


@pytest.mark.parametrize("code", [layer.code for layer in LAYERS])
def test_each_finds_its_own_in_whom_it_is_asked_of(code: str) -> None:
    for trust in TrustLevel:
        verdict = judge(replace(FOUND[code], trust=trust), ALL)
        found = verdict.codes if verdict is not None else ()
        assert found == ((code,) if trust in ASKED_OF[code] else ())
    off = replace(ALL, on=ALL.on - {code})
    assert judge(FOUND[code], off) is None


def test_the_first_decides_and_all_are_said() -> None:
    verdict = judge(replace(PLAIN, links=3, alike=1, standing=0), ALL)
    assert verdict is not None
    assert (verdict.layer.code, verdict.codes) == ("links", ("links", "repeat", "first"))


def test_the_seconds_that_are_left_are_whole_and_at_least_one() -> None:
    assert FOUND["pace"].seconds_left == 300
    assert replace(PLAIN, again_at=MOMENT + timedelta(microseconds=1)).seconds_left == 1
