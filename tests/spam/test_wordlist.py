"""The list of words: what an entry finds, what it does not, and that no entry is slow."""

import pytest

from tribe.settings.kinds import Unfit
from tribe.spam.settings import WORDS
from tribe.spam.wordlist import find, parse

MANY = "\n".join(map(str, range(10, 311)))


@pytest.mark.parametrize(
    ("entry", "text", "is_found"),
    [
        ("casino", "The Casino is open", True),
        ("casino", "The casinos are open", False),
        ("casino*", "The casinos are open", True),
        ("*viagra*", "xviagrax for all", True),
        ("cheap loan*", "a cheap  loans, today", True),
        ("cheap loan*", "a cheap and good loan", False),
        ("prêt rapide", "PRET RAPIDE", True),
        ("a*b*c", "aXbYc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
    ],
)
def test_what_an_entry_finds(entry: str, text: str, is_found: bool) -> None:
    assert find(parse(entry), text) == ([entry] if is_found else [])


def test_no_entry_is_a_pattern_that_takes_forever() -> None:
    """Each of its comparisons is linear: this would take years by a pattern that goes back."""
    many = "a*" * 30 + "b"
    assert find(parse(many), "a" * 20_000) == []


def test_empty_lines_and_repetitions_are_left_out() -> None:
    assert [entry.typed for entry in parse("casino\n\n  casino \nbet  here\n")] == [
        "casino",
        "bet here",
    ]


@pytest.mark.parametrize("typed", ["*", "a*", "(.*)+$", "* *", "x" * 81, MANY])
def test_what_would_hold_everything_is_refused(app: object, typed: str) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    with app.app_context(), pytest.raises(Unfit):
        WORDS.kind.parse(typed)
