"""A won objection to nothing being done is carried through where another case is open by then."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.forum.conftest import Forum, forum
from tests.moderation.test_holding_no_more import read
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.base.db import now, session
from tribe.moderation import queries, services
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.transparency.report import make_report

__all__ = ["forum"]
REMOVAL = Ruling("forum.post.remove", "It sells", "No selling")


def case_of(report: Report) -> ModerationCase:
    return session.get_one(ModerationCase, report.case_id)


def dismissed(cast: Cast, report: Report) -> Decision:
    return services.decide(cast.get("ben"), case_of(report), Ruling(NO_ACTION, "It is fine"))


def win(cast: Cast, name: str, decision: Decision) -> None:
    made = services.appeal(cast.get(name), decision, "Look again")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "You are right")


@pytest.mark.parametrize("is_removed", [True, False])
def test_what_was_dismissed_waits_in_the_open_case_and_is_settled_with_it(
    app: Flask, cast: Cast, forum: Forum, is_removed: bool
) -> None:
    post = forum.reply("dov", forum.topic("ines", forum.room(), "Bread"), "Buy zqxbuy").id
    with app.app_context():
        cast.get("cleo").locale = "en"
        first = services.report(cast.get("cleo"), "post", post, ReportKind.SPAM, "It sells")
        decision = dismissed(cast, first)
        other = services.report(cast.get("ines"), "post", post, ReportKind.HARM, "It shouts")
        assert other.case_id != first.case_id
        win(cast, "cleo", decision)
        assert (first.case_id, first.finding) == (other.case_id, None)
        assert queries.has_reported(cast.ids["cleo"], "post", post)
        session.commit()
        number, case = decision.id, other.case_id
    assert "Waiting for a moderator." in read(app, cast, "cleo", "/me/reported")
    statement = read(app, cast, "cleo", f"/moderation/decisions/{number}")
    assert "You are right" in statement
    assert "on their own initiative" not in statement
    page = read(app, cast, "ada", f"/moderation/cases/{case}")
    assert "It sells" in page
    assert "It shouts" in page
    with app.app_context():
        report = make_report(now().year, now())
        assert (report.acts_on_notices.number, report.own_initiative.number) == (0, 0)
        assert report.no_action == 1
        waits = session.get_one(ModerationCase, case)
        services.decide(cast.get("ada"), waits, REMOVAL if is_removed else Ruling(NO_ACTION, "No"))
        found = set(session.scalars(select(Report.finding)))
        assert found == {Finding.UPHELD if is_removed else Finding.DISMISSED}
        session.commit()
        work()
    told = read(app, cast, "cleo", "/me/reported")
    assert ("it was removed." in told, "it stays." in told) == (is_removed, not is_removed)
    assert "already been taken down" not in told
    assert ("it was removed." in read(app, cast, "cleo", "/notices")) is is_removed


def test_who_reported_in_both_has_one_report_with_both_words(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    post = forum.reply("dov", forum.topic("ines", forum.room(), "Bread"), "Buy zqxbuy").id
    with app.app_context():
        first = services.report(cast.get("cleo"), "post", post, ReportKind.ILLEGAL, "It sells")
        mine = services.report(cast.get("ines"), "post", post, ReportKind.SPAM, "It does")
        decision = dismissed(cast, first)
        again = services.report(cast.get("cleo"), "post", post, ReportKind.SPAM, "It goes on")
        case = again.case_id
        win(cast, "cleo", decision)
        [kept, other] = session.scalars(select(Report).order_by(Report.id)).all()
        assert (kept.case_id, other.case_id, other.id) == (case, case, mine.id)
        assert (kept.kind, kept.words) == (ReportKind.ILLEGAL, "It sells\n\nIt goes on")
        number = decision.id
        session.commit()
    for name in ("cleo", "ines"):  # who did not object reads it too
        assert "It is fine" in read(app, cast, name, f"/moderation/decisions/{number}")
    assert "It is fine" not in read(app, cast, "dov", f"/moderation/decisions/{number}")


def test_a_guest_whose_objection_won_waits_with_the_open_case(
    app: Flask, cast: Cast, forum: Forum
) -> None:
    post = forum.reply("dov", forum.topic("ines", forum.room(), "Bread"), "Buy zqxbuy").id
    session.commit()
    guest = app.test_client()
    about = {"url": f"http://localhost/p/{post}", "kind": "spam", "words": "It sells"}
    link = guest.post("/report", data=about).location
    with app.app_context():
        first = session.scalars(select(Report)).one()
        decision = dismissed(cast, first)
        other = services.report(cast.get("ines"), "post", post, ReportKind.HARM, "It shouts")
        asked = services.appeal_as_guest(first, "Look again")
        services.judge(cast.get("ada"), asked, AppealOutcome.OVERTURNED, "You are right")
        session.commit()
        page = main_of(guest.get(link).text)
        assert "Waiting for a moderator." in page
        assert "the decision is overturned" in page
        services.decide(cast.get("ada"), case_of(other), Ruling(NO_ACTION, "It is fine"))
        session.commit()
        assert queries.find_objectionable(first) is not decision
    assert f"{link}/object" in guest.get(link).text  # to what was decided since
