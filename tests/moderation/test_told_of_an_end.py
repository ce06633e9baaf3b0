"""What who reported is told once an act came to its end, beside one that was undone."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.mail.reading import read_letters
from tests.moderation.test_holding_no_more import HOW, finish
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.access import TrustLevel
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import (
    AppealOutcome,
    Decision,
    Finding,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.trust import queries as trust

DAY = timedelta(days=1)
OVER = "agreed with you and took action, which has since ended."
SOONER = "took action, which has since ended. It ended early."
UNDONE = "that has since been undone, and it stays"


def silence(cast: Cast, report: Report) -> Decision:
    """Ben silences Dov for a day, on a report."""
    case = session.get_one(ModerationCase, report.case_id)
    ruling = Ruling("members.member.silence", "He shouts", "Be kind", ends_at=now() + DAY)
    return services.decide(cast.get("ben"), case, ruling)


@pytest.mark.parametrize("how", list(HOW))
def test_a_reporter_reads_that_it_is_over_and_not_that_it_was_undone(
    app: Flask, cast: Cast, how: str
) -> None:
    has_ended = how in ("ended", "early")
    with app.app_context():
        cast.get("cleo").locale = "en"
        made = services.report(cast.get("cleo"), "member", cast.ids["dov"], ReportKind.HARM, "x")
        finish(cast, silence(cast, made), how)
        session.commit()
        work()
    cleo = sign_in(app, cast, "cleo")
    for address in ("/me/reported", "/notices"):
        page = main_of(cleo.get(address).text)
        assert (OVER in page) is has_ended, address
        assert (UNDONE in page) is (how in ("taken back", "by another")), address
        assert (SOONER in page) is (how == "early"), address


@pytest.mark.parametrize("how", ["ended", "by another"])
def test_a_guest_is_asked_to_report_again_only_what_was_undone(
    app: Flask, cast: Cast, how: str
) -> None:
    guest = app.test_client()
    about = {"url": "http://localhost/u/dov", "kind": "harm", "words": "He shouts"}
    link = guest.post("/report", data=about | {"email": "wren@example.org", "name": "W"}).location
    with app.app_context():
        decision = silence(cast, session.scalars(select(Report)).one())
        finish(cast, decision, how)
        session.commit()
        work()
        [told] = read_letters("moderation.outcome")
    page = main_of(guest.get(link).text)
    for said in (page, " ".join(told.text.split())):
        assert (OVER in said, UNDONE in said) == (how == "ended", how != "ended")
    assert ("Report it again" in page) is (how != "ended")


@pytest.mark.parametrize("is_won", [False, True])
def test_trust_comes_back_by_a_won_appeal_and_not_by_the_end_that_was_planned(
    app: Flask, cast: Cast, is_won: bool
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        dov.trust = TrustLevel.TRUSTED
        made = services.report(cast.get("cleo"), "member", dov.id, ReportKind.HARM, "He shouts")
        decision = silence(cast, made)
        finish(cast, decision, "ended")
        assert dov.trust is TrustLevel.KNOWN
        assert dov not in trust.list_growing(0, now() - 90 * DAY, 99)
        asked = services.appeal(dov, decision, "I did not")
        outcome = AppealOutcome.OVERTURNED if is_won else AppealOutcome.UPHELD
        services.judge(cast.get("ada"), asked, outcome, "I heard it")
        assert dov.trust is (TrustLevel.TRUSTED if is_won else TrustLevel.KNOWN)
        assert made.finding is (Finding.DISMISSED if is_won else Finding.UPHELD)


def test_trust_comes_back_once_where_an_undoing_answers_an_appeal_too(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        dov = cast.get("dov")
        dov.trust = TrustLevel.KNOWN
        made = services.report(cast.get("cleo"), "member", dov.id, ReportKind.HARM, "He shouts")
        decision = silence(cast, made)
        services.appeal(dov, decision, "I did not")
        services.undo(cast.get("ada"), decision, "He did not")
        assert dov.trust is TrustLevel.KNOWN
