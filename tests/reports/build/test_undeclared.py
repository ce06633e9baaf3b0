"""Rhythms that nobody declared: proposed at the support desk, absent from every report."""

import json

from flask import Flask
from flask_babel import force_locale

from tests.conftest import Cast, sign_in
from tests.reports.conftest import END
from tribe.base.db import session
from tribe.graph import Evidence, Interactions
from tribe.graph.data.records import Records, Thread
from tribe.reports.build import document
from tribe.reports.build.undeclared import undeclared_rites
from tribe.reports.gather.evidence import Gathered
from tribe.reports.models import Snapshot, SnapshotState
from tribe.reports.show.labels import rhythm_words

WEEK = 7 * 86_400.0
START = 1.7e9


def weekly(authors: int, *, is_declared: bool = False) -> Evidence:
    """A planted weekly thread, among others that come at no time in particular."""
    planted = [
        Thread(START + n * WEEK, f"Monday bread {n}", f"m{n % authors}", is_declared=is_declared)
        for n in range(30)
    ]
    others = [
        Thread(START + (n * n * 0.37 % 30) * WEEK, f"{word} {n}", f"m{n % 9}")
        for n, word in enumerate(("mill", "oven", "rye", "salt", "stone") * 4)
    ]
    rows = [(f"m{n % 9}", f"m{n % 7}", "reply", START + n * 5e4, 0) for n in range(300)]
    return Evidence(Interactions.from_rows(rows), records=Records(threads=planted + others))


def test_what_several_keep_is_proposed() -> None:
    found = undeclared_rites(weekly(6), seed=0)
    assert any("bread" in one["pattern"].casefold() for one in found)
    assert all(abs(one["period_days"] - 7) < 0.1 for one in found if "bread" in one["pattern"])


def test_one_members_habit_and_a_declared_rite_are_not() -> None:
    assert not [one for one in undeclared_rites(weekly(1), 0) if "bread" in one["pattern"]]
    declared = undeclared_rites(weekly(6, is_declared=True), 0)
    assert not [one for one in declared if "bread" in one["pattern"]]
    assert undeclared_rites(Evidence(Interactions.from_rows([])), 0) == []


def test_the_report_does_not_hold_its_words() -> None:
    made = document.make("Village", Gathered(weekly(6), []), nulls=20, bootstraps=100)
    assert "bread" in json.dumps(made.drawing["undeclared"]).casefold()
    assert "bread" not in json.dumps(made.document).casefold()


def test_it_is_on_the_support_desk(app: Flask, cast: Cast) -> None:
    found = [
        {"kind": "title", "pattern": "monday bread", "period_days": 7.0},
        {"kind": "hour", "pattern": "2T19", "period_days": 7.0},
    ]
    with app.app_context():
        session.add(
            Snapshot(
                purpose="x", until=END, state=SnapshotState.DONE, document={},
                drawing={"undeclared": found},
            )
        )  # fmt: skip
        session.commit()
    body = sign_in(app, cast, "ben").get("/support").get_data(as_text=True)
    assert "2 rhythms that nobody has called a rite" in body
    assert "“monday bread”, every 7 days" in body
    assert "Tuesday, about 19 h UTC" in body
    with app.test_request_context(), force_locale("fr"):
        assert rhythm_words(found[1]) == "mardi, vers 19 h UTC"
