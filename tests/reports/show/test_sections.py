"""The order of a report: the brand first, then the sections as they are declared."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from tribe.graph import MEASURES
from tribe.reports.declared.sections import SECTIONS
from tribe.reports.show.sections import Part, arranged


def document(*enough: str, ids: tuple[str, ...] = tuple(MEASURES)) -> dict[str, Any]:
    """A report in which only some measures have a value."""
    return {"measures": {id_: {"enough": id_ in enough} for id_ in ids}}


def ids(part: Part) -> tuple[list[str], list[str]]:
    """The measures of a part that are known, and those that wait."""
    return [one.id for one in part.known], [one.id for one in part.waiting]


def test_the_brand_comes_before_any_measure_of_members() -> None:
    letters = [ids(part)[1][0][0] for part in arranged(document())]
    assert "".join(letters) == "FTCRINULEMH"


def test_every_measure_has_its_place_once_in_the_order_of_the_register() -> None:
    for part in arranged(document()):
        waiting = ids(part)[1]
        assert waiting == [id_ for id_ in MEASURES if id_[0] == waiting[0][0]]
    parts = [ids(part) for part in arranged(document("T4", "F2"))]
    placed = [id_ for known, waiting in parts for id_ in (*known, *waiting)]
    assert sorted(placed) == sorted(MEASURES)


def test_what_is_known_is_read_before_what_waits() -> None:
    assert ids(arranged(document("F3", "F5"))[0]) == (["F3", "F5"], ["F1", "F2", "F4", "F6"])


def test_an_older_report_shows_what_it_has() -> None:
    assert arranged({}) == []
    parts = arranged(document("T4", ids=("T4", "E1", "Z9")))
    assert [ids(part) for part in parts] == [(["T4"], []), ([], ["E1"])]


def test_sections_are_said_in_both_languages(context: Flask) -> None:
    said = {}
    for tongue in ("en", "fr"):
        with context.test_request_context(), force_locale(tongue):
            said[tongue] = [(str(section.title), str(section.lead)) for section in SECTIONS]
    assert all(en[1] != fr[1] for en, fr in zip(said["en"], said["fr"], strict=True))
