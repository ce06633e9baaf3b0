"""The list of what was decided says what became of it since, and nothing of what waits."""

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.moderation.test_holding_no_more import DAY, HOW, SILENCE, finish, read
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import ModerationCase, ReportKind
from tribe.moderation.services import Ruling


@pytest.mark.parametrize("how", ["stands", *HOW])
def test_what_was_undone_or_is_over_is_marked_so(app: Flask, cast: Cast, how: str) -> None:
    with app.app_context():
        made = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.HARM, "x")
        services.report(cast.get("cleo"), "member", cast.ids["ines"], ReportKind.HARM, "It waits")
        case = session.get_one(ModerationCase, made.case_id)
        services.take(cast.get("ben"), case)
        session.commit()
    assert "handled by" in read(app, cast, "ada", "/moderation").partition("<ol")[2]
    with app.app_context():
        case = session.get_one(ModerationCase, made.case_id)
        ruling = Ruling(SILENCE, "He shouts", "Be kind", ends_at=now() + DAY)
        decision = services.decide(cast.get("ben"), case, ruling)
        if how != "stands":
            finish(cast, decision, how)
        session.commit()
    page = read(app, cast, "ada", "/moderation?state=decided")
    assert (">over<" in page) is (how in ("ended", "early"))
    assert (">undone<" in page) is (how in ("won", "taken back", "by another"))
    assert "handled by" not in page.partition("<ol")[2].partition("</ol>")[0]
    lead = page.partition("page__lead")[2].partition("</p>")[0]
    assert "Decisions, newest first" in lead
    assert "wait" not in lead
    assert "case waiting" in read(app, cast, "ada", "/moderation").partition("page__lead")[2]
