"""The order of a report: the brand first, then the families as the table of measures has them."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from tribe.graph import MEASURES
from tribe.reports.sections import arranged, headings


def document(*enough: str, ids: tuple[str, ...] = tuple(MEASURES)) -> dict[str, Any]:
    """A report in which only some measures have a value."""
    return {"measures": {id_: {"enough": id_ in enough} for id_ in ids}}


def test_the_brand_comes_before_any_measure_of_members(context: Flask) -> None:
    with context.test_request_context():
        parts = arranged(document())
        letters = [part.waiting[0][0] for part in parts]
    assert letters[0] == "F"
    assert letters[1:] == [letter for letter in "TCRINULEMH" if letter in letters]


def test_every_measure_has_its_place_once(context: Flask) -> None:
    with context.test_request_context():
        parts = arranged(document("T4", "F2"))
    placed = [id_ for part in parts for id_ in (*part.known, *part.waiting)]
    assert sorted(placed) == sorted(MEASURES)


def test_what_is_known_is_read_before_what_waits(context: Flask) -> None:
    with context.test_request_context():
        brand = arranged(document("F3", "F5"))[0]
    assert brand.known == ["F3", "F5"]
    assert brand.waiting == [id_ for id_ in MEASURES if id_[0] == "F" and id_ not in brand.known]


def test_an_older_report_shows_what_it_has(context: Flask) -> None:
    with context.test_request_context():
        parts = arranged(document("T4", ids=("T4", "E1")))
        assert arranged({}) == []
    assert [(part.known, part.waiting) for part in parts] == [(["T4"], []), ([], ["E1"])]


def test_headings_are_said_in_both_languages(context: Flask) -> None:
    said = {}
    for tongue in ("en", "fr"):
        with context.test_request_context(), force_locale(tongue):
            said[tongue] = [(heading.title, heading.lead) for _, heading in headings()]
    assert all(en[1] != fr[1] for en, fr in zip(said["en"], said["fr"], strict=True))
    assert {letter for letter, _ in headings_in(context)} >= {id_[0] for id_ in MEASURES}


def headings_in(context: Flask) -> list[tuple[str, Any]]:
    """The headings in English."""
    with context.test_request_context(), force_locale("en"):
        return headings()
