"""The analyst who asked for a report is told what became of it, by the bell, until they look."""

import re

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tests.notices.conftest import causes, work
from tribe.access import Role
from tribe.base.db import session
from tribe.reports.models import Snapshot
from tribe.reports.requests import services


def answer(app: Flask, cast: Cast, outcome: str, asking: str | None = "ines") -> int:
    """A report that was asked for, and of which this became."""
    with app.app_context():
        asker = cast.get(asking) if asking else None
        snapshot = services.request_report(asker, "Who <meets> whom?")
        standing = Snapshot(purpose="Before", until=snapshot.until)
        session.add(standing)
        session.flush()
        match outcome:
            case "made":
                services.keep(snapshot, {}, {})
            case "instead":
                services.give_instead(snapshot, standing)
            case "too close":
                services.give_instead(snapshot, None)
            case "failed":
                services.give_up(snapshot, "MemoryError")
        work()
        return snapshot.id


SAID = {
    "made": "The report that you asked for is ready: “Who &lt;meets&gt; whom?”",
    "instead": "An earlier report answers what you asked for: “Who &lt;meets&gt; whom?”",
    "too close": "Too little tells the report that you asked for from an earlier one, so it is "
    "not made: “Who &lt;meets&gt; whom?”",
    "failed": "The report that you asked for could not be made: “Who &lt;meets&gt; whom?”",
}


@pytest.mark.parametrize("outcome", SAID)
def test_who_asked_is_told_what_became_of_it(app: Flask, cast: Cast, outcome: str) -> None:
    number = answer(app, cast, outcome)
    client = sign_in(app, cast, "ines")
    page = client.get("/notices").text
    assert SAID[outcome] in page
    [notice] = re.findall(r'href="(/notices/\d+)"', page)
    assert client.get(notice).location == f"/reports/{number}"
    with app.app_context():
        assert causes() == [("ines", "reports.answered")]


def test_a_look_at_it_is_enough(app: Flask, cast: Cast) -> None:
    number = answer(app, cast, "failed")
    client = sign_in(app, cast, "ines")
    assert ">Not read yet<" in client.get("/notices").text
    client.get(f"/reports/{number}")
    assert ">Not read yet<" not in client.get("/notices").text


def test_who_reads_no_reports_any_more_is_told_nothing(app: Flask, cast: Cast) -> None:
    answer(app, cast, "failed")
    with app.app_context():
        cast.get("ines").role = Role.MEMBER
        session.commit()
    assert "Who &lt;meets&gt; whom?" not in sign_in(app, cast, "ines").get("/notices").text


def test_of_the_operators_report_nobody_is_told(app: Flask, cast: Cast) -> None:
    answer(app, cast, "failed", asking=None)
    with app.app_context():
        assert causes() == []
