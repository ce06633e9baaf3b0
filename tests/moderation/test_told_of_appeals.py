"""Who reported is told that what was done was appealed and overturned, whole or in part."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tests.mail.reading import read_letters
from tests.moderation.test_local import REMOVE, Quarter, enter, quarter
from tests.moderation.test_statements import main_of
from tests.notices.conftest import work
from tribe.base.db import now, session
from tribe.moderation import services
from tribe.moderation.models import (
    NO_ACTION,
    AppealOutcome,
    Decision,
    ModerationCase,
    Report,
    ReportKind,
)
from tribe.moderation.services import Ruling
from tribe.transparency.report import make_report

__all__ = ["quarter"]
WARN = Ruling("members.member.warn", "Loud", "Be kind")
REMOVAL = Ruling(REMOVE, "Loud", "Be kind")
TOLD = {
    "overturned whole": "had taken action; on appeal, somebody else overturned it.",
    "overturned": "had taken action; on appeal, somebody else overturned part of it.",
    "undone": "had taken action; part of that has since been undone.",
}
PART, AGAIN = "The rest still applies.", "eport it again"


def overturn(cast: Cast, decision: Decision) -> None:
    made = services.appeal(cast.get("dov"), decision, "I whispered")
    services.judge(cast.get("ada"), made, AppealOutcome.OVERTURNED, "He whispered")


def settle(cast: Cast, case: int, how: str) -> None:
    """Remove a post and warn its author, and take back the first, or both, in one of these ways."""
    found = session.get_one(ModerationCase, case)
    services.decide_together(cast.get("ben"), found, REMOVAL, WARN)
    first, second = session.scalars(select(Decision).order_by(Decision.id)).all()
    if how == "undone":
        services.undo(cast.get("ada"), first, "He whispered")
        return
    overturn(cast, first)
    if how == "overturned whole":
        overturn(cast, second)


@pytest.mark.parametrize("how", list(TOLD))
def test_a_member_and_a_guest_read_what_became_of_it_and_may_report_it_again(
    app: Flask, cast: Cast, quarter: Quarter, how: str
) -> None:
    post, guest = quarter.posts[0].id, app.test_client()
    services.report(cast.get("cleo"), "post", post, ReportKind.HARM, "Loud")
    cast.get("cleo").locale = "en"
    session.commit()
    about = {"url": f"http://localhost/p/{post}", "kind": "harm", "words": "He shouts"}
    link = guest.post("/report", data=about | {"email": "wren@example.org", "name": "W"}).location
    case = session.scalars(select(Report.case_id)).first()
    assert case is not None
    settle(cast, case, how)
    session.commit()
    work()
    [letter] = read_letters("moderation.outcome")
    cleo = enter(app, cast, "cleo")
    own = main_of(cleo.get("/me/reported").text)
    page = main_of(guest.get(link).text)
    for said in (own, page, " ".join(letter.text.split())):
        assert [one for one in TOLD if TOLD[one] in said] == [how]
        assert (PART in said) is (how != "overturned whole")
        assert AGAIN in said
        assert "it stays" not in said
    assert TOLD[how] in main_of(cleo.get("/notices").text)
    assert f'href="/report/post/{post}"' in own
    assert cleo.get(f"/report/post/{post}").status_code == 200


def test_a_guest_is_not_asked_by_mail_for_what_their_page_does_not_offer(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    about = {"url": f"http://localhost/p/{quarter.posts[0].id}", "kind": "harm", "words": "Loud"}
    sent = {**about, "email": "wren@example.org", "name": "W"}
    link = app.test_client().post("/report", data=sent).location
    case = session.scalars(select(ModerationCase)).one()
    services.decide(cast.get("ben"), case, REMOVAL)
    session.commit()
    work()
    [letter] = read_letters("moderation.outcome")
    page = main_of(app.test_client().get(link).text)
    for said in (page, " ".join(letter.text.split())):
        assert "it was removed" in said
        assert AGAIN not in said
        assert "You can go to an out-of-court dispute" in said


def test_the_yearly_report_counts_what_an_appeal_overturned_apart_from_what_was_dismissed(
    app: Flask, cast: Cast, quarter: Quarter
) -> None:
    for name, post in (("cleo", 0), ("ines", 0), ("cleo", 1)):
        services.report(cast.get(name), "post", quarter.posts[post].id, ReportKind.HARM, "Loud")
    first, other = session.scalars(select(ModerationCase).order_by(ModerationCase.id)).all()
    overturn(cast, services.decide(cast.get("ben"), first, REMOVAL))
    session.commit()

    def counted() -> tuple[int, ...]:
        made = make_report(now().year, now())
        found = made.notices
        nothing = made.no_action - made.opened_again
        return found.upheld, found.dismissed, found.overturned, found.waiting, nothing

    assert counted() == (0, 0, 2, 1, 0)
    guest = app.test_client()
    page = main_of(guest.get("/transparency").text)
    assert "No case was decided with nothing to be done." in page
    assert "then overturned on appeal" in page
    assert "opened again" not in page
    dismissed = services.decide(cast.get("ben"), other, Ruling(NO_ACTION, "It is fine"))
    session.commit()
    assert counted() == (0, 1, 2, 0, 1)
    objection = services.appeal(cast.get("cleo"), dismissed, "Look again")
    services.judge(cast.get("ada"), objection, AppealOutcome.OVERTURNED, "It is not")
    session.commit()
    assert counted() == (0, 0, 2, 1, 0)
    assert "One of them was opened again on appeal." in main_of(guest.get("/transparency").text)


@pytest.mark.parametrize("is_won", [True, False])
def test_the_mail_about_an_appeal_says_first_who_won_it(
    app: Flask, cast: Cast, quarter: Quarter, is_won: bool
) -> None:
    cast.get("dov").locale = "en"
    outcome = AppealOutcome.OVERTURNED if is_won else AppealOutcome.UPHELD
    about = {"url": f"http://localhost/p/{quarter.posts[1].id}", "kind": "harm", "words": "Loud"}
    guest = app.test_client()
    guest.post("/report", data=about | {"email": "wren@example.org", "name": "W"})
    waits = session.scalars(select(ModerationCase)).one()
    services.decide(cast.get("ben"), waits, Ruling(NO_ACTION, "It is fine"))
    objection = services.appeal_as_guest(session.scalars(select(Report)).one(), "Look again")
    made = services.decide_on(cast.get("ben"), "post", quarter.posts[0].id, REMOVAL)
    appeal = services.appeal(cast.get("dov"), made, "I whispered")
    for one in (objection, appeal):
        services.judge(cast.get("ada"), one, outcome, "I looked")
    session.commit()
    work()
    [told] = [one for one in read_letters("moderation.statement") if "appeal" in one.subject]
    [answered] = read_letters("moderation.objection_answered")
    for letter in (told, answered):
        assert letter.subject.startswith(
            "You won your appeal" if is_won else "Decision upheld: your"
        )
    first = " ".join(told.text.split())
    won, lost = ("You won your appeal:", "You did not win your appeal:")
    assert first.startswith(won if is_won else lost)
    said = " ".join(answered.text.split())
    agreed, kept = (
        "Another moderator agreed with you",
        "Another moderator reviewed it: the decision",
    )
    assert said.startswith(agreed if is_won else kept)
